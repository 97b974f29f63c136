"""The rounds of the night: who is asked, who is reminded, nobody twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.mentorship import operations, rules
from portal.mentorship.enums import ReviewSide
from portal.mentorship.models import CheckIn, Pair
from portal.mentorship.operations import nightly
from tests.factories.mentorship import (
    AT,
    a_closed_pair,
    an_accepted_pair,
    an_active_pair,
    mentor_of,
    staff,
)
from tests.factories.programmes import TeamMemberFactory
from tests.portal.mentorship.check_ins import DAY, FIRST, answered, asked, sent


@pytest.mark.django_db
def test_both_sides_are_asked_at_thirty_days_then_every_sixty_once_each() -> None:
    pair = an_active_pair()
    an_accepted_pair()  # nobody has met
    a_closed_pair()
    days = (29, 30, 31, 89, 90, 91, 150)
    found = [operations.ask_check_ins(by=SYSTEM, at=AT + timedelta(days=n)) for n in days]
    assert found == [0, 1, 0, 0, 1, 0, 1]
    assert sent("check_in_asked") == 3
    assert set(CheckIn.objects.values_list("pair_id", "side")) == {(pair.id, side) for side in ReviewSide}


@pytest.mark.django_db
def test_a_round_that_was_missed_is_made_up_for_and_an_old_one_is_not() -> None:
    pair = an_active_pair()
    assert operations.ask_check_ins(by=SYSTEM, at=AT + timedelta(days=44)) == 1
    assert set(CheckIn.objects.filter(pair=pair).values_list("due_on", flat=True)) == {DAY + timedelta(days=30)}
    assert operations.ask_check_ins(by=SYSTEM, at=AT + timedelta(days=89)) == 0


@pytest.mark.django_db
def test_a_pair_that_pauses_is_left_in_peace() -> None:
    pair = an_active_pair()
    operations.pause_pair(pair=pair, by=mentor_of(pair), at=AT + timedelta(days=20))
    assert operations.ask_check_ins(by=SYSTEM, at=FIRST) == 0
    assert operations.nudge_quiet_pairs(by=SYSTEM, at=FIRST) == 0


@pytest.mark.django_db
def test_a_round_killed_between_two_slices_writes_to_nobody_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        an_active_pair()
    monkeypatch.setattr(nightly, "SLICE", 1)
    make = nightly._ask
    made: list[Any] = []

    def killed_at_the_third(*given: Any) -> int:
        if len(made) == 2:
            raise KeyboardInterrupt
        made.append(given)
        return make(*given)

    monkeypatch.setattr(nightly, "_ask", killed_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        operations.ask_check_ins(by=SYSTEM, at=FIRST)
    monkeypatch.setattr(nightly, "_ask", make)
    assert sent("check_in_asked") == 2
    assert operations.ask_check_ins(by=SYSTEM, at=FIRST + timedelta(hours=1)) == 1
    assert (sent("check_in_asked"), CheckIn.objects.count()) == (3, 6)


@pytest.mark.django_db
def test_the_round_asks_the_database_as_much_for_ten_times_the_pairs() -> None:
    an_active_pair()

    def taken(day: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            operations.ask_check_ins(by=SYSTEM, at=AT + timedelta(days=day))
            operations.nudge_quiet_pairs(by=SYSTEM, at=AT + timedelta(days=day))
        return len(seen)

    before = taken(30)
    Pair.objects.update(nudged_on=None)
    for _ in range(9):
        an_active_pair()
    assert taken(90) <= before


@pytest.mark.django_db
def test_a_programme_nudges_by_its_own_number() -> None:
    pair, usual = an_active_pair(), an_active_pair()
    head = staff(TeamMemberFactory.create(association=pair.programme.association, role=Role.ASSOCIATION_ADMIN))
    operations.set_follow_up(programme=pair.programme, care=rules.Care(nudge_days=21), by=head, at=AT)
    assert operations.nudge_quiet_pairs(by=SYSTEM, at=AT + timedelta(days=3 + 14)) == 1
    assert Pair.objects.exclude(nudged_on=None).get() == usual
    assert operations.nudge_quiet_pairs(by=SYSTEM, at=AT + timedelta(days=3 + 21)) == 1


@pytest.mark.django_db
def test_a_check_in_without_an_answer_is_spoken_of_once_more() -> None:
    check_in = asked(an_active_pair())
    week = FIRST + timedelta(days=7)
    assert [operations.remind_of_check_ins(by=SYSTEM, at=week + timedelta(days=n)) for n in (-1, 0, 1)] == [0, 1, 0]
    assert sent("check_in_reminder") == 1
    check_in.refresh_from_db()
    assert check_in.reminded_at == week


@pytest.mark.django_db
def test_who_answered_is_not_reminded() -> None:
    answered(an_active_pair())
    assert operations.remind_of_check_ins(by=SYSTEM, at=FIRST + timedelta(days=8)) == 0
