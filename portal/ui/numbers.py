"""Counts as they are read: their thousands apart, by a no-break space in French, a comma in English."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format

_COUNT = re.compile(r"%\((\w+)\)d")


class Grouped(int):
    """A count that is written with its thousands apart, and still counts (a plural, a comparison)."""

    def __str__(self) -> str:
        return number_format(int(self), force_grouping=True)


def grouped(number: int) -> Grouped:
    """Return a count to be written with its thousands apart, as the active language does."""
    return Grouped(number)


def told(words: Any, values: Mapping[str, Any]) -> str:
    """Return words with their values, each count ("%(name)d") with its thousands apart. Not for a year."""
    counts = {name: str(Grouped(value)) if type(value) is int else value for name, value in values.items()}
    return _COUNT.sub(r"%(\1)s", str(words)) % counts
