"""What was kept long enough after an application, a volunteer or a membership is over goes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.core.models import Transition
from portal.core.months import add_months
from portal.core.slices import delete_in_slices, in_slices
from portal.engagement.enums import LIVE
from portal.engagement.models import (
    Application,
    CallRequest,
    CharterAcceptance,
    Clearance,
    GateExemption,
    GateMet,
    ProfileHandover,
    QuizPassed,
    StaffTraining,
    TrainingAttendance,
    TrainingBooking,
    Volunteer,
)

WHOLE_MONTHS = 36


def purge_over(*, kept_applications: QuerySet[Any, UUID], kept_volunteers: QuerySet[Any, UUID], by: Actor, at: datetime) -> int:
    """Erase applications three years after their last step, hand-overs three years after they ended, then volunteers of whom
    nothing is left, and what those who left a team followed for it.

    `kept_applications`, `kept_volunteers`: ids that a pair still stands on. Of those only what the pair needs stays: the clearance
    with its dates, the name. Returns how many rows went or lost their words.
    """
    before = add_months(local_day(at), -WHOLE_MONTHS)
    over = Application.objects.exclude(state__in=LIVE).filter(state_since__date__lt=before)
    ended = Q(revoked_at__date__lt=before) | Q(application__in=over.values("pk"))
    gone = delete_in_slices(ProfileHandover.objects.filter(ended))
    of_applications = (GateMet, GateExemption, CallRequest)
    gone += sum(delete_in_slices(model._default_manager.filter(application__in=over.values("pk"))) for model in of_applications)
    gone += in_slices(over.exclude(pk__in=kept_applications), _with_steps)
    idle = Volunteer.objects.filter(since__date__lt=before).exclude(
        pk__in=Application.objects.exclude(pk__in=over.values("pk")).values("volunteer_id")
    )
    gone += delete_in_slices(idle.filter(applications=None).exclude(pk__in=kept_volunteers))
    gone += _strip(idle.filter(pk__in=kept_volunteers))
    gone += delete_in_slices(StaffTraining.objects.filter(member__active=False))
    if gone:
        audit.record("engagement.purge_over", by=by, at=at, rows=gone)
    return gone


def _strip(rows: QuerySet[Volunteer]) -> int:
    """Leave of a volunteer the name that a certificate bears, and the account it is read from."""
    models = (TrainingAttendance, TrainingBooking, QuizPassed, CharterAcceptance)
    gone = sum(delete_in_slices(model._default_manager.filter(volunteer__in=rows.values("pk"))) for model in models)
    reachable = rows.annotate(length=Length("personal_email")).filter(length__gt=0)  # encrypted: it cannot be compared
    return gone + Volunteer.objects.filter(pk__in=reachable.values("pk")).update(personal_email="", personal_phone="")


def _with_steps(some: QuerySet[Application]) -> int:
    ids = list(some.values_list("pk", flat=True))
    Clearance.objects.filter(application__in=ids).delete()
    Transition.objects.filter(subject_id__in=ids).purge()
    return some.delete()[0]
