"""Who is a volunteer, and how to reach them."""

from uuid import UUID

from django.db.models import QuerySet

from portal.core.outbox import Contact
from portal.engagement.models import Volunteer


def is_volunteer(*, user_id: UUID) -> bool:
    """Return whether the account belongs to a volunteer."""
    return Volunteer.objects.filter(user_id=user_id).exists()


def volunteer_of(*, user_id: UUID) -> Volunteer | None:
    """Return the volunteer behind an account, with the employee if any, or None."""
    return Volunteer.objects.select_related("employee", "user").filter(user_id=user_id).first()


def contact_of(*, recipient_id: UUID) -> Contact | None:
    """Return how to reach a volunteer: the personal address given for it, never the work mailbox (product.md, rule 8)."""
    volunteer = Volunteer.objects.select_related("user").filter(pk=recipient_id).first()
    if volunteer is None or not volunteer.personal_email:
        return None
    return Contact(volunteer.personal_email, volunteer.given_name, volunteer.user.language if volunteer.user else "fr")


def accounts_of_volunteers() -> QuerySet[Volunteer, UUID | None]:
    """Return the ids of the accounts that a volunteer comes in by, as a subquery."""
    return Volunteer.objects.exclude(user=None).order_by().values_list("user_id", flat=True)
