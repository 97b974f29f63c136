"""A person's own skills as a file to take along."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import path

from portal.accounts.enums import Role
from portal.core import clock
from portal.engagement import queries as engagement
from portal.skills import queries
from portal.ui import skills
from portal.ui.access import PortalRequest, allow


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def export(request: PortalRequest, application_id: UUID, kind: str) -> HttpResponse:
    """Hand over the profile of a path, as a tagged PDF or as data."""
    volunteer = engagement.volunteer_of(user_id=request.actor.id) if request.actor.id else None
    profiles = queries.profiles_of(volunteer_id=volunteer.id) if volunteer else []
    profile = next((one for one in profiles if one.application_id == application_id), None)
    if volunteer is None or profile is None or kind not in {"pdf", "json"}:
        raise Http404
    if kind == "json":
        response = HttpResponse(skills.as_json(profile), content_type="application/json; charset=utf-8")
    else:
        holder = f"{volunteer.given_name} {volunteer.family_name}"
        response = HttpResponse(skills.as_pdf(profile, holder=holder, on=clock.today()), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="competences.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response


urlpatterns = [path("profile/<uuid:application_id>.<slug:kind>", export, name="skills-export")]
