"""A run before and after the calculation itself (which `portal.journeys.allocate` starts)."""

from datetime import date, datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit, clock
from portal.core.months import add_months
from portal.programmes.models import Campaign
from portal.routing.enums import RunState
from portal.routing.errors import RunRefused
from portal.routing.models import AllocationRun, Contest, Proposal, RunInput, WaitingPlace
from portal.routing.queries import next_run, policy_of
from portal.routing.rules.seeds import seed_of
from portal.routing.states import RUN

KEPT_MONTHS = 6
"""How long after a campaign the input of its runs, its proposals and its waiting lists are kept."""


@transaction.atomic
def schedule_run(*, campaign: Campaign, on: date, by: Actor, at: datetime, method: str = "") -> AllocationRun:
    """Schedule the run of a campaign for a day, by its policy's method unless another is named; it starts by itself that day.

    Raises RunRefused "already_scheduled" or "in_the_past".
    """
    Campaign.objects.select_for_update().get(pk=campaign.pk)  # of two that schedule at once, one finds the other's
    if next_run(campaign=campaign) is not None:
        raise RunRefused("already_scheduled")
    if on < clock.local_day(at):
        raise RunRefused("in_the_past")
    made = drafted_run(campaign=campaign, on=on, by=by, at=at, method=method)
    made.save(force_insert=True)
    audit.record("routing.schedule_run", by=by, at=at, subject=made.id, method=made.method)
    return made


def drafted_run(*, campaign: Campaign, on: date, by: Actor, at: datetime, method: str = "") -> AllocationRun:
    """Return a run that is not stored: its seed is drawn from its id, nobody chooses it."""
    chosen = method or policy_of(campaign=campaign).method
    made = AllocationRun(campaign=campaign, method=chosen, scheduled_on=on, seed=0, created_at=at)
    made.seed = seed_of(made.id)
    return made


@transaction.atomic
def cancel_run(*, run: AllocationRun, by: Actor, at: datetime) -> None:
    """Cancel a run that has not started, or that failed. Raises StepRefused."""
    RUN.run(run, "cancel", by=by, at=at, changes={"finished_at": at})
    audit.record("routing.cancel_run", by=by, at=at, subject=run.id)


@transaction.atomic
def purge_inputs(*, on: date, by: Actor, at: datetime) -> int:
    """Delete the input, proposals and waiting lists of runs whose campaign ended six months ago; hashes and sums stay. Questions
    about having no place go six months after they were asked. Returns how many runs were purged.
    """
    Contest.objects.filter(proposal=None, asked_at__date__lt=add_months(on, -KEPT_MONTHS)).delete()
    runs = AllocationRun.objects.filter(state=RunState.DONE, purged_at=None, campaign__closes_on__lt=add_months(on, -KEPT_MONTHS))
    ids = list(runs.order_by("id").values_list("id", flat=True))
    if not ids:
        return 0
    RunInput.objects.filter(run__in=ids).delete()
    Proposal.objects.filter(run__in=ids).delete()
    WaitingPlace.objects.filter(run__in=ids).delete()
    AllocationRun.objects.filter(pk__in=ids).update(purged_at=at)
    audit.record("routing.purge_inputs", by=by, at=at, runs=len(ids))
    return len(ids)
