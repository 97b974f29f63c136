"""Numbers the method fixes, and the seal of a release."""

import json
import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from .enums import Profile

DEFAULT_K = 10
FLOOR_K, CEILING_K = 5, 20
LEDGER_YEARS = 5
SENDABLE_MONTHS = 3
"""How many months back a month can be sent to payroll, counted from the one that runs."""
KEPT_MONTHS = 13
"""How long payroll's copy is kept after its month: a year's pay slips and one to put right."""


def is_permitted(k: object) -> bool:
    """Whether k may be used at all (R15): a whole number from 5 to 20. No setting, role or option goes under."""
    return type(k) is int and FLOOR_K <= k <= CEILING_K


def is_small(*, eligible: int, under: int, chosen: str = Profile.AUTOMATIC) -> bool:
    """Whether a company publishes as a small one: under so many eligible people, or because it was chosen. Never the reverse."""
    return chosen == Profile.SMALL or eligible < under


def smallest_group(before: Iterable[int], chosen: int | None = None) -> int:
    """Return k for the next release: as chosen, else the default; more if it ever was more (R15)."""
    return max([DEFAULT_K if chosen is None else chosen, *before])


def seal(contents: dict[str, Any], previous: str) -> str:
    """Return the SHA-256 of what is published and of the seal before, so that no release can be changed or taken out unseen."""
    canonical = json.dumps({"previous": previous, **contents}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def is_a_folder_name(name: str) -> bool:
    """Whether a name can be a folder and nothing else: small letters, figures and hyphens, a letter or figure first."""
    return re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", name) is not None
