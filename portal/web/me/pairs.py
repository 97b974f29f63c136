"""The mentor alone pauses a pair, and takes it up again."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.mentorship import operations
from portal.mentorship.models import Pair
from portal.ui.access import PortalRequest, allow

from .sessions import pair_or_404


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
@require_POST
def pause(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Pause one's own pair; the association is told by its list, the company never is."""
    return _step(request, pair_id, operations.pause_pair, _("Votre binôme est en pause. Reprenez quand vous voulez."))


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
@require_POST
def resume(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Take one's own pair up again."""
    return _step(request, pair_id, operations.resume_pair, _("C’est reparti."))


def _step(request: PortalRequest, pair_id: UUID, operation: Callable[..., Pair], done: str) -> HttpResponse:
    pair = pair_or_404(request, pair_id)
    try:
        operation(pair=pair, by=request.actor, at=clock.now())
        messages.success(request, done)
    except Refusal:
        messages.warning(request, _("Ce n’est pas possible en ce moment. Votre personne référente peut vous aider."))
    return redirect("me:home")


urlpatterns = [path("<uuid:pair_id>/pause/", pause, name="pair-pause"), path("<uuid:pair_id>/resume/", resume, name="pair-resume")]
