"""Writes on goals: chosen from a list, revised as the pair goes on, never written over."""

from datetime import datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.mentorship.enums import MEETING, GoalCode, GoalResult
from portal.mentorship.errors import FrameRefused, SessionRefused
from portal.mentorship.models import Goal, Pair
from portal.mentorship.reach import check_reach

GOAL_LENGTH = 80


@transaction.atomic
def set_goal(*, pair: Pair, code: GoalCode | str, by: Actor, at: datetime, detail: str = "") -> Goal:
    """Give a pair a goal, with at most 80 characters.

    Raises SessionRefused: "unknown_code", "line_length", "not_meeting"; PairRefused.
    """
    return _set(pair, code, detail, by, at)


@transaction.atomic
def revise_goal(*, goal: Goal, code: GoalCode | str, by: Actor, at: datetime, detail: str = "") -> Goal:
    """Put a goal in the place of another, which ends that day and stays readable. Returns the new one.

    Raises FrameRefused "already_ended"; SessionRefused and PairRefused as `set_goal`.
    """
    _end(goal, at)
    return _set(goal.pair, code, detail, by, at, replaces=goal)


@transaction.atomic
def settle_goal(*, goal: Goal, result: GoalResult | str, by: Actor, at: datetime) -> Goal:
    """Say on the way how far a goal went. Raises FrameRefused "already_ended", "unknown_code"; SessionRefused; PairRefused."""
    if result not in GoalResult.values:
        raise FrameRefused("unknown_code")
    _check_open(goal.pair, by)
    if not Goal.objects.current().filter(pk=goal.pk).update(result=result):
        raise FrameRefused("already_ended")
    goal.result = result
    audit.record("mentorship.settle_goal", by=by, at=at, subject=goal.pair_id, result=str(result))
    return goal


def _set(pair: Pair, code: str, detail: str, by: Actor, at: datetime, replaces: Goal | None = None) -> Goal:
    if code not in GoalCode.values:
        raise SessionRefused("unknown_code")
    if len(detail.strip()) > GOAL_LENGTH:
        raise SessionRefused("line_length", longest=GOAL_LENGTH)
    _check_open(pair, by)
    goal = Goal.objects.create(pair=pair, code=code, detail=detail.strip(), set_on=local_day(at), replaces=replaces)
    audit.record("mentorship.revise_goal" if replaces else "mentorship.set_goal", by=by, at=at, subject=pair.id, code=str(code))
    return goal


def _end(goal: Goal, at: datetime) -> None:
    """End a goal, once: of two revisions at the same time the first one stands."""
    if not Goal.objects.current().filter(pk=goal.pk).update(ended_on=local_day(at)):
        raise FrameRefused("already_ended")


def _check_open(pair: Pair, by: Actor) -> None:
    if pair.state not in MEETING:
        raise SessionRefused("not_meeting")
    check_reach(pair, by)
