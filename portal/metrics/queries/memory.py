"""The memory of the control: who was behind what was shown, as salted numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Max, Min

from portal.metrics.enums import SetKind
from portal.metrics.models import LedgerEntry, Release, ShownBeside

if TYPE_CHECKING:
    from portal.metrics.disclosure.families import People, PersonSet


@dataclass(frozen=True)
class LedgerState:
    """How many sets the ledger remembers, and the first and last day of their retention."""

    sets: int
    first_until: date | None
    last_until: date | None


def ledger_state() -> LedgerState:
    """Return how much the memory of the control holds and when it will go. One SQL query."""
    totals = LedgerEntry.objects.aggregate(sets=Count("id"), first=Min("keep_until"), last=Max("keep_until"))
    return LedgerState(totals["sets"], totals["first"], totals["last"])


def published_sets(*, release: Release) -> list[PersonSet]:
    """Return the sets behind what a release shows and the headcounts known beside them, as salted numbers: to audit the control."""
    from portal.metrics.ledger import set_of  # noqa: PLC0415  numpy, pandas and scipy load when figures are computed, not at start-up

    rows = (
        LedgerEntry.objects.filter(release=release).exclude(kind=SetKind.BANDED).select_related("release").order_by("code", "kind")
    )
    return [set_of(row) for row in rows]


def remembered_sets() -> list[PersonSet]:
    """Return the sets behind everything that releases ever showed, the headcounts known beside, and counts shown outside them: what
    is shown beside a release must be held against them. Four SQL queries.
    """
    from portal.metrics.ledger import remember  # noqa: PLC0415  as above

    return remember().sets


def sets_beside(*, subject_id: UUID) -> dict[str, People]:
    """Return the sets behind the counts that one run showed, by code, in salted numbers. One SQL query."""
    from portal.metrics.ledger import unpack  # noqa: PLC0415  as above

    rows = ShownBeside.objects.filter(subject_id=subject_id).order_by("code")
    return {one.code: unpack(one.members) for one in rows}


def person_numbers(*, people: Mapping[UUID, UUID | None]) -> dict[UUID, int]:
    """Return the salted number by which the memory of the control knows each of these: accounts, with the employee behind."""
    from portal.metrics.facts import Numbers  # noqa: PLC0415  as above

    numbers = Numbers()
    return {user: numbers.of(employee, user) for user, employee in people.items()}
