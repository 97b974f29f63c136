"""A pair in each of its states, as its mentor sees it on a phone and its association at the desk."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core import clock
from portal.engagement import operations as engagement
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application, Clearance
from portal.mentorship import operations
from portal.mentorship.enums import AgeBand, ClosedBy, CloseReason, GoalCode, MenteeGateKind, ReviewNext, ReviewSide
from portal.mentorship.enums import PairState as S
from portal.mentorship.models import Mentee, Pair
from portal.programmes.models import Programme
from tests.factories.mentorship import a_session, mentor_of

from .applications import seen
from .guide import Guide
from .home import Home, account, ago, prepared

BEGUN = 90
"""Days since whoever is in a pair applied."""
HERS = {
    S.PROPOSED: "L’association cherche votre binôme",
    S.ACCEPTED: "Votre binôme se prépare",
    S.DECLINED: "L’association cherche votre binôme",
    S.INTRODUCED: "C’est fait, 1 h",
    S.ACTIVE: "C’est fait, 1 h",
    S.PAUSED: "Reprendre",
    S.SUSPENDED: "ne prenez pas contact",
    S.CLOSING: "Faire mon bilan",
    S.CLOSED: "Voir mon attestation",
}
"""What the mentor reads in each state: a next step, or an honest end."""
DESK = {
    S.PROPOSED: "Noter l’accord de tous",
    S.ACCEPTED: "Tout le monde est d’accord",
    S.DECLINED: "n’a pas été ouvert",
    S.INTRODUCED: "Commencer le bilan",
    S.ACTIVE: "Commencer le bilan",
    S.PAUSED: "a demandé une pause",
    S.SUSPENDED: "décide de la suite",
    S.CLOSING: "Bilan",
    S.CLOSED: "Terminé",
}


def build(home: Home, guide: Guide) -> None:
    """Write one pair in each state, and what else a pair may look like."""
    for state, made in _MADE.items():
        pair = made(home)
        mentor = account(pair.volunteer)
        of = f"pair:{state}"
        guide.see(mentor, "me:home", HERS[state], of=of)
        guide.see(mentor, "me:sessions", of=of)
        for role in (Role.COORDINATOR, Role.REFERENT):
            guide.see(home.user(role), "association:pair", DESK[state], args=[pair.id], of=of, name=f"{of} for a {role}")
        if state == S.ACCEPTED:
            ready = Application.objects.get(volunteer=pair.volunteer)
            guide.see(mentor, "me:application", HERS[state], args=[ready.id], of=of)
        if state in {S.ACTIVE, S.CLOSED}:
            application = Application.objects.get(volunteer=pair.volunteer)
            seen(home, guide, ApplicationState(application.state), application)
    for shown in ("", "proposed", "closing", "paused", "closed"):
        guide.see(home.user(Role.COORDINATOR), "association:pairs", query=f"?show={shown}")


def a_mentee(home: Home, alias: str, programme: Programme, **fields: Any) -> Mentee:
    """Return a young person of the age of the programme, with every agreement that a minor needs."""
    minor = programme.age_max < 18
    band = AgeBand.TEEN if minor else AgeBand.YOUNG_ADULT
    mentee = operations.add_mentee(
        association_id=home.association.id, alias=alias, age_band=band, departement="69", by=home.by(), at=ago(80), **fields
    )
    for kind in MenteeGateKind if minor else ():
        operations.record_mentee_gate(mentee=mentee, kind=kind, seen_on=clock.local_day(ago(70)), by=home.by(), at=ago(70))
    return mentee


def proposed(home: Home, mentor: str, alias: str, programme: Programme | None = None) -> Pair:
    """Somebody who is ready is proposed to a young person."""
    programme = programme or home.adults
    application = prepared(home, mentor, programme, ago(BEGUN))
    return operations.propose_pair(
        volunteer=application.volunteer, programme=programme, mentee=a_mentee(home, alias, programme),
        referent=home.team[Role.REFERENT], by=home.by(), at=ago(48),
    )  # fmt: skip


def accepted(home: Home, mentor: str, alias: str, programme: Programme | None = None) -> Pair:
    """Everyone agrees."""
    return operations.accept_pair(pair=proposed(home, mentor, alias, programme), by=home.by(), at=ago(46))


def introduced(home: Home, mentor: str, alias: str, programme: Programme | None = None) -> Pair:
    """They were introduced a month and a half ago, under the mentor's clearance."""
    pair = accepted(home, mentor, alias, programme)
    clearance = Clearance.objects.get(application__volunteer=pair.volunteer)
    if pair.programme == home.protected:
        operations.record_agreement(pair=pair, signed_on=clock.local_day(ago(46)), by=home.by(), at=ago(46))
    operations.introduce_pair(pair=pair, clearance=clearance, on=clock.local_day(ago(45)), by=home.by(), at=ago(45))
    engagement.mark_paired(application=clearance.application, by=home.by(), at=ago(45))
    return pair


def active(home: Home, mentor: str, alias: str, programme: Programme | None = None, *, last: float = 5) -> Pair:
    """They meet, and have a goal; the last session was `last` days ago."""
    pair = introduced(home, mentor, alias, programme)
    operations.set_goal(pair=pair, code=GoalCode.ORIENTATION, by=mentor_of(pair), at=ago(40))
    for days in (40, last + 14, last):
        a_session(pair, ago(days))
    pair.refresh_from_db()
    return pair


def closing(home: Home, mentor: str, alias: str, at: datetime | None = None) -> Pair:
    """The end has begun."""
    pair = active(home, mentor, alias, last=12)
    at = at or ago(6)
    operations.start_closing(pair=pair, reason=CloseReason.GOALS_REACHED, closed_by=ClosedBy.TERM, by=home.by(), at=at)
    return pair


def closed(home: Home, mentor: str, alias: str) -> Pair:
    """Both sides looked back; the certificate is there."""
    pair, at = closing(home, mentor, alias), ago(2)
    for side, by in ((ReviewSide.MENTOR, mentor_of(pair)), (ReviewSide.MENTEE, home.by())):
        given: dict[str, Any] = {"satisfaction": 5, "felt_supported": 4, "next_wish": ReviewNext.KEEP_IN_TOUCH}
        results = {goal.id: "reached" for goal in pair.goals.current()}
        operations.record_review(pair=pair, side=side, by=by, at=at, goal_results=results, **given)
    return operations.close_pair(pair=pair, by=SYSTEM, at=at + timedelta(hours=1))


def _declined(home: Home) -> Pair:
    return operations.decline_pair(pair=proposed(home, "Oscar Petit", "Sami"), by=home.by(), at=ago(40))


def _paused(home: Home) -> Pair:
    pair = active(home, "Gabriel Roussel", "Awa")
    return operations.pause_pair(pair=pair, by=mentor_of(pair), at=ago(2))


def _suspended(home: Home) -> Pair:
    pair = active(home, "Victor Simon", "Lou")
    return operations.suspend_pair(pair=pair, by=home.by(Role.SAFEGUARDING), at=ago(2))


_MADE: dict[S, Callable[[Home], Pair]] = {
    S.PROPOSED: lambda home: proposed(home, "Maël Joly", "Tom"),
    S.ACCEPTED: lambda home: accepted(home, "Anaïs Leroux", "Léa"),
    S.DECLINED: _declined,
    S.INTRODUCED: lambda home: introduced(home, "Karim Ziani", "Noa", home.minors),
    S.ACTIVE: lambda home: active(home, "Paul Girard", "Inès"),
    S.PAUSED: _paused,
    S.SUSPENDED: _suspended,
    S.CLOSING: lambda home: closing(home, "Margot Le Roux", "Eliott"),
    S.CLOSED: lambda home: closed(home, "Chantal Roy", "Malo"),
}
