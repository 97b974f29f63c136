"""A run and a proposal, as tables: who may make which step, what it tells whom."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role
from portal.core.transitions import NO_MAIL, Machine, Step

from .enums import OverrideReason
from .enums import ProposalState as P
from .enums import RunState as R

COMPANY = (Role.CSR, Role.SYSTEM)
PORTAL = (Role.SYSTEM,)
PERSON = (Role.EMPLOYEE, Role.VOLUNTEER)
DESK = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)

ANNOUNCE, ANNOUNCE_RUN = "portal.routing.notifications.announce", "portal.routing.notifications.announce_run"
TO_REVIEW = "routing.proposals_to_review"
RUN_FAILED = "routing.run_failed"
PLACE_PROPOSED, NEWS = "routing.place_proposed", "routing.news_of_wishes"

RUN = Machine(
    name="allocation_run",
    states=R,
    announce=ANNOUNCE_RUN,
    steps=(
        Step("start", (R.SCHEDULED,), R.RUNNING, COMPANY, _("Lancer le calcul"), NO_MAIL),
        Step("finish", (R.RUNNING,), R.DONE, COMPANY, _("Constater la preuve et proposer"), NO_MAIL),
        Step("fail", (R.RUNNING,), R.FAILED, COMPANY, _("Constater l’interruption"), (RUN_FAILED,)),
        Step("cancel", (R.SCHEDULED, R.FAILED), R.CANCELLED, COMPANY, _("Annuler ce calcul"), NO_MAIL),
    ),
)


def within_reach(_proposal: Any, facts: Mapping[str, Any]) -> str | None:
    """Only the person, or the association (and antenna) of the programme."""
    return None if facts.get("within_reach") else "not_yours"


def for_a_reason(_proposal: Any, facts: Mapping[str, Any]) -> str | None:
    """Something else is proposed for one of the reasons of the list."""
    return None if facts.get("reason_code") in OverrideReason.values else "reason_missing"


def handed_over(_proposal: Any, facts: Mapping[str, Any]) -> str | None:
    """Agreeing hands the profile over, in the same transaction."""
    return None if facts.get("handed_over") else "not_handed_over"


OURS = (within_reach,)

PROPOSAL = Machine(
    name="proposal",
    states=P,
    announce=ANNOUNCE,
    steps=(
        Step("confirm", (P.PROPOSED,), P.REVIEWED, DESK, _("Confirmer cette proposition"), (PLACE_PROPOSED,), OURS),
        Step(
            "override", (P.PROPOSED, P.REVIEWED), P.OVERRIDDEN, DESK, _("Proposer autre chose"), (NEWS,),
            (within_reach, for_a_reason),
        ),
        Step(
            "consent", (P.REVIEWED,), P.CONSENTED, PERSON, _("Dire oui et transmettre mon profil"), NO_MAIL,
            (within_reach, handed_over),
        ),
        Step("decline", (P.REVIEWED,), P.DECLINED, PERSON, _("Préférer autre chose"), NO_MAIL, OURS),
        Step("accept", (P.CONSENTED,), P.ACCEPTED, (*DESK, Role.API_CLIENT, *PORTAL), _("Accueillir cette personne"), NO_MAIL),
        Step(
            "end", (P.CONSENTED, P.ACCEPTED), P.ENDED, (*DESK, *PERSON, Role.API_CLIENT, *PORTAL),
            _("Constater que la candidature s’arrête"), NO_MAIL,
        ),
        Step("lapse", (P.REVIEWED,), P.LAPSED, PORTAL, _("Rendre la place, faute de réponse"), (NEWS,)),
        Step("step_aside", (P.PROPOSED, P.REVIEWED), P.LAPSED, PORTAL, _("Rendre la place d’une personne partie"), NO_MAIL),
        Step("give_way", (P.PROPOSED,), P.SUPERSEDED, COMPANY, _("Laisser place à un calcul plus récent"), NO_MAIL),
    ),
)  # fmt: skip
