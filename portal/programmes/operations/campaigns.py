"""Campaigns."""

from datetime import date, datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit
from portal.programmes.errors import ProgrammeRefused
from portal.programmes.models import Campaign


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


def _keep(campaign: Campaign, action: str, by: Actor, at: datetime) -> Campaign:
    campaign.save()
    audit.record(action, by=by, at=at, subject=campaign.id, goal=campaign.goal_pairs)
    return campaign
