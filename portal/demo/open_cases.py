"""What is open on the last days at the desks that are told in detail, so that whoever looks finds a case of each kind: a pair
at its closing interview, a referral under way, a goal that changed, an appointment nobody has spoken of since.

Each picks its pair by itself, deterministically, and leaves it alone where there is none to spare.
"""

from datetime import datetime, timedelta

from portal.accounts.actors import SYSTEM
from portal.mentorship import operations as mentorship
from portal.mentorship.enums import (
    ClosedBy,
    CloseReason,
    GoalCode,
    Modality,
    NetworkRole,
    PairState,
    SpecialistKind,
)
from portal.mentorship.models import Goal, MidTerm, Pair, Session, SpecialistReferral

from .calendar import later
from .stage import Desk, Stage, mentor

FEWEST = 4
"""A desk with fewer active pairs keeps them as they are."""
NETWORK = ((NetworkRole.SCHOOL, "Vie scolaire du collège"), (NetworkRole.SOCIAL_WORKER, "Maison de la solidarité du secteur"))


def active_pairs(desk: Desk) -> list[Pair]:
    """Return the active pairs of a desk with a mentor who can sign in, the oldest first."""
    rows = Pair.objects.filter(programme__association=desk.association, state=PairState.ACTIVE).exclude(volunteer__user=None)
    found = rows.select_related("volunteer", "programme", "mentee", "referent").order_by("proposed_at", "mentee__reference")
    return list(found)


def spared(desk: Desk, nth: int) -> Pair | None:
    """Return the nth active pair of a desk that has some to spare, or None."""
    pairs = active_pairs(desk)
    return pairs[nth % len(pairs)] if len(pairs) >= FEWEST else None


def change_goal(stage: Stage, desk: Desk, at: datetime) -> None:
    """A pair changes what it works towards; who stands around the young person is noted, a mid-term review asked for."""
    pair = spared(desk, 1)
    if pair is None:
        return
    goal = Goal.objects.current().filter(pair=pair).order_by("set_on", "code").first()
    if goal is not None:
        other = next(code for code in GoalCode if code != goal.code)
        mentorship.revise_goal(goal=goal, code=other, by=mentor(pair.volunteer), at=at)
        stage.count("goals_revised")
    for role, structure in NETWORK:
        mentorship.add_network_contact(mentee=pair.mentee, role=role, structure=structure, by=desk.referent, at=at)
    fresh = [one for one in active_pairs(desk) if not MidTerm.objects.filter(pair=one).exists()]
    if fresh:
        mentorship.ask_mid_term(pair=fresh[0], by=desk.referent, at=at)


def plan_and_forget(stage: Stage, desk: Desk, at: datetime) -> None:
    """A mentor plans an appointment of which nobody says afterwards whether it took place."""
    pair = spared(desk, 2)
    if pair is None:
        return
    starts = later(at, 3, stage.dice("forgotten", desk.association.code), hours=(12, 18))
    if not Session.objects.filter(pair=pair, on=starts.date()).exists():
        mentorship.plan_session(pair=pair, starts_at=starts, minutes=60, modality=Modality.VIDEO, by=mentor(pair.volunteer), at=at)


def ask_about_it(_stage: Stage, _desk: Desk, at: datetime) -> None:
    """The portal asks what became of appointments that are over."""
    mentorship.ask_about_sessions(by=SYSTEM, at=at)


def begin_closing(stage: Stage, desk: Desk, at: datetime) -> None:
    """The oldest pair comes to its end: reviews and the closing interview are still to come."""
    pair = spared(desk, 0)
    if pair is not None:
        why, who = CloseReason.END_OF_TERM, ClosedBy.TERM
        mentorship.start_closing(pair=pair, reason=why, closed_by=who, by=desk.referent, at=at)
        stage.count("closings_under_way")


def think_of_a_professional(stage: Stage, desk: Desk, at: datetime) -> None:
    """A referral begins; the family agrees the same day."""
    pair = spared(desk, 3)
    if pair is None or SpecialistReferral.objects.filter(pair=pair).exists():
        return
    kind = SpecialistKind.SCHOOL
    referral = mentorship.propose_referral(pair=pair, kind=kind, professional="CIO du secteur", by=desk.referent, at=at)
    mentorship.move_referral(referral=referral, step="agree", on=at.date(), by=desk.referent, at=at + timedelta(hours=2))
    stage.count("referrals")
