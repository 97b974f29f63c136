"""Messages that an association writes once for several people: what stands in braces, and what may not be said."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.engagement.enums import Placeholder

LONGEST_NAME, LONGEST_SUBJECT, LONGEST_TEXT = 60, 80, 2000
MOST_TEMPLATES = 40
_BRACED = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class MessageWords:
    """A message in one language; both parts are empty where nobody wrote it in that language."""

    subject: str
    text: str

    @property
    def written(self) -> bool:
        """Whether there is anything."""
        return bool(self.subject or self.text)


def placeholders(text: str) -> frozenset[str]:
    """Return what stands in braces."""
    return frozenset(_BRACED.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with each placeholder's value in its place. A value is never read again, whatever it holds.

    Raises KeyError for a placeholder without a value.
    """
    return _BRACED.sub(lambda found: values[found[1]], text)


def words_objection(words: MessageWords, *, private: Iterable[str] = ()) -> tuple[str, str] | None:
    """Return what is wrong with a message in one language and the word it is about, or None: "subject_length", "text_length",
    "subject_placeholder", "unknown_placeholder", "brace" (one that is alone), "subject_names" (the subject says one of the
    `private` names; product.md, rule 8).
    """
    if not 1 <= len(words.subject) <= LONGEST_SUBJECT or "\n" in words.subject:
        return "subject_length", ""
    if not 1 <= len(words.text) <= LONGEST_TEXT:
        return "text_length", ""
    if "{" in words.subject or "}" in words.subject:
        return "subject_placeholder", ""
    if unknown := sorted(placeholders(words.text) - set(Placeholder.values)):
        return "unknown_placeholder", unknown[0]
    if re.search(r"[{}]", _BRACED.sub("", words.text)):
        return "brace", ""
    said = named_in(words.subject.casefold(), (name.casefold() for name in private))
    return ("subject_names", said) if said else None


def named_in(text: str, names: Iterable[str]) -> str:
    """Return the first of some names that a text says as whole words, or "". Letters count as they are written."""
    return next((name for name in names if name and name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)), "")


def tidy(text: str) -> str:
    """Return a text as it is kept: plain ends of lines, no space around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
