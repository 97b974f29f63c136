"""What a person decides about their skills: not now, not any more, with whom, and to erase it all."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.engagement import queries as engagement
from portal.engagement.models import Volunteer
from portal.skills import operations, queries
from portal.ui.access import PortalRequest, allow

MENTORS = (Role.EMPLOYEE, Role.VOLUNTEER)


@require_POST
@allow(*MENTORS)
def decline(request: PortalRequest, questionnaire_id: UUID) -> HttpResponse:
    """Leave a wave unanswered."""
    found = queries.questionnaire_of(user_id=request.actor.id, questionnaire_id=questionnaire_id) if request.actor.id else None
    if found is None:
        raise Http404
    operations.decline(questionnaire=found, by=request.actor, at=clock.now())
    messages.info(request, _("C’est noté : pas cette fois. Rien n’en dépend, et personne ne vous relance."))
    return redirect("me:skills")


@require_POST
@allow(*MENTORS)
def peace(request: PortalRequest) -> HttpResponse:
    """Ask no more, or ask again."""
    volunteer = _volunteer_or_404(request)
    if request.POST.get("again"):
        operations.ask_again(volunteer=volunteer, by=request.actor, at=clock.now())
        messages.success(request, _("Merci : nous vous poserons de nouveau ces questions, aux moments prévus."))
    else:
        operations.leave_in_peace(volunteer=volunteer, by=request.actor, at=clock.now())
        messages.success(request, _("C’est noté : plus de questions sur vos compétences. Vous pouvez changer d’avis ici."))
    return redirect("me:skills")


@require_POST
@allow(*MENTORS)
def share(request: PortalRequest) -> HttpResponse:
    """Let an association read the profile."""
    volunteer = _volunteer_or_404(request)
    wanted = request.POST.get("association", "")
    association = next((one for one in queries.may_share_with(volunteer=volunteer) if str(one.id) == wanted), None)
    if association is None or not queries.profiles_of(volunteer_id=volunteer.id):
        messages.error(request, _("Ce profil ne peut pas être partagé avec cette association. Rien n’a été transmis."))
        return redirect("me:skills")
    operations.share(volunteer=volunteer, association=association, by=request.actor, at=clock.now())
    messages.success(
        request, _("%(name)s peut maintenant lire votre profil, tant que vous le voulez.") % {"name": association.name}
    )
    return redirect("me:skills")


@require_POST
@allow(*MENTORS)
def take_back(request: PortalRequest, share_id: UUID) -> HttpResponse:
    """Let an association read it no more."""
    volunteer = _volunteer_or_404(request)
    found = next((one for one in queries.shares_of(volunteer_id=volunteer.id) if one.id == share_id), None)
    if found is None:
        raise Http404
    name = found.association.name
    operations.take_back(share=found, by=request.actor, at=clock.now())
    messages.success(request, _("%(name)s ne voit plus votre profil.") % {"name": name})
    return redirect("me:skills")


@require_POST
@allow(*MENTORS)
def erase(request: PortalRequest) -> HttpResponse:
    """Erase every answer."""
    gone = operations.erase_answers(volunteer=_volunteer_or_404(request), by=request.actor, at=clock.now())
    text = ngettext("%(count)d questionnaire est effacé.", "%(count)d questionnaires sont effacés.", gone)
    messages.success(request, text % {"count": gone})
    return redirect("me:skills")


def _volunteer_or_404(request: PortalRequest) -> Volunteer:
    volunteer = engagement.volunteer_of(user_id=request.actor.id) if request.actor.id else None
    if volunteer is None:
        raise Http404
    return volunteer


urlpatterns = [
    path("<uuid:questionnaire_id>/decline/", decline, name="skills-decline"),
    path("peace/", peace, name="skills-peace"),
    path("share/", share, name="skills-share"),
    path("share/<uuid:share_id>/back/", take_back, name="skills-take-back"),
    path("erase/", erase, name="skills-erase"),
]
