"""What an erasure leaves until its last message has gone: the address, and the places that calendars are still told of."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from portal.core.actors import Acting
from portal.core.models import OutboxMessage
from portal.engagement.enums import WAITING
from portal.engagement.models import Application, Departure, ErasureLeft, ProfileHandover, TrainingBooking, Volunteer

AT_MOST = timedelta(days=7)


@transaction.atomic
def finish_erasures(*, kept_volunteers: QuerySet[Any, UUID], by: Acting, at: datetime) -> list[Volunteer]:
    """Erase what the last messages needed, once they have gone (or could not for a week): places, and the name and address of
    whoever has nothing at any association any more; `kept_volunteers`: ids that a pair still stands on. Returns these people.
    """
    waits = OutboxMessage.objects.filter(recipient_id=OuterRef("volunteer_id"), sent_at=None)
    rows = ErasureLeft.objects.select_for_update(of=("self",)).annotate(waits=Exists(waits))
    over = [row for row in rows.order_by("id") if not row.waits or row.erased_at <= at - AT_MOST]
    for row in over:
        places = TrainingBooking.objects.filter(volunteer_id=row.volunteer_id, session__module__association_id=row.association_id)
        places.exclude(cancelled_at=None).delete()
    ids = [row.volunteer_id for row in over]
    ErasureLeft.objects.filter(pk__in=[row.pk for row in over]).delete()
    return _strip(Volunteer.objects.filter(pk__in=ids).exclude(pk__in=kept_volunteers))


def _strip(asked: QuerySet[Volunteer]) -> list[Volunteer]:
    held = ProfileHandover.objects.filter(application__volunteer=OuterRef("pk"), revoked_at=None)
    waits = Application.objects.filter(volunteer=OuterRef("pk"), state__in=WAITING)
    left = ErasureLeft.objects.filter(volunteer=OuterRef("pk"))
    free = asked.exclude(Exists(held)).exclude(Exists(waits)).exclude(Exists(left))
    found = list(free.select_related("user").order_by("id"))
    ids: Sequence[UUID] = [one.pk for one in found]
    Volunteer.objects.filter(pk__in=ids).update(given_name="", family_name="", personal_email="", personal_phone="")
    Departure.objects.filter(volunteer__in=ids).delete()
    return found
