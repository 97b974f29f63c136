"""The form of an explanation."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Explanation:
    """What a check found, and what to change at the provider."""

    found: Promise
    change: Promise
