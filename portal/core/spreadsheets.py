"""Cells that leave for a spreadsheet: none that it would run as a formula."""

STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutral(cell: object) -> str:
    """Return a cell as text that no spreadsheet computes: one that begins like a formula gets an apostrophe before it; None is
    empty.
    """
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(STARTS) else text


def plain(text: str) -> str:
    """Return a cell that `neutral` wrote as it was."""
    return text[1:] if text.startswith("'") and text[1:].startswith(STARTS) else text
