"""A person's own applications: apply, follow, accept the charter, withdraw, take the hand-over back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.engagement import operations, queries
from portal.engagement.enums import STOPPED, WAITING, ApplicationState, GateKind, SharedField
from portal.engagement.models import Application
from portal.journeys import applying
from portal.mentorship import queries as mentorship
from portal.mentorship.enums import PairState
from portal.programmes import queries as programmes
from portal.programmes.enums import ProgrammeStatus
from portal.ui.access import PortalRequest, allow

from .application_forms import ApplyForm
from .application_words import gates_in_words, milestones, refusal, standing

FIELD_OF = {"work_address": "personal_email"}


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
@require_http_methods(["GET", "POST"])
def apply(request: PortalRequest, programme_id: UUID) -> HttpResponse:
    """Choose what is handed over, and send."""
    programme = programmes.programme(programme_id=programme_id)
    if programme is None:
        raise Http404
    known, is_open = applying.starting(by=request.actor, programme=programme), programme.status == ProgrammeStatus.OPEN
    if known.application and not is_open:
        messages.warning(request, refusal("programme_closed"))
    if known.application and (known.application.state != ApplicationState.DRAFT or not is_open):
        return redirect("me:application", known.application.id)
    if not is_open:
        raise Http404
    offered = applying.preferred_fields(by=request.actor)
    form = ApplyForm(request.POST or None, known=known, offered=offered)
    if form.is_valid():
        try:
            application = applying.apply_to(
                programme=programme,
                handed=form.handed(),
                by=request.actor,
                at=clock.now(),
                campaign_reference=request.session.get("campaign", ""),
            )
        except Refusal as refused:
            form.add_error(FIELD_OF.get(refused.code), refusal(refused.code))
        else:
            messages.success(request, _("C’est envoyé. L’association vous répond sous dix jours."))
            return redirect("me:application", application.id)
    given_name, family_name = known.names
    return render(
        request,
        "engagement/apply.html",
        {"programme": programme, "form": form, "name": f"{given_name} {family_name}".strip(), "has_profile": bool(offered)},
    )


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def application(request: PortalRequest, application_id: UUID) -> HttpResponse:
    """Where it stands, by when, and what to bring."""
    mine = _mine(request, application_id)
    today = clock.today()
    over = mine.state in STOPPED | {ApplicationState.REDIRECTED, ApplicationState.COMPLETED}
    statuses = [] if over else queries.gate_statuses(application=mine, on=today)
    handover = queries.handover_in_force(application_id=mine.id)
    title, text = standing(mine, agreed=_agreed(request, mine))
    waiting = mine.state == ApplicationState.WAITING_LIST
    position = queries.waiting_position(application=mine) if waiting else 0
    return render(
        request,
        "engagement/application.html",
        {
            "application": mine,
            "title": title,
            "text": text,
            "over": over,
            "draft": _further(mine) if mine.state == ApplicationState.REDIRECTED else None,
            "steps": [] if over else milestones(mine, statuses),
            "gates": gates_in_words(statuses) if mine.state in {ApplicationState.ACCEPTED, ApplicationState.READY} else [],
            "charter_open": any(gate.kind == GateKind.CHARTER and not gate.met for gate in statuses) and not over,
            "handover": handover,
            "fields": [field.label for field in SharedField if handover and field in handover.fields],
            "late": bool(mine.late_since),
            "waiting_from": (position - 1) // 5 * 5 + 1 if position else 0,
            "waiting_to": (position - 1) // 5 * 5 + 5 if position else 0,
            "may_withdraw": mine.state in WAITING,
        },
    )


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
@require_http_methods(["GET", "POST"])
def withdraw(request: PortalRequest, application_id: UUID) -> HttpResponse:
    """Say what withdrawing does, then do it."""
    mine = _mine(request, application_id)
    if request.method == "POST":
        return _do(request, mine, lambda: operations.withdraw(application=mine, by=request.actor, at=clock.now()))
    step = "discard" if mine.state == ApplicationState.DRAFT else "withdraw"
    effects = queries.preview_step(application=mine, step=step, by=request.actor, at=clock.now())
    return render(request, "engagement/withdraw.html", {"application": mine, "effects": effects, "revoking": False})


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
@require_http_methods(["GET", "POST"])
def revoke(request: PortalRequest, application_id: UUID) -> HttpResponse:
    """Say what taking the hand-over back does, then do it."""
    mine = _mine(request, application_id)
    if request.method == "POST":
        return _do(request, mine, lambda: operations.revoke_handover(application=mine, by=request.actor, at=clock.now()))
    effects = queries.preview_step(application=mine, step="withdraw", by=request.actor, at=clock.now())
    return render(request, "engagement/withdraw.html", {"application": mine, "effects": effects, "revoking": True})


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
@require_http_methods(["GET", "POST"])
def charter(request: PortalRequest, application_id: UUID) -> HttpResponse:
    """Read the charter in force, and accept it."""
    mine = _mine(request, application_id)
    text = queries.charter_in_force(association_id=mine.programme.association_id, on=clock.today())
    if request.method == "POST":
        return _do(
            request,
            mine,
            lambda: operations.accept_charter(application=mine, by=request.actor, at=clock.now()),
            _("Merci, c’est noté : vous avez accepté la charte."),
        )
    return render(request, "engagement/charter.html", {"application": mine, "charter": text})


def _agreed(request: PortalRequest, mine: Application) -> bool:
    """Return whether everybody agreed to a pair of the person in this programme."""
    if request.actor.id is None or mine.state != ApplicationState.READY:
        return False
    pairs = mentorship.pairs_of_user(user_id=request.actor.id)
    return any(pair.state == PairState.ACCEPTED and pair.programme_id == mine.programme_id for pair in pairs)


def _further(mine: Application) -> Application | None:
    """Return the draft that was opened at the next wish when this application was sent there, while it is one."""
    others = queries.applications_of(volunteer_id=mine.volunteer_id)
    return next((one for one in others if one.state == ApplicationState.DRAFT and one.rank > mine.rank), None)


def _do(request: PortalRequest, mine: Application, act: Callable[[], object], done: str = "") -> HttpResponse:
    """Do something to an application, say how it went, and come back to it."""
    try:
        act()
    except Refusal as refused:
        messages.warning(request, refusal(refused.code))
    else:
        messages.success(request, done or _("C’est fait. Vous pouvez choisir un autre programme quand vous voulez."))
    return redirect("me:application", mine.id)


def _mine(request: PortalRequest, application_id: UUID) -> Application:
    """Return the person's own application; somebody else's is a 404."""
    volunteer = queries.volunteer_of(user_id=request.actor.id) if request.actor.id else None
    found = queries.application_for(volunteer_id=volunteer.id, application_id=application_id) if volunteer else None
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("to/<uuid:programme_id>/", apply, name="apply"),
    path("<uuid:application_id>/", application, name="application"),
    path("<uuid:application_id>/withdraw/", withdraw, name="application-withdraw"),
    path("<uuid:application_id>/revoke/", revoke, name="application-revoke"),
    path("<uuid:application_id>/charter/", charter, name="application-charter"),
]
