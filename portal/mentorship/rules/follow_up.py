"""Decisions on following up: how closely, when a check-in is due, what is a low answer, when silence about a need is too long."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

from portal.mentorship.enums import Flag

LOW_SATISFACTION = 2
MISSED_IN_A_ROW = 2
REMIND_AFTER_DAYS = 7
TAKE_UP_WORKING_DAYS = 3
"""A hand asked for is taken up within this many working days, or the head of the association is told (own judgement)."""


@dataclass(frozen=True)
class Care:
    """How closely pairs are followed, in days; the usual numbers (mentoring.md §5, monthly contact: BBBS practice)."""

    nudge_days: int = 14
    list_days: int = 30
    goal_days: int = 21
    contact_days: int = 31
    first_check_in_days: int = 30
    check_in_every_days: int = 60

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the names of the numbers, in their order."""
        return tuple(field.name for field in fields(cls))


@dataclass(frozen=True)
class PairFacts:
    """What is known of a meeting pair on a day, from metadata only. Nothing is read of what was said."""

    introduced_on: date
    back_on: date | None = None
    last_held_on: date | None = None
    missed_since: int = 0
    goals: int = 0
    last_contact_on: date | None = None
    low_check_in: bool = False
    help_waits: bool = False


def silence_from(*, introduced_on: date, last_on: date | None, back_on: date | None) -> date:
    """Return the day from which silence counts: the last time, else the introduction; whoever comes back from a pause later than
    that has the whole time again.
    """
    last = last_on or introduced_on
    return back_on if back_on is not None and back_on > last else last


def health(*, on: date, facts: PairFacts, care: Care) -> tuple[Flag, ...]:
    """Return what a pair's metadata say on a day, the most pressing first."""
    begun, back = facts.introduced_on, facts.back_on
    quiet = (on - silence_from(introduced_on=begun, last_on=facts.last_held_on, back_on=back)).days
    untold = (on - silence_from(introduced_on=begun, last_on=facts.last_contact_on, back_on=back)).days
    found = (
        (Flag.HELP_ASKED, facts.help_waits),
        (Flag.QUIET_30, quiet >= care.list_days),
        (Flag.MISSED_TWICE, facts.missed_since >= MISSED_IN_A_ROW),
        (Flag.CHECK_IN_LOW, facts.low_check_in),
        (Flag.QUIET_14, care.nudge_days <= quiet < care.list_days),
        (Flag.NO_GOAL, facts.goals == 0 and (on - begun).days > care.goal_days),
        (Flag.NO_CONTACT, untold > care.contact_days),
    )
    return tuple(flag for flag, raised in found if raised)


def is_low(*, satisfaction: int, needs_help: bool) -> bool:
    """Return whether an answer asks for a call."""
    return needs_help or satisfaction <= LOW_SATISFACTION


def check_in_due_on(*, introduced_on: date, on: date, care: Care) -> date | None:
    """Return the day of the latest check-in due by a day, or None before the first: at 30 days, then every 60 by default."""
    since_first = (on - introduced_on).days - care.first_check_in_days
    if since_first < 0:
        return None
    rounds = since_first // care.check_in_every_days
    return introduced_on + timedelta(days=care.first_check_in_days + rounds * care.check_in_every_days)


def objections(care: Care) -> Sequence[str]:
    """Return the names of the numbers that cannot be: out of range, or a nudge after the pair is on the list already."""
    ranges = {
        "nudge_days": (7, 90), "list_days": (8, 180), "goal_days": (7, 120), "contact_days": (7, 92),
        "first_check_in_days": (7, 120), "check_in_every_days": (14, 180),
    }  # fmt: skip
    wrong: Iterable[str] = (name for name, (low, high) in ranges.items() if not low <= getattr(care, name) <= high)
    return [*wrong, *(["list_days"] if care.nudge_days >= care.list_days and care.list_days >= 8 else [])]
