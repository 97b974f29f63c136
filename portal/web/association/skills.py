"""Skills profiles that mentors chose to share with the association: theirs to give, theirs to take back."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from portal.accounts.enums import Role
from portal.skills import queries
from portal.ui import skills
from portal.ui.access import PortalRequest, allow

TEAM = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT)


@allow(*TEAM)
def shared(request: PortalRequest) -> HttpResponse:
    """List who shares a profile."""
    return render(request, "skills/shared.html", {"shares": queries.shared_with(actor=request.actor)})


@allow(*TEAM)
def one_shared(request: PortalRequest, share_id: UUID) -> HttpResponse:
    """Show a profile that is shared; taken back, it does not exist."""
    share = next((one for one in queries.shared_with(actor=request.actor) if one.id == share_id), None)
    if share is None:
        raise Http404
    profiles = queries.profiles_of(volunteer_id=share.volunteer_id)
    context = {
        "share": share,
        "profiles": [(one, skills.dots(one), skills.waves(one), skills.third_month(one)) for one in profiles],
        "steps": list(skills.steps()),
        "caveat": skills.caveat(),
        "notices": [skills.words(notice) for notice in profiles[0].framework.notices] if profiles else [],
    }
    return render(request, "skills/one_shared.html", context)


urlpatterns = [path("", shared, name="skills"), path("<uuid:share_id>/", one_shared, name="skills-shared")]
