"""Reads on the working time that the company gives to engagement."""

from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet

from portal.people.models import Employee, TimeAllowance
from portal.people.rules import rule_of

from .employees import employed_on


def allowances() -> QuerySet[TimeAllowance]:
    """Return every rule, the latest year first."""
    return TimeAllowance.objects.select_related("legal_entity")


def allowance(*, allowance_id: UUID) -> TimeAllowance | None:
    """Return a rule, or None."""
    return allowances().filter(pk=allowance_id).first()


def allowances_of(*, employee: Employee, years: tuple[int, ...]) -> tuple[TimeAllowance | None, ...]:
    """Return an employee's rule of each year, or None. One SQL query."""
    rules = list(TimeAllowance.objects.all())
    entity, category = employee.legal_entity_id, employee.staff_category
    return tuple(rule_of(rules=rules, legal_entity_id=entity, staff_category=category, year=year) for year in years)


def covered_by(*, allowance: TimeAllowance, on: date) -> int:
    """Return how many people employed on a day would have this rule as theirs in its first year, beside those that exist.

    An exact count of people: show it through disclosure control alone (`portal.journeys.working_time`). Two SQL queries.
    """
    key = (allowance.legal_entity_id, allowance.staff_category, allowance.from_year)
    others = [one for one in TimeAllowance.objects.all() if (one.legal_entity_id, one.staff_category, one.from_year) != key]
    rules, year = [*others, allowance], allowance.from_year
    groups = employed_on(on=on).order_by().values_list("legal_entity_id", "staff_category").annotate(number=Count("id"))
    return sum(
        number
        for entity, category, number in groups
        if rule_of(rules=rules, legal_entity_id=entity, staff_category=category, year=year) is allowance
    )
