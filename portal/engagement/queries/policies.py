"""Policies of an association's programmes, and whom a new version would touch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from portal.engagement.enums import LIVE, ApplicationState
from portal.engagement.models import Application, GatePolicy
from portal.engagement.rules import Requirement, missing
from portal.programmes.models import Programme

from .gates import as_asked, gate_statuses_of_many, place_of, requirements_in_force

_UNDER_WAY = LIVE - {ApplicationState.DRAFT}


def policies_of(*, programme_id: UUID) -> QuerySet[GatePolicy]:
    """Return every version of a programme's policy with its requirements, the one to come or in force first."""
    return GatePolicy.objects.filter(programme_id=programme_id).prefetch_related("requirements").order_by("-effective_on")


def in_order(*, policy: GatePolicy) -> list[Requirement]:
    """Return what a version asks for, in the order a path shows it; `requirements` are read: prefetch them."""
    return sorted(map(as_asked, policy.requirements.all()), key=place_of)


def policies_in_view(*, programme_ids: Sequence[UUID], on: date) -> dict[UUID, tuple[GatePolicy | None, GatePolicy | None]]:
    """Return, by programme, the version in force on a day and the next one to come, each or None. One SQL query."""
    found: dict[UUID, tuple[GatePolicy | None, GatePolicy | None]] = dict.fromkeys(programme_ids, (None, None))
    for policy in GatePolicy.objects.filter(programme_id__in=list(programme_ids)).order_by("effective_on"):
        now, coming = found[policy.programme_id]
        found[policy.programme_id] = (policy, coming) if policy.effective_on <= on else (now, coming or policy)
    return found


@dataclass(frozen=True)
class Touched:
    """One candidate or mentor whom a new version asks for something, or lets go of something, by kind."""

    application: Application
    more: tuple[str, ...]
    less: tuple[str, ...]

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.application.volunteer.given_name} {self.application.volunteer.family_name}"


@dataclass(frozen=True)
class PolicyImpact:
    """Whom a new version would touch on its first day, out of how many under way. Nobody who is ready or in a pair loses it."""

    touched: tuple[Touched, ...]
    under_way: int

    @property
    def asked_more(self) -> tuple[Touched, ...]:
        """Those of whom something more is asked."""
        return tuple(row for row in self.touched if row.more)

    @property
    def asked_less(self) -> tuple[Touched, ...]:
        """Those of whom only less is asked."""
        return tuple(row for row in self.touched if not row.more)

    @property
    def in_pairs(self) -> int:
        """How many of those asked for more are in a pair, which goes on."""
        return sum(row.application.state == ApplicationState.PAIRED for row in self.asked_more)


def preview_policy(*, programme: Programme, requirements: Sequence[Requirement], effective_on: date) -> PolicyImpact:
    """Say whom a version of a policy would touch on the day it begins, as far as is known today, changing nothing.

    Each application under way is computed twice: under the policy that would be in force without it, and under it. Drafts are
    nobody's but the person's and are left out. A constant number of SQL queries.
    """
    rows = Application.objects.within_reach(programme.association_id).filter(programme=programme, state__in=_UNDER_WAY)
    listed = list(rows.select_related("volunteer", "programme").order_by("volunteer__family_name", "volunteer__given_name", "id"))
    before = requirements_in_force(programme_ids=[programme.id], on=effective_on)
    now = gate_statuses_of_many(applications=listed, on=effective_on, asked=before)
    then = gate_statuses_of_many(applications=listed, on=effective_on, asked={programme.id: requirements})
    touched = []
    for row in listed:
        left, will_be_left = set(missing(now[row.id])), set(missing(then[row.id]))
        more, less = tuple(sorted(will_be_left - left)), tuple(sorted(left - will_be_left))
        if more or less:
            touched.append(Touched(row, more, less))
    return PolicyImpact(tuple(touched), len(listed))
