"""Reads for the quality sheet of a programme, for its own association: facts of its pairs, a pair a row, no name."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from portal.accounts.actors import Actor
from portal.core.clock import local_day
from portal.mentorship import rules
from portal.mentorship.enums import ReviewMoment, ReviewSide, SessionOutcome
from portal.mentorship.models import FollowUp, Goal, Pair, Review, Session, SpecialistReferral

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class QualityFact:
    """What a sheet counts of one introduced pair: days, yes or no, minutes. `volunteer_id` joins it to training,
    `application_id` to how they came.
    """

    volunteer_id: UUID
    state: str
    submitted_on: date | None
    introduced_on: date
    closed_on: date | None
    cleared: bool
    first_met_on: date | None
    has_goal: bool
    contact: bool
    sessions: int
    minutes: int
    reviewed: frozenset[str]
    satisfied: dict[str, bool]
    interviewed: bool
    application_id: UUID | None = None


def quality_facts(*, actor: Actor, programme_id: UUID, on: date) -> list[QualityFact]:
    """Return the introduced pairs of a programme that the actor's association sees: sessions of the last year, contacts of the last
    month, reviews of the end. Two SQL queries, whatever their number.
    """
    rows = Pair.objects.seen_by(actor).filter(programme_id=programme_id, introduced_on__lte=on)
    held = Session.objects.filter(pair=OuterRef("pk"), outcome=SessionOutcome.HELD).order_by().values("pair")
    recent = held.filter(on__gt=on - YEAR, on__lte=on)
    contact = FollowUp.objects.filter(pair=OuterRef("pk"), on__gt=on - timedelta(days=31), on__lte=on)
    rows = rows.annotate(
        submitted_at=F("clearance__application__submitted_at"),
        application_id=F("clearance__application_id"),
        first_met_on=Subquery(held.annotate(first=Min("on")).values("first")),
        has_goal=Exists(Goal.objects.filter(pair=OuterRef("pk"))),
        contact=Exists(contact),
        sessions_held=Coalesce(Subquery(recent.annotate(n=Count("id")).values("n")), 0),
        minutes_held=Coalesce(Subquery(recent.annotate(n=Sum("minutes")).values("n")), 0),
        interviewed_on=F("closure__interviewed_on"),
    )
    said: dict[UUID, dict[str, bool]] = {}
    final = Review.objects.filter(pair__in=rows.values("pk"), moment=ReviewMoment.FINAL)
    for pair_id, side, satisfaction in final.values_list("pair_id", "side", "satisfaction"):
        said.setdefault(pair_id, {})[side] = satisfaction >= 4
    return [_fact(pair, said.get(pair.pk, {}), on) for pair in rows.order_by("introduced_on", "pk")]


def referrals_of_programme(*, actor: Actor, programme_id: UUID, since: date, on: date) -> tuple[int, int]:
    """Return how many referrals of a programme were answered within two working days, out of those answered or late. One query."""
    sent = Q(pair__in=Pair.objects.seen_by(actor).filter(programme_id=programme_id), transmitted_on__gte=since)
    rows = SpecialistReferral.objects.filter(sent).values_list("transmitted_on", "acknowledged_on")
    judged = [
        fine
        for transmitted, answered in rows
        if transmitted
        for fine in [rules.acknowledged_in_time(transmitted_on=transmitted, acknowledged_on=answered or on)]
        if answered or not fine
    ]
    return sum(judged), len(judged)


def _fact(pair: Pair, said: dict[str, bool], on: date) -> QualityFact:
    found = vars(pair)
    assert pair.introduced_on is not None  # noqa: S101  the query keeps introduced pairs alone
    sent = found["submitted_at"]
    return QualityFact(
        volunteer_id=pair.volunteer_id,
        state=pair.state,
        submitted_on=local_day(sent) if sent else None,
        introduced_on=pair.introduced_on,
        closed_on=pair.closed_on if pair.closed_on and pair.closed_on <= on else None,
        cleared=pair.cleared_on is not None and pair.cleared_on <= (found["first_met_on"] or pair.introduced_on),
        first_met_on=found["first_met_on"],
        has_goal=bool(found["has_goal"]),
        contact=bool(found["contact"]),
        sessions=found["sessions_held"],
        minutes=found["minutes_held"],
        reviewed=frozenset(side for side in ReviewSide.values if side in said),
        satisfied=said,
        interviewed=found["interviewed_on"] is not None,
        application_id=found["application_id"],
    )
