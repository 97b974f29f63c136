"""What somebody said of themselves goes three years after the closing, even where a certificate keeps the pair for longer."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.core.months import add_months
from portal.core.slices import delete_in_slices
from portal.engagement.enums import LIVE
from portal.engagement.models import Application
from portal.mentorship.models import Pair
from portal.skills.models import Questionnaire

KEPT_MONTHS = 36


def purge_over(*, by: Actor, at: datetime) -> int:
    """Delete the waves, answered or not, of paths over for three years: the application ended, and its pair closed, before that.

    In slices: killed half-way, the next call goes on. Published figures stay as they are. Returns how many waves went.
    """
    before = add_months(local_day(at), -KEPT_MONTHS)
    since = Q(closed_on=None) | Q(closed_on__gte=before)
    lately = Pair.objects.filter(since, clearance__application=OuterRef("pk"))
    over = Application.objects.exclude(state__in=LIVE).filter(~Exists(lately), state_since__date__lt=before)
    gone = delete_in_slices(Questionnaire.objects.filter(application__in=over.values("pk")))
    if gone:
        audit.record("skills.purge_over", by=by, at=at, waves=gone)
    return gone
