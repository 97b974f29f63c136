"""What the person does: open, hand over and send, withdraw, take the hand-over back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from portal.accounts.actors import Actor
from portal.core import audit, clock
from portal.engagement.enums import WAITING, ApplicationState
from portal.engagement.errors import ApplyRefused, HandoverRefused
from portal.engagement.models import Application, ProfileHandover, Volunteer
from portal.engagement.queries import dates_held_by, handover_in_force
from portal.engagement.rules import MAX_LIVE_APPLICATIONS, deadline_of, fields_objection
from portal.engagement.steps import free_dates, move
from portal.programmes import queries as programmes
from portal.programmes.enums import ProgrammeStatus
from portal.programmes.models import Campaign, Programme


@transaction.atomic
def open_application(
    *, volunteer: Volunteer, programme: Programme, rank: int = 1, campaign: Campaign | None = None, by: Actor, at: datetime
) -> Application:
    """Open a draft that nobody but the person sees.

    Raises ApplyRefused "programme_closed", "already_applied" or "too_many_applications".
    """
    if programme.status != ProgrammeStatus.OPEN:
        raise ApplyRefused("programme_closed")
    live = list(Application.objects.live().filter(volunteer=volunteer).values_list("programme_id", "state"))
    if programme.id in {programme_id for programme_id, _ in live}:
        raise ApplyRefused("already_applied")
    if sum(state in WAITING for _, state in live) >= MAX_LIVE_APPLICATIONS:
        raise ApplyRefused("too_many_applications", most=MAX_LIVE_APPLICATIONS)
    application = Application(
        volunteer=volunteer,
        programme=programme,
        campaign=campaign,
        rank=rank,
        deadline_on=deadline_of(ApplicationState.DRAFT, clock.local_day(at)),
        opened_at=at,
        state_since=at,
    )
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError as error:  # sent twice at once: the first one stands
        raise ApplyRefused("already_applied") from error
    audit.record("engagement.open_application", by=by, at=at, subject=application.id)
    return application


@transaction.atomic
def submit_application(
    *, application: Application, fields: Iterable[str], contact_previous_associations: bool, by: Actor, at: datetime
) -> ProfileHandover:
    """Hand the listed fields (codes of SharedField) over to the programme's association, and send the application.

    Raises ApplyRefused "unknown_field", "needed_fields_missing" or "programme_closed", StepRefused "wrong_state", "not_allowed" or
    "not_yours".
    """
    listed = sorted(set(fields))
    if code := fields_objection(listed):
        raise ApplyRefused(code)
    if application.programme.status != ProgrammeStatus.OPEN:
        raise ApplyRefused("programme_closed")
    intake = programmes.open_intake(programme_id=application.programme_id, on=clock.local_day(at))
    move(application, "submit", by=by, at=at, facts={"handed_over": True}, submitted_at=at, intake=intake)
    return ProfileHandover.objects.create(
        application=application,
        association_id=application.programme.association_id,
        fields=listed,
        may_contact_previous=contact_previous_associations,
        handed_at=at,
    )


@transaction.atomic
def withdraw(*, application: Application, by: Actor, at: datetime) -> None:
    """Stop, as the person. A draft leaves no trace at the association. Raises StepRefused."""
    move(application, "discard" if application.state == ApplicationState.DRAFT else "withdraw", by=by, at=at)


@transaction.atomic
def revoke_handover(*, application: Application, by: Actor, at: datetime) -> None:
    """Take the hand-over back: the application stops and the association sees nothing of it any more.

    Raises HandoverRefused "not_yours", "nothing_handed_over", or "paired" while a pair goes on (it is closed first); StepRefused.
    """
    if by.id is None or by.id != application.volunteer.user_id:
        raise HandoverRefused("not_yours")
    handover = handover_in_force(application_id=application.id)
    if handover is None:
        raise HandoverRefused("nothing_handed_over")
    if application.state == ApplicationState.PAIRED:
        raise HandoverRefused("paired")
    if application.state in WAITING:
        withdraw(application=application, by=by, at=at)
    else:
        free_dates(dates_held_by(application=application, at=at), at=at)
    ProfileHandover.objects.filter(pk=handover.pk).update(revoked_at=at)
    audit.record(
        "engagement.revoke_handover", by=by, at=at, subject=application.id, association=application.programme.association_id
    )
