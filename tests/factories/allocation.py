"""Runs, proposals at every stage, waiting places, questions."""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone
from factory.declarations import LazyFunction, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from portal.core import clock
from portal.routing.enums import OverrideReason, ProposalState, RunState
from portal.routing.models import AllocationRun, Contest, Proposal, WaitingPlace

from .programmes import AssociationFactory, CampaignFactory, ProgrammeFactory
from .routing import VolunteerProfileFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
REASONS = [
    {"code": "causes", "share": 100, "points": 30}, {"code": "skills", "share": 100, "points": 20},
    {"code": "rhythm", "share": 100, "points": 15}, {"code": "area", "share": 60, "points": 9},
]  # fmt: skip


def soon() -> date:
    """A deadline that has not passed."""
    return clock.today() + timedelta(days=8)


class AllocationRunFactory(DjangoModelFactory[AllocationRun]):
    """Scheduled unless a situation is named."""

    class Meta:
        model = AllocationRun

    campaign = SubFactory(CampaignFactory)
    scheduled_on = LazyFunction(soon)
    seed = 7
    created_at = AT

    class Params:
        done = Trait(
            state=RunState.DONE,
            scheduled_on=date(2026, 3, 2),
            finished_at=AT,
            solver="SimpleMinCostFlow",
            solver_version="9.14",
            objective=1000,
            bound=1000,
            input_sha256="a" * 64,
            allocation_sha256="b" * 64,
        )
        failed = Trait(state=RunState.FAILED, failure="nobody_takes_part", finished_at=AT)
        running = Trait(state=RunState.RUNNING, started_at=AT)


class ProposalFactory(DjangoModelFactory[Proposal]):
    """To be reviewed by the association, unless a stage is named."""

    class Meta:
        model = Proposal

    run = SubFactory(AllocationRunFactory, done=True)
    profile = SubFactory(VolunteerProfileFactory)
    programme = SubFactory(ProgrammeFactory)
    wish_rank = 1
    score = 74
    reasons = LazyFunction(lambda: [dict(reason) for reason in REASONS])
    deadline_on = LazyFunction(soon)
    state_since = LazyFunction(timezone.now)

    class Params:
        reviewed = Trait(state=ProposalState.REVIEWED)
        consented = Trait(state=ProposalState.CONSENTED)
        overridden = Trait(state=ProposalState.OVERRIDDEN, override_reason=OverrideReason.DATES_MOVED, deadline_on=None)
        declined = Trait(state=ProposalState.DECLINED, deadline_on=None)
        lapsed = Trait(state=ProposalState.LAPSED, deadline_on=None)


class WaitingPlaceFactory(DjangoModelFactory[WaitingPlace]):
    class Meta:
        model = WaitingPlace

    run = SubFactory(AllocationRunFactory, done=True)
    profile = SubFactory(VolunteerProfileFactory)
    programme = SubFactory(ProgrammeFactory)
    binding = "full"
    position = Sequence(lambda n: n + 1)
    since = AT


class ContestFactory(DjangoModelFactory[Contest]):
    class Meta:
        model = Contest

    profile = SubFactory(VolunteerProfileFactory)
    association = SubFactory(AssociationFactory)
    question = "Pourquoi si loin ?"
    asked_at = AT
    deadline_on = LazyFunction(soon)
