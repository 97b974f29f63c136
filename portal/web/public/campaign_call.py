"""A campaign's call, followed: the click is counted, and the reference goes on in the address, through sign-in, with no cookie."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.cache import never_cache

from portal.programmes import queries
from portal.programmes.enums import CampaignCount
from portal.ui.access import allow_everyone
from portal.ui.campaign_counts import count


@allow_everyone
@never_cache
def call(request: HttpRequest, reference: str) -> HttpResponse:
    """Count, and go on to the programmes; an old or mistyped reference leads there all the same."""
    campaign, programmes = queries.campaign(reference=reference), reverse("me:programmes")
    if campaign is None:
        return redirect(programmes)
    count(request, campaign, CampaignCount.CALLED)
    return redirect(f"{programmes}?{urlencode({'campaign': reference})}")


urlpatterns = [path("<slug:reference>/", call, name="campaign-call")]
