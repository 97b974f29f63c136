"""Places at training dates, circles and hours with a referent end with the application that opened them, whoever ended it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from portal.accounts.actors import SYSTEM
from portal.core.models import AuditEntry, OutboxMessage
from portal.engagement import operations, queries
from portal.engagement.enums import TrainingMode, TrainingTrack
from portal.engagement.models import Application, TrainingBooking, TrainingModule, TrainingSession
from portal.programmes.models import Antenna
from portal.ui.appointments import training_addition
from tests.factories.engagement import AT, a_candidate_accepted, a_programme, coordinator, in_state, person
from tests.factories.programmes import AntennaFactory

pytestmark = pytest.mark.django_db
LATER, HELD = AT + timedelta(days=20), AT + timedelta(days=110)
FREED, GIVEN_BACK = "engagement.training_place_freed", "engagement.training_place_given_back"


def a_date(
    application: Application, *, track: str = "", at: datetime = HELD, places: int | None = None, antenna: Antenna | None = None
) -> TrainingSession:
    home = application.programme.association
    by, module = coordinator(home), TrainingModule.objects.get(association=home, required=True)
    if track:
        module = operations.add_module(association=home, title=track, minutes=60, required=False, track=track, by=by, at=AT)
    return operations.plan_session(
        module=module, starts_at=at, mode=TrainingMode.REMOTE, places=places, antenna=antenna, by=by, at=AT
    )


def book(date: TrainingSession, application: Application) -> TrainingBooking:
    return operations.book_session(session=date, volunteer=application.volunteer, by=person(application.volunteer), at=LATER)


def expire(application: Application) -> None:
    for days in (100, 140):  # more time once, then the end; its date is later still
        operations.expire_overdue(by=SYSTEM, at=AT + timedelta(days=days))


def ended(application: Application, how: str) -> None:
    desk, they = coordinator(application.programme.association), person(application.volunteer)
    ways: dict[str, Callable[[], object]] = {
        "withdrawn": lambda: operations.withdraw(application=application, by=they, at=LATER),
        "taken back": lambda: operations.revoke_handover(application=application, by=they, at=LATER),
        "not continuing": lambda: operations.do_not_continue(application=application, by=desk, at=LATER),
        "redirected": lambda: operations.redirect(application=application, by=desk, at=LATER),
        "expired": lambda: expire(application),
        "the association leaves": lambda: operations.stop_candidates(
            association_id=application.programme.association_id, by=desk, at=LATER
        ),
    }
    ways[how]()


HOW = ("withdrawn", "taken back", "not continuing", "redirected", "expired", "the association leaves")


@pytest.mark.parametrize("how", HOW)
def test_every_place_is_free_again_and_the_calendar_is_told(how: str) -> None:
    application = a_candidate_accepted()
    at = AT + timedelta(days=300)
    dates = [a_date(application, track=track, at=at) for track in ("", TrainingTrack.CIRCLE, TrainingTrack.OFFICE)]
    places = {book(date, application).id for date in dates}
    ended(application, how)
    assert not TrainingBooking.objects.filter(cancelled_at=None).exists()
    told = OutboxMessage.objects.filter(kind=FREED)
    assert {(one.recipient_id, one.subject_id) for one in told} == {(application.volunteer_id, place) for place in places}
    assert not OutboxMessage.objects.filter(kind=GIVEN_BACK).exists(), "they did not give it back themselves"
    entry = training_addition(kind=FREED, subject_id=next(iter(places)))
    assert entry is not None
    assert entry.attachment is not None
    text = entry.attachment[2].decode().replace("\r\n ", "")
    assert all(line in text for line in ("METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1", "CLASS:PRIVATE"))
    assert application.programme.association.name not in text


def test_whoever_ended_it_the_message_is_the_same() -> None:
    """What a person receives, and the trail of the places, say nothing of who stopped (one audit row, of the step)."""
    seen = set()
    for how in ("withdrawn", "not continuing", "redirected"):
        application = a_candidate_accepted()
        book(a_date(application), application)
        before = AuditEntry.objects.count()
        ended(application, how)
        kinds = OutboxMessage.objects.filter(recipient_id=application.volunteer_id, kind__startswith="engagement.training_place")
        seen.add((tuple(kinds.values_list("kind", flat=True)), AuditEntry.objects.count() - before))
    assert {kinds for kinds, _ in seen} == {(FREED,)}


def test_the_last_place_is_there_for_the_next() -> None:
    programme = a_programme()
    first, second = (a_candidate_accepted(programme=programme) for _ in range(2))
    date = a_date(first, places=1)
    book(date, first)
    ended(first, "not continuing")
    assert book(date, second).volunteer_id == second.volunteer_id


def test_what_was_followed_and_what_was_given_back_stay_as_they_were() -> None:
    application = a_candidate_accepted()
    past, other = a_date(application, at=LATER + timedelta(hours=1)), a_date(application)
    kept, back = book(past, application), book(other, application)
    operations.cancel_booking(booking=back, by=person(application.volunteer), at=LATER)
    operations.withdraw(application=application, by=person(application.volunteer), at=LATER + timedelta(hours=2))
    kept.refresh_from_db()
    assert kept.cancelled_at is None
    assert not OutboxMessage.objects.filter(kind=FREED).exists()


def test_another_programme_of_the_same_association_keeps_the_date_open() -> None:
    application = a_candidate_accepted()
    same = a_programme(association=application.programme.association)
    a_candidate_accepted(volunteer=application.volunteer, programme=same)
    place = book(a_date(application), application)
    assert not queries.dates_held_by(application=application, at=LATER).exists()
    ended(application, "not continuing")
    place.refresh_from_db()
    assert place.cancelled_at is None


def test_a_date_of_one_antenna_is_not_kept_by_a_programme_of_another() -> None:
    application = a_candidate_accepted()
    home = application.programme.association
    application.programme.antenna = here = AntennaFactory.create(association=home)
    application.programme.save()
    a_candidate_accepted(volunteer=application.volunteer, programme=a_programme(association=home))
    local, open_to_all = book(a_date(application, antenna=here), application), book(a_date(application), application)
    ended(application, "not continuing")
    assert set(TrainingBooking.objects.filter(cancelled_at=None)) == {open_to_all}
    assert list(OutboxMessage.objects.filter(kind=FREED).values_list("subject_id", flat=True)) == [local.id]


def test_dates_of_another_association_and_of_other_people_stay() -> None:
    application, elsewhere = a_candidate_accepted(), a_candidate_accepted()
    theirs = a_candidate_accepted(programme=application.programme)
    also = a_candidate_accepted(volunteer=application.volunteer, programme=elsewhere.programme)
    date = a_date(application)
    book(date, application)
    stay = {book(date, theirs), book(a_date(also), also)}
    ended(application, "withdrawn")
    assert set(TrainingBooking.objects.filter(cancelled_at=None)) == stay


def test_a_hand_over_taken_back_after_a_pair_gives_the_dates_back_too() -> None:
    application = in_state("completed")
    at = AT + timedelta(days=210)
    date = a_date(application, track=TrainingTrack.CIRCLE, at=at + timedelta(days=9))
    operations.book_session(session=date, volunteer=application.volunteer, by=person(application.volunteer), at=at)
    operations.revoke_handover(application=application, by=person(application.volunteer), at=at)
    assert not TrainingBooking.objects.filter(cancelled_at=None).exists()
    assert OutboxMessage.objects.filter(kind=FREED).count() == 1


@pytest.mark.parametrize(("step", "dates"), [("withdraw", 2), ("do_not_continue", 2), ("redirect", 2), ("clear", 0)])
def test_a_preview_says_how_many_before_it_is_done(step: str, dates: int) -> None:
    application = a_candidate_accepted()
    for track in ("", TrainingTrack.CIRCLE):
        book(a_date(application, track=track), application)
    by = person(application.volunteer) if step == "withdraw" else coordinator(application.programme.association)
    assert queries.preview_step(application=application, step=step, by=by, at=LATER).dates == dates
    assert queries.preview_step(application=application, step=step, by=by, at=HELD).dates == 0, "they are past by then"
    assert TrainingBooking.objects.filter(cancelled_at=None).count() == 2, "a preview changes nothing"
