"""Why a source cannot be read at all, or a token not be made. Facts hold names of columns and numbers, never a value."""

from portal.core.errors import Refusal


class SourceRefused(Refusal):
    """A source that gives nothing: "unknown_source", "no_file", "too_large", "not_text", "missing_columns",
    "bad_manifest", "no_reference" or "bad_mapping".
    """

    code = "source_refused"


class TokenRefused(Refusal):
    """A SCIM token that is not made ("two_valid") or not found ("unknown_name")."""

    code = "token_refused"
