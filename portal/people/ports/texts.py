"""Text messages."""

from typing import Protocol


class TextNotSent(Exception):
    """A text message that did not leave; the text is a code ("gateway_503", "timeout"), never a number."""


class TextMessages(Protocol):
    """Sends text messages (settings.TEXT_MESSAGES; empty where a company has no gateway)."""

    def __call__(self, *, number: str, text: str) -> None:
        """Send a text to a number in international form. Raises TextNotSent."""
