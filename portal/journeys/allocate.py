"""A run of the allocation, from its day to its proposals; and a place that was proposed becomes an application."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import SYSTEM, Actor
from portal.core import clock
from portal.core.background import task
from portal.core.errors import Refusal
from portal.engagement import queries as engagement
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application
from portal.metrics import operations as metrics
from portal.metrics.models import LedgerTurn
from portal.people import queries as people
from portal.programmes.models import Campaign
from portal.routing import operations as routing
from portal.routing import queries
from portal.routing.enums import RunState
from portal.routing.models import AllocationRun, Proposal
from portal.routing.queries import Around

from .allocation_counts import released_counts
from .applying import Handed, apply_to

logger = logging.getLogger(__name__)
INTERRUPTED = "interrupted"


def around(*, at: datetime) -> Around:
    """Return what routing is told of applications, pairs and contracts: who left the company takes no part."""
    where, gone = engagement.whereabouts(at=at), people.former_user_ids(on=clock.local_day(at))
    held = {user: programme for user, programme in where.held.items() if user not in gone}
    return Around(held=held, elsewhere=where.elsewhere | gone, opened=where.opened)


def run_now(*, run: AllocationRun, by: Actor, at: datetime) -> AllocationRun:
    """Calculate a scheduled run, verify its proof and propose its places; interrupted, it proposes nothing and says why.

    Raises RunRefused "running" (another one of the campaign), StepRefused; whatever else stops it is its `failure`, and the log
    has the kind of it alone: an error's text may quote a person.
    """
    routing.start_run(run=run, by=by, at=at)
    try:
        outcome = routing.calculate_run(run=run, around=around(at=at), by=by, at=at)
        with transaction.atomic():
            LedgerTurn.hold()  # no release and no other run is published between the look at what is shown and ours
            released = released_counts(campaign=run.campaign, outcome=outcome)
            routing.finish_run(run=run, outcome=outcome, released=released.counts, by=by, at=at)
            metrics.remember_beside(subject_id=run.id, sets=released.sets, by=by, at=at)
    except Refusal as refused:
        routing.fail_run(run=run, code=refused.code, by=by, at=at)
    except Exception as error:  # noqa: BLE001  whatever it was, the run is over and says so
        logger.error("run %s was interrupted: %s", run.id, type(error).__name__)
        run.refresh_from_db()
        routing.fail_run(run=run, code=INTERRUPTED, by=by, at=at)
    return run


def run_due(*, by: Actor, at: datetime) -> int:
    """Start the runs whose day has come, one after the other; one that stopped with its process is noted. Returns how many."""
    for lost in queries.lost_runs(at=at):
        routing.fail_run(run=lost, code=INTERRUPTED, by=by, at=at)
    due = list(queries.due_runs(on=clock.local_day(at)))
    for run in due:
        run_now(run=run, by=by, at=at)
    return len(due)


def start(*, run: AllocationRun, by: Actor, at: datetime) -> None:
    """Have the worker calculate a scheduled run now."""
    calculate_in_background.enqueue(str(run.id))


@task
def calculate_in_background(run_id: str) -> None:
    """Calculate a run that is still scheduled; the worker may be told twice."""
    run = queries.run(run_id=UUID(run_id))
    if run is not None and run.state == RunState.SCHEDULED:
        run_now(run=run, by=SYSTEM, at=clock.now())


def dry_run(*, campaign: Campaign, method: str, by: Actor, at: datetime) -> routing.Outcome:
    """Calculate what a run of a campaign would come to now, writing nothing. Raises RunRefused, InstanceRefused."""
    run = routing.drafted_run(campaign=campaign, on=clock.local_day(at), by=by, at=at, method=method)
    return routing.calculate_run(run=run, around=around(at=at), by=by, at=at)


@transaction.atomic
def agree(*, proposal: Proposal, handed: Handed, by: Actor, at: datetime) -> Application:
    """Say yes to a proposal: open, hand over and send the application to its programme, in one go. Returns the application.

    Somebody on the programme's own waiting list already has an application there: it stands, handed over as it was.
    Raises StepRefused, engagement.errors.ContactRefused and ApplyRefused.
    """
    waiting = _waiting(proposal, by)
    application = waiting or apply_to(
        programme=proposal.programme, handed=handed, by=by, at=at, campaign_reference=proposal.run.campaign.reference
    )
    routing.consent(proposal=proposal, application_id=application.id, by=by, at=at)
    return application


def _waiting(proposal: Proposal, by: Actor) -> Application | None:
    volunteer = engagement.volunteer_of(user_id=by.id) if by.id else None
    if volunteer is None:
        return None
    found = engagement.live_application(volunteer_id=volunteer.id, programme_id=proposal.programme_id)
    return found if found and found.state == ApplicationState.WAITING_LIST else None
