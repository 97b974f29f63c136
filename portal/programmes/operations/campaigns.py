"""Campaigns."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from portal.accounts.actors import Actor
from portal.core import audit, clock
from portal.core.months import add_months
from portal.programmes.enums import CampaignCount
from portal.programmes.errors import ProgrammeRefused
from portal.programmes.models import Campaign, CampaignArrival, CampaignDay

ARRIVALS_KEPT_MONTHS = 6
"""As long as sign-ins are kept; every quarter is published well before."""


@transaction.atomic
def create_campaign(
    *, reference: str, title: str, opens_on: date, closes_on: date, by: Actor, at: datetime, goal_pairs: int = 0
) -> Campaign:
    """Create a campaign. Raises ProgrammeRefused "code_taken" or "dates_reversed"."""
    if Campaign.objects.filter(reference=reference).exists():
        raise ProgrammeRefused("code_taken", reference=reference)
    if closes_on < opens_on:
        raise ProgrammeRefused("dates_reversed")
    made = Campaign(reference=reference, title=title, opens_on=opens_on, closes_on=closes_on, goal_pairs=goal_pairs)
    return _keep(made, "programmes.create_campaign", by, at)


@transaction.atomic
def change_campaign(
    *, campaign: Campaign, title: str, opens_on: date, closes_on: date, goal_pairs: int, by: Actor, at: datetime
) -> Campaign:
    """Change a campaign; its reference stays, applications carry it. Raises ProgrammeRefused "dates_reversed"."""
    if closes_on < opens_on:
        raise ProgrammeRefused("dates_reversed")
    campaign.title, campaign.opens_on, campaign.closes_on, campaign.goal_pairs = title, opens_on, closes_on, goal_pairs
    return _keep(campaign, "programmes.change_campaign", by, at)


def count_campaign(*, campaign: Campaign, what: CampaignCount, by: Actor, at: datetime, times: int = 1) -> None:
    """Add to the day's number of pages opened or calls followed. Nothing is kept of `by`, and no audit row: it is about nobody.

    One statement, but for the first of a day.
    """
    day, added = clock.local_day(at), {str(what): F(str(what)) + times}
    if not CampaignDay.objects.filter(campaign=campaign, on=day).update(**added):
        CampaignDay.objects.get_or_create(campaign=campaign, on=day)
        CampaignDay.objects.filter(campaign=campaign, on=day).update(**added)


@transaction.atomic
def record_arrival(*, campaign: Campaign, by: Actor, at: datetime) -> bool:
    """Note that somebody signed in came by a campaign's link. Returns whether it was the first time; the first day stays."""
    if by.id is None:
        return False
    _, first = CampaignArrival.objects.get_or_create(campaign=campaign, user_id=by.id, defaults={"on": clock.local_day(at)})
    return first


@transaction.atomic
def forget_arrivals(*, by: Actor, at: datetime) -> int:
    """Delete the arrivals whose retention is over. Returns how many."""
    gone, _ = CampaignArrival.objects.filter(on__lt=add_months(clock.local_day(at), -ARRIVALS_KEPT_MONTHS)).delete()
    if gone:
        audit.record("programmes.forget_arrivals", by=by, at=at, arrivals=gone)
    return gone


def _keep(campaign: Campaign, action: str, by: Actor, at: datetime) -> Campaign:
    campaign.save()
    audit.record(action, by=by, at=at, subject=campaign.id, goal=campaign.goal_pairs)
    return campaign
