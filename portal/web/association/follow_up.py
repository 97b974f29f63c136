"""Following pairs up: who needs a call, by need; a contact noted in one gesture; check-ins recorded; a programme's own numbers."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.mentorship import operations, queries
from portal.mentorship.enums import ContactWay, ContactWith, Flag, HelpTopic
from portal.mentorship.models import Pair
from portal.mentorship.rules import Care
from portal.programmes import queries as programmes
from portal.programmes.enums import DeskList
from portal.programmes.models import Programme
from portal.programmes.reach import is_theirs
from portal.ui.access import PortalRequest, allow

from .filters import kept

TEAM = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT)
PER_PAGE = 25
SENTENCES = {
    "in_future": gettext_lazy("Ce jour n’est pas encore passé. Choisissez aujourd’hui ou un jour d’avant."),
    "before_introduction": gettext_lazy("Ce jour est avant la présentation du binôme."),
    "already_answered": gettext_lazy("Ce point d’étape a déjà sa réponse."),
    "not_meeting": gettext_lazy("Ce binôme n’est plus ouvert aux points d’étape."),
    "undo_too_late": gettext_lazy("Un contact se reprend pendant un quart d’heure."),
}
LABELS = {
    "nudge_days": gettext_lazy("Un mot au mentor après tant de jours sans séance"),
    "list_days": gettext_lazy("Dans la liste de suivi après tant de jours sans séance"),
    "goal_days": gettext_lazy("Un objectif attendu dans les premiers jours"),
    "contact_days": gettext_lazy("Un contact de l’équipe au moins tous les"),
    "first_check_in_days": gettext_lazy("Premier point d’étape après la présentation"),
    "check_in_every_days": gettext_lazy("Puis un point d’étape tous les"),
}


class FollowUpFilter(forms.Form):
    """Which pairs to list."""

    whose = forms.ChoiceField(
        label=gettext_lazy("Suivis par"),
        choices=[("mine", gettext_lazy("Moi")), ("all", gettext_lazy("Toute l’équipe"))],
        required=False,
    )
    flag = forms.ChoiceField(
        label=gettext_lazy("Ce qui ressort"), choices=[("", gettext_lazy("Tout")), *Flag.choices], required=False
    )


class ContactForm(forms.Form):
    """A contact with a pair."""

    on = forms.DateField(label=gettext_lazy("Quel jour ?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    way = forms.ChoiceField(label=gettext_lazy("Comment ?"), choices=ContactWay.choices)
    with_whom = forms.ChoiceField(label=gettext_lazy("Avec qui ?"), choices=ContactWith.choices)


class AnswerForm(forms.Form):
    """What one side said of a check-in, by telephone or on paper."""

    satisfaction = forms.TypedChoiceField(
        label=gettext_lazy("Ça va, de 1 (mal) à 5 (très bien)"), choices=[(str(n), str(n)) for n in range(5, 0, -1)], coerce=int
    )
    help_topic = forms.ChoiceField(
        label=gettext_lazy("Un coup de main ?"), choices=[("", gettext_lazy("Non")), *HelpTopic.choices], required=False
    )


class CareForm(forms.Form):
    """The six numbers of a programme, in days."""

    def __init__(self, *args: Any, care: Care, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in Care.names():
            self.fields[name] = forms.IntegerField(
                label=LABELS[name], help_text=_("en jours"), initial=getattr(care, name), min_value=1, max_value=365
            )


@allow(*TEAM)
def follow_up(request: PortalRequest) -> HttpResponse:
    """List the pairs that need something, the most pressing first; a referent's own unless asked otherwise."""
    on, form = clock.local_day(clock.now()), FollowUpFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {"whose": "", "flag": ""}
    mine = (wanted["whose"] or ("mine" if only_referent(request) else "all")) == "mine"
    cares = queries.cares_seen_by(actor=request.actor)
    found = queries.pairs_to_follow(actor=request.actor, on=on, cares=cares, mine=mine, flag=wanted["flag"])
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    reached, meeting = queries.contact_share(actor=request.actor, on=on)
    context = {
        "form": FollowUpFilter(initial={"whose": "mine" if mine else "all", "flag": wanted["flag"]}),
        "page": page,
        "rows": queries.rows_to_follow(pair_ids=list(page), cares=cares, on=on),
        "filtered": bool(request.GET),
        "ways": [(value, label) for value, label in ContactWay.choices if value != ContactWay.MEETING],
        "today": on,
        "reached": reached,
        "meeting": meeting,
        "kept": kept(request, DeskList.FOLLOW_UP, {"whose": wanted["whose"], "flag": wanted["flag"]}),
    }
    return render(request, "mentorship/follow_up.html", context)


@allow(*TEAM)
@require_POST
def contact(request: PortalRequest, pair_id: UUID) -> HttpResponseBase:
    """Note a contact: in one gesture from the list, or with its details from the pair's page."""
    pair, at = _pair_or_404(request, pair_id), clock.now()
    form = ContactForm({"on": clock.local_day(at), "with_whom": ContactWith.MENTOR, **request.POST.dict()})
    if not form.is_valid():
        messages.warning(request, _("Dites le jour, comment et avec qui."))
        return _back(request, pair)
    try:
        operations.record_contact(pair=pair, by=request.actor, at=at, **form.cleaned_data)
        messages.success(request, _("Contact noté. Ce que vous vous êtes dit ne s’écrit nulle part."))
    except Refusal as refusal:
        messages.warning(request, SENTENCES.get(refusal.code, _("Ce n’est pas possible en ce moment.")))
    return _back(request, pair)


@allow(*TEAM)
@require_POST
def undo(request: PortalRequest, pair_id: UUID) -> HttpResponseBase:
    """Take back the contact just noted."""
    pair = _pair_or_404(request, pair_id)
    latest = queries.contacts_of_pair(pair_id=pair.id).filter(recorded_by=request.actor.id).order_by("-recorded_at").first()
    if latest is None:
        raise Http404
    try:
        operations.undo_contact(contact=latest, by=request.actor, at=clock.now())
        messages.success(request, _("C’est repris : le contact n’est plus noté."))
    except Refusal as refusal:
        messages.warning(request, SENTENCES.get(refusal.code, _("Ce n’est plus possible.")))
    return _back(request, pair)


@allow(*TEAM)
@require_POST
def answer(request: PortalRequest, check_in_id: UUID) -> HttpResponse:
    """Record what one side said at a check-in, for who answered by telephone or on paper."""
    found, form = queries.check_in_for(actor=request.actor, check_in_id=check_in_id), AnswerForm(request.POST)
    if found is None:
        raise Http404
    if not form.is_valid():
        messages.warning(request, _("Choisissez une réponse de 1 à 5."))
        return redirect("association:pair", found.pair_id)
    try:
        operations.answer_check_in(check_in=found, by=request.actor, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("Réponse notée."))
    except Refusal as refusal:
        messages.warning(request, SENTENCES.get(refusal.code, _("Ce n’est pas possible en ce moment.")))
    return redirect("association:pair", found.pair_id)


@allow(Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
def numbers(request: PortalRequest, programme_id: UUID) -> HttpResponse:
    """Set how closely a programme follows its pairs."""
    programme = _programme_or_404(request, programme_id)
    form = CareForm(request.POST if request.method == "POST" else None, care=queries.care_of(programme=programme))
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_follow_up(programme=programme, care=Care(**form.cleaned_data), by=request.actor, at=clock.now())
        except Refusal as refusal:
            for name in refusal.facts.get("fields", ()):
                form.add_error(name, _("Ce nombre ne va pas : hors des limites, ou le mot au mentor viendrait après la liste."))
        else:
            messages.success(request, _("C’est enregistré. Le suivi de cette nuit en tient compte."))
            return redirect("association:follow-up")
    return render(request, "mentorship/follow_up_numbers.html", {"form": form, "programme": programme, "usual": Care()})


def only_referent(request: PortalRequest) -> bool:
    """Whether lists open on one's own pairs: whoever follows some and decides of nothing else."""
    return not request.actor.has(Role.ASSOCIATION_ADMIN, Role.COORDINATOR)


def _pair_or_404(request: PortalRequest, pair_id: UUID) -> Pair:
    found = queries.pair_for(actor=request.actor, pair_id=pair_id)
    if found is None:
        raise Http404
    return found


def _programme_or_404(request: PortalRequest, programme_id: UUID) -> Programme:
    found = programmes.programme(programme_id=programme_id)
    if found is None or not is_theirs(found, request.actor):
        raise Http404
    return found


def _back(request: PortalRequest, pair: Pair) -> HttpResponseBase:
    """Return to the list where the gesture was made, or to the pair."""
    where = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(where, allowed_hosts=None) and where.startswith(reverse("association:follow-up"))
    return redirect(where if ours else reverse("association:pair", args=[pair.id]))


urlpatterns = [
    path("", follow_up, name="follow-up"),
    path("pairs/<uuid:pair_id>/contact/", contact, name="contact"),
    path("pairs/<uuid:pair_id>/contact/undo/", undo, name="contact-undo"),
    path("check-ins/<uuid:check_in_id>/", answer, name="check-in-answer"),
    path("programmes/<uuid:programme_id>/", numbers, name="follow-up-numbers"),
]
