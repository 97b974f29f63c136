"""Training of mentors: modules, dates, who came."""

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
from portal.programmes import queries as programmes
from portal.programmes.models import Association
from portal.ui.access import PortalRequest, allow

from .candidate_forms import AttendanceForm, ModuleForm, SessionForm
from .candidate_words import refusal

DESK = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)


@allow(*DESK, Role.REFERENT)
def training(request: PortalRequest) -> HttpResponse:
    """The modules, the sessions to come and those still to be recorded."""
    return _page(request, ModuleForm(), None)


@allow(*DESK)
@require_http_methods(["POST"])
def add_module(request: PortalRequest) -> HttpResponse:
    """Add a module."""
    form = ModuleForm(request.POST)
    if form.is_valid():
        try:
            operations.add_module(association=_association(request), **form.cleaned_data, by=request.actor, at=clock.now())
        except Refusal as refused:
            form.add_error("title", refusal(refused.code))
        else:
            messages.success(request, _("Le module est ajouté."))
            return redirect("association:training")
    return _page(request, form, None)


@allow(*DESK)
@require_http_methods(["POST"])
def plan_session(request: PortalRequest) -> HttpResponse:
    """Set a date."""
    form = SessionForm(request.POST, modules=queries.modules_of(association_id=_association(request).id))
    if form.is_valid():
        operations.plan_session(**form.cleaned_data, by=request.actor, at=clock.now())
        messages.success(request, _("La date est posée. Les personnes accueillies la voient dans leur formation."))
        return redirect("association:training")
    return _page(request, ModuleForm(), form)


@allow(*DESK)
@require_http_methods(["GET", "POST"])
def attendance(request: PortalRequest, session_id: UUID) -> HttpResponse:
    """Say who came to a session."""
    association = _association(request)
    session = queries.sessions_of(association_id=association.id).filter(pk=session_id).first()
    if session is None:
        raise Http404
    people = queries.trainees(association_id=association.id, antenna_ids=request.actor.antenna_ids, session_id=session.id)
    names = [(str(person.id), f"{person.given_name} {person.family_name}") for person, came in people if not came]
    form = AttendanceForm(request.POST or None, people=names)
    if form.is_valid():
        try:
            came = operations.record_attendance(
                session=session, volunteer_ids=form.cleaned_data["came"], by=request.actor, at=clock.now()
            )
        except Refusal as refused:
            messages.warning(request, refusal(refused.code))
        else:
            messages.success(request, _("C’est noté : %(came)s présences ajoutées.") % {"came": came})
            return redirect("association:training")
    here = [f"{person.given_name} {person.family_name}" for person, came in people if came]
    context = {"session": session, "form": form, "names": names, "here": here, "held": session.starts_at <= clock.now()}
    return render(request, "engagement/attendance.html", context)


def _page(request: PortalRequest, module_form: ModuleForm, session_form: SessionForm | None) -> HttpResponse:
    association, now = _association(request), clock.now()
    modules = list(queries.modules_of(association_id=association.id))
    sessions = list(queries.sessions_of(association_id=association.id)[:60])
    return render(
        request,
        "engagement/desk_training.html",
        {
            "modules": modules,
            "coming": sorted((s for s in sessions if s.starts_at > now), key=lambda s: s.starts_at),
            "to_record": [s for s in sessions if s.starts_at <= now and s.recorded_at is None],
            "past": [s for s in sessions if s.starts_at <= now and s.recorded_at is not None],
            "module_form": module_form,
            "session_form": session_form or SessionForm(modules=queries.modules_of(association_id=association.id)),
            "may": request.actor.has(*DESK),
        },
    )


def _association(request: PortalRequest) -> Association:
    found = programmes.association(association_id=request.actor.association_id) if request.actor.association_id else None
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("", training, name="training"),
    path("modules/", add_module, name="training-module"),
    path("sessions/", plan_session, name="training-session"),
    path("sessions/<uuid:session_id>/", attendance, name="training-attendance"),
]
