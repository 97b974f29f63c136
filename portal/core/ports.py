"""What the house asks of a plug that writes messages."""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from .outbox import Contact


class Written(Protocol):
    """A message as it leaves."""

    @property
    def subject(self) -> str:
        """Its subject line."""

    @property
    def text(self) -> str:
        """Its plain text."""

    @property
    def html(self) -> str:
        """The same as a page."""


class MessageWords(Protocol):
    """Who knows the words of every kind of message (settings.MESSAGE_WORDS)."""

    def kinds(self) -> list[str]:
        """Return every kind that has words, "<room>.<name>", in order."""

    def write(self, kind: str, *, contact: Contact, stop: str = "") -> Written:
        """Write a message to somebody in their language. Raises LookupError for a kind without words."""


def message_words() -> MessageWords:
    """Return who knows the words."""
    found: MessageWords = import_string(settings.MESSAGE_WORDS)()
    return found
