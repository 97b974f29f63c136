"""Writes on the working time that the company gives to engagement."""

from datetime import datetime

from django.db import transaction

from portal.core import audit
from portal.core.actors import Acting
from portal.core.clock import local_day
from portal.people.enums import StaffCategory
from portal.people.errors import SettingRefused
from portal.people.models import LegalEntity, TimeAllowance
from portal.people.rules import MOST_HOURS, MOST_TENURE_MONTHS


@transaction.atomic
def set_allowance(  # noqa: PLR0913  what a rule is made of
    *,
    legal_entity: LegalEntity | None,
    staff_category: StaffCategory | str,
    from_year: int,
    hours: int,
    by: Acting,
    at: datetime,
    carried_over: bool = False,
    tenure_months: int = 0,
    ask_manager: bool = False,
) -> TimeAllowance:
    """Give hours a year on working time, from a year on; said again for the same people and year, it takes the other's place.

    Raises SettingRefused "past_year" (a year that is over is history), "out_of_bounds" (facts["field"]).
    """
    checked = _check(staff_category=staff_category, from_year=from_year, hours=hours, tenure_months=tenure_months, at=at)
    values = {**checked, "carried_over": carried_over, "ask_manager": ask_manager}
    rule, _ = TimeAllowance.objects.update_or_create(
        legal_entity=legal_entity, staff_category=str(staff_category), from_year=from_year, defaults=values
    )
    audit.record("people.set_allowance", by=by, at=at, subject=rule.id, from_year=from_year, hours=hours)
    return rule


@transaction.atomic
def drop_allowance(*, allowance: TimeAllowance, by: Acting, at: datetime) -> None:
    """Take a rule back: the one behind it counts again. Raises SettingRefused "past_year" (its first year is over)."""
    if allowance.from_year < local_day(at).year:
        raise SettingRefused("past_year")
    audit.record("people.drop_allowance", by=by, at=at, subject=allowance.id, from_year=allowance.from_year, hours=allowance.hours)
    allowance.delete()


def _check(*, staff_category: str, from_year: int, hours: int, tenure_months: int, at: datetime) -> dict[str, int]:
    """Return the numbers of a rule that may be set. Raises SettingRefused as set_allowance."""
    if from_year < local_day(at).year:
        raise SettingRefused("past_year")
    bounds = {"hours": (hours, MOST_HOURS), "tenure_months": (tenure_months, MOST_TENURE_MONTHS), "from_year": (from_year, 2200)}
    for field, (value, most) in bounds.items():
        if not 0 <= value <= most:
            raise SettingRefused("out_of_bounds", field=field, low=0, high=most)
    if staff_category not in {"", *StaffCategory.values}:
        raise SettingRefused("out_of_bounds", field="staff_category")
    return {"hours": hours, "tenure_months": tenure_months}
