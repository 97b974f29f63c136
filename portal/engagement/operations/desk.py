"""What the association does with a candidate. A person decides each of these, never a calculation (product.md, rule 9)."""

from datetime import datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import clock
from portal.core.errors import StepRefused
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application, Clearance
from portal.engagement.queries import gate_statuses, policy_in_force
from portal.engagement.reach import within_reach
from portal.engagement.rules import clearance_until, missing
from portal.engagement.states import APPLICATION
from portal.engagement.steps import move
from portal.programmes import operations as places
from portal.programmes import queries as programmes
from portal.programmes.enums import ProgrammeStatus
from portal.routing import queries as routing
from portal.routing.models import Wish

from .applications import open_application


@transaction.atomic
def start_review(*, application: Application, by: Actor, at: datetime) -> None:
    """Take a candidate up. Raises StepRefused."""
    move(application, "start_review", by=by, at=at)


@transaction.atomic
def invite(*, application: Application, by: Actor, at: datetime) -> None:
    """Invite to an interview. Raises StepRefused."""
    move(application, "invite", by=by, at=at)


@transaction.atomic
def put_on_waiting_list(*, application: Application, by: Actor, at: datetime) -> None:
    """Ask for patience, honestly. Raises StepRefused."""
    move(application, "wait", by=by, at=at)


@transaction.atomic
def accept_candidate(*, application: Application, by: Actor, at: datetime) -> None:
    """Accept, and take a place of the intake open on the day.

    Raises StepRefused ("no_open_intake" when the programme offers none) and portal.programmes.errors.PlaceRefused "no_place_left".
    """
    intake = application.intake
    if intake is None or not intake.places_left:
        intake = programmes.open_intake(programme_id=application.programme_id, on=clock.local_day(at)) or intake
    if intake is None:
        raise StepRefused("no_open_intake", step="accept")
    move(application, "accept", by=by, at=at, intake=intake)
    places.take_place(intake=intake, by=by, at=at)


@transaction.atomic
def clear(*, application: Application, by: Actor, at: datetime) -> Clearance:
    """Prove that every gate of the policy in force is met on the day, and freeze it: the application is ready for a pair. Somebody
    ready who waited so long that the proof ran out is proven anew.

    Raises StepRefused "gates_missing" (fact `missing`: their kinds), "no_policy", or the engine's own.
    """
    day, step = clock.local_day(at), "renew" if application.state == ApplicationState.READY else "clear"
    policy = policy_in_force(programme_id=application.programme_id, on=day)
    if policy is None:
        raise StepRefused("no_policy", step=step)
    statuses = gate_statuses(application=application, on=day)
    left = missing(statuses)
    preview = APPLICATION.preview(application, step, by=by, within_reach=within_reach(application, by), missing=left)
    if preview.refusal:
        raise StepRefused(preview.refusal, step=step, state=application.state, missing=left)
    move(application, step, by=by, at=at, facts={"missing": left})
    proof = {"policy": policy, "cleared_on": day, "valid_until": clearance_until(statuses, day)}
    if step == "clear":
        return Clearance.objects.create(application=application, **proof)
    Clearance.objects.filter(application=application).update(**proof)
    return Clearance.objects.get(application=application)


@transaction.atomic
def mark_paired(*, application: Application, by: Actor, at: datetime) -> None:
    """Record that the pair of a cleared application is open. Raises StepRefused."""
    move(application, "pair", by=by, at=at)


@transaction.atomic
def complete(*, application: Application, by: Actor, at: datetime) -> None:
    """Record that the pair under an application has ended: its gates are no longer watched, the hand-over can be taken back, and
    the person may apply again. Raises StepRefused (the portal's own act).
    """
    move(application, "complete", by=by, at=at)


@transaction.atomic
def do_not_continue(*, application: Application, by: Actor, at: datetime) -> None:
    """Stop, as the association: no reason is asked for or kept, and the place goes to somebody else. Raises StepRefused."""
    move(application, "do_not_continue", by=by, at=at)


@transaction.atomic
def redirect(*, application: Application, by: Actor, at: datetime) -> Application | None:
    """Send the person on to their next wish: a new draft there, which only they can hand over and send.

    Returns the draft, or None when there is no further wish to open. Raises StepRefused.
    """
    move(application, "redirect", by=by, at=at)
    wish = next_wish(application)
    if wish is None:
        return None
    return open_application(
        volunteer=application.volunteer, programme=wish.programme, rank=wish.rank, campaign=application.campaign, by=by, at=at
    )


def next_wish(application: Application) -> Wish | None:
    """Return the person's next wish after an application, among programmes that are open and that they never tried."""
    user_id = application.volunteer.user_id
    profile = routing.profile_of(user_id=user_id) if user_id else None
    if profile is None:
        return None
    further = routing.wishes_of(profile=profile).filter(rank__gt=application.rank, programme__status=ProgrammeStatus.OPEN)
    tried = Application.objects.filter(volunteer=application.volunteer).values("programme_id")
    return further.exclude(programme_id__in=tried).first()
