"""Counting a campaign's pages and calls at the faces: first-party, two numbers a day, no cookie, nobody known."""

from django.http import HttpRequest

from portal.accounts.actors import ANONYMOUS
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.brief import try_briefly
from portal.programmes import operations
from portal.programmes.enums import CampaignCount
from portal.programmes.models import Campaign


def count(request: HttpRequest, campaign: Campaign, what: CampaignCount) -> None:
    """Count a visit while the campaign runs; not what a browser fetches ahead, nor what those who write the pages open."""
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    actor = getattr(request, "actor", ANONYMOUS)
    if request.method != "GET" or ahead or actor.has(Role.EDITOR) or not campaign.runs_on(clock.today()):
        return
    try_briefly(lambda: operations.count_campaign(campaign=campaign, what=what, by=ANONYMOUS, at=clock.now()))
