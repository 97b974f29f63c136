"""A place at a training session, taken and given back by the volunteer; a short quiz; what the team itself follows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from portal.accounts.actors import Actor
from portal.core import audit, clock
from portal.engagement import notifications
from portal.engagement.enums import WITH_PLACE, TrainingTrack
from portal.engagement.errors import TrainingRefused
from portal.engagement.models import (
    Application,
    QuizPassed,
    StaffTraining,
    TrainingBooking,
    TrainingModule,
    TrainingQuestion,
    TrainingSession,
    Volunteer,
)
from portal.engagement.queries import open_to
from portal.programmes.models import TeamMember

QUESTION_LENGTH, CHOICE_LENGTH = 160, 80
CHOICES = (2, 4)


@transaction.atomic
def book_session(*, session: TrainingSession, volunteer: Volunteer, by: Actor, at: datetime) -> TrainingBooking:
    """Take a place at a session of an association (and antenna) that welcomes the volunteer, as the volunteer. The calendar entry
    is sent.

    Raises TrainingRefused "not_yours", "other_antenna", "session_past", "called_off", "already_booked", "session_full".
    """
    _check_person(volunteer, by)
    _check_welcome(session.module, volunteer)
    if session.starts_at <= at:
        raise TrainingRefused("session_past")
    held = TrainingSession.objects.select_for_update().get(pk=session.pk)
    if held.called_off_at is not None:
        raise TrainingRefused("called_off")
    welcomed = Application.objects.filter(volunteer=volunteer, state__in=WITH_PLACE)
    if not TrainingSession.objects.filter(open_to(welcomed=welcomed), pk=held.pk).exists():
        raise TrainingRefused("other_antenna")
    taken = TrainingBooking.objects.filter(session=held, cancelled_at=None)
    if taken.filter(volunteer=volunteer).exists():
        raise TrainingRefused("already_booked")
    if held.places is not None and taken.count() >= held.places:
        raise TrainingRefused("session_full")
    try:
        with transaction.atomic():
            booking = TrainingBooking.objects.create(session=held, volunteer=volunteer, booked_at=at)
    except IntegrityError as error:  # sent twice at once: the first one stands
        raise TrainingRefused("already_booked") from error
    notifications.training_place("engagement.training_booked", booking, at=at)
    audit.record("engagement.book_session", by=by, at=at, subject=booking.id, association=session.module.association_id)
    return booking


@transaction.atomic
def cancel_booking(*, booking: TrainingBooking, by: Actor, at: datetime) -> None:
    """Give a place back, as the volunteer: the calendar is told.

    Raises TrainingRefused "not_yours", "session_past", "not_booked".
    """
    _check_person(booking.volunteer, by)
    if booking.session.starts_at <= at:
        raise TrainingRefused("session_past")
    if not TrainingBooking.objects.filter(pk=booking.pk, cancelled_at=None).update(cancelled_at=at):
        raise TrainingRefused("not_booked")
    notifications.training_place("engagement.training_place_given_back", booking, at=at)
    audit.record("engagement.cancel_booking", by=by, at=at, subject=booking.id, association=booking.session.module.association_id)


@transaction.atomic
def add_question(
    *, module: TrainingModule, text: str, choices: Sequence[str], right: int, by: Actor, at: datetime
) -> TrainingQuestion:
    """Add a question to a module's quiz: 160 characters, two to four choices of 80, one of them right (from 0).

    Raises TrainingRefused "not_yours", "choices".
    """
    _check_team(module, by)
    kept = [choice.strip() for choice in choices if choice.strip()]
    fewest, most = CHOICES
    whole = 1 <= len(text.strip()) <= QUESTION_LENGTH and all(len(choice) <= CHOICE_LENGTH for choice in kept)
    if not (whole and fewest <= len(kept) <= most and len(set(kept)) == len(kept) and 0 <= right < len(kept)):
        raise TrainingRefused("choices")
    last = TrainingQuestion.objects.filter(module=module).aggregate(last=Max("position"))["last"] or 0
    question = TrainingQuestion.objects.create(module=module, position=last + 1, text=text.strip(), choices=kept, right=right)
    audit.record("engagement.add_question", by=by, at=at, subject=module.id, association=module.association_id)
    return question


@transaction.atomic
def remove_question(*, question: TrainingQuestion, by: Actor, at: datetime) -> None:
    """Take a question out of a quiz; who passed it stays so. Raises TrainingRefused "not_yours"."""
    module = question.module
    _check_team(module, by)
    question.delete()
    audit.record("engagement.remove_question", by=by, at=at, subject=module.id, association=module.association_id)


@transaction.atomic
def answer_quiz(
    *, module: TrainingModule, volunteer: Volunteer, answers: Mapping[UUID, int], by: Actor, at: datetime
) -> QuizPassed:
    """Answer a module's quiz, by question; any number of tries, only a whole right one is kept. Answered again: the first stands.

    Raises TrainingRefused "not_yours", "choices" (no quiz, or a question left out), "not_all_right" (`again`: their positions).
    """
    _check_person(volunteer, by)
    _check_welcome(module, volunteer)
    questions = list(TrainingQuestion.objects.filter(module=module))
    if not questions or {question.id for question in questions} != set(answers):
        raise TrainingRefused("choices")
    if wrong := [question.position for question in questions if answers[question.id] != question.right]:
        raise TrainingRefused("not_all_right", again=wrong)
    passed, fresh = QuizPassed.objects.get_or_create(
        module=module, volunteer=volunteer, defaults={"passed_on": clock.local_day(at)}
    )
    if fresh:
        audit.record("engagement.answer_quiz", by=by, at=at, subject=module.id, association=module.association_id)
    return passed


@transaction.atomic
def record_staff_training(*, module: TrainingModule, member: TeamMember, on: date, by: Actor, at: datetime) -> StaffTraining:
    """Note, as somebody of the team, that one followed a module of the team's own track. Again: the day moves.

    Raises TrainingRefused "not_yours", "unknown_code" (another track), "in_the_future".
    """
    if by.id is None or member.user_id != by.id or member.association_id != module.association_id:
        raise TrainingRefused("not_yours")
    if module.track != TrainingTrack.STAFF:
        raise TrainingRefused("unknown_code")
    if on > clock.local_day(at):
        raise TrainingRefused("in_the_future")
    values = {"done_on": on, "minutes": module.minutes}
    done, _ = StaffTraining.objects.update_or_create(module=module, member=member, defaults=values)
    audit.record("engagement.record_staff_training", by=by, at=at, subject=module.id, association=module.association_id)
    return done


def _check_person(volunteer: Volunteer, by: Actor) -> None:
    if by.id is None or volunteer.user_id != by.id:
        raise TrainingRefused("not_yours")


def _check_team(module: TrainingModule, by: Actor) -> None:
    if by.association_id != module.association_id:
        raise TrainingRefused("not_yours")


def _check_welcome(module: TrainingModule, volunteer: Volunteer) -> None:
    """Only whom the association welcomes, and never on the team's own track."""
    rows = Application.objects.filter(volunteer=volunteer, state__in=WITH_PLACE)
    if module.track == TrainingTrack.STAFF or not rows.filter(programme__association_id=module.association_id).exists():
        raise TrainingRefused("not_yours")
