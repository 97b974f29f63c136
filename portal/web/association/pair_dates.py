"""Dates noted on a pair: its agreement signed and reviewed, its closing interview held."""

from collections.abc import Callable
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
    said = _("La convention est notée. Sa relecture est attendue dans un an ; un rappel part avant.")
    return _noted(
        request,
        pair_id,
        lambda pair, day: operations.record_agreement(pair=pair, signed_on=day, by=request.actor, at=clock.now()),
        said,
    )


@allow(*TEAM)
@require_POST
def agreement_review(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Note that the agreement was looked at again."""
    said = _("La relecture est notée. La prochaine est attendue dans un an.")
    return _noted(
        request,
        pair_id,
        lambda pair, day: operations.review_agreement(pair=pair, reviewed_on=day, by=request.actor, at=clock.now()),
        said,
    )


@allow(*TEAM)
@require_POST
def interview(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Note the day of the closing interview."""
    said = _("L’entretien de clôture est noté. Ce qui s’y est dit ne s’écrit nulle part.")
    return _noted(
        request, pair_id, lambda pair, day: operations.record_interview(pair=pair, on=day, by=request.actor, at=clock.now()), said
    )


def _noted(request: PortalRequest, pair_id: UUID, note: Callable[[Pair, date], object], said: str) -> HttpResponse:
    found, form = pair_or_404(request, pair_id), DayForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Indiquez une date."))
        return redirect("association:pair", found.id)
    return tried(request, found, lambda: note(found, form.cleaned_data["on"]), said)


urlpatterns = [
    path("<uuid:pair_id>/agreement/", agreement, name="pair-agreement"),
    path("<uuid:pair_id>/agreement/review/", agreement_review, name="pair-agreement-review"),
    path("<uuid:pair_id>/interview/", interview, name="pair-interview"),
]
