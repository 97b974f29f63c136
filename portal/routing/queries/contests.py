"""Questions of people about what was proposed to them, and who answers."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models

from portal.routing.enums import ProposalState
from portal.routing.models import Contest, Proposal


@dataclass(frozen=True)
class Question:
    """A question as the association reads it: a pseudonym, the programme asked about, the text, and by when to answer."""

    contest_id: UUID
    pseudonym: str
    programme_title: str
    question: str
    deadline_on: date
    answer: str


def contests_for(*, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> models.QuerySet[Contest]:
    """Return the questions an association has to answer (about these antennas' programmes, if any), the most urgent first."""
    rows = Contest.objects.filter(association_id=association_id, answered_at=None).select_related("proposal__programme")
    if antenna_ids:
        rows = rows.filter(models.Q(proposal=None) | models.Q(proposal__programme__antenna_id__in=antenna_ids))
    return rows.order_by("deadline_on", "id")


@dataclass(frozen=True)
class Reviews:
    """What waits for an association's review: proposals, the first day one of them must be answered by, questions."""

    proposals: int = 0
    before: date | None = None
    questions: int = 0


def reviews_waiting(*, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> Reviews:
    """Return what waits for an association's review (these antennas' programmes, if any). One SQL query."""
    proposed = Proposal.objects.within_reach(association_id, antenna_ids).filter(state=ProposalState.PROPOSED)
    asked = contests_for(association_id=association_id, antenna_ids=antenna_ids)
    counts: list[models.QuerySet[Any, Any]] = [
        rows.order_by().values(what=models.Value(what)).annotate(n=models.Count("id"), before=models.Min("deadline_on"))
        for what, rows in (("proposals", proposed), ("questions", asked))
    ]
    found = {row["what"]: row for row in counts[0].union(counts[1], all=True)}
    first, questions = (found.get(what, {"n": 0, "before": None}) for what in ("proposals", "questions"))
    return Reviews(first["n"], first["before"], questions["n"])


def contest_for(*, association_id: UUID, contest_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> Question | None:
    """Return one question within an association's reach, as it may read it, or None."""
    found = contests_for(association_id=association_id, antenna_ids=antenna_ids).filter(pk=contest_id).first()
    return _question(found) if found else None


def question_of(*, user_id: UUID) -> Contest | None:
    """Return the last question somebody asked, answered or not, or None."""
    return Contest.objects.filter(profile__user_id=user_id).order_by("-asked_at", "-id").first()


def _question(contest: Contest) -> Question:
    proposal: Proposal | None = contest.proposal
    return Question(
        contest_id=contest.id,
        pseudonym=proposal.pseudonym if proposal else "",
        programme_title=proposal.programme.title if proposal else "",
        question=contest.question,
        deadline_on=contest.deadline_on,
        answer=contest.answer,
    )
