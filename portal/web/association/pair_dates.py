"""Dates noted on a pair: its agreement signed and reviewed, its closing interview held."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.mentorship import operations
from portal.mentorship.models import Pair
from portal.ui.access import PortalRequest, allow

from .pair_acts import pair_or_404, tried
from .pair_frame_forms import DayForm

TEAM = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT)


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
]
