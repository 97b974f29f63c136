"""Why a source cannot be read at all. Facts hold names of columns and numbers, never a value."""

from portal.core.errors import Refusal


class SourceRefused(Refusal):
    """A source that gives nothing: "unknown_source", "no_file", "too_large", "not_text", "missing_columns",
    "bad_manifest", "no_reference" or "bad_mapping".
    """

    code = "source_refused"
