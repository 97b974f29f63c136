"""A person's training: what is asked for, what they attended, a place at the next sessions, a short quiz."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.engagement import operations, queries
from portal.engagement.models import TrainingBooking, TrainingQuestion, TrainingSession, Volunteer
from portal.engagement.queries import Track
from portal.ui.access import PortalRequest, allow
from portal.ui.appointments import FILE, TYPE, place_entry

SENTENCES = {
    "session_full": gettext_lazy("Toutes les places de cette date sont prises. Choisissez-en une autre."),
    "other_antenna": gettext_lazy("Cette date est pour une autre antenne. Choisissez-en une de la vôtre."),
    "called_off": gettext_lazy("Cette date n’a pas lieu. Choisissez-en une autre."),
    "session_past": gettext_lazy("Cette date est passée."),
    "already_booked": gettext_lazy("Votre place est déjà gardée."),
    "not_booked": gettext_lazy("Cette place était déjà rendue."),
}


class QuizForm(forms.Form):
    """The questions of a module, each with its choices."""

    def __init__(self, *args: Any, questions: list[TrainingQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[f"q{question.position}"] = forms.TypedChoiceField(
                label=question.text, choices=list(enumerate(question.choices)), coerce=int, widget=forms.RadioSelect
            )

    def answers(self) -> dict[UUID, int]:
        """Return the choice made, by question."""
        return {question.id: self.cleaned_data[f"q{question.position}"] for question in self.questions}


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def training(request: PortalRequest) -> HttpResponse:
    """The training of each association that welcomes the person."""
    volunteer = queries.volunteer_of(user_id=request.actor.id) if request.actor.id else None
    tracks = queries.training_of(volunteer_id=volunteer.id, at=clock.now()) if volunteer else []
    with_content = queries.modules_with_content(module_ids=[module.id for track in tracks for module, _ in track.modules])
    return render(request, "engagement/training.html", {"tracks": [_in_rows(track, with_content) for track in tracks]})


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def module(request: PortalRequest, module_id: UUID) -> HttpResponse:
    """Read a module of an association that welcomes the person; its quiz follows."""
    tracks = queries.training_of(volunteer_id=_volunteer_or_404(request).id, at=clock.now())
    rows = ((one, attended, track.quizzes.get(one.id)) for track in tracks for one, attended in track.modules)
    found = next((row for row in rows if row[0].id == module_id), None)
    if found is None:
        raise Http404
    content = queries.module_content(module_id=module_id, language=get_language() or "fr")
    context = dict(zip(("module", "attended", "quiz"), found, strict=True))
    return render(request, "engagement/training_module.html", {**context, "content": content})


def _in_rows(track: Track, with_content: frozenset[UUID]) -> dict[str, Any]:
    """Return a track as the page shows it: modules with their quiz and whether there is something to read, sessions with the place
    one has and those that are left.
    """
    sessions = [(session, track.booked.get(session.id), _left(session)) for session in track.sessions]
    modules = [(one, attended, track.quizzes.get(one.id), one.id in with_content) for one, attended in track.modules]
    return {"association": track.association, "minutes": track.minutes, "modules": modules, "sessions": sessions}


def _left(session: TrainingSession) -> int | None:
    """Return how many places are left, or None where they are not counted."""
    return None if session.places is None else max(0, session.places - cast("Any", session).booked)


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
@require_POST
def book(request: PortalRequest, session_id: UUID) -> HttpResponse:
    """Take a place."""
    volunteer = _volunteer_or_404(request)
    session = queries.session_for(volunteer_id=volunteer.id, session_id=session_id)
    if session is None:
        raise Http404
    return _tried(
        request,
        lambda: operations.book_session(session=session, volunteer=volunteer, by=request.actor, at=clock.now()),
        _("Votre place est gardée. L’entrée pour votre agenda part à votre adresse personnelle."),
    )


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
@require_POST
def give_back(request: PortalRequest, session_id: UUID) -> HttpResponse:
    """Give a place back."""
    place = _place_or_404(request, session_id)
    return _tried(
        request,
        lambda: operations.cancel_booking(booking=place, by=request.actor, at=clock.now()),
        _("Votre place est rendue. Merci, quelqu’un d’autre pourra venir."),
    )


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def calendar(request: PortalRequest, session_id: UUID) -> HttpResponse:
    """Hand over the calendar entry of a place."""
    response = HttpResponse(place_entry(_place_or_404(request, session_id)), content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return response


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
@require_http_methods(["GET", "POST"])
def quiz(request: PortalRequest, module_id: UUID) -> HttpResponse:
    """Answer a module's short quiz, as often as one likes; only a whole right one is kept."""
    volunteer = _volunteer_or_404(request)
    module = queries.module_for(volunteer_id=volunteer.id, module_id=module_id)
    questions = list(queries.questions_of(module_id=module_id)) if module else []
    if module is None or not questions:
        raise Http404
    form = QuizForm(request.POST if request.method == "POST" else None, questions=questions)
    if form.is_valid():
        try:
            operations.answer_quiz(module=module, volunteer=volunteer, answers=form.answers(), by=request.actor, at=clock.now())
        except Refusal as refused:
            for position in refused.facts.get("again", ()):
                form.add_error(f"q{position}", _("Pas tout à fait. Relisez le module, puis essayez encore."))
        else:
            messages.success(request, _("Tout est juste, c’est noté. Vos réponses ne sont pas gardées."))
            return redirect("me:training")
    return render(request, "engagement/quiz.html", {"module": module, "form": form})


def _tried(request: PortalRequest, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
        messages.success(request, done)
    except Refusal as refused:
        messages.warning(request, SENTENCES.get(refused.code, _("Ce n’est pas possible en ce moment. Rien n’a changé.")))
    return redirect("me:training")


def _volunteer_or_404(request: PortalRequest) -> Volunteer:
    volunteer = queries.volunteer_of(user_id=request.actor.id) if request.actor.id else None
    if volunteer is None:
        raise Http404
    return volunteer


def _place_or_404(request: PortalRequest, session_id: UUID) -> TrainingBooking:
    place = queries.booking_of(volunteer_id=_volunteer_or_404(request).id, session_id=session_id)
    if place is None:
        raise Http404
    return place


urlpatterns = [
    path("", training, name="training"),
    path("sessions/<uuid:session_id>/book/", book, name="training-book"),
    path("sessions/<uuid:session_id>/give-back/", give_back, name="training-give-back"),
    path("sessions/<uuid:session_id>/rendez-vous.ics", calendar, name="training-calendar"),
    path("modules/<uuid:module_id>/", module, name="training-module"),
    path("modules/<uuid:module_id>/quiz/", quiz, name="training-quiz"),
]
