"""Training of mentors: modules, dates, who came."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.engagement import operations, queries
from portal.engagement.enums import TrainingTrack
from portal.engagement.models import StaffTraining, TrainingModule
from portal.programmes import queries as programmes
from portal.programmes.models import Antenna, Association, TeamMember
from portal.ui.access import PortalRequest, allow

from .candidate_forms import AttendanceForm, ModuleForm, SessionForm
from .candidate_words import refusal
from .reach import reach_of
from .training_forms import DayForm, QuestionForm

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
            form.add_error("link" if refused.code == "link_not_safe" else "title", refusal(refused.code))
        else:
            messages.success(request, _("Le module est ajouté."))
            return redirect("association:training")
    return _page(request, form, None)


@allow(*DESK)
@require_http_methods(["POST"])
def plan_session(request: PortalRequest) -> HttpResponse:
    """Set a date."""
    form = _session_form(request, request.POST)
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
    session = queries.session_of(**reach_of(request), session_id=session_id)
    if session is None:
        raise Http404
    people = queries.trainees(association_id=association.id, antenna_ids=request.actor.antenna_ids, session_id=session.id)
    names = [(str(person.id), f"{person.given_name} {person.family_name}") for person, came in people if not came]
    booked = queries.booked_ids(session_id=session.id)
    form = AttendanceForm(request.POST or None, people=names, initial={"came": [str(pk) for pk in booked]})
    if session.called_off_at is None and form.is_valid():
        try:
            came = operations.record_attendance(
                session=session, volunteer_ids=form.cleaned_data["came"], by=request.actor, at=clock.now()
            )
        except Refusal as refused:
            messages.warning(request, refusal(refused.code))
        else:
            messages.success(request, _("C’est noté : %(came)s présences ajoutées.") % {"came": came})
            return redirect("association:training")
    expected = [f"{person.given_name} {person.family_name}" for person, _came in people if person.id in booked]
    here = [f"{person.given_name} {person.family_name}" for person, came in people if came]
    context = {"session": session, "form": form, "names": names, "here": here, "held": session.starts_at <= clock.now()}
    context |= {"expected": expected, "may": request.actor.has(*DESK)}
    return render(request, "engagement/attendance.html", context)


@allow(*DESK)
@require_http_methods(["POST"])
def call_off(request: PortalRequest, session_id: UUID) -> HttpResponse:
    """Call a date off: its page said before who is told."""
    session = queries.sessions_of(**reach_of(request)).filter(pk=session_id).first()
    if session is None:
        raise Http404
    try:
        told = operations.call_off_session(session=session, by=request.actor, at=clock.now())
    except Refusal as refused:
        messages.warning(request, refusal(refused.code))
    else:
        messages.success(request, _("La date est annulée. Messages partis\u00a0: %(told)s.") % {"told": told})
    return redirect("association:training")


def _page(request: PortalRequest, module_form: ModuleForm, session_form: SessionForm | None) -> HttpResponse:
    association, now = _association(request), clock.now()
    modules = list(queries.modules_of(association_id=association.id))
    sessions = list(queries.sessions_of(**reach_of(request))[:60])
    return render(
        request,
        "engagement/desk_training.html",
        {
            "modules": modules,
            "with_content": queries.modules_with_content(module_ids=[module.id for module in modules]),
            "coming": sorted((s for s in sessions if s.starts_at > now), key=lambda s: s.starts_at),
            "to_record": [s for s in sessions if s.starts_at <= now and s.recorded_at is None],
            "past": [s for s in sessions if s.starts_at <= now and s.recorded_at is not None],
            "module_form": module_form,
            "session_form": session_form or _session_form(request, None),
            "may": request.actor.has(*DESK),
            "mine": _mine(request, modules),
            "day_form": DayForm(initial={"on": clock.today()}),
        },
    )


def _session_form(request: PortalRequest, data: QueryDict | None) -> SessionForm:
    reach = reach_of(request)
    antennas = Antenna.objects.open().filter(association_id=reach["association_id"])
    if reach["antenna_ids"]:
        antennas = antennas.filter(pk__in=reach["antenna_ids"])
    return SessionForm(
        data,
        modules=queries.modules_of(association_id=reach["association_id"]),
        antennas=antennas,
        bound=bool(reach["antenna_ids"]),
    )


def _mine(request: PortalRequest, modules: list[TrainingModule]) -> list[tuple[TrainingModule, StaffTraining | None]]:
    """Return the modules of the team's own track, each with what whoever reads noted of it."""
    member = _member(request)
    done = queries.staff_training_of(member_id=member.id) if member else {}
    return [(module, done.get(module.id)) for module in modules if module.track == TrainingTrack.STAFF]


def _member(request: PortalRequest) -> TeamMember | None:
    if request.actor.id is None:
        return None
    return programmes.team_members(association_id=_association(request).id).filter(user_id=request.actor.id).first()


@allow(*DESK, Role.REFERENT)
@require_http_methods(["POST"])
def staff_training(request: PortalRequest, module_id: UUID) -> HttpResponse:
    """Note that one followed a module of the team's own track."""
    module, member, form = _module_or_404(request, module_id), _member(request), DayForm(request.POST)
    if member is None:
        raise Http404
    if not form.is_valid():
        messages.warning(request, _("Indiquez une date."))
        return redirect("association:training")
    try:
        operations.record_staff_training(module=module, member=member, by=request.actor, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("C’est noté dans votre propre formation."))
    except Refusal as refused:
        messages.warning(request, refusal(refused.code))
    return redirect("association:training")


def _module_or_404(request: PortalRequest, module_id: UUID) -> TrainingModule:
    found = queries.modules_of(association_id=_association(request).id).filter(pk=module_id).first()
    if found is None:
        raise Http404
    return found


@allow(*DESK, Role.REFERENT)
def content(request: PortalRequest, module_id: UUID) -> HttpResponse:
    """Read a module as those read it whom the association welcomes."""
    module = _module_or_404(request, module_id)
    found = queries.module_content(module_id=module.id, language=get_language() or "fr")
    return render(request, "engagement/desk_training_module.html", {"module": module, "content": found})


@allow(*DESK)
@require_http_methods(["GET", "POST"])
def quiz(request: PortalRequest, module_id: UUID) -> HttpResponse:
    """Show a module's questions, and add one."""
    module = _module_or_404(request, module_id)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.add_question(module=module, by=request.actor, at=clock.now(), **form.question())
        except Refusal as refused:
            form.add_error(None, refusal(refused.code))
        else:
            messages.success(request, _("La question est ajoutée."))
            return redirect("association:training-quiz", module.id)
    questions = list(queries.questions_of(module_id=module.id))
    return render(request, "engagement/desk_quiz.html", {"module": module, "questions": questions, "form": form})


@allow(*DESK)
@require_http_methods(["POST"])
def question_remove(request: PortalRequest, module_id: UUID, question_id: UUID) -> HttpResponse:
    """Take a question out."""
    module = _module_or_404(request, module_id)
    found = queries.questions_of(module_id=module.id).filter(pk=question_id).first()
    if found is None:
        raise Http404
    operations.remove_question(question=found, by=request.actor, at=clock.now())
    messages.success(request, _("La question est retirée. Qui a réussi le quiz le garde."))
    return redirect("association:training-quiz", module.id)


def _association(request: PortalRequest) -> Association:
    found = programmes.association(association_id=request.actor.association_id) if request.actor.association_id else None
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("", training, name="training"),
    path("modules/", add_module, name="training-module"),
    path("sessions/", plan_session, name="training-session"),
    path("modules/<uuid:module_id>/content/", content, name="training-content"),
    path("modules/<uuid:module_id>/quiz/", quiz, name="training-quiz"),
    path("modules/<uuid:module_id>/quiz/<uuid:question_id>/remove/", question_remove, name="training-question-remove"),
    path("modules/<uuid:module_id>/mine/", staff_training, name="training-mine"),
    path("sessions/<uuid:session_id>/", attendance, name="training-attendance"),
    path("sessions/<uuid:session_id>/call-off/", call_off, name="training-call-off"),
]
