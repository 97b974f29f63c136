"""Dates of training called off, moved to another antenna, or of another antenna altogether."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core.models import AuditEntry, OutboxMessage
from portal.engagement import operations, queries
from portal.engagement.enums import TrainingMode
from portal.engagement.errors import TrainingRefused
from portal.engagement.models import Application, TrainingBooking, TrainingModule, TrainingSession
from portal.programmes.models import Antenna
from portal.ui.appointments import invitation_addition, training_addition
from tests.factories.engagement import AT, a_candidate_accepted, a_programme, coordinator, person
from tests.factories.mentorship import staff
from tests.factories.programmes import AntennaFactory, AssociationFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
LATER, HELD = AT + timedelta(days=20), AT + timedelta(days=31)
CALLED_OFF = "engagement.training_called_off"


def a_date(application: Application, *, antenna: Antenna | None = None, days: int = 30) -> TrainingSession:
    home = application.programme.association
    module = TrainingModule.objects.get(association=home, required=True)
    starts_at, by = AT + timedelta(days=days), coordinator(home)
    return operations.plan_session(module=module, starts_at=starts_at, mode=TrainingMode.REMOTE, antenna=antenna, by=by, at=AT)


def book(date: TrainingSession, application: Application) -> TrainingBooking:
    return operations.book_session(session=date, volunteer=application.volunteer, by=person(application.volunteer), at=LATER)


def call_off(date: TrainingSession, by: Actor | None = None) -> int:
    return operations.call_off_session(session=date, by=by or coordinator(date.module.association), at=LATER)


def test_whoever_has_a_place_is_told_and_so_is_their_calendar() -> None:
    programme = a_programme()
    comes, gave_back = (a_candidate_accepted(programme=programme) for _ in range(2))
    date = a_date(comes)
    place = book(date, comes)
    operations.cancel_booking(booking=book(date, gave_back), by=person(gave_back.volunteer), at=LATER)
    assert call_off(date) == 1
    assert list(OutboxMessage.objects.filter(kind=CALLED_OFF).values_list("recipient_id", "subject_id")) == [
        (place.volunteer_id, place.id)
    ]
    told = training_addition(kind=CALLED_OFF, subject_id=place.id)
    assert told is not None
    assert told.attachment is not None
    entry = told.attachment[2].decode().replace("\r\n ", "")
    assert all(line in entry for line in ("METHOD:CANCEL", "SEQUENCE:1", "STATUS:CANCELLED", f"UID:{place.id}@"))
    assert programme.association.name not in entry
    assert training_addition(kind="engagement.training_booked", subject_id=place.id) is None, "the first mail is pointless now"
    assert invitation_addition(kind="engagement.training_invitation", subject_id=date.id) is None
    assert AuditEntry.objects.filter(action="engagement.call_off_session", subject_id=date.id).count() == 1


def test_it_is_offered_and_listed_nowhere_any_more() -> None:
    application = a_candidate_accepted()
    date = a_date(application)
    call_off(date)
    home = application.programme.association_id
    [track] = queries.training_of(volunteer_id=application.volunteer_id, at=LATER)
    assert (track.sessions, list(queries.sessions_of(association_id=home))) == ([], [])
    assert not queries.sessions_to_come(association_id=home, at=LATER).exists()
    assert queries.session_for(volunteer_id=application.volunteer_id, session_id=date.id) is None
    day = date.starts_at.date()
    assert queries.training_offered(start=day, end=day).sessions == 0
    for act in (lambda: book(date, application), lambda: invite(date, application)):
        with pytest.raises(TrainingRefused, match="called_off"):
            act()


def invite(date: TrainingSession, application: Application) -> None:
    date.refresh_from_db()
    by = coordinator(application.programme.association)
    operations.invite_to_session(application=application, session=date, by=by, at=LATER)


def of_another_antenna(date: TrainingSession) -> int:
    home = date.module.association
    here, there = (AntennaFactory.create(association=home) for _ in range(2))
    TrainingSession.objects.filter(pk=date.pk).update(antenna=here)
    date.refresh_from_db()
    return call_off(date, staff(TeamMemberFactory.create(association=home, antenna=there)))


REFUSED: dict[str, tuple[Callable[[TrainingSession], object], str]] = {
    "another association": (lambda row: call_off(row, coordinator(AssociationFactory.create())), "not_yours"),
    "another antenna": (of_another_antenna, "not_yours"),
    "a referent": (
        lambda row: call_off(row, staff(TeamMemberFactory.create(association=row.module.association, role=Role.REFERENT))),
        "not_allowed",
    ),
    "twice": (lambda row: (call_off(row), call_off(row)), "called_off"),
    "once it began": (
        lambda row: operations.call_off_session(session=row, by=coordinator(row.module.association), at=HELD),
        "session_past",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_date_that_is_not_called_off(case: str) -> None:
    act, code = REFUSED[case]
    with pytest.raises(TrainingRefused, match=code):
        act(a_date(a_candidate_accepted()))


def test_all_that_an_association_planned_costs_the_same_for_many(django_assert_max_num_queries: Any) -> None:
    programme = a_programme()
    people = [a_candidate_accepted(programme=programme) for _ in range(4)]
    dates = [a_date(people[0], days=days) for days in (25, 26, 27)]
    past = a_date(people[0], days=19)
    elsewhere = a_date(a_candidate_accepted())
    for one in people:
        book(dates[0], one)
    by = coordinator(programme.association)
    with django_assert_max_num_queries(12):
        assert operations.call_off_training(association_id=programme.association_id, by=by, at=LATER) == 3
    assert OutboxMessage.objects.filter(kind=CALLED_OFF).count() == 4
    assert set(TrainingSession.objects.standing()) >= {past, elsewhere}
    assert operations.call_off_training(association_id=programme.association_id, by=by, at=LATER) == 0


class TestAntennas:
    """Whose volunteers a date is for."""

    @pytest.fixture
    def local(self) -> Application:
        """Somebody welcomed by a programme of an antenna."""
        programme = a_programme()
        programme.antenna = AntennaFactory.create(association=programme.association)
        programme.save()
        return a_candidate_accepted(programme=programme)

    @pytest.mark.parametrize("whose", ["theirs", "all", "another"])
    def test_a_date_is_booked_by_its_antennas_own_or_by_all(self, whose: str, local: Application) -> None:
        home = local.programme.association
        antenna = {"theirs": local.programme.antenna, "all": None, "another": AntennaFactory.create(association=home)}[whose]
        date = a_date(local, antenna=antenna)
        [track] = queries.training_of(volunteer_id=local.volunteer_id, at=LATER)
        found = queries.session_for(volunteer_id=local.volunteer_id, session_id=date.id)
        assert ([row.id for row in track.sessions], found) == (([], None) if whose == "another" else ([date.id], date))
        if whose == "another":
            for act in (book, invite):
                with pytest.raises(TrainingRefused, match="other_antenna"):
                    act(date, local)
        else:
            invite(date, local)
            assert book(date, local).volunteer_id == local.volunteer_id

    def test_a_programme_of_no_antenna_has_the_dates_open_to_all(self, local: Application) -> None:
        programme = a_programme(association=local.programme.association)
        of_all = a_candidate_accepted(programme=programme)
        date = a_date(local, antenna=local.programme.antenna)
        with pytest.raises(TrainingRefused, match="other_antenna"):
            book(date, of_all)

    def test_a_place_taken_before_its_programme_moved_stays_in_sight(self, local: Application) -> None:
        date = a_date(local, antenna=local.programme.antenna)
        book(date, local)
        programme = local.programme
        programme.antenna = AntennaFactory.create(association=programme.association)
        programme.save()
        [track] = queries.training_of(volunteer_id=local.volunteer_id, at=LATER)
        assert [row.id for row in track.sessions] == [date.id]
        assert date.id in track.booked
