"""A telephone in a pocket: what was sent to it, and the digits read on it."""

SENT: list[tuple[str, str]] = []
"""Number and text of each message, the latest last."""


def outgoing(*, number: str, text: str) -> None:
    """Take a message, in place of a gateway (settings.TEXT_MESSAGES)."""
    SENT.append((number, text))


def digits() -> str:
    """Read the digits of the latest message."""
    return SENT[-1][1].rpartition("#")[2]
