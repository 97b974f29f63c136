"""Looking back half-way in the demo: most mentors answer; where somebody can sign in, referents gather what young people say."""

from datetime import datetime
from typing import Any

from portal.accounts.actors import Actor
from portal.mentorship import operations, queries
from portal.mentorship.enums import GoalResult, MidTermNext, QuestionKind, ReviewMoment, ReviewSide
from portal.mentorship.models import MidTerm, Pair
from portal.mentorship.rules import Question

from . import rates
from .desk_life import told_desks
from .dice import Dice
from .stage import Desk, Stage

WORDS = "On rit plus, on ose davantage."


def look_back(stage: Stage, pair: Pair, desk: Desk, *, mentor: Actor, at: datetime) -> None:
    """Answer the mid-term review that waits, on both sides. One SQL query where none does; a stream of its own moves no other."""
    asked = MidTerm.objects.filter(pair=pair, elsewhere_on=None).first()
    if asked is None:
        return
    dice = stage.dice("half-way", f"{pair.proposed_at.isoformat()}:{at.date()}")
    speaks = {ReviewSide.MENTOR: (mentor, rates.MENTOR_ANSWERS), ReviewSide.MENTEE: (desk.referent, rates.MENTEE_ANSWERS)}
    for side, (by, often) in speaks.items():
        if side == ReviewSide.MENTEE and desk not in told_desks(stage):
            continue
        if dice.happens(often) and queries.review_open(pair=pair, moment=ReviewMoment.MID, side=side):
            form = queries.form_of(pair=pair, moment=ReviewMoment.MID, side=side)
            goals = pair.goals.current() if side == ReviewSide.MENTOR else []
            operations.record_review(
                pair=pair,
                side=side,
                moment=ReviewMoment.MID,
                satisfaction=dice.pick(rates.SATISFACTION),
                felt_supported=dice.pick(rates.SATISFACTION),
                next_wish=dice.pick({MidTermNext.GO_ON: 6, MidTermNext.CHANGE_RHYTHM: 2, MidTermNext.CHANGE_GOAL: 1}),
                goal_results={goal.id: str(GoalResult.PARTLY) for goal in goals},
                answers={one.code: _answer(one, dice) for one in form.questions},
                by=by,
                at=at,
            )
            stage.count("half_way_reviews")


def _answer(question: Question, dice: Dice) -> Any:
    if question.kind == QuestionKind.SCALE:
        return dice.pick(rates.SATISFACTION)
    if question.kind == QuestionKind.YES_NO:
        return True
    if question.kind == QuestionKind.WORDS:
        return WORDS
    first = question.choices[0]
    return [first] if question.kind == QuestionKind.SEVERAL else first
