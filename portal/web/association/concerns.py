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
from portal.core.ids import read_id
from portal.mentorship import operations, queries
from portal.mentorship.enums import UNACKNOWLEDGED, Authority, ConcernOutcome, ConcernState
from portal.mentorship.models import Concern, Pair
from portal.ui.access import PortalRequest, allow

from .team import home_of

PER_PAGE = 25


class OutcomeForm(forms.Form):
    """How a concern ended."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Qu’en est-il sorti ?"), choices=ConcernOutcome.choices, widget=forms.RadioSelect
    )


class TransmissionForm(forms.Form):
    """It goes to the authorities: whom, and which day."""

    authority = forms.ChoiceField(label=gettext_lazy("À qui ?"), choices=Authority.choices)
    sent_on = forms.DateField(label=gettext_lazy("Quel jour ?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class FindForm(forms.Form):
    """Whom to look for among many pairs; sent, never in an address."""

    find = forms.CharField(label=gettext_lazy("Chercher un binôme, par le prénom ou l’alias"), max_length=60)


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
    context = {"page": page, "every": every, "home": home_of(request), "now": clock.now()}
    return render(request, "mentorship/concerns.html", context)


@allow(Role.SAFEGUARDING)
def concern(request: PortalRequest, concern_id: UUID) -> HttpResponse:
    """Open a concern; acknowledge it, say what pair it is about, close it."""
    found = _read(request, concern_id)
    find = FindForm(request.POST if "find" in request.POST else None)
    link = _link_of(request, found, find) if found.pair_id is None else None
    outcome = OutcomeForm(request.POST if "outcome" in request.POST else None)
    sent = TransmissionForm(
        request.POST if "authority" in request.POST else None, initial={"sent_on": clock.local_day(clock.now())}
    )
    if request.method == "POST" and not find.is_bound and _acted(request, found, link, outcome, sent):
        return redirect("association:concern", concern_id)
    context = {
        "concern": found,
        "link": link if link and link.pairs else None,
        "find": find if link and (find.is_bound or len(link.pairs) >= queries.LISTED) else None,
        "outcome": outcome,
        "sent": sent,
        "transmissions": found.transmissions.all(),
        "waiting": found.state in UNACKNOWLEDGED,
        "taken": found.state == ConcernState.ACKNOWLEDGED,
        "kept_until": queries.concern_kept_until(concern=found),
        "late": found.state in UNACKNOWLEDGED and found.due_at < clock.now(),
    }
    return render(request, "mentorship/concern_read.html", context)


def _link_of(request: PortalRequest, found: Concern, find: FindForm) -> LinkForm:
    """Return the form that says which pair a concern is about: the one chosen, those that bear a name, or the first of all."""
    if "pair" in request.POST:
        only = read_id(request.POST["pair"])
        return LinkForm(request.POST, pairs=queries.pairs_for_concern(concern=found, only=only or UUID(int=0)))
    wanted = find.cleaned_data["find"] if find.is_valid() else ""
    return LinkForm(pairs=queries.pairs_for_concern(concern=found, wanted=wanted))


def _read(request: PortalRequest, concern_id: UUID) -> Concern:
    try:
        return operations.read_concern(concern_id=concern_id, by=request.actor, at=clock.now())
    except Refusal as refusal:
        raise Http404 from refusal


def _acted(request: PortalRequest, found: Concern, link: LinkForm | None, outcome: OutcomeForm, sent: TransmissionForm) -> bool:
    """Do what was asked; False when the form has to be shown again."""
    asked = next((form for form in (link, sent, outcome) if form is not None and form.is_bound), None)
    if asked is not None and not asked.is_valid():
        return False
    who: dict[str, Any] = {"concern": found, "by": request.actor, "at": clock.now()}
    try:
        if "acknowledge" in request.POST:
            operations.acknowledge_concern(**who)
            messages.success(request, _("Vous l’avez prise en charge. L’équipe le voit."))
        elif isinstance(asked, LinkForm):
            operations.link_concern(pair=asked.pairs[asked.cleaned_data["pair"]], **who)
            messages.success(request, _("Le binôme est noté."))
        elif isinstance(asked, TransmissionForm):
            operations.transmit_concern(**asked.cleaned_data, **who)
            messages.success(request, _("La transmission est notée, à votre nom."))
        elif isinstance(asked, OutcomeForm):
            operations.close_concern(**asked.cleaned_data, **who)
            messages.success(request, _("Marquée comme traitée."))
    except Refusal as refusal:
        sentence = SENTENCES.get(refusal.code, _("Ce n’est plus possible : quelqu’un d’autre l’a fait avancer."))
        if asked is None or isinstance(asked, LinkForm) or refusal.code == "not_taken":
            messages.warning(request, sentence)
            return True
        asked.add_error(None, sentence)
        return False
    return True


SENTENCES = {
    "not_transmitted": gettext_lazy("Notez d’abord à qui et quel jour elle a été transmise."),
    "in_future": gettext_lazy("Ce jour n’est pas encore passé."),
    "before_raised": gettext_lazy("Ce jour est avant celui où l’inquiétude est arrivée."),
    "already_transmitted": gettext_lazy("Cette transmission est déjà notée."),
    "not_taken": gettext_lazy("Prenez d’abord l’inquiétude en charge."),
}
urlpatterns = [path("", concerns, name="concerns"), path("<uuid:concern_id>/", concern, name="concern")]
