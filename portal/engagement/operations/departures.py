"""When the company lets a volunteer go: the associations are told, nothing ends, and one of them may keep the person."""

from datetime import datetime

from django.db import transaction

from portal.accounts.models import User
from portal.core import audit
from portal.core.actors import Acting
from portal.engagement import notifications
from portal.engagement.errors import DepartureRefused
from portal.engagement.models import Departure, Volunteer


@transaction.atomic
def note_departure(*, volunteer: Volunteer, by: Acting, at: datetime) -> Departure | None:
    """Note that the company account of a volunteer is over, and tell each association with a live application, once.

    Returns None when nobody waits for the person, or when it is noted already. No application and no pair changes.
    """
    handed_over = volunteer.applications.live().filter(submitted_at__isnull=False)
    live = list(handed_over.select_related("programme", "volunteer").order_by("opened_at", "id"))
    open_one = Departure.objects.select_for_update().filter(volunteer=volunteer, kept_at=None, returned_at=None)
    if not live or open_one.exists():
        return None
    departure = Departure.objects.create(volunteer=volunteer, noticed_at=at)
    for application in {row.programme.association_id: row for row in live}.values():
        notifications.tell("engagement.company_account_over", application, at)
    notifications.tell("engagement.you_can_go_on", live[0], at)
    audit.record("engagement.note_departure", by=by, at=at, subject=volunteer.id)
    return departure


def tell_of_erasure(*, volunteer: Volunteer, by: Acting, at: datetime) -> None:
    """Tell each association that still holds an application of somebody that they asked to be erased, within the caller's
    transaction. No row in the trail: the company's officer would read from it that the person volunteers.
    """
    sent = volunteer.applications.filter(submitted_at__isnull=False).select_related("programme", "volunteer").order_by("opened_at")
    for application in {row.programme.association_id: row for row in sent}.values():
        notifications.tell("engagement.erasure_asked", application, at)


@transaction.atomic
def note_return(*, volunteer: Volunteer, by: Acting, at: datetime) -> bool:
    """Note that the company account of a volunteer is open again. Returns whether a departure was open."""
    back = Departure.objects.filter(volunteer=volunteer, kept_at=None, returned_at=None).update(returned_at=at)
    if back:
        audit.record("engagement.note_return", by=by, at=at, subject=volunteer.id)
    return bool(back)


@transaction.atomic
def keep_volunteer(*, departure: Departure, user: User, by: Acting, at: datetime) -> Volunteer:
    """Put a volunteer on an account of their own and cut the link to the company's record; applications and pairs stay theirs.

    Raises DepartureRefused "not_open" when somebody decided meanwhile, or the person came back.
    """
    if not Departure.objects.filter(pk=departure.pk, kept_at=None, returned_at=None).update(kept_at=at, kept_by=by.id):
        raise DepartureRefused("not_open")
    volunteer = departure.volunteer
    volunteer.user, volunteer.employee = user, None
    volunteer.save(update_fields=["user", "employee"])
    audit.record("engagement.keep_volunteer", by=by, at=at, subject=volunteer.id)
    return volunteer
