"""Why a source cannot be read at all, or a token not be made. Facts hold names of columns and numbers, never a value."""

from portal.core.errors import Refusal


class SourceRefused(Refusal):
    """A source that gives nothing.

    A file: "unknown_source", "no_file", "too_large", "not_text", "line_too_long", "old_excel", "bad_workbook", "no_header",
    "too_many_columns", "missing_columns", "bad_manifest", "no_reference", "bad_mapping", "barred_column".
    An HRIS that is called: "address_not_allowed", "not_reached", "bad_certificate", "not_let_in", "not_there", "busy",
    "answer_too_large", "cut_short", "bad_answer", "moved_while_read", "nobody", "no_delta".
    """

    code = "source_refused"


class SetupRefused(Refusal):
    """Settings of a source that are not kept; `facts["setting"]` names which.

    "unknown_kind", "bad_name", "name_taken", "setting_missing", "setting_wrong", "barred_column", "newer_version" (somebody
    saved meanwhile), or "secret_again": an address changed, so that its secrets have to be typed again.
    """

    code = "setup_refused"


class TokenRefused(Refusal):
    """A SCIM token that is not made ("two_valid") or not found ("unknown_name")."""

    code = "token_refused"


def missing_in(refusal: Refusal) -> list[str]:
    """Return our fields that a refused file has no column for; none of another refusal, whose facts could quote the file."""
    return list(refusal.facts["fields"]) if refusal.code == "missing_columns" else []
