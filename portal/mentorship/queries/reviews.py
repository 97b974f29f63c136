"""Reads on reviews: which form is asked, what was begun, what was answered and under which version."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from portal.mentorship.enums import MEETING, GoalCode, GoalResult, PairState, ReviewMoment, ReviewSide
from portal.mentorship.models import MidTerm, Pair, Review, ReviewDraft, ReviewForm
from portal.mentorship.rules import Question, questions_of


@dataclass(frozen=True)
class OpenReview:
    """What one side is asked at one moment: the form (None: the common questions alone), its questions, and what was begun."""

    form: ReviewForm | None
    questions: list[Question]
    begun: Mapping[str, Any]


@dataclass(frozen=True)
class ReadReview:
    """A review as it was answered: each question of its version with the answer, and how far each goal was said to have gone."""

    review: Review
    own: list[tuple[Question, Any]]
    goals: list[tuple[str, str]]


def review_open(*, pair: Pair, moment: str, side: str) -> bool:
    """Return whether one side may answer at a moment: the final review while the pair closes, mid-term once it was asked for."""
    if has_review(pair=pair, side=side, moment=moment):
        return False
    if moment == ReviewMoment.FINAL:
        return pair.state == PairState.CLOSING
    asked = mid_term_of(pair_id=pair.id)
    return pair.state in MEETING and asked is not None and asked.elsewhere_on is None


def form_of(*, pair: Pair, moment: str, side: str) -> OpenReview:
    """Return what a side is asked: the version its draft was begun under, or else the latest one of the programme."""
    draft = ReviewDraft.objects.select_related("form").filter(pair=pair, moment=moment, side=side).first()
    form = draft.form if draft else latest_form(programme_id=pair.programme_id, moment=moment, side=side)
    begun = json.loads(draft.answers) if draft and draft.answers else {}
    return OpenReview(form, questions_of(form.questions) if form else [], begun)


def latest_form(*, programme_id: UUID, moment: str, side: str) -> ReviewForm | None:
    """Return the version of a form that new answers are given under, or None when the programme adds nothing of its own."""
    return ReviewForm.objects.filter(programme_id=programme_id, moment=moment, side=side).first()


def forms_of(*, programme_id: UUID) -> QuerySet[ReviewForm]:
    """Return every version of every form of a programme, each with `answered` and `begun`, the latest first."""
    counted = ReviewForm.objects.annotate(answered=Count("reviews", distinct=True), begun=Count("drafts", distinct=True))
    return counted.filter(programme_id=programme_id).order_by("moment", "side", "-version")


def reviews_of(*, pair_id: UUID) -> QuerySet[Review]:
    """Return the reviews of a pair in the order they were given, without loading what was answered."""
    return Review.objects.filter(pair_id=pair_id).defer("answers").order_by("recorded_on", "side")


def read_review(*, pair: Pair, moment: str, side: str) -> ReadReview | None:
    """Return a review with the questions it answers, whatever is asked today, or None."""
    review = Review.objects.select_related("form").filter(pair=pair, moment=moment, side=side).first()
    if review is None:
        return None
    said = json.loads(review.answers) if review.answers else {}
    questions = questions_of(review.form.questions) if review.form else []
    own = [(one, said["own"][one.code]) for one in questions if one.code in said.get("own", {})]
    goals = [(str(GoalCode(goal).label), str(GoalResult(result).label)) for goal, result in said.get("goals", ())]
    return ReadReview(review, own, goals)


def has_review(*, pair: Pair, side: str, moment: str = ReviewMoment.FINAL) -> bool:
    """Return whether one side's review of a moment is in."""
    return pair.reviews.filter(side=side, moment=moment).exists()


def mid_term_of(*, pair_id: UUID) -> MidTerm | None:
    """Return when the mid-term review of a pair was asked for, or None."""
    return MidTerm.objects.filter(pair_id=pair_id).first()


def mid_term_awaited(*, pair: Pair) -> MidTerm | None:
    """Return the mid-term review that the mentor of a pair has not answered yet, or None. One SQL query."""
    if pair.state not in MEETING:
        return None
    given = Review.objects.filter(pair=OuterRef("pair"), moment=ReviewMoment.MID, side=ReviewSide.MENTOR)
    return MidTerm.objects.filter(~Exists(given), pair=pair, elsewhere_on=None).first()
