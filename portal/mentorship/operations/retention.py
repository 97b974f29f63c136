"""What was kept long enough after a pair goes: what is said of the young person after one year, the pair itself after three."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.core.models import Transition
from portal.core.months import add_months
from portal.core.slices import delete_in_slices, in_slices
from portal.mentorship.enums import NOBODY, PairState
from portal.mentorship.models import (
    CheckIn,
    EngagementCertificate,
    FollowUp,
    Goal,
    Mentee,
    MenteeGate,
    MidTerm,
    NetworkContact,
    Pair,
    PairAgreement,
    PairClosure,
    Review,
    Session,
    SpecialistReferral,
)

KEPT_MONTHS, WHOLE_MONTHS, CERTIFICATE_MONTHS = 12, 36, 120


def purge_closed(*, by: Actor, at: datetime) -> int:
    """Erase what is kept a year after a pair closed: goals with their words, check-ins, contacts, referrals, answers to the own
    questions of a programme, who wanted the end and why; and, of a young person whom nobody accompanies since, alias, file number,
    département, agreements and network. A pair that never came about goes a year after it was declined, a young person who never
    had one two years after being written down.

    Returns how many rows went or lost their words.
    """
    before = add_months(local_day(at), -KEPT_MONTHS)
    closed = Q(pair__closed_on__lt=before)
    gone = sum(
        delete_in_slices(model._default_manager.filter(closed)) for model in (Goal, CheckIn, FollowUp, SpecialistReferral, MidTerm)
    )
    gone += PairClosure.objects.filter(closed).exclude(reason="").update(reason="", closed_by="", interviewed_by=None)
    gone += _drop_pairs(Pair.objects.filter(state=PairState.DECLINED, state_since__date__lt=before, concerns=None))
    said = Review.objects.annotate(length=Length("answers")).filter(closed, length__gt=0)  # an encrypted text cannot be compared
    gone += Review.objects.filter(pk__in=said.values("pk")).update(answers="")
    later = Pair.objects.filter(Q(closed_on=None) | Q(closed_on__gte=before)).values("mentee_id")
    alone = Mentee.objects.filter(pairs__closed_on__lt=before).exclude(pk__in=later).values("pk")
    gone += sum(delete_in_slices(model._default_manager.filter(mentee__in=alone)) for model in (NetworkContact, MenteeGate))
    nameless = {"alias": NOBODY, "reference": "", "departement": ""}
    gone += Mentee.objects.filter(pk__in=alone).exclude(**nameless).update(**nameless)
    gone += delete_in_slices(Mentee.objects.filter(pairs=None, created_at__date__lt=add_months(before, -KEPT_MONTHS)))
    if gone:
        audit.record("mentorship.purge_closed", by=by, at=at, rows=gone)
    return gone


def purge_over(*, by: Actor, at: datetime) -> int:
    """Erase pairs three years after they closed, with all that hangs on them. One whose certificate can still be checked, or that a
    concern is about, keeps its dates alone; the certificate goes after ten years, and its pair with it.

    Returns how many rows went.
    """
    today = local_day(at)
    gone = delete_in_slices(EngagementCertificate.objects.filter(closed_on__lt=add_months(today, -CERTIFICATE_MONTHS)))
    old = Pair.objects.filter(closed_on__lt=add_months(today, -WHOLE_MONTHS))
    gone += sum(
        delete_in_slices(model._default_manager.filter(pair__in=old.values("pk")))
        for model in (Session, Review, PairAgreement, PairClosure)
    )
    gone += _drop_pairs(old.filter(certificate=None, concerns=None))
    gone += delete_in_slices(Mentee.objects.filter(pairs=None, alias=NOBODY))
    if gone:
        audit.record("mentorship.purge_over", by=by, at=at, rows=gone)
    return gone


def _drop_pairs(rows: QuerySet[Pair]) -> int:
    return in_slices(rows, _with_steps)


def _with_steps(some: QuerySet[Pair]) -> int:
    Transition.objects.filter(subject_id__in=list(some.values_list("pk", flat=True))).purge()
    return some.delete()[0]
