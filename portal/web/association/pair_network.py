"""Who else stands around the young person of a pair."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.mentorship import operations, queries
from portal.ui.access import PortalRequest, allow

from .pair_acts import pair_or_404, tried
from .pair_frame_forms import NetworkForm

TEAM = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT)


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


urlpatterns = [
    path("<uuid:pair_id>/network/", network_add, name="pair-network"),
    path("<uuid:pair_id>/network/<uuid:contact_id>/remove/", network_remove, name="pair-network-remove"),
]
