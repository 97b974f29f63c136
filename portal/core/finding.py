"""Finding a name as people type it: without accents, capitals or hyphens, by the beginning of each word."""

import unicodedata
from collections.abc import Iterable
from typing import TypeVar

Key = TypeVar("Key")

_BETWEEN = str.maketrans(dict.fromkeys("-'’.,·_/", " "))


def folded(text: str) -> str:
    """Return a text in small letters without accents, its words parted by spaces."""
    if not text.isascii():
        text = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    return text.translate(_BETWEEN).casefold()


def speaks_of(wanted: str, *texts: str) -> bool:
    """Return whether every word of what is wanted begins a word of the texts; nothing wanted is found nowhere."""
    words = folded(wanted).split()
    known = folded(" ".join(texts)).split()
    return bool(words) and all(any(one.startswith(word) for one in known) for word in words)


def first_of(wanted: str, rows: Iterable[tuple[Key, tuple[str, ...]]], *, most: int) -> list[Key]:
    """Return the keys of the first rows that speak of what is wanted, in their order, at most so many."""
    found: list[Key] = []
    for key, texts in rows:
        if speaks_of(wanted, *texts):
            found.append(key)
            if len(found) == most:
                break
    return found
