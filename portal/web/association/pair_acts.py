"""What every gesture on a pair shares: the pair of one's own association, the act tried, the way back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from portal.core.errors import Refusal
from portal.mentorship import queries
from portal.mentorship.models import Pair
from portal.ui.access import PortalRequest

from .refusals import sentence


def pair_or_404(request: PortalRequest, pair_id: UUID) -> Pair:
    """Return a pair within the reader's reach; a foreign one is a 404."""
    found = queries.pair_for(actor=request.actor, pair_id=pair_id)
    if found is None:
        raise Http404
    return found


def tried(request: PortalRequest, found: Pair, act: Callable[[], Any], done: str) -> HttpResponse:
    """Try an act, say what became of it, and return to the pair."""
    try:
        act()
        messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return redirect("association:pair", found.id)
