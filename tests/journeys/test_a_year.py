"""A year of pairs, a night at a time, by the jobs that run by themselves: nobody is forgotten, nobody is told twice."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from portal.config.management.commands.run_scheduled import JOBS
from portal.core import clock
from portal.core.models import OutboxMessage
from portal.engagement.models import Departure
from portal.mentorship import operations
from portal.mentorship.enums import PairState
from portal.mentorship.models import CheckIn, Pair, PairAgreement
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee
from tests.factories.mentorship import (
    AT,
    DAY,
    MenteeFactory,
    a_clearance,
    a_session,
    an_accepted_pair,
    an_active_pair,
    mentor_of,
    staff,
)
from tests.factories.people import EmployeeFactory
from tests.factories.programmes import ProgrammeFactory, TeamMemberFactory

pytestmark = [pytest.mark.live, pytest.mark.django_db]
OF_THE_LIFE = (
    "contracts", "deadlines of applications", "reminders", "concerns", "pairs", "agreements", "appointments", "check-ins",
    "hands asked", "referrals", "over for years",
)  # fmt: skip
NIGHTLY = {name: job for name, job in JOBS.items() if any(word in name for word in OF_THE_LIFE) and "skills" not in name}
SIGNED_BEFORE = timedelta(days=60)
Told = dict[UUID, list[tuple[date, str]]]
"""What was written about each pair: the day and the kind."""


def year(pairs: list[Pair], daily: Callable[[datetime, int], None], days: int = 365) -> Told:
    """Let a year pass, each day with what people do and then the jobs; a second round writes nothing. Returns what was written."""
    told: Told = defaultdict(list)
    of_check_in: dict[UUID, UUID] = {}
    OutboxMessage.objects.all().delete()  # what was written as they met
    for number in range(days):
        at = AT + timedelta(days=number)
        daily(at, number)
        _round(at)
        rows = list(OutboxMessage.objects.values_list("kind", "subject_id"))
        if number % 10 == 0:  # a cron does not stop at one
            _round(at + timedelta(minutes=5))
            assert OutboxMessage.objects.count() == len(rows), f"{at}: written twice"
        of_check_in |= dict(CheckIn.objects.values_list("id", "pair_id"))
        for kind, subject in rows:
            if subject is not None:
                told[of_check_in.get(subject, subject)].append((clock.local_day(at), kind))
        OutboxMessage.objects.all().delete()
    assert {pair.id for pair in pairs} & set(told)
    return told


def _round(at: datetime) -> None:
    for job in NIGHTLY.values():
        job(at)


def count(told: Told, pair: Pair) -> Counter[str]:
    return Counter(kind for _, kind in told[pair.id])


def longest_silence(told: Told, pair: Pair, until: date) -> int:
    """The longest stretch of days in which nobody was asked anything about a pair."""
    days = sorted({DAY, until, *(day for day, _ in told[pair.id])})
    return max((after - before).days for before, after in pairwise(days))


def a_mentor(pair: Pair, **of: Any) -> Employee:
    """The employee that the mentor of a pair is, whose application went the whole way."""
    return EmployeeFactory.create(user=pair.volunteer.user, **of)


def under_child_protection() -> Pair:
    """A pair whose child has an agreement that is reviewed each year, signed 60 days before the first meeting."""
    programme = ProgrammeFactory.create(child_protection=True)
    pair = an_accepted_pair(programme=programme, mentee=MenteeFactory.create(association=programme.association))
    by = staff(pair.referent)
    operations.record_agreement(pair=pair, signed_on=DAY - SIGNED_BEFORE, by=by, at=AT)
    operations.introduce_pair(pair=pair, clearance=a_clearance(pair.volunteer, programme, days=500), on=DAY, by=by, at=AT)
    pair.refresh_from_db()
    return pair


def test_a_year_of_six_pairs() -> None:
    lively, silent, leaver, on_leave, pauses = [an_active_pair() for _ in range(5)]
    protected = under_child_protection()
    pairs = [lively, silent, leaver, on_leave, pauses, protected]
    for pair in pairs:
        TeamMemberFactory.create(association=pair.programme.association)
    gone = a_mentor(leaver, end_date=DAY + timedelta(days=100))
    absent = a_mentor(on_leave, status=EmployeeStatus.ON_LEAVE)

    def daily(at: datetime, number: int) -> None:
        if number > 3 and number % 7 == 0:
            for pair in (lively, protected, *([leaver] if number < 100 else [])):
                a_session(pair, at)
        if number % 28 == 27:
            operations.record_contact(
                pair=lively, on=clock.local_day(at), way="call", with_whom="both", by=staff(lively.referent), at=at
            )
        for check_in in CheckIn.objects.filter(pair=lively, answered_at=None, side="mentor"):
            operations.answer_check_in(check_in=check_in, satisfaction=5, help_topic="", by=mentor_of(lively), at=at)
        if number == 50:
            operations.pause_pair(pair=pauses, by=mentor_of(pauses), at=at)
        if number == 312:
            operations.review_agreement(pair=protected, reviewed_on=clock.local_day(at), by=staff(protected.referent), at=at)

    told = year(pairs, daily)
    assert set(count(told, lively)) == {"mentorship.check_in_asked"}, "who does well is left in peace"
    assert count(told, lively)["mentorship.check_in_asked"] == 6, "at 30 days, then every 60"
    nobody_is_forgotten(told, silent, pauses)
    reviewed_once(told, protected)
    assert Departure.objects.filter(volunteer=leaver.volunteer_id).count() == 1
    assert not Departure.objects.exclude(volunteer=leaver.volunteer_id).exists(), "a leave is not a departure"
    assert set(count(told, on_leave)) == set(count(told, silent)), "of a leave the association learns nothing"
    states = dict(Pair.objects.values_list("id", "state"))
    assert {states[pair.id] for pair in pairs if pair != pauses} == {PairState.ACTIVE}
    assert states[pauses.id] == PairState.PAUSED
    assert Employee.objects.get(pk=gone.pk).status == EmployeeStatus.ENDED
    assert Employee.objects.get(pk=absent.pk).offboarded_at is None


def nobody_is_forgotten(told: Told, silent: Pair, pauses: Pair) -> None:
    """Neither who says nothing nor who asked for a pause is left without a word for two months."""
    end = DAY + timedelta(days=364)
    assert count(told, silent)["mentorship.session_nudge"] >= 1
    assert longest_silence(told, silent, end) <= 62
    assert count(told, pauses)["mentorship.pause_lasts"] >= 8, "after 60 days, then each month"
    told[pauses.id].append((DAY + timedelta(days=50), "the mentor’s own pause"))
    assert longest_silence(told, pauses, end) <= 62


def reviewed_once(told: Told, protected: Pair) -> None:
    """Its yearly review is asked for, and no more once it is noted."""
    asked = [(day - DAY + SIGNED_BEFORE).days for day, kind in told[protected.id] if kind == "mentorship.agreement_review_due"]
    assert asked == [305, 335, 358, 365], "60, 30 and 7 days before, then the day itself; nothing once it is reviewed"
    assert PairAgreement.objects.get(pair=protected).review_due_on > DAY + timedelta(days=600)
