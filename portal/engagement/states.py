"""The application, as a table: who may make which step, what it tells whom."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role
from portal.core.transitions import NO_MAIL, Machine, Step

from .enums import ApplicationState as S

PERSON = (Role.VOLUNTEER, Role.EMPLOYEE)
DESK = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.API_CLIENT)

RECEIVED, NEW = "engagement.application_received", "engagement.candidate_new"
STOPPED, CANDIDATE_STOPPED = "engagement.application_stopped", "engagement.candidate_stopped"

TO_TEAM = frozenset(
    {NEW, CANDIDATE_STOPPED, "engagement.candidates_waiting", "engagement.company_account_over", "engagement.erasure_asked"}
)
"""Kinds of message for whoever coordinates the programme; all others go to the volunteer."""


def within_reach(_application: Any, facts: Mapping[str, Any]) -> str | None:
    """Only the person, or the association (and antenna) the application was handed over to."""
    return None if facts.get("within_reach") else "not_yours"


def handed_over(_application: Any, facts: Mapping[str, Any]) -> str | None:
    """Nothing reaches an association before the person handed it over."""
    return None if facts.get("handed_over") else "not_handed_over"


def gates_met(_application: Any, facts: Mapping[str, Any]) -> str | None:
    """Every gate of the policy is met that day."""
    return "gates_missing" if facts.get("missing", True) else None


OURS = (within_reach,)
AT_THE_DESK = (S.SUBMITTED, S.UNDER_REVIEW, S.INVITED, S.WAITING_LIST)

APPLICATION = Machine(
    name="application",
    states=S,
    announce="portal.engagement.notifications.announce",
    steps=(
        Step("submit", (S.DRAFT,), S.SUBMITTED, PERSON, _("Transmettre et envoyer"), (RECEIVED, NEW), (within_reach, handed_over)),
        Step("discard", (S.DRAFT,), S.WITHDRAWN, PERSON, _("Effacer ce brouillon"), NO_MAIL, OURS),
        Step("lapse", (S.DRAFT,), S.EXPIRED, (Role.SYSTEM,), _("Effacer le brouillon ancien"), NO_MAIL),
        Step("start_review", (S.SUBMITTED,), S.UNDER_REVIEW, DESK, _("Étudier la candidature"), NO_MAIL, OURS),
        Step(
            "invite", (S.SUBMITTED, S.UNDER_REVIEW, S.WAITING_LIST), S.INVITED, DESK, _("Inviter à un entretien"),
            ("engagement.interview_invitation",), OURS,
        ),
        Step(
            "accept", (S.UNDER_REVIEW, S.INVITED, S.WAITING_LIST), S.ACCEPTED, DESK, _("Accepter et réserver une place"),
            ("engagement.application_accepted",), OURS,
        ),
        Step(
            "wait", (S.SUBMITTED, S.UNDER_REVIEW, S.INVITED), S.WAITING_LIST, DESK, _("Mettre en liste d’attente"),
            ("engagement.waiting_list",), OURS,
        ),
        Step(
            "clear", (S.ACCEPTED,), S.READY, DESK, _("Confirmer que tout est prêt"),
            ("engagement.ready",), (within_reach, gates_met),
        ),
        Step(
            "renew", (S.READY,), S.READY, DESK, _("Confirmer à nouveau que tout est prêt"), NO_MAIL, (within_reach, gates_met),
        ),
        Step("pair", (S.READY,), S.PAIRED, DESK, _("Ouvrir le binôme"), NO_MAIL, OURS),
        Step("complete", (S.PAIRED,), S.COMPLETED, (Role.SYSTEM,), _("Constater la fin du binôme"), NO_MAIL),
        Step(
            "redirect", (*AT_THE_DESK, S.ACCEPTED, S.READY), S.REDIRECTED, DESK, _("Orienter vers un autre vœu"),
            ("engagement.application_redirected",), OURS,
        ),
        Step(
            "withdraw", (*AT_THE_DESK, S.ACCEPTED, S.READY), S.WITHDRAWN, PERSON, _("Retirer ma candidature"),
            (STOPPED, CANDIDATE_STOPPED), OURS,
        ),
        Step(
            "do_not_continue", (*AT_THE_DESK, S.ACCEPTED, S.READY), S.NOT_CONTINUING, DESK, _("Ne pas poursuivre"),
            (STOPPED,), OURS,
        ),
        Step(
            "expire", (S.SUBMITTED, S.UNDER_REVIEW, S.INVITED, S.ACCEPTED), S.EXPIRED, (Role.SYSTEM,),
            _("Clore, faute de nouvelles"), (STOPPED, CANDIDATE_STOPPED),
        ),
    ),
)  # fmt: skip
