"""Please call: other associations that study an application of somebody who was a volunteer here."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.engagement import operations, queries
from portal.engagement.enums import CallAnswer
from portal.ui.access import PortalRequest, allow

DESK = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)


@allow(*DESK)
@require_GET
def calls(request: PortalRequest) -> HttpResponse:
    """List who would like a call, about whom."""
    context = {"calls": list(queries.calls_asked_of(actor=request.actor)), "called": CallAnswer.CALLED, "cannot": CallAnswer.CANNOT}
    return render(request, "engagement/calls.html", context)


@allow(*DESK)
@require_POST
def answer(request: PortalRequest, call_id: UUID) -> HttpResponse:
    """Say that the call was made, or cannot be."""
    found = queries.calls_asked_of(actor=request.actor).filter(pk=call_id).first()
    if found is None:
        raise Http404
    try:
        operations.answer_call(request=found, answer=request.POST.get("answer", ""), by=request.actor, at=clock.now())
        messages.success(request, _("C’est noté. Rien de ce que vous vous êtes dit n’est écrit ici."))
    except Refusal:
        messages.warning(request, _("Choisissez l’une des deux réponses."))
    return redirect("association:calls")


@allow(*DESK)
@require_POST
def ask(request: PortalRequest, application_id: UUID) -> HttpResponse:
    """Ask the associations that a candidate helped before to call."""
    actor = request.actor
    found = (
        queries.candidate(association_id=actor.association_id, antenna_ids=actor.antenna_ids, application_id=application_id)
        if actor.association_id
        else None
    )
    if found is None:
        raise Http404
    try:
        asked = operations.ask_previous(application=found, by=actor, at=clock.now())
    except Refusal:
        messages.warning(request, _("La personne préfère en parler elle-même, ou sa candidature est finie."))
    else:
        said = ngettext("%(n)s association est priée de vous appeler.", "%(n)s associations sont priées de vous appeler.", asked)
        messages.success(request, said % {"n": asked} if asked else _("Aucune autre association à prier d’appeler ici."))
    return redirect("association:candidate", application_id)


urlpatterns = [
    path("calls/", calls, name="calls"),
    path("calls/<uuid:call_id>/answer/", answer, name="call-answer"),
    path("candidates/<uuid:application_id>/ask-to-call/", ask, name="candidate-ask-to-call"),
]
