"""Reads on soft skills. A person reads their own; figures read means without a name; nobody else reads anything by default."""

from .facts import ChangeFact, change_facts
from .profiles import Line, Profile, profiles_of
from .sharing import may_share_with, shared_with, shares_of
from .waves import instrument_in_use, instruments, is_in_peace, look_back_of, questionnaire_of, waiting

__all__ = (
    "ChangeFact",
    "Line",
    "Profile",
    "change_facts",
    "instrument_in_use",
    "instruments",
    "is_in_peace",
    "look_back_of",
    "may_share_with",
    "profiles_of",
    "questionnaire_of",
    "shared_with",
    "shares_of",
    "waiting",
)
