"""Where the square on a poster leads: a campaign, and both ways in, with or without a company account."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from portal.accounts import queries as accounts
from portal.core import clock
from portal.programmes import queries as programmes
from portal.ui.access import allow_everyone


@allow_everyone
@never_cache
def ways(request: HttpRequest, reference: str) -> HttpResponse:
    """Offer both ways in to a campaign; its reference goes along. One that is over says so, and one may come in all the same."""
    campaign = programmes.campaign(reference=reference)
    if campaign is None:
        raise Http404
    today = clock.today()
    following = f"{reverse('me:programmes')}?{urlencode({'campaign': reference})}"
    state = "over" if campaign.closes_on < today else "to_come" if campaign.opens_on > today else "runs"
    context = {
        "campaign": campaign,
        "state": state,
        "doors": accounts.company_doors(active_only=True),
        "query": f"?{urlencode({'next': following})}",
    }
    return render(request, "account/ways.html", context)


@allow_everyone
def poster(request: HttpRequest, reference: str) -> HttpResponse:
    """Lead the address of a poster, which has no language, to the page in the reader's."""
    return redirect("account:ways", reference)


@allow_everyone
def letter(request: HttpRequest) -> HttpResponse:
    """Lead the address of a letter, short enough to be copied by hand, to its page in the reader's language."""
    return redirect("account:own-letter")


urlpatterns = [path("ways/<slug:reference>/", ways, name="ways")]
