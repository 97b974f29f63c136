"""Reads on "please call": where a person helped before, what was asked for an application, what an association is asked."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.accounts.actors import Actor
from portal.engagement.enums import LIVE, ApplicationState
from portal.engagement.models import Application, CallRequest, ProfileHandover

PERMITTED = Q(revoked_at=None, may_contact_previous=True)
"""A hand-over that is in force and lets earlier associations be asked."""
ENGAGED = (ApplicationState.PAIRED, ApplicationState.COMPLETED)


def may_ask_previous(*, application: Application) -> bool:
    """Return whether the person lets the associations they helped before be asked about this application, today."""
    return application.handovers.filter(PERMITTED).exists()


def permitted(*, applications: Iterable[UUID]) -> set[UUID]:
    """Return those of some applications for which earlier associations may be asked today. One SQL query."""
    rows = ProfileHandover.objects.filter(PERMITTED, application__in=list(applications))
    return set(rows.values_list("application_id", flat=True))


def engaged_before(*, volunteers: Iterable[UUID]) -> dict[tuple[UUID, UUID], Application]:
    """Return the latest application that became a pair, by volunteer and association. One SQL query."""
    rows = Application.objects.filter(volunteer__in=list(volunteers), state__in=ENGAGED).select_related("programme")
    return {(row.volunteer_id, row.programme.association_id): row for row in rows.order_by("opened_at", "id")}


def previous_engagements(*, application: Application) -> list[Application]:
    """Return the latest application that became a pair at each other association. For the portal's own use: the association that
    studies an application learns of no other by it.
    """
    engaged = engaged_before(volunteers=[application.volunteer_id])
    return [row for (_, home), row in engaged.items() if home != application.programme.association_id]


def calls_of(*, application: Application) -> list[CallRequest]:
    """Return what was asked for an application. Show days and answers, never which association: it calls, or it does not."""
    return list(CallRequest.objects.filter(application=application))


def calls_asked_of(*, actor: Actor) -> QuerySet[CallRequest]:
    """Return the calls that the actor's association is asked for and has not made, the oldest first, while the person permits."""
    if actor.association_id is None:
        return CallRequest.objects.none()
    permitted = ProfileHandover.objects.filter(PERMITTED, application=OuterRef("application_id"))
    rows = CallRequest.objects.filter(association_id=actor.association_id, answer="", application__state__in=LIVE)
    return rows.filter(Exists(permitted)).select_related("application__volunteer", "application__programme__association")
