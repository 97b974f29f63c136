"""Public pages kept for visitors: whoever brings no cookie is sent the same bytes for a minute, compressed once (decision 0024).

A view says that its page may be kept (`may_be_kept`); the middleware keeps it unless something in it belongs to one browser: a
cookie that it sets, a nonce of its content policy. A request with any cookie but the language's is never answered from here, so
that nobody signed in, no message and no form is ever concerned. Each process keeps its own copies; one version, in the cache that
all share, tells them that something was published.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache, caches
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_path

from portal.core import clock
from portal.programmes.enums import CampaignCount
from portal.programmes.models import Campaign
from portal.ui.campaign_counts import count

from .publishing import VERSION

MARK = "_kept_for_visitors"


@dataclass(frozen=True)
class Kept:
    """An answer as it leaves: its bytes, its headers, and the campaign for which each look at it is counted."""

    content: bytes
    headers: tuple[tuple[str, str], ...]
    campaign: Campaign | None

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return the answer again, counted as any other look."""
        if self.campaign:
            count(request, self.campaign, CampaignCount.SEEN)
        return HttpResponse(self.content, headers=dict(self.headers))


def may_be_kept(response: HttpResponse, *, campaign: Campaign | None = None) -> HttpResponse:
    """Say of a page that every visitor may be sent the same; a look at it counts for `campaign`, if there is one."""
    setattr(response, MARK, (campaign,))
    return response


class VisitorPagesMiddleware:
    """Answers visitors from what is kept; stands outside compression and the content policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from what is kept, or ask for the page and keep it."""
        if not _is_a_visitor(request):
            return self.get_response(request)
        key = _key(request)  # before the page is made: what is published meanwhile makes this key an old one
        kept = caches["pages"].get(key)
        if isinstance(kept, Kept):
            return kept.answer(request)
        response = self.get_response(request)
        if _belongs_to_nobody(request, response):
            (campaign,) = getattr(response, MARK)
            kept = Kept(response.content, tuple(response.headers.items()), campaign)
            caches["pages"].set(key, kept, settings.PAGES_KEPT_SECONDS)
        return response


def _is_a_visitor(request: HttpRequest) -> bool:
    return (
        settings.PAGES_KEPT_SECONDS > 0
        and request.method == "GET"
        and request.COOKIES.keys() <= {settings.LANGUAGE_COOKIE_NAME}
        and "Authorization" not in request.headers
        and get_language_from_path(request.path_info) is not None
    )


def _key(request: HttpRequest) -> str:
    compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    version, day = cache.get(VERSION, ""), clock.today()
    return f"{version}:{day}:{compressed}:{request.scheme}:{request._get_raw_host()}:{request.get_full_path()}"  # type: ignore[attr-defined]


def _belongs_to_nobody(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        hasattr(response, MARK)
        and response.status_code == 200
        and not response.cookies
        and not getattr(request, "_csp_nonce", None)
        and "no-store" not in response.get("Cache-Control", "")
    )
