"""The name of a mentor leaves the pairs of an association that are over, on their request; `journeys.own_erasing` calls it.

Dates and numbers stay: they are the young person's too, and the association answers for them. A concern keeps whom it is about, for
its own time and for the safeguarding referents alone.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from portal.accounts.actors import Actor
from portal.core.clock import start_of_day
from portal.core.models import Transition
from portal.engagement import operations as engagement
from portal.engagement.models import Volunteer
from portal.mentorship.enums import BEFORE_INTRODUCTION, PairState, ReviewSide
from portal.mentorship.errors import PairRefused
from portal.mentorship.models import CheckIn, Concern, EngagementCertificate, Pair, Review, ReviewDraft, Session
from portal.mentorship.queries import pairs_under_way

from .pairs import decline_pair


def unname_pairs(*, volunteer: Volunteer, association_id: UUID, by: Actor, at: datetime) -> int:
    """Take a mentor out of the pairs of an association: proposals end, a certificate can no longer be checked, words of reviews go.

    Within the caller's transaction. Returns how many pairs are nobody's now. Raises PairRefused "under_way".
    """
    theirs = Pair.objects.filter(volunteer=volunteer, mentee__association_id=association_id)
    held = theirs.select_for_update(of=("self",)).order_by("id")
    if pairs_under_way(volunteer_id=volunteer.id, association_id=association_id).exists():
        raise PairRefused("under_way")
    for pair in held.filter(state__in=(PairState.PROPOSED, PairState.ACCEPTED)).select_related("mentee", "programme", "volunteer"):
        decline_pair(pair=pair, by=by, at=at)
    never = theirs.filter(state__in=BEFORE_INTRODUCTION, concerns=None)
    Transition.objects.filter(subject_id__in=list(never.values_list("pk", flat=True))).purge()
    never.delete()
    pairs = list(theirs.select_related("clearance__application").order_by("id"))
    if pairs:
        _unname(pairs, volunteer, engagement.nameless(by=by, at=at), by)
    return len(pairs)


def _unname(pairs: list[Pair], volunteer: Volunteer, nobody: Volunteer, by: Actor) -> None:
    ids = [pair.pk for pair in pairs]
    for pair in pairs:
        if pair.clearance is not None and pair.closed_on is not None:
            day = start_of_day(pair.closed_on)
            engagement.unname_clearance(clearance=pair.clearance, nobody=nobody, by=by, at=day)
    EngagementCertificate.objects.filter(pair__in=ids).delete()
    Review.objects.filter(pair__in=ids, side=ReviewSide.MENTOR).update(answers="")
    ReviewDraft.objects.filter(pair__in=ids).delete()
    Session.objects.filter(pair__in=ids).update(private_line="")
    written: tuple[tuple[QuerySet[Any], str], ...] = (
        (Session.objects.all(), "logged_by"),
        (CheckIn.objects.all(), "answered_by"),
        (Review.objects.all(), "recorded_by"),
    )
    for rows, field in written if volunteer.user_id else ():
        rows.filter(**{"pair__in": ids, field: volunteer.user_id}).update(**{field: None})
    name = f"{volunteer.given_name} {volunteer.family_name}".strip()
    for concern in Concern.objects.filter(pair__in=ids):
        concern.mentor, concern.about = name, volunteer
        concern.save(update_fields=("mentor", "about"))
    Pair.objects.filter(pk__in=ids).update(volunteer=nobody)
