"""Referrals to professionals: under way, the one to move first; proposed and moved from the page of the pair."""

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

from portal.core import clock
from portal.core.errors import Refusal
from portal.mentorship import operations, queries
from portal.mentorship.enums import OPEN_TO_REFERRALS, Meanwhile, ReferralEnd, ReferralState, SpecialistKind
from portal.mentorship.models import Pair, SpecialistReferral
from portal.mentorship.states import REFERRAL, TEAM
from portal.ui.access import PortalRequest, allow

PER_PAGE = 25
SENTENCES = {
    "in_future": gettext_lazy("Ce jour n’est pas encore passé. Choisissez aujourd’hui ou un jour d’avant."),
    "before_last_step": gettext_lazy("Ce jour est avant l’étape précédente."),
    "already_open": gettext_lazy("Un relais de cette sorte est déjà en cours pour ce binôme."),
    "not_meeting": gettext_lazy("Ce binôme n’est pas ouvert : il n’a pas encore commencé, ou il est terminé."),
    "state_moved": gettext_lazy("Quelqu’un d’autre vient de faire avancer ce relais. Regardez où il en est."),
    "wrong_state": gettext_lazy("Ce relais a déjà avancé. Regardez où il en est."),
}


class ReferralForm(forms.Form):
    """Which professional, and what becomes of the pair. Nothing is asked about why."""

    kind = forms.ChoiceField(label=gettext_lazy("Vers quelle sorte de professionnel ?"), choices=SpecialistKind.choices)
    professional = forms.CharField(
        label=gettext_lazy("Vers qui, si vous le savez"),
        help_text=gettext_lazy("Une structure ou un service, 80 caractères au plus. Rien sur la situation."),
        max_length=80,
        required=False,
    )
    meanwhile = forms.ChoiceField(
        label=gettext_lazy("Et le binôme, pendant ce temps ?"), choices=Meanwhile.choices, initial=Meanwhile.GOES_ON
    )


class DayForm(forms.Form):
    """When a step was made."""

    on = forms.DateField(label=gettext_lazy("Quel jour ?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class EndForm(forms.Form):
    """How a referral ended."""

    end = forms.ChoiceField(label=gettext_lazy("Comment cela se termine-t-il ?"), choices=ReferralEnd.choices)


@allow(*TEAM)
def referrals(request: PortalRequest) -> HttpResponse:
    """List the referrals under way of one's association, and how soon professionals answered this past year."""
    on = clock.local_day(clock.now())
    page = Paginator(queries.referrals_open(actor=request.actor), PER_PAGE).get_page(request.GET.get("page"))
    in_time, judged = queries.referral_rhythm(actor=request.actor, since=on.replace(year=on.year - 1, day=1), on=on)
    rows = [(one, _next_step(one)) for one in page]
    context = {"page": page, "rows": rows, "today": on, "in_time": in_time, "judged": judged}
    return render(request, "mentorship/referrals.html", context)


@allow(*TEAM)
@require_POST
def propose(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Think of a professional for the young person of a pair."""
    pair, form = queries.pair_for(actor=request.actor, pair_id=pair_id), ReferralForm(request.POST)
    if pair is None:
        raise Http404
    if not form.is_valid():
        messages.warning(request, _("Choisissez dans les listes, et 80 caractères au plus. Rien n’a été enregistré."))
        return redirect("association:pair", pair_id)
    try:
        operations.propose_referral(pair=pair, by=request.actor, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("Le relais est noté. Parlez-en avec le ou la jeune avant de transmettre quoi que ce soit."))
    except Refusal as refusal:
        _say(request, refusal)
    return redirect("association:pair", pair_id)


@allow(*TEAM)
@require_POST
def move(request: PortalRequest, referral_id: UUID, step: str) -> HttpResponse:
    """Make the next step of a referral, or end it."""
    found = queries.referral_for(actor=request.actor, referral_id=referral_id)
    if found is None:
        raise Http404
    form: forms.Form = EndForm(request.POST) if step == "close" else DayForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Dites quel jour, ou comment cela se termine. Rien n’a été enregistré."))
        return redirect("association:pair", found.pair_id)
    given: dict[str, Any] = {"referral": found, "by": request.actor, "at": clock.now(), **form.cleaned_data}
    try:
        if step == "close":
            operations.close_referral(**given)
            messages.success(request, _("Ce relais est terminé."))
        else:
            operations.move_referral(step=step, **given)
            messages.success(request, _("C’est noté. La prochaine étape a sa date."))
    except Refusal as refusal:
        if refusal.code == "unknown_code":
            raise Http404 from refusal
        _say(request, refusal)
    return redirect("association:pair", found.pair_id)


def of_pair(request: PortalRequest, pair: Pair) -> dict[str, Any]:
    """Return what the page of a pair shows of its referrals."""
    on = clock.local_day(clock.now())
    return {
        "referrals": [(one, _next_step(one)) for one in queries.referrals_of_pair(pair_id=pair.id)],
        "referral_form": ReferralForm() if pair.state in OPEN_TO_REFERRALS else None,
        "day_form": DayForm(initial={"on": on}),
        "end_form": EndForm(),
        "today": on,
    }


def _next_step(referral: SpecialistReferral) -> Any:
    """Return the step that a referral waits for, or None for one that a professional has, or that is over."""
    waiting = (step for step in REFERRAL.steps if step.name != "close" and referral.state in step.sources)
    return next(waiting, None) if referral.state != ReferralState.CLOSED else None


def _say(request: PortalRequest, refusal: Refusal) -> None:
    messages.warning(request, SENTENCES.get(refusal.code, _("Ce n’est pas possible en ce moment. Rien n’a été changé.")))


urlpatterns = [
    path("", referrals, name="referrals"),
    path("pairs/<uuid:pair_id>/", propose, name="referral-propose"),
    path("<uuid:referral_id>/<slug:step>/", move, name="referral-move"),
]
