"""The start page of an employee or a mentor: the next step, the path, the referent, and a worry always one click away."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.accounts.enums import Role
from portal.core import clock, wanted
from portal.journeys.next_step import Acts, Kind, MyPath, PathStep, Stage, my_path
from portal.mentorship import queries as mentorship
from portal.mentorship.enums import MEETING, PairState
from portal.mentorship.models import CheckIn
from portal.ui.access import PortalRequest, allow
from portal.ui.dates import date_format, hours_and_minutes

LABELS = {
    PathStep.ENGAGE: gettext_lazy("M’engager"),
    PathStep.ORIENTATION: gettext_lazy("Choisir un programme"),
    PathStep.WELCOME: gettext_lazy("Être accueilli ou accueillie"),
    PathStep.TRAIN: gettext_lazy("Me former"),
    PathStep.ACCOMPANY: gettext_lazy("Accompagner"),
    PathStep.REVIEW: gettext_lazy("Faire le bilan"),
}
HOME = "mentorship/home.html"
TITLES = {
    Kind.DECLARE_PROFILE: gettext_lazy("Trouver mon programme"),
    Kind.CHOOSE_PROGRAMME: gettext_lazy("Choisir un programme"),
    Kind.ANSWER_PROPOSAL: gettext_lazy("Une place vous est proposée"),
    Kind.SEND_APPLICATION: gettext_lazy("Envoyer ma candidature"),
    Kind.AWAIT_ANSWER: gettext_lazy("Une personne lit votre candidature"),
    Kind.PREPARE_INTERVIEW: gettext_lazy("Préparer la rencontre avec l’association"),
    Kind.MEET_GATES: gettext_lazy("Terminer mon accueil"),
    Kind.AWAIT_PAIR: gettext_lazy("L’association cherche votre binôme"),
    Kind.AWAIT_INTRODUCTION: gettext_lazy("Votre binôme se prépare"),
    Kind.MEET_FIRST: gettext_lazy("Rencontrer %(alias)s pour la première fois"),
    Kind.LOG_SESSION: gettext_lazy("Retrouver %(alias)s"),
    Kind.RESUME: gettext_lazy("Reprendre quand vous serez prêt ou prête"),
    Kind.AWAIT_CALL: gettext_lazy("L’association vous appelle"),
    Kind.REVIEW: gettext_lazy("Faire le bilan avec %(alias)s"),
    Kind.AWAIT_CLOSING: gettext_lazy("Votre bilan est bien arrivé"),
    Kind.CERTIFICATE: gettext_lazy("Garder une trace de votre engagement"),
}


WHO = {
    Acts.YOU: gettext_lazy("Vous"),
    Acts.ASSOCIATION: gettext_lazy("L’association"),
    Acts.BOTH: gettext_lazy("Vous et l’association"),
}


@dataclass(frozen=True)
class Line:
    """One step of the path as the component shows it."""

    label: str | Promise
    state: str
    detail: str


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def home(request: PortalRequest) -> HttpResponse:
    """Show the next step and the path."""
    return _render(request, HOME)


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def my_steps(request: PortalRequest) -> HttpResponse:
    """Show the six steps with their dates, and the pairs of before."""
    return _render(request, "mentorship/path.html")


def _render(request: PortalRequest, template: str) -> HttpResponse:
    if request.actor.id is None:
        raise Http404
    mine = my_path(user_id=request.actor.id, at=clock.now())
    kind, params = mine.next_step.kind, mine.next_step.params
    alias = mine.pair.mentee.alias if mine.pair else ""
    context = {
        "mine": mine,
        "pair": mine.pair,
        "kind": str(kind),
        "title": TITLES[kind] % {"alias": alias},
        "params": params,
        "who_acts": WHO[mine.next_step.acts],
        "by_when": mine.next_step.by_when,
        "where": LABELS[mine.stages[mine.current].step],
        "steps": [_line(mine, index, stage) for index, stage in enumerate(mine.stages)],
        "meeting": mine.pair is not None and mine.pair.state in MEETING,
        "may_worry": mine.pair is not None and mine.pair.state not in {PairState.CLOSED, PairState.ACCEPTED},
        "action": _action(mine),
        "logged_today": kind == Kind.LOG_SESSION and params["last_on"] == clock.today(),
        "check_in": _check_in(mine, request.actor.id) if template == HOME else None,
        "mail_returns": template == HOME and _mail_returns(mine),
    }
    return render(request, template, context)


def _check_in(mine: MyPath, user_id: UUID) -> CheckIn | None:
    """Return the check-in that waits for an answer; without a pair that meets, none is looked for."""
    if mine.pair is None or mine.pair.state not in MEETING:
        return None
    return mentorship.check_ins_waiting(user_id=user_id, on=clock.today()).first()


def _mail_returns(mine: MyPath) -> bool:
    """Return whether the latest message to the mentor of a pair came back; without a pair nobody asks."""
    volunteers = [mine.pair.volunteer_id] if mine.pair else []
    return bool(volunteers and wanted.unreachable(recipient_kind="volunteer", recipient_ids=volunteers))


def _line(mine: MyPath, index: int, stage: Stage) -> Line:
    state = "done" if stage.done_on else ("now" if index == mine.current else "")
    return Line(LABELS[stage.step], state, _detail(mine, stage))


def _detail(mine: MyPath, stage: Stage) -> str:
    parts = [date_format(stage.done_on, "j F Y")] if stage.done_on else []
    if stage.until:
        parts.append(_("valable jusqu’au %(day)s") % {"day": date_format(stage.until, "j F Y")})
    if stage.step == PathStep.ORIENTATION and mine.application:
        parts.append(mine.application.programme.title)
    if stage.step == PathStep.TRAIN and stage.count:
        parts.append(_("%(hours)s de formation") % {"hours": hours_and_minutes(stage.count)})
    if stage.step == PathStep.ACCOMPANY and mine.pair and mine.pair.introduced_on:
        parts = [_("depuis le %(day)s") % {"day": date_format(mine.pair.introduced_on, "j F Y")}]
        parts.append(ngettext("%(count)d séance", "%(count)d séances", stage.count) % {"count": stage.count})
    return " · ".join(parts)


def _action(mine: MyPath) -> tuple[str, str] | None:
    """Return where the next step is made and its verb, or None; steps of a pair have buttons of their own in the template."""
    application_id: UUID | None = mine.application.id if mine.application else None
    programme_id = mine.application.programme_id if mine.application else None
    verbs: dict[Kind, tuple[str, str, list[UUID | None]]] = {
        Kind.DECLARE_PROFILE: (_("Commencer"), "me:preferences", []),
        Kind.CHOOSE_PROGRAMME: (_("Voir mes programmes"), "me:programmes", []),
        Kind.ANSWER_PROPOSAL: (_("Lire et répondre"), "me:proposal", [mine.proposal.id if mine.proposal else None]),
        Kind.SEND_APPLICATION: (_("Continuer ma candidature"), "me:apply", [programme_id]),
        Kind.AWAIT_ANSWER: (_("Voir ma candidature"), "me:application", [application_id]),
        Kind.PREPARE_INTERVIEW: (_("Voir ma candidature"), "me:application", [application_id]),
        Kind.MEET_GATES: (_("Voir ce qu’il reste à faire"), "me:application", [application_id]),
        Kind.AWAIT_PAIR: (_("Voir ma candidature"), "me:application", [application_id]),
        Kind.AWAIT_INTRODUCTION: (_("Voir ma candidature"), "me:application", [application_id]),
    }
    found = verbs.get(mine.next_step.kind)
    return (found[0], reverse(found[1], args=found[2])) if found and None not in found[2] else None


urlpatterns = [path("", home, name="home"), path("path/", my_steps, name="path")]
