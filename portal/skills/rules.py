"""What is asked when, and what an answer means. No ORM, no clock."""

from collections.abc import Mapping
from datetime import date, timedelta

from portal.core.months import add_months

from .enums import Wave
from .shapes import Framework, Item

SCALE = (1, 5)
EARLY_MONTHS, END_MONTHS = 3, 12
OPEN_DAYS = {Wave.START: 60, Wave.EARLY: 42, Wave.END: 56, Wave.THEN: 90}
"""How long a wave waits for an answer; then it closes without a word."""
REMIND_AFTER_DAYS = 10
LOOK_BACK_AFTER_DAYS = 14
LEAST_SEEN = 2
"""A competence has a mean once two of its items were observed: one alone would be that item."""

Answers = Mapping[str, int | None]


def items_of(framework: Framework, wave: Wave | str) -> tuple[Item, ...]:
    """Return what a wave asks: three items about the third month, all of them otherwise."""
    everything = tuple(item for competence in framework.competences for item in competence.items)
    return tuple(item for item in everything if item.code in framework.pulse) if wave == Wave.EARLY else everything


def missing(framework: Framework, wave: Wave | str, answers: Answers) -> list[str]:
    """Return the items without an answer; "not observed" (None) is one."""
    return [item.code for item in items_of(framework, wave) if item.code not in answers]


def is_on_scale(framework: Framework, wave: Wave | str, answers: Answers) -> bool:
    """Whether every answer belongs to an item of the wave and lies from 1 to 5, or says "not observed"."""
    known = {item.code for item in items_of(framework, wave)}
    low, high = SCALE
    return all(
        code in known and (value is None or (type(value) is int and low <= value <= high)) for code, value in answers.items()
    )


def means(framework: Framework, answers: Answers) -> dict[str, float | None]:
    """Return the mean of each competence; None where fewer than two of its items were observed."""
    found: dict[str, float | None] = {}
    for competence in framework.competences:
        seen = [value for item in competence.items if (value := answers.get(item.code)) is not None]
        found[competence.code] = sum(seen) / len(seen) if len(seen) >= LEAST_SEEN else None
    return found


def early_due(introduced_on: date) -> date:
    """Return the day of the wave of the third month."""
    return add_months(introduced_on, EARLY_MONTHS)


def end_due(introduced_on: date, closed_on: date | None) -> date:
    """Return the day of the last wave: at the closing, or after a year."""
    year = add_months(introduced_on, END_MONTHS)
    return year if closed_on is None else min(year, closed_on)


def may_look_back(answered_on: date, on: date) -> bool:
    """Whether one may look back on the last wave: a fortnight after it and until the window is over, never beside it."""
    return LOOK_BACK_AFTER_DAYS <= (on - answered_on).days <= OPEN_DAYS[Wave.THEN]


def closes_on(wave: Wave | str, due_on: date) -> date:
    """Return the last day on which a wave can be answered."""
    return due_on + timedelta(days=OPEN_DAYS[Wave(wave)])
