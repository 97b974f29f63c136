"""A person's training: what is asked for, what they attended, when the next sessions are."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from portal.accounts.enums import Role
from portal.core import clock
from portal.engagement import queries
from portal.ui.access import PortalRequest, allow


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def training(request: PortalRequest) -> HttpResponse:
    """The training of each association that welcomes the person."""
    volunteer = queries.volunteer_of(user_id=request.actor.id) if request.actor.id else None
    tracks = queries.training_of(volunteer_id=volunteer.id, at=clock.now()) if volunteer else []
    return render(request, "engagement/training.html", {"tracks": tracks})


urlpatterns = [path("", training, name="training")]
