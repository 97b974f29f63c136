"""Writes on reviews: begun, kept, given; asked for half-way."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit
from portal.core.clock import local_day
from portal.mentorship import queries, rules
from portal.mentorship.enums import GoalResult, MidTermNext, ReviewMoment, ReviewNext, ReviewSide
from portal.mentorship.errors import ReviewRefused
from portal.mentorship.models import Goal, Pair, Review, ReviewDraft
from portal.mentorship.reach import check_reach

NEXT = {ReviewMoment.MID: MidTermNext, ReviewMoment.FINAL: ReviewNext}


@transaction.atomic
def record_review(  # noqa: PLR0913  what a review is made of
    *,
    pair: Pair,
    side: ReviewSide | str,
    satisfaction: int,
    felt_supported: int,
    next_wish: str,
    by: Actor,
    at: datetime,
    moment: ReviewMoment | str = ReviewMoment.FINAL,
    goal_results: Mapping[UUID, str] | None = None,
    answers: Mapping[str, Any] | None = None,
) -> Review:
    """Record one side's review at a moment: the common questions, how far each goal went, and the programme's own questions under
    the version that was open. The mentee's side is the association's to record. The draft is gone; the mentor's results become the
    goals' own.

    Raises ReviewRefused: "not_closing" (or, half-way, "not_asked"), "scale" (1 to 5), "unknown_code", "already_recorded",
    "not_theirs", and what `rules.answers_objection` objects, with the question: "missing", "misfit", "unknown_question"; and
    PairRefused.
    """
    results, own = goal_results or {}, answers or {}
    _check_side(pair, side, moment, by)
    if next_wish not in NEXT[ReviewMoment(moment)].values or not set(results.values()) <= set(GoalResult.values):
        raise ReviewRefused("unknown_code")
    if not (1 <= satisfaction <= 5 and 1 <= felt_supported <= 5):
        raise ReviewRefused("scale")
    _check_open(pair, side, moment)
    asked = queries.form_of(pair=pair, moment=moment, side=side)
    if found := rules.answers_objection(asked.questions, own):
        raise ReviewRefused(found[0], question=found[1])
    goals = [goal for goal in pair.goals.current() if goal.id in results]
    review = Review.objects.create(
        pair=pair,
        moment=moment,
        side=side,
        form=asked.form,
        satisfaction=satisfaction,
        felt_supported=felt_supported,
        next_wish=next_wish,
        answers=_sealed(own, goals, results),
        recorded_on=local_day(at),
        recorded_by=by.id,
    )
    if side == ReviewSide.MENTOR:
        for goal in goals:
            pair.goals.filter(pk=goal.pk).update(result=results[goal.id])
    ReviewDraft.objects.filter(pair=pair, moment=moment, side=side).delete()
    audit.record("mentorship.record_review", by=by, at=at, subject=pair.id, side=str(side))
    return review


@transaction.atomic
def keep_draft(
    *, pair: Pair, side: ReviewSide | str, moment: ReviewMoment | str, answers: Mapping[str, Any], by: Actor, at: datetime
) -> ReviewDraft:
    """Keep what was begun, as it was typed, until it is sent; the version it was begun under stays its own.

    Raises ReviewRefused "not_theirs", "not_closing", "not_asked", "already_recorded", "unknown_code"; PairRefused.
    """
    _check_side(pair, side, moment, by)
    _check_open(pair, side, moment)
    asked = queries.form_of(pair=pair, moment=moment, side=side)
    values = {"answers": json.dumps(dict(answers), ensure_ascii=False), "saved_at": at}
    draft, _ = ReviewDraft.objects.update_or_create(
        pair=pair, moment=moment, side=side, defaults=values, create_defaults={**values, "form": asked.form}
    )
    audit.record("mentorship.keep_draft", by=by, at=at, subject=pair.id, side=str(side))
    return draft


def _check_side(pair: Pair, side: str, moment: str, by: Actor) -> None:
    check_reach(pair, by)
    if side not in ReviewSide.values or moment not in ReviewMoment.values:
        raise ReviewRefused("unknown_code")
    if side == ReviewSide.MENTEE and by.association_id is None and not by.has(Role.SYSTEM):
        raise ReviewRefused("not_theirs")


def _check_open(pair: Pair, side: str, moment: str) -> None:
    """Two answers at once take turns on the pair."""
    held = Pair.objects.select_for_update().get(pk=pair.pk)
    if queries.has_review(pair=held, side=side, moment=moment):
        raise ReviewRefused("already_recorded")
    if not queries.review_open(pair=held, moment=moment, side=side):
        raise ReviewRefused("not_closing" if moment == ReviewMoment.FINAL else "not_asked")


def _sealed(own: Mapping[str, Any], goals: list[Goal], results: Mapping[UUID, str]) -> str:
    if not own and not goals:
        return ""
    return json.dumps({"own": dict(own), "goals": [[goal.code, str(results[goal.id])] for goal in goals]}, ensure_ascii=False)
