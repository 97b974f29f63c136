"""The end of what is kept about a worry, when the association it was told to says so; no person's erasure takes it away before."""

from datetime import datetime

from django.db.models import QuerySet

from portal.core import audit
from portal.core.actors import Acting
from portal.core.clock import local_day
from portal.core.models import Transition
from portal.core.slices import in_slices
from portal.mentorship import queries
from portal.mentorship.models import Concern, CripTransmission
from portal.programmes.models import Association


def purge_concerns(*, by: Acting, at: datetime) -> int:
    """Erase concerns, with their transmissions and steps, once they are over for as many years as their association chose.

    One that is not closed is kept whatever its age. A pair that was kept for one goes in its own time. Returns how many went.
    """
    gone = 0
    for association in Association.objects.filter(concerns__closed_at__isnull=False).distinct():
        over = queries.concerns_over(association_id=association.id, years=association.concern_years, on=local_day(at))
        if rows := in_slices(over, _with_all_that_says_it):
            audit.record("mentorship.purge_concerns", by=by, at=at, association=association.id, rows=rows)
            gone += rows
    return gone


def _with_all_that_says_it(some: QuerySet[Concern]) -> int:
    ids = list(some.values_list("pk", flat=True))
    Transition.objects.filter(subject_id__in=ids).purge()
    CripTransmission.objects.filter(concern__in=ids).delete()
    some.delete()
    return len(ids)
