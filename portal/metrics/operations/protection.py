"""What protects the figures: the smallest group, the profile of the company, the memory of what was shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit, clock
from portal.core.models import AppendOnlyQuerySet
from portal.core.months import add_months
from portal.metrics.enums import Profile
from portal.metrics.errors import NeverLowered, NotPermitted, OnlyTheDpo
from portal.metrics.models import LedgerEntry, ProfileChoice, Release, ShownBeside, SmallestGroup
from portal.metrics.queries import group_sizes
from portal.metrics.rules import LEDGER_YEARS, is_permitted

if TYPE_CHECKING:
    from portal.metrics.disclosure.families import People


@transaction.atomic
def set_smallest_group(*, k: int, by: Actor, at: datetime) -> SmallestGroup:
    """Set the smallest group of the releases to come: 5 to 20, chosen once, then only raised, by the data-protection officer alone.

    Raises OnlyTheDpo, NotPermitted, NeverLowered.
    """
    if not by.has(Role.DPO):
        raise OnlyTheDpo
    if not is_permitted(k):
        raise NotPermitted
    before = [one.k for one in group_sizes()]
    least = max([*before, *Release.objects.values_list("k", flat=True)], default=0)
    if k < least or k in before:
        raise NeverLowered
    chosen: SmallestGroup = SmallestGroup.objects.create(k=k, set_at=at)
    audit.record("metrics.set_smallest_group", by=by, at=at, subject=chosen.id, k=k, before=before[-1] if before else None)
    return chosen


@transaction.atomic
def choose_profile(*, profile: str, by: Actor, at: datetime) -> ProfileChoice:
    """Publish as a small company whatever the headcount, or by the headcount again; under the threshold nothing loosens it.

    Raises OnlyTheDpo, NotPermitted (a profile that does not exist).
    """
    if not by.has(Role.DPO):
        raise OnlyTheDpo
    if profile not in Profile.values:
        raise NotPermitted
    chosen: ProfileChoice = ProfileChoice.objects.create(profile=profile, set_at=at)
    audit.record("metrics.choose_profile", by=by, at=at, subject=chosen.id, profile=profile)
    return chosen


@transaction.atomic
def remember_beside(*, subject_id: UUID, sets: Mapping[str, People], by: Actor, at: datetime) -> None:
    """Remember who is behind counts that the company is shown outside a release (those of a run), so that no later release can be
    subtracted from them: `sets` in salted numbers by code, as `queries.person_numbers` gives them. Whoever calls has held
    the ledger (`LedgerTurn.hold`) since before the counts were ruled on.
    """
    from portal.metrics.ledger import pack  # noqa: PLC0415  numpy loads when figures are computed, not at start-up

    until = add_months(clock.local_day(at), 12 * LEDGER_YEARS)
    ShownBeside.objects.bulk_create(
        ShownBeside(subject_id=subject_id, code=code, members=pack(members), keep_until=until) for code, members in sets.items()
    )
    audit.record("metrics.remember_beside", by=by, at=at, subject=subject_id, sets=len(sets))


@transaction.atomic
def purge_ledger(*, on: date, by: Actor, at: datetime) -> int:
    """Delete the memory whose retention is over; its figures are closed from then on. Returns how many sets went."""
    gone = sum(AppendOnlyQuerySet(memory).filter(keep_until__lt=on).purge() for memory in (LedgerEntry, ShownBeside))
    if gone:
        audit.record("metrics.purge_ledger", by=by, at=at, sets=gone)
    return gone
