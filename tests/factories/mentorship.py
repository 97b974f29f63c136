"""Mentees and pairs, as situations. Pairs go through the doors; the clearance under them is written directly, for speed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from factory.declarations import Sequence, SubFactory
from factory.django import DjangoModelFactory

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core import clock
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application, Clearance, GatePolicy, Volunteer
from portal.mentorship import operations
from portal.mentorship.enums import (
    AgeBand,
    ClosedBy,
    CloseReason,
    GoalCode,
    MenteeGateKind,
    ReferralEnd,
    ReviewNext,
    ReviewSide,
    SessionOutcome,
    SpecialistKind,
    TimeBasis,
)
from portal.mentorship.models import Mentee, MenteeGate, Pair, Session, SpecialistReferral
from portal.programmes.models import Programme, TeamMember

from .engagement import VolunteerFactory
from .programmes import AssociationFactory, ProgrammeFactory, TeamMemberFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""A Monday, 10 h in Paris."""
DAY = AT.date()


class MenteeFactory(DjangoModelFactory[Mentee]):
    """An adult mentee, who needs no family's word."""

    class Meta:
        model = Mentee

    association = SubFactory(AssociationFactory)
    alias = Sequence(lambda n: f"Yanis {n}")
    age_band = AgeBand.YOUNG_ADULT
    departement = "69"
    created_at = AT


def a_minor(*, agreed: bool = True, **fields: Any) -> Mentee:
    """A mentee of 12 to 15, with the three agreements or without any."""
    mentee = MenteeFactory.create(age_band=AgeBand.TEEN, **fields)
    for kind in MenteeGateKind if agreed else ():
        MenteeGate.objects.create(mentee=mentee, kind=kind, seen_on=AT.date())
    return mentee


def a_clearance(volunteer: Volunteer, programme: Programme, *, on: date = DAY, days: int = 365) -> Clearance:
    """A cleared application, written as it stands after its whole path."""
    application = Application.objects.create(
        volunteer=volunteer,
        programme=programme,
        state=ApplicationState.PAIRED,
        opened_at=AT,
        submitted_at=AT,
        state_since=AT,
    )
    policy = GatePolicy.objects.filter(programme=programme).first() or GatePolicy.objects.create(
        programme=programme, version=1, effective_on=on
    )
    return Clearance.objects.create(application=application, policy=policy, cleared_on=on, valid_until=on + timedelta(days=days))


def mentor_of(pair: Pair) -> Actor:
    """The mentor, as who acts."""
    return Actor(pair.volunteer.user_id, frozenset({Role.EMPLOYEE, Role.VOLUNTEER}))


def user_of(pair: Pair) -> UUID:
    """The mentor's account."""
    assert pair.volunteer.user_id is not None
    return pair.volunteer.user_id


def staff(member: TeamMember) -> Actor:
    """Somebody of the association, as who acts."""
    antennas = frozenset({member.antenna_id} if member.antenna_id else ())
    return Actor(member.user_id, member.roles, member.association_id, antennas)


def a_referent(programme: Programme) -> TeamMember:
    """The referent of an association (the first there is, or a new one)."""
    found = programme.association.team.filter(role=Role.REFERENT).order_by("id").first()
    return found or TeamMemberFactory.create(association=programme.association, referent=True)


def a_protector(programme: Programme) -> Actor:
    """The safeguarding referent of an association, as who acts."""
    found = programme.association.team.filter(role=Role.SAFEGUARDING).order_by("id").first()
    return staff(found or TeamMemberFactory.create(association=programme.association, safeguarding=True))


def a_proposed_pair(
    programme: Programme | None = None, volunteer: Volunteer | None = None, mentee: Mentee | None = None, at: datetime = AT
) -> Pair:
    """Somebody thinks that these two would get on."""
    programme = programme or ProgrammeFactory.create()
    return operations.propose_pair(
        volunteer=volunteer or VolunteerFactory.create(),
        programme=programme,
        mentee=mentee or MenteeFactory.create(association=programme.association),
        referent=a_referent(programme),
        by=staff(a_referent(programme)),
        at=at,
    )


def an_accepted_pair(**of: Any) -> Pair:
    """Everyone agrees; nobody has met."""
    pair = a_proposed_pair(**of)
    return operations.accept_pair(pair=pair, by=staff(pair.referent), at=of.get("at", AT))


def an_introduced_pair(**of: Any) -> Pair:
    """They know each other's first name; no session yet."""
    pair, at = an_accepted_pair(**of), of.get("at", AT)
    clearance = a_clearance(pair.volunteer, pair.programme, on=clock.local_day(at))
    return operations.introduce_pair(pair=pair, clearance=clearance, on=clock.local_day(at), by=staff(pair.referent), at=at)


def a_session(pair: Pair, at: datetime, *, minutes: int = 60, **of: Any) -> Session:
    """A session logged by the mentor on the day of `at`."""
    fields: dict[str, Any] = {"time_basis": TimeBasis.PERSONAL_TIME, **of}
    return operations.log_session(pair=pair, on=clock.local_day(at), minutes=minutes, by=mentor_of(pair), at=at, **fields)


def an_active_pair(**of: Any) -> Pair:
    """They met three days after the introduction, and have a goal."""
    pair, at = an_introduced_pair(**of), of.get("at", AT)
    a_session(pair, at + timedelta(days=3))
    operations.set_goal(pair=pair, code=GoalCode.ORIENTATION, by=mentor_of(pair), at=at + timedelta(days=3))
    return pair


def a_pair_that_misses(**of: Any) -> Pair:
    """Two appointments in a row came to nothing."""
    pair, at = an_active_pair(**of), of.get("at", AT)
    for days in (8, 12):
        a_session(pair, at + timedelta(days=days), outcome=SessionOutcome.MISSED_MENTEE)
    return pair


def a_pair_to_close(**of: Any) -> Pair:
    """The end has begun; the mentor's review is asked for."""
    pair, at = an_active_pair(**of), of.get("at", AT)
    operations.start_closing(
        pair=pair, reason=CloseReason.GOALS_REACHED, closed_by=ClosedBy.TERM, by=staff(pair.referent), at=at + timedelta(days=90)
    )
    return pair


def a_closed_pair(**of: Any) -> Pair:
    """Reviewed by the mentor and closed, with its certificate."""
    pair, at = a_pair_to_close(**of), of.get("at", AT) + timedelta(days=100)
    review: dict[str, Any] = {"satisfaction": 5, "felt_supported": 4, "next_wish": ReviewNext.KEEP_IN_TOUCH}
    operations.record_review(pair=pair, side=ReviewSide.MENTOR, by=mentor_of(pair), at=at, **review)
    return operations.close_pair(pair=pair, by=SYSTEM, at=at)


def a_referral(pair: Pair | None = None, *, at: datetime = AT, until: str = "", **of: Any) -> SpecialistReferral:
    """The referent thinks of a professional; moved on the same day up to a step ("agree", "transmit", "acknowledge")."""
    pair = pair or an_active_pair(at=at)
    by, fields = staff(pair.referent), {"kind": SpecialistKind.SOCIAL, **of}
    referral = operations.propose_referral(pair=pair, by=by, at=at, **fields)
    steps = ("agree", "transmit", "acknowledge")
    for step in steps[: steps.index(until) + 1] if until else ():
        operations.move_referral(referral=referral, step=step, on=clock.local_day(at), by=by, at=at)
    return referral


def a_referral_to_its_end(programme: Programme, *, at: datetime = AT) -> SpecialistReferral:
    """Every step of the table, with a reminder on the way."""
    referral = a_referral(an_active_pair(programme=programme, at=at), at=at, until="acknowledge")
    later = at + timedelta(days=60)
    operations.remind_of_referrals(by=SYSTEM, at=later)
    return operations.close_referral(referral=referral, end=ReferralEnd.SUPPORTED, by=staff(referral.pair.referent), at=later)
