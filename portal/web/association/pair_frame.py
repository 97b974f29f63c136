"""The frame of a pair at the desk: individual agreement and yearly review, network around the young person, closing interview."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.mentorship import operations, queries
from portal.mentorship.enums import NetworkRole, PairState
from portal.mentorship.models import Pair
from portal.mentorship.rules import needs_agreement
from portal.ui.access import PortalRequest, allow

from .pair_acts import pair_or_404, tried

TEAM = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT)
OVER = frozenset({PairState.CLOSED, PairState.DECLINED})


class DayForm(forms.Form):
    """A day, and nothing else to say."""

    on = forms.DateField(label=gettext_lazy("Le"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class NetworkForm(forms.Form):
    """A role and a structure, no name."""

    role = forms.ChoiceField(label=gettext_lazy("Qui ?"), choices=NetworkRole.choices)
    structure = forms.CharField(
        label=gettext_lazy("Structure"),
        max_length=80,
        help_text=gettext_lazy("Le nom de la structure, jamais celui d’une personne."),
    )


def frame_of(found: Pair, *, on: date) -> dict[str, Any]:
    """Return what the page of a pair shows of its frame, with the forms that are of use in its state."""
    agreement = queries.agreement_of(pair_id=found.id)
    wanted = needs_agreement(found.programme.legal_scope)
    closing = found.state in {PairState.CLOSING, PairState.CLOSED}
    open_ = found.state not in OVER
    return {
        "agreement": agreement,
        "agreement_wanted": wanted,
        "agreement_late": agreement is not None and open_ and agreement.review_due_on < on,
        "agreement_form": DayForm(initial={"on": on}, auto_id="agreement_%s") if open_ and not agreement else None,
        "agreement_review_form": DayForm(initial={"on": on}, auto_id="agreement_review_%s") if open_ and agreement else None,
        "network": list(queries.network_of(mentee_id=found.mentee_id)),
        "network_form": NetworkForm(auto_id="network_%s") if open_ else None,
        "interview_form": DayForm(initial={"on": on}, auto_id="interview_%s") if closing and not _interviewed(found) else None,
        "waits_until": queries.waits_until(pair=found),
    }


def _interviewed(found: Pair) -> bool:
    return hasattr(found, "closure") and found.closure.interviewed_on is not None


@allow(*TEAM)
@require_POST
def agreement(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Note the day the individual agreement was signed."""
    found, day = pair_or_404(request, pair_id), _day(request)
    if day is None:
        return _no_day(request, found)
    return tried(
        request,
        found,
        lambda: operations.record_agreement(pair=found, signed_on=day, by=request.actor, at=clock.now()),
        _("La convention est notée. Sa relecture est attendue dans un an ; un rappel part avant."),
    )


@allow(*TEAM)
@require_POST
def agreement_review(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Note that the agreement was looked at again."""
    found, day = pair_or_404(request, pair_id), _day(request)
    if day is None:
        return _no_day(request, found)
    return tried(
        request,
        found,
        lambda: operations.review_agreement(pair=found, reviewed_on=day, by=request.actor, at=clock.now()),
        _("La relecture est notée. La prochaine est attendue dans un an."),
    )


@allow(*TEAM)
@require_POST
def interview(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Note the day of the closing interview."""
    found, day = pair_or_404(request, pair_id), _day(request)
    if day is None:
        return _no_day(request, found)
    return tried(
        request,
        found,
        lambda: operations.record_interview(pair=found, on=day, by=request.actor, at=clock.now()),
        _("L’entretien de clôture est noté. Ce qui s’y est dit ne s’écrit nulle part."),
    )


@allow(*TEAM)
@require_POST
def network_add(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Note who else stands around the young person."""
    found, form = pair_or_404(request, pair_id), NetworkForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choisissez un rôle, et nommez la structure en 80 caractères au plus."))
        return redirect("association:pair", found.id)
    given = form.cleaned_data
    return tried(
        request,
        found,
        lambda: operations.add_network_contact(mentee=found.mentee, by=request.actor, at=clock.now(), **given),
        _("C’est noté, pour votre équipe seule."),
    )


@allow(*TEAM)
@require_POST
def network_remove(request: PortalRequest, pair_id: UUID, contact_id: UUID) -> HttpResponse:
    """Take somebody off the network."""
    found = pair_or_404(request, pair_id)
    contact = queries.network_contact_for(actor=request.actor, contact_id=contact_id)
    if contact is None or contact.mentee_id != found.mentee_id:
        raise Http404
    return tried(
        request,
        found,
        lambda: operations.remove_network_contact(contact=contact, by=request.actor, at=clock.now()),
        _("C’est retiré."),
    )


def _day(request: PortalRequest) -> date | None:
    form = DayForm(request.POST)
    return form.cleaned_data["on"] if form.is_valid() else None


def _no_day(request: PortalRequest, found: Pair) -> HttpResponse:
    messages.warning(request, _("Indiquez une date."))
    return redirect("association:pair", found.id)


urlpatterns = [
    path("<uuid:pair_id>/agreement/", agreement, name="pair-agreement"),
    path("<uuid:pair_id>/agreement/review/", agreement_review, name="pair-agreement-review"),
    path("<uuid:pair_id>/interview/", interview, name="pair-interview"),
    path("<uuid:pair_id>/network/", network_add, name="pair-network"),
    path("<uuid:pair_id>/network/<uuid:contact_id>/remove/", network_remove, name="pair-network-remove"),
]
