"""Concerns, for the named safeguarding referents alone. Opening one is written down."""

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

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.mentorship import operations, queries
from portal.mentorship.enums import UNACKNOWLEDGED, ConcernOutcome, ConcernState
from portal.mentorship.models import Concern, Pair
from portal.ui.access import PortalRequest, allow

PER_PAGE = 25


class OutcomeForm(forms.Form):
    """How a concern ended."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Qu’en est-il sorti ?"), choices=ConcernOutcome.choices, widget=forms.RadioSelect
    )
    transmitted_on = forms.DateField(
        label=gettext_lazy("Transmise aux autorités le"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class LinkForm(forms.Form):
    """Which pair it is about."""

    pair = forms.ChoiceField(label=gettext_lazy("De quel binôme s’agit-il ?"))

    def __init__(self, *args: Any, pairs: list[Pair], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = {str(pair.id): pair for pair in pairs}
        named = [(key, f"{pair.mentee.alias} · {pair.volunteer.given_name}") for key, pair in self.pairs.items()]
        self.fields["pair"].choices = named  # type: ignore[attr-defined]  # a ChoiceField


@allow(Role.SAFEGUARDING)
def concerns(request: PortalRequest) -> HttpResponse:
    """List concerns without their words, the most pressing first."""
    every = request.GET.get("show") == "all"
    found = queries.concerns_for(actor=request.actor) if every else queries.concerns_open(actor=request.actor)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "mentorship/concerns.html", {"page": page, "every": every, "now": clock.now()})


@allow(Role.SAFEGUARDING)
def concern(request: PortalRequest, concern_id: UUID) -> HttpResponse:
    """Open a concern; acknowledge it, say what pair it is about, close it."""
    found = _read(request, concern_id)
    pairs = queries.pairs_seen_by(actor=request.actor).filter(programme=found.programme_id) if found.pair_id is None else None
    link = LinkForm(request.POST if "pair" in request.POST else None, pairs=list(pairs[:200])) if pairs is not None else None
    outcome = OutcomeForm(request.POST if "outcome" in request.POST else None)
    if request.method == "POST" and _acted(request, found, link, outcome):
        return redirect("association:concern", concern_id)
    context = {
        "concern": found,
        "link": link if link and link.pairs else None,
        "outcome": outcome,
        "waiting": found.state in UNACKNOWLEDGED,
        "taken": found.state == ConcernState.ACKNOWLEDGED,
        "late": found.state in UNACKNOWLEDGED and found.due_at < clock.now(),
    }
    return render(request, "mentorship/concern_read.html", context)


def _read(request: PortalRequest, concern_id: UUID) -> Concern:
    try:
        return operations.read_concern(concern_id=concern_id, by=request.actor, at=clock.now())
    except Refusal as refusal:
        raise Http404 from refusal


def _acted(request: PortalRequest, found: Concern, link: LinkForm | None, outcome: OutcomeForm) -> bool:
    """Do what was asked; False when the form has to be shown again."""
    at, by = clock.now(), request.actor
    try:
        if "acknowledge" in request.POST:
            operations.acknowledge_concern(concern=found, by=by, at=at)
            messages.success(request, _("Vous l’avez prise en charge. L’équipe le voit."))
        elif link is not None and link.is_bound:
            if not link.is_valid():
                return False
            operations.link_concern(concern=found, pair=link.pairs[link.cleaned_data["pair"]], by=by, at=at)
            messages.success(request, _("Le binôme est noté."))
        elif outcome.is_bound:
            if not outcome.is_valid():
                return False
            operations.close_concern(concern=found, by=by, at=at, **outcome.cleaned_data)
            messages.success(request, _("Marquée comme traitée."))
    except Refusal as refusal:
        sentence = SENTENCES.get(refusal.code, _("Ce n’est plus possible : quelqu’un d’autre l’a fait avancer."))
        if not outcome.is_bound:
            messages.warning(request, sentence)
            return True
        outcome.add_error(None, sentence)
        return False
    return True


SENTENCES = {
    "empty": gettext_lazy("Dites quel jour elle a été transmise aux autorités."),
    "in_future": gettext_lazy("Ce jour n’est pas encore passé."),
}
urlpatterns = [path("", concerns, name="concerns"), path("<uuid:concern_id>/", concern, name="concern")]
