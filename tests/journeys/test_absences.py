"""Somebody goes elsewhere, for a while or for good, a night at a time: a mentor who moves, one on a long leave, an association that
leaves the portal. Nobody is written to in vain, and nobody is left without a word.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.models import OutboxMessage
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application, Departure, Volunteer
from portal.journeys import workforce
from portal.journeys.partner_exit import exit_of, go, say_goodbye
from portal.mentorship import operations
from portal.mentorship.enums import LIVE, HelpTopic, PairState
from portal.mentorship.models import CheckIn, EngagementCertificate, Pair
from portal.mentorship.queries import pairs_seen_by
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee
from portal.programmes.models import Association, Programme
from tests.factories.engagement import a_candidate_waiting, a_programme
from tests.factories.mentorship import AT, DAY, MenteeFactory, a_session, an_active_pair, mentor_of, staff
from tests.factories.programmes import AntennaFactory, TeamMemberFactory
from tests.factories.workforce_files import people, record, snapshot

from .test_a_year import Told, count, year

pytestmark = [pytest.mark.live, pytest.mark.django_db]


def a_mentor_of_the_list(pair: Pair) -> Employee:
    """The mentor of a pair is somebody whom the list of the workforce names."""
    workforce.apply_sync(snapshot=snapshot(people(30)), by=SYSTEM, at=AT)
    Employee.objects.filter(external_id="P00001").update(user=pair.volunteer.user)
    employee = Employee.objects.get(external_id="P00001")
    Volunteer.objects.filter(pk=pair.volunteer_id).update(employee=employee)
    return employee


def a_list(days: int, at: datetime, **said: object) -> None:
    workforce.apply_sync(snapshot=snapshot([record(1, **said), *people(30)[1:]], days=days), by=SYSTEM, at=at)


def days_of(told: Told, subject: UUID, kind: str) -> list[int]:
    return [(day - DAY).days for day, said in told[subject] if said == f"mentorship.{kind}"]


def test_a_mentor_who_moves_is_asked_once_and_stays_where_the_association_put_the_pair() -> None:
    """Another site, another entity: antenna, referent and rhythm of the pair are the association's, and hold."""
    pair = an_active_pair()
    home = pair.programme.association
    lyon = AntennaFactory.create(association=home, name="Lyon")
    Programme.objects.filter(pk=pair.programme_id).update(antenna=lyon)
    there = staff(TeamMemberFactory.create(association=home, antenna=lyon))
    a_mentor_of_the_list(pair)

    def daily(at: datetime, number: int) -> None:
        if number % 7 == 5:
            a_session(pair, at)
        if number == 20:
            a_list(20, at, site_code="NAN")
        for check_in in CheckIn.objects.filter(pair=pair, side="mentor", answered_at=None):
            operations.answer_check_in(check_in=check_in, satisfaction=4, help_topic=HelpTopic.values[0], by=mentor_of(pair), at=at)

    told = year([pair], daily, days=75)
    assert days_of(told, pair.id, "reachable_asked") == [20]
    assert count(told, pair)["mentorship.help_asked"] >= 1, "what the mentor says reaches the association"
    assert days_of(told, pair.id, "session_nudge") == []
    pair.refresh_from_db()
    assert (pair.state, pair.programme.antenna_id) == (PairState.ACTIVE, lyon.id)
    assert pairs_seen_by(actor=there).filter(pk=pair.pk).exists()
    assert not Departure.objects.exists(), "a move is not a departure"


def test_a_long_leave_is_a_silence_that_the_mentor_chose_and_ends() -> None:
    """Three months: the company knows of the leave, the association of the pause that the mentor made; nothing nags meanwhile."""
    pair, quiet = an_active_pair(), an_active_pair()
    employee = a_mentor_of_the_list(pair)

    def daily(at: datetime, number: int) -> None:
        if number in {5, 105, 112, 119}:
            a_session(pair, at)
        if number == 10:
            operations.pause_pair(pair=pair, by=mentor_of(pair), at=at)
            a_list(10, at, status=EmployeeStatus.ON_LEAVE)
        if number == 100:
            a_list(100, at, status=EmployeeStatus.ACTIVE)
            operations.resume_pair(pair=pair, by=mentor_of(pair), at=at)

    told = year([pair, quiet], daily, days=125)
    away = [(day, kind) for day, kind in told[pair.id] if DAY + timedelta(days=10) <= day < DAY + timedelta(days=100)]
    assert {kind for _, kind in away} == {"mentorship.pause_lasts", "mentorship.pair_waits"}, "whether it lasts, and no nudge"
    assert days_of(told, pair.id, "pair_waits") == days_of(told, pair.id, "pause_lasts"), "the referent is asked with the mentor"
    assert days_of(told, pair.id, "pause_lasts")[0] == 70
    assert count(told, quiet)["mentorship.session_nudge"] >= 1, "who is not away is asked"
    assert [day for day in days_of(told, pair.id, "session_nudge") if day >= 100] == [], "who is back has time to meet"
    pair.refresh_from_db()
    assert pair.state == PairState.ACTIVE
    employee.refresh_from_db()
    assert (employee.status, employee.offboarded_at) == (EmployeeStatus.ACTIVE, None)
    assert not Departure.objects.exists()


def test_an_association_that_leaves_is_silent_once_it_is_gone() -> None:
    programme = a_programme()
    home, elsewhere = programme.association, an_active_pair()
    by = staff(TeamMemberFactory.create(association=home, administrator=True))
    answers, forgets = (an_active_pair(programme=programme, mentee=MenteeFactory.create(association=home)) for _ in range(2))
    waits = a_candidate_waiting(programme=programme)
    last: dict[str, date] = {}

    def daily(at: datetime, number: int) -> None:
        if number == 10:
            say_goodbye(association=home, by=by, at=at)
        if number == 15:
            operations.record_review(
                pair=answers, side="mentor", satisfaction=5, felt_supported=5, next_wish="stop", by=mentor_of(answers), at=at
            )
        if number == 60:
            assert exit_of(association=home, at=clock.now()).may_go
            go(association=home, by=by, at=at)
            last["go"] = clock.local_day(at)

    told = year([answers, forgets, elsewhere], daily, days=120)
    assert days_of(told, answers.id, "review_asked") == days_of(told, forgets.id, "review_asked") == [10]
    assert days_of(told, forgets.id, "pair_closed") == [60]
    assert count(told, forgets)["mentorship.review_waits"] >= 1, "asked again before the end"
    assert count(told, answers)["mentorship.session_nudge"] == 0
    stopped = Counter(kind for day, kind in told[waits.id] if day >= DAY + timedelta(days=10))
    assert sum(stopped.values()) == 1, "one word, with what comes next"
    ours = {answers.id, forgets.id, waits.id}
    assert not [kind for subject in ours for day, kind in told[subject] if day > last["go"]], "nothing after the end"
    assert count(told, elsewhere)["mentorship.session_nudge"] >= 1, "another association's pairs go on"
    assert Pair.objects.get(pk=elsewhere.pk).state == PairState.ACTIVE
    assert not Pair.objects.filter(mentee__association=home, state__in=LIVE).exists()
    assert Application.objects.get(pk=waits.pk).state == ApplicationState.NOT_CONTINUING
    assert EngagementCertificate.objects.filter(pair__in=(answers, forgets)).count() == 2
    assert Association.objects.get(pk=home.pk).left_on == last["go"]
    assert not OutboxMessage.objects.exists()
