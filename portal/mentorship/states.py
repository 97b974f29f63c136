"""The tables of the room: the life of a pair, of a concern, of a referral to a professional."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role
from portal.core.transitions import NO_MAIL, Machine, Step

from .enums import ConcernState, PairState, ReferralState
from .rules import introduction_objection

if TYPE_CHECKING:
    from .models import Pair

S, C, R = PairState, ConcernState, ReferralState
STAFF = (Role.COORDINATOR, Role.REFERENT, Role.ASSOCIATION_ADMIN, Role.API_CLIENT, Role.SYSTEM)
MENTOR = (Role.VOLUNTEER,)
"""The mentor alone pauses a pair (product.md, rule 11)."""
PROTECTION = (Role.SAFEGUARDING, Role.SYSTEM)
"""Nobody else moves a suspended pair, not even to its end: what an allegation stopped is theirs to go on with."""
REINSTATE = {
    S.ACTIVE: "reinstate",
    S.INTRODUCED: "reinstate_introduced",
    S.PAUSED: "reinstate_paused",
    S.CLOSING: "reinstate_closing",
}
"""The step that leads a suspended pair back to where it was: a pause stays the mentor's, an end that had begun goes on."""
TEAM = (Role.COORDINATOR, Role.REFERENT, Role.ASSOCIATION_ADMIN, Role.SAFEGUARDING)
"""People, not systems: a young person's way to a professional is never moved by a machine."""
ANNOUNCE = "portal.mentorship.notifications.announce"


def may_be_introduced(pair: "Pair", facts: Mapping[str, Any]) -> str | None:
    """Object to an introduction without a clearance valid on the day, without the mentee's gates, or in child protection without
    the individual agreement.
    """
    clearance, on = facts.get("clearance"), facts.get("on")
    if clearance is None or not isinstance(on, date):
        return "no_clearance"
    missing: frozenset[str] = facts.get("missing_gates", frozenset({"unknown"}))
    found = introduction_objection(on=on, cleared_on=clearance.cleared_on, valid_until=clearance.valid_until, missing_gates=missing)
    return found or (None if facts.get("agreed") else "no_agreement")


def both_reviews(pair: "Pair", facts: Mapping[str, Any]) -> str | None:
    """Object to a closing before the mentor's review, unless the association says that it cannot be had."""
    return None if facts.get("reviewed") or facts.get("without_review") else "no_review"


def step_to_end(state: str) -> str:
    """Return the step by which a pair in a state comes to its review."""
    return "end_suspended" if state == S.SUSPENDED else "start_closing"


PAIR = Machine(
    name="pair",
    states=PairState,
    announce=ANNOUNCE,
    steps=(
        Step("accept", (S.PROPOSED,), S.ACCEPTED, STAFF, _("Noter l’accord de tous"), NO_MAIL),
        Step("decline", (S.PROPOSED, S.ACCEPTED), S.DECLINED, STAFF, _("Ne pas donner suite"), NO_MAIL),
        Step(
            "introduce",
            (S.ACCEPTED,),
            S.INTRODUCED,
            STAFF,
            _("Faire les présentations"),
            ("mentorship.pair_introduced",),
            (may_be_introduced,),
        ),
        Step("activate", (S.INTRODUCED,), S.ACTIVE, (*STAFF, Role.VOLUNTEER), _("Constater la première séance"), NO_MAIL),
        Step("pause", (S.ACTIVE,), S.PAUSED, MENTOR, _("Mettre en pause"), NO_MAIL),
        Step("resume", (S.PAUSED,), S.ACTIVE, MENTOR, _("Reprendre"), NO_MAIL),
        Step(
            "suspend",
            (S.INTRODUCED, S.ACTIVE, S.PAUSED, S.CLOSING),
            S.SUSPENDED,
            PROTECTION,
            _("Suspendre"),
            ("mentorship.pair_suspended",),
        ),
        *(Step(name, (S.SUSPENDED,), before, PROTECTION, _("Lever la suspension"), NO_MAIL) for before, name in REINSTATE.items()),
        Step(
            "start_closing",
            (S.INTRODUCED, S.ACTIVE, S.PAUSED),
            S.CLOSING,
            (*STAFF, Role.SAFEGUARDING),
            _("Commencer le bilan"),
            ("mentorship.review_asked",),
        ),
        Step("end_suspended", (S.SUSPENDED,), S.CLOSING, PROTECTION, _("Mettre fin après une suspension"), NO_MAIL),
        Step(
            "close",
            (S.CLOSING,),
            S.CLOSED,
            (*STAFF, Role.SAFEGUARDING),
            _("Terminer"),
            ("mentorship.pair_closed",),
            (both_reviews,),
        ),
    ),
)

CONCERN = Machine(
    name="concern",
    states=ConcernState,
    announce=ANNOUNCE,
    steps=(
        Step("escalate", (C.RAISED,), C.ESCALATED, (Role.SYSTEM,), _("Relancer"), ("mentorship.concern_escalated",)),
        Step("acknowledge", (C.RAISED, C.ESCALATED), C.ACKNOWLEDGED, (Role.SAFEGUARDING,), _("Prendre en charge"), NO_MAIL),
        Step("close", (C.ACKNOWLEDGED,), C.CLOSED, (Role.SAFEGUARDING,), _("Marquer comme traitée"), NO_MAIL),
    ),
)

REFERRAL = Machine(
    name="referral",
    states=ReferralState,
    steps=(
        Step("agree", (R.PROPOSED,), R.AGREED, TEAM, _("Noter l’accord du jeune et de sa famille"), NO_MAIL),
        Step("transmit", (R.AGREED,), R.TRANSMITTED, TEAM, _("Noter la transmission au professionnel"), NO_MAIL),
        Step("acknowledge", (R.TRANSMITTED,), R.ACKNOWLEDGED, TEAM, _("Noter la réponse du professionnel"), NO_MAIL),
        Step(
            "close",
            (R.PROPOSED, R.AGREED, R.TRANSMITTED, R.ACKNOWLEDGED),
            R.CLOSED,
            TEAM,
            _("Terminer ce relais"),
            NO_MAIL,
        ),
    ),
)
