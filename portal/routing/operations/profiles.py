"""Writes on routing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit
from portal.programmes.data import departements as known_departements
from portal.programmes.enums import Cause, Language, ProgrammeStatus, Skill, Slot
from portal.programmes.models import Campaign, Programme
from portal.programmes.rules import unknown_codes
from portal.routing import queries
from portal.routing.errors import ProfileRefused, WishRefused
from portal.routing.models import RoutingDecision, VolunteerProfile, Wish

from .queues import leave

MOST_WISHES = 3
CODE_LISTS: Mapping[str, Collection[str]] = {
    "causes": Cause.values,
    "skills": Skill.values,
    "slots": Slot.values,
    "languages": Language.values,
    "departements": known_departements().keys(),
}


@transaction.atomic
def declare_profile(  # noqa: PLR0913  what a volunteer declares is these answers
    *,
    user_id: UUID,
    causes: Sequence[str],
    skills: Sequence[str],
    slots: Sequence[str],
    hours_per_month: int,
    months: int,
    departements: Sequence[str],
    remote_ok: bool,
    by: Actor,
    at: datetime,
    languages: Sequence[str] = (),
) -> VolunteerProfile:
    """Keep what a volunteer declares, in place of what they declared before.

    Raises ProfileRefused "unknown_code", or "no_time" without an hour a month for a month.
    """
    lists = {"causes": causes, "skills": skills, "slots": slots, "languages": languages, "departements": departements}
    for name, known in CODE_LISTS.items():
        if unknown := unknown_codes(lists[name], known):
            raise ProfileRefused("unknown_code", field=name, codes=unknown)
    if min(hours_per_month, months) < 1:
        raise ProfileRefused("no_time")
    values: dict[str, Any] = {name: sorted(set(codes)) for name, codes in lists.items()} | {
        "hours_per_month": hours_per_month,
        "months": months,
        "remote_ok": remote_ok,
        "declared_at": at,
    }
    profile, _ = VolunteerProfile.objects.update_or_create(user_id=user_id, defaults=values)
    audit.record("routing.declare_profile", by=by, at=at, subject=user_id)
    return profile


@transaction.atomic
def set_wishes(
    *, profile: VolunteerProfile, programme_ids: Sequence[UUID], by: Actor, at: datetime, campaign: Campaign | None = None
) -> list[Wish]:
    """Make the wishes exactly these programmes, in this order; an empty list takes them all back. Whoever waits for a place they no
    longer wish for leaves its list.

    Each new one keeps its RoutingDecision: the reasons as they were. Raises WishRefused "too_many_wishes" (three at most),
    "wished_twice" or "unknown_programme" (absent, or not open).
    """
    if len(programme_ids) > MOST_WISHES:
        raise WishRefused("too_many_wishes", most=MOST_WISHES)
    if len(set(programme_ids)) < len(programme_ids):
        raise WishRefused("wished_twice")
    VolunteerProfile.objects.select_for_update().get(pk=profile.pk)  # of two that set wishes at once, one waits
    before = set(profile.wishes.values_list("programme_id", flat=True))
    fresh = set(programme_ids) - before
    found = list(Programme.objects.filter(pk__in=fresh, status=ProgrammeStatus.OPEN).order_by("id"))
    if len(found) < len(fresh):
        raise WishRefused("unknown_programme")
    profile.wishes.all().delete()
    wishes = Wish.objects.bulk_create(
        Wish(profile=profile, programme_id=programme_id, rank=rank) for rank, programme_id in enumerate(programme_ids, start=1)
    )
    gone = profile.waiting_places.filter(left_at=None, programme_id__in=before - set(programme_ids))
    leave(waiting=list(gone if programme_ids else profile.waiting_places.filter(left_at=None)), at=at)
    RoutingDecision.objects.bulk_create(_decision(profile, programme, campaign, at) for programme in found)
    audit.record("routing.set_wishes", by=by, at=at, subject=profile.user_id, count=len(wishes))
    return wishes


def _decision(profile: VolunteerProfile, programme: Programme, campaign: Campaign | None, at: datetime) -> RoutingDecision:
    reasons = queries.fit(profile=profile, programme=programme, places=0).reasons
    snapshot = [{"code": reason.code, "share": reason.share} for reason in reasons]
    return RoutingDecision(profile=profile, programme=programme, campaign=campaign, reasons=snapshot, decided_at=at)


@transaction.atomic
def record_decision(
    *,
    profile: VolunteerProfile,
    programme: Programme,
    reasons: Sequence[Mapping[str, Any]],
    by: Actor,
    at: datetime,
    campaign: Campaign | None = None,
) -> RoutingDecision:
    """Keep why a programme was shown when the person chose it: `reasons` are {"code": str, "share": 0..100}."""
    kept = [{"code": str(reason["code"]), "share": int(reason["share"])} for reason in reasons]
    decision = RoutingDecision.objects.create(profile=profile, programme=programme, campaign=campaign, reasons=kept, decided_at=at)
    audit.record("routing.record_decision", by=by, at=at, subject=profile.user_id, reasons=len(kept))
    return decision
