"""A person's own applications."""

from uuid import UUID

from portal.engagement.models import Application, ApplicationQuerySet, ProfileHandover


def applications_of(*, volunteer_id: UUID) -> ApplicationQuerySet:
    """Return a volunteer's applications with programme and association, the latest first."""
    rows = Application.objects.select_related("programme__association", "intake", "volunteer")
    return rows.filter(volunteer_id=volunteer_id).order_by("-opened_at", "-id")


def application_for(*, volunteer_id: UUID, application_id: UUID) -> Application | None:
    """Return one of a volunteer's own applications, or None: somebody else's does not exist for them."""
    return applications_of(volunteer_id=volunteer_id).filter(pk=application_id).first()


def live_application(*, volunteer_id: UUID, programme_id: UUID) -> Application | None:
    """Return the volunteer's application to a programme that is not over, or None."""
    return applications_of(volunteer_id=volunteer_id).live().filter(programme_id=programme_id).first()


def handover_in_force(*, application_id: UUID) -> ProfileHandover | None:
    """Return what is handed over for an application now, or None before it and once revoked."""
    return ProfileHandover.objects.filter(application_id=application_id, revoked_at=None).first()
