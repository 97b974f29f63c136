"""Reads on concerns: opening hours, and what waits. Words are read by `operations.read_concern` alone, which writes it down."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core.clock import local_day, start_of_day
from portal.core.finding import first_of
from portal.core.months import add_months
from portal.mentorship import rules
from portal.mentorship.enums import UNACKNOWLEDGED, ConcernCategory, ConcernState, PairState
from portal.mentorship.models import Concern, Pair
from portal.programmes.enums import ProgrammeStatus
from portal.programmes.models import Association, Programme

LISTED = 50
"""How many pairs are offered to choose from; beyond that they are found by a name."""


def opening_hours(*, association: Association) -> rules.OpeningHours:
    """Return when the safeguarding referents of an association answer."""
    return rules.parse_hours(
        zone=association.timezone, hours=association.safeguarding_hours, closures=association.safeguarding_closures
    )


def concerns_for(*, actor: Actor) -> QuerySet[Concern]:
    """Return the concerns of the actor's association without their words, the most pressing first; none for who is not a
    named safeguarding referent.
    """
    if not actor.has(Role.SAFEGUARDING) or actor.association_id is None:
        return Concern.objects.none()
    rows = Concern.objects.filter(association_id=actor.association_id).defer("text", "contact")
    return rows.select_related("programme").order_by(F("acknowledged_at").asc(nulls_first=True), "due_at", "id")


def concerns_due(*, actor: Actor, on: date) -> QuerySet[Concern]:
    """Return those that nobody has acknowledged yet, then those taken up that are to be asked about by the end of a day."""
    later = start_of_day(on + timedelta(days=1))
    return concerns_for(actor=actor).filter(Q(state__in=UNACKNOWLEDGED) | Q(state=ConcernState.ACKNOWLEDGED, asks_at__lt=later))


def concerns_open(*, actor: Actor) -> QuerySet[Concern]:
    """Return those that are not closed."""
    return concerns_for(actor=actor).exclude(state=ConcernState.CLOSED)


def pairs_for_concern(*, concern: Concern, wanted: str = "", only: UUID | None = None, most: int = LISTED) -> list[Pair]:
    """Return the pairs a concern of a programme may be about, whatever the antenna: those that go on first, then those that ended,
    the latest first. `wanted`: the beginning of names or of the alias; `only`: this one. At most so many; one SQL query or two.

    Who may open the concern is for the caller (`operations.read_concern`).
    """
    rows = Pair.objects.filter(programme_id=concern.programme_id, mentee__association_id=concern.association_id)
    rows = rows.exclude(state=PairState.DECLINED).order_by(F("closed_on").desc(nulls_first=True), "-proposed_at", "id")
    if only is not None:
        rows = rows.filter(pk=only)
    if wanted:
        names = rows.values_list("pk", "volunteer__given_name", "volunteer__family_name", "mentee__alias", "mentee__reference")
        rows = rows.filter(pk__in=first_of(wanted, ((key, tuple(texts)) for key, *texts in names), most=most))
    return list(rows.select_related("volunteer", "mentee")[:most])


def allegation_holds(*, volunteer_id: UUID, association_id: UUID) -> bool:
    """Return whether an allegation about a mentor holds in an association: one of their pairs there is suspended, or a concern
    about what they do, in whatever pair of theirs, is not closed; of a pair that bears their name no more as well. Two SQL queries
    at most.
    """
    theirs = Pair.objects.filter(volunteer_id=volunteer_id, mentee__association_id=association_id)
    of_theirs = Q(pair__in=theirs) | Q(about=volunteer_id, association_id=association_id)
    told = Concern.objects.filter(of_theirs, category=ConcernCategory.MENTOR_CONDUCT).exclude(state=ConcernState.CLOSED)
    return theirs.filter(state=PairState.SUSPENDED).exists() or told.exists()


def programme_by_code(*, code: str) -> Programme | None:
    """Return the programme of a public concern page, with its association, unless it was never opened; None otherwise."""
    found = Programme.objects.select_related("association__safeguarding_backup").exclude(status=ProgrammeStatus.DRAFT)
    return found.filter(code=code).first()


def concern_count(*, association_id: UUID) -> int:
    """Return how many concerns an association received, for its own review."""
    return Concern.objects.filter(association_id=association_id).count()


def concerns_over(*, association_id: UUID, years: int, on: date) -> QuerySet[Concern]:
    """Return the concerns of an association that are over for more than so many years on a day: those that the night erases."""
    before = add_months(on, -12 * years)
    return Concern.objects.filter(association_id=association_id, state=ConcernState.CLOSED, closed_at__date__lt=before)


def concern_kept_until(*, concern: Concern) -> date | None:
    """Return the last day on which a concern that is over is kept; None while it is not over."""
    if concern.closed_at is None:
        return None
    return add_months(local_day(concern.closed_at), 12 * concern.association.concern_years)
