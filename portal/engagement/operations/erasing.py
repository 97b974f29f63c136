"""What an association keeps of one of its people goes, on their request; `journeys.own_erasing` brings the rooms together.

Within the caller's transaction, and without a row of its own in the trail beside those of the steps that stop.
"""

from datetime import datetime
from uuid import UUID

from portal.accounts.actors import Actor
from portal.engagement import notifications
from portal.engagement.enums import SEEN_BY_ASSOCIATION, WAITING, ApplicationState, CallAnswer
from portal.engagement.models import (
    Application,
    CallRequest,
    CharterAcceptance,
    Clearance,
    ErasureLeft,
    GateExemption,
    GateMet,
    MailingCopy,
    ProfileHandover,
    QuizPassed,
    TrainingAttendance,
    TrainingBooking,
    Volunteer,
)
from portal.engagement.queries import dates_booked
from portal.engagement.steps import free_dates, move

NOBODY = "—"
"""The name that is left of somebody who was erased."""


def nameless(*, by: Actor, at: datetime) -> Volunteer:
    """Make the volunteer whom what stays of a pair belongs to from now on: nobody, with no way to anybody."""
    return Volunteer.objects.create(user=None, employee=None, given_name=NOBODY, family_name="", personal_email="", since=at)


def unname_clearance(*, clearance: Clearance, nobody: Volunteer, by: Actor, at: datetime) -> None:
    """Move the proof under a pair that is over to an application of nobody, ended `at` the day the pair was; the person keeps their
    own, as it was.
    """
    clearance.application = Application.objects.create(
        volunteer=nobody,
        programme_id=clearance.application.programme_id,
        state=ApplicationState.COMPLETED,
        opened_at=at,
        state_since=at,
    )
    clearance.save(update_fields=("application",))


def erase_at(*, volunteer: Volunteer, association_id: UUID, by: Actor, at: datetime) -> None:
    """Stop what waits at an association, in the words of any other stop, take what was handed over back, and erase what the
    association noted: conditions, calls, training, the charter, copies of messages. The person is told once all of it is done.

    Pairs are dealt with first: a proof that still stands under one is theirs. Raises StepRefused.
    """
    sent = Application.objects.filter(volunteer=volunteer, programme__association_id=association_id)
    listed = list(sent.filter(state__in=SEEN_BY_ASSOCIATION).select_related("volunteer", "programme", "intake").order_by("id"))
    for application in listed:
        if application.state in WAITING:
            move(application, "do_not_continue", by=by, at=at)
    free_dates(dates_booked(volunteer_id=volunteer.id, association_id=association_id, at=at), at=at)
    for model in (GateMet, GateExemption, CallRequest, Clearance):
        model._default_manager.filter(application__in=listed).delete()
    _erase_training(volunteer, association_id, at)
    CharterAcceptance.objects.filter(volunteer=volunteer, charter__association_id=association_id).delete()
    MailingCopy.objects.filter(volunteer=volunteer, mailing__association_id=association_id).delete()
    asked = CallRequest.objects.filter(application__volunteer=volunteer, association_id=association_id, answer="")
    asked.update(answer=CallAnswer.CANNOT, answered_at=at, answered_by=by.id, due_on=None)
    ProfileHandover.objects.filter(application__in=listed, revoked_at=None).update(revoked_at=at)
    ErasureLeft.objects.update_or_create(volunteer=volunteer, association_id=association_id, defaults={"erased_at": at})
    notifications.erased(volunteer, at=at)


def _erase_training(volunteer: Volunteer, association_id: UUID, at: datetime) -> None:
    """Erase what was followed; places at dates to come stay until the calendar was told that they are free (`finish_erasures`)."""
    of_theirs = {"volunteer": volunteer, "session__module__association_id": association_id}
    TrainingAttendance.objects.filter(**of_theirs).delete()
    TrainingBooking.objects.filter(**of_theirs).exclude(session__starts_at__gt=at).delete()
    QuizPassed.objects.filter(volunteer=volunteer, module__association_id=association_id).delete()
