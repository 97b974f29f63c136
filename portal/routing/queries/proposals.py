"""Proposals: as an association reviews them (under a pseudonym), and as the person sees their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import Count, F

from portal.routing.enums import SEEN_BY_PERSON, ProposalState
from portal.routing.models import Proposal, ProposalQuerySet, WaitingPlace
from portal.routing.rules import Programme, Reason, criterion, offer_of, programme_of
from portal.routing.rules.features import PROGRAMME_FEATURES


@dataclass(frozen=True)
class ProposalRow:
    """What an association reads of a proposal before the person agrees: a pseudonym, what they declared, their wish, the reasons.

    The lists are codes as declared. `wish_rank` is 1 to 3, or 0 when they did not wish for the programme. No name, no number, no
    site, and nothing that leads to one.
    """

    proposal_id: UUID
    pseudonym: str
    programme_id: UUID
    programme_title: str
    state: str
    wish_rank: int
    score: int
    reasons: list[Reason]
    slots: list[str]
    hours_per_month: int
    months: int
    departements: list[str]
    remote_ok: bool
    languages: list[str]
    skills: list[str]
    causes: list[str]
    kept: bool
    deadline_on: date | None
    late: bool


def proposals_for_review(
    *, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset(), states: Iterable[str] = (ProposalState.PROPOSED,)
) -> ProposalQuerySet:
    """Return the proposals for an association's own programmes (of these antennas, if any), the most urgent first."""
    rows = Proposal.objects.within_reach(association_id, antenna_ids).filter(state__in=list(states))
    return rows.select_related("programme", "profile", "run__campaign").order_by(
        F("deadline_on").asc(nulls_last=True), "programme__title", "id"
    )


def proposal_for_review(*, association_id: UUID, proposal_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> Proposal | None:
    """Return one proposal within an association's reach, or None: a foreign one does not exist for it."""
    states = set(ProposalState.values) - {ProposalState.SUPERSEDED}
    return (
        proposals_for_review(association_id=association_id, antenna_ids=antenna_ids, states=states).filter(pk=proposal_id).first()
    )


def proposal_counts(*, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> dict[str, int]:
    """Return how many proposals of an association stand in each state."""
    rows = Proposal.objects.within_reach(association_id, antenna_ids).order_by("state").values("state").annotate(n=Count("id"))
    return {row["state"]: row["n"] for row in rows}


def proposal_rows(*, proposals: Iterable[Proposal]) -> list[ProposalRow]:
    """Return what may be read of these proposals under a pseudonym (no query beyond those that fetch them)."""
    return [_row(proposal) for proposal in proposals]


def proposals_for_person(*, user_id: UUID) -> ProposalQuerySet:
    """Return somebody's own proposals that an association has confirmed or changed, the latest first."""
    rows = Proposal.objects.filter(profile__user_id=user_id, state__in=SEEN_BY_PERSON)
    return rows.select_related("programme__association", "profile").order_by("-state_since", "-id")


def proposal_for_person(*, user_id: UUID, proposal_id: UUID) -> Proposal | None:
    """Return one of somebody's own proposals, or None: somebody else's does not exist for them."""
    return proposals_for_person(user_id=user_id).filter(pk=proposal_id).first()


def proposal_to_answer(*, user_id: UUID) -> Proposal | None:
    """Return the proposal that waits for somebody's yes or no, or None."""
    return proposals_for_person(user_id=user_id).filter(state=ProposalState.REVIEWED).first()


def waiting_place_of(*, user_id: UUID) -> WaitingPlace | None:
    """Return somebody's turn on a waiting list, with what stood in the way, or None."""
    rows: models.QuerySet[WaitingPlace] = WaitingPlace.objects.select_related("programme__association", "run__campaign")
    return rows.filter(profile__user_id=user_id, left_at=None).first()


def _row(proposal: Proposal) -> ProposalRow:
    profile, programme = proposal.profile, proposal.programme
    return ProposalRow(
        proposal_id=proposal.id,
        pseudonym=proposal.pseudonym,
        programme_id=programme.id,
        programme_title=programme.title,
        state=proposal.state,
        wish_rank=proposal.wish_rank,
        score=proposal.score,
        reasons=reasons_of(proposal=proposal),
        slots=list(profile.slots),
        hours_per_month=profile.hours_per_month,
        months=profile.months,
        departements=list(profile.departements),
        remote_ok=profile.remote_ok,
        languages=list(profile.languages),
        skills=list(profile.skills),
        causes=list(profile.causes),
        kept=proposal.kept,
        deadline_on=proposal.deadline_on,
        late=proposal.late_since is not None,
    )


def reasons_of(*, proposal: Proposal) -> list[Reason]:
    """Return the reasons of a proposal as they were at the run, in today's words; their points sum to its score."""
    offer = offer_of(proposal.profile)
    features = {name: getattr(proposal.programme, name) for name in PROGRAMME_FEATURES}
    plain: Programme = programme_of(features, places=1, wish=proposal.wish_rank)
    return [
        Reason(kept["code"], kept["share"], kept["points"], criterion(kept["code"]).sentence(offer, plain))
        for kept in proposal.reasons
    ]
