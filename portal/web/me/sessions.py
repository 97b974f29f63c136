"""A mentor's sessions: one tap, its details, taking it back, the list with its totals."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.mentorship import operations, queries
from portal.mentorship.enums import MEETING, Modality, PairState, SessionOutcome, TimeBasis, Topic
from portal.mentorship.models import Pair
from portal.ui.access import PortalRequest, allow

from .working_time import own_working_time, say_what_is_left

PER_PAGE = 25
MOST_PLANNED = 10
SENTENCES = {
    "not_meeting": gettext_lazy("Ce binôme n’est pas ouvert aux séances en ce moment. Demandez à votre personne référente."),
    "in_future": gettext_lazy("Ce jour n’est pas encore passé. Choisissez aujourd’hui ou un jour d’avant."),
    "before_introduction": gettext_lazy("Ce jour est avant votre présentation. Choisissez un jour d’après."),
    "minutes": gettext_lazy("Comptez entre 5 minutes et 10 heures."),
    "already_logged": gettext_lazy("Une séance est déjà notée ce jour-là. Elle est dans la liste."),
    "undo_too_late": gettext_lazy("Une séance se reprend pendant un quart d’heure. Ensuite, demandez à votre personne référente."),
}


class SessionForm(forms.Form):
    """What a session is made of."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Que s’est-il passé ?"),
        choices=[(value, label) for value, label in SessionOutcome.choices if value != SessionOutcome.PLANNED],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=gettext_lazy("Quel jour ?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Combien de minutes ?"), help_text=gettext_lazy("Si la séance a eu lieu."), required=False
    )
    modality = forms.ChoiceField(label=gettext_lazy("Comment ?"), choices=Modality.choices, widget=forms.RadioSelect)
    time_basis = forms.ChoiceField(
        label=gettext_lazy("Sur quel temps ?"),
        help_text=gettext_lazy("Votre temps personnel n’est connu de l’entreprise que dans des totaux sans nom."),
        choices=TimeBasis.choices,
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("De quoi avez-vous parlé ?"), choices=Topic.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    private_line = forms.CharField(
        label=gettext_lazy("Une ligne pour vous"),
        help_text=gettext_lazy("Personne d’autre ne la lit. Elle s’efface à la fin du binôme. 200 caractères au plus."),
        max_length=200,
        required=False,
    )


def pair_or_404(request: PortalRequest, pair_id: UUID) -> Pair:
    """Return a pair of whoever acts; somebody else's does not exist."""
    pair = queries.pair_of_user(user_id=request.actor.id, pair_id=pair_id) if request.actor.id else None
    if pair is None:
        raise Http404
    return pair


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def sessions(request: PortalRequest) -> HttpResponse:
    """Show a mentor's sessions, a page at a time, with the hours they come to."""
    at, user_id = clock.now(), _user_id(request)
    year = clock.local_day(at).year
    mine = queries.pairs_of_user(user_id=user_id)
    pairs = [pair for pair in mine if pair.state in MEETING]
    context = {
        "page": Paginator(queries.sessions_of_user(user_id=user_id), PER_PAGE).get_page(request.GET.get("page")),
        "totals": queries.totals_of_user(user_id=user_id),
        "this_year": queries.totals_of_user(user_id=user_id, since=date(year, 1, 1)),
        "year": year,
        "working_time": own_working_time(request),
        "pairs": pairs,
        "suspended": any(pair.state == PairState.SUSPENDED for pair in mine),
        "appointments": list(queries.appointments_of_user(user_id=user_id, at=at)[:MOST_PLANNED]) if pairs else [],
        "now": at,
        "undoable": queries.undoable_session(user_id=user_id, at=at),
    }
    return render(request, "mentorship/sessions.html", context)


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def log(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Log a session: with one tap (today, one hour), or with its details."""
    pair, at = pair_or_404(request, pair_id), clock.now()
    today = clock.local_day(at)
    if request.method == "POST" and "tap" in request.POST:
        return _one_tap(request, pair)
    usual = {
        "outcome": request.GET.get("outcome", SessionOutcome.HELD),
        "on": request.GET.get("on", today),
        "minutes": 60,
        "modality": Modality.IN_PERSON,
        "time_basis": TimeBasis.PERSONAL_TIME,
    }
    form = SessionForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid() and _logged(request, pair, form):
        return redirect("me:sessions")
    return render(request, "mentorship/session_log.html", {"form": form, "pair": pair, "today": today})


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
@require_POST
def undo(request: PortalRequest, session_id: UUID) -> HttpResponse:
    """Take back a session just logged."""
    session = queries.session_of_user(user_id=_user_id(request), session_id=session_id)
    if session is None:
        raise Http404
    try:
        operations.undo_session(session=session, by=request.actor, at=clock.now())
        messages.success(request, _("C’est repris : la séance n’est plus notée."))
    except Refusal as refusal:
        messages.warning(request, SENTENCES.get(refusal.code, _("Ce n’est plus possible.")))
    return redirect("me:sessions")


def _one_tap(request: PortalRequest, pair: Pair) -> HttpResponse:
    at = clock.now()
    try:
        operations.log_session(
            pair=pair, on=clock.local_day(at), minutes=60, time_basis=TimeBasis.PERSONAL_TIME, by=request.actor, at=at
        )
        messages.success(request, _("C’est noté : 1 h aujourd’hui, sur votre temps personnel. Merci d’être là."))
    except Refusal as refusal:
        messages.warning(request, SENTENCES.get(refusal.code, _("Ce n’est pas possible en ce moment.")))
    return redirect("me:home")


def _logged(request: PortalRequest, pair: Pair, form: SessionForm) -> bool:
    details: dict[str, Any] = {**form.cleaned_data, "minutes": form.cleaned_data["minutes"] or 0}
    try:
        operations.log_session(pair=pair, by=request.actor, at=clock.now(), **details)
    except Refusal as refusal:
        field = {"minutes": "minutes", "in_future": "on", "before_introduction": "on", "already_logged": "on"}.get(refusal.code)
        form.add_error(field, SENTENCES.get(refusal.code, _("Ce n’est pas possible en ce moment.")))
        return False
    messages.success(request, _("C’est noté. Merci d’être là."))
    say_what_is_left(request, time_basis=details["time_basis"])
    return True


def _user_id(request: PortalRequest) -> UUID:
    if request.actor.id is None:
        raise Http404
    return request.actor.id


urlpatterns = [
    path("", sessions, name="sessions"),
    path("<uuid:pair_id>/", log, name="session-log"),
    path("<uuid:session_id>/undo/", undo, name="session-undo"),
]
