"""Goals: chosen from a list, revised and never written over, settled on the way, erased a year after the closing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from portal.accounts.actors import SYSTEM
from portal.core.errors import Refusal
from portal.mentorship import operations, queries
from portal.mentorship.enums import Flag, GoalCode, GoalResult
from portal.mentorship.errors import FrameRefused, SessionRefused
from portal.mentorship.models import CheckIn, FollowUp, Goal, NetworkContact, Pair
from tests.factories.mentorship import (
    AT,
    a_closed_pair,
    a_pair_to_close,
    a_proposed_pair,
    an_active_pair,
    an_introduced_pair,
    mentor_of,
    staff,
)
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)


def test_a_goal_takes_the_place_of_another_which_stays_readable() -> None:
    pair = an_active_pair()
    first = pair.goals.get()
    second = operations.revise_goal(goal=first, code=GoalCode.INTERNSHIP, detail=" un stage en juin ", by=mentor_of(pair), at=LATER)
    first.refresh_from_db()
    assert (first.ended_on, second.set_on) == (LATER.date(), LATER.date())
    assert (second.replaces, second.detail) == (first, "un stage en juin")
    assert list(pair.goals.current()) == [second]
    assert list(pair.goals.all()) == [first, second]
    assert queries.goal_of_pair(pair_id=pair.id, goal_id=first.id) is None
    assert queries.goal_of_pair(pair_id=pair.id, goal_id=second.id) == second
    with pytest.raises(FrameRefused, match="already_ended"):
        operations.revise_goal(goal=first, code=GoalCode.CULTURE, by=mentor_of(pair), at=LATER)
    assert Goal.objects.count() == 2


@pytest.mark.parametrize(("code", "detail", "refused"), [("riches", "", "unknown_code"), ("culture", "x" * 81, "line_length")])
def test_a_revision_that_is_refused_ends_nothing(code: str, detail: str, refused: str) -> None:
    pair = an_active_pair()
    with pytest.raises(SessionRefused, match=refused):
        operations.revise_goal(goal=pair.goals.get(), code=code, detail=detail, by=mentor_of(pair), at=LATER)
    assert list(pair.goals.values_list("ended_on", flat=True)) == [None]


def test_who_may_not_touch_a_goal_and_when_nobody_may() -> None:
    pair = an_active_pair()
    goal, other = pair.goals.get(), staff(TeamMemberFactory.create())
    for act in (
        lambda: operations.revise_goal(goal=goal, code=GoalCode.CULTURE, by=other, at=LATER),
        lambda: operations.settle_goal(goal=goal, result=GoalResult.REACHED, by=other, at=LATER),
    ):
        with pytest.raises(Refusal, match="not_theirs"):
            act()
    closing = a_pair_to_close()
    with pytest.raises(SessionRefused, match="not_meeting"):
        operations.settle_goal(goal=closing.goals.get(), result=GoalResult.REACHED, by=mentor_of(closing), at=LATER)
    assert not Goal.objects.exclude(result=GoalResult.OPEN).exists()


def test_a_goal_is_settled_on_the_way_by_either_side_of_the_table() -> None:
    pair = an_active_pair()
    goal = pair.goals.get()
    for result, by in ((GoalResult.PARTLY, mentor_of(pair)), (GoalResult.REACHED, staff(pair.referent))):
        assert operations.settle_goal(goal=goal, result=result, by=by, at=LATER).result == result
    with pytest.raises(FrameRefused, match="unknown_code"):
        operations.settle_goal(goal=goal, result="won", by=mentor_of(pair), at=LATER)
    assert Goal.objects.get().result == GoalResult.REACHED


def test_the_words_of_a_goal_are_not_readable_in_the_database() -> None:
    pair = an_introduced_pair()
    operations.set_goal(pair=pair, code=GoalCode.CULTURE, detail="CANARI-OBJECTIF", by=mentor_of(pair), at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT detail FROM mentorship_goal")
        assert "CANARI" not in str(cursor.fetchall())
    assert Goal.objects.get().detail == "CANARI-OBJECTIF"


def test_a_pair_whose_only_goal_ended_is_one_without_a_goal() -> None:
    pair = an_active_pair()
    pair.goals.update(ended_on=LATER.date())
    flags = queries.pair_rows_of(pairs=[pair], on=LATER.date())[0].flags
    assert Flag.NO_GOAL in flags


def test_the_database_refuses_a_goal_that_ends_before_it_began() -> None:
    pair = an_active_pair()
    with pytest.raises(IntegrityError), transaction.atomic():
        pair.goals.update(ended_on=AT.date() - timedelta(days=1))


def test_a_year_after_the_closing_goals_check_ins_contacts_and_network_go_and_nothing_else() -> None:
    closed, alive = a_closed_pair(), an_active_pair()
    for pair in (closed, alive):
        by = staff(pair.referent)
        operations.add_network_contact(mentee=pair.mentee, role="school", structure="Collège", by=by, at=AT)
        CheckIn.objects.create(pair=pair, side="mentor", due_on=AT.date(), asked_at=AT)
        FollowUp.objects.create(pair=pair, on=AT.date(), way="call", with_whom="mentor", recorded_at=AT)
    assert closed.closed_on is not None
    at = AT.replace(year=closed.closed_on.year + 1, month=closed.closed_on.month, day=closed.closed_on.day)
    assert operations.purge_closed(by=SYSTEM, at=at) == 0
    assert operations.purge_closed(by=SYSTEM, at=at + timedelta(days=1)) == 6
    assert operations.purge_closed(by=SYSTEM, at=at + timedelta(days=1)) == 0
    for model in (Goal, CheckIn, FollowUp):
        assert [row.pair_id for row in model.objects.all()] == [alive.id]
    assert [row.mentee_id for row in NetworkContact.objects.all()] == [alive.mentee_id]
    assert Pair.objects.filter(pk=closed.pk).exists()
    assert closed.reviews.exists()


def test_the_network_of_a_young_person_accompanied_since_stays() -> None:
    closed = a_closed_pair()
    operations.add_network_contact(mentee=closed.mentee, role="home", structure="Foyer", by=staff(closed.referent), at=AT)
    a_proposed_pair(programme=closed.programme, mentee=closed.mentee, at=AT + timedelta(days=200))
    operations.purge_closed(by=SYSTEM, at=AT + timedelta(days=600))
    assert NetworkContact.objects.count() == 1
