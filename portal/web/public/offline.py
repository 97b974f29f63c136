"""Without a network: one page with the numbers to call, and the worker that shows it on a mentor's pages."""

from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from portal.ui.access import allow_everyone

NUMBERS = "public/offline_numbers.html"
LOOKS = (
    "css/tokens.css",
    "css/base.css",
    "css/components.css",
    "css/pages.css",
    "fonts/atkinson-next-latin.woff2",
    "img/favicon.svg",
)


@allow_everyone
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no network, that nothing typed is lost, and whom to call. The same bytes for everybody."""
    return render(request, "public/offline.html")


@allow_everyone
@require_GET
@cache_control(max_age=0, must_revalidate=True)
def worker(request: HttpRequest, language: str) -> HttpResponse:
    """Hand out the worker of a language. Its name in the cache changes with the page, so that an old one goes."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        page = reverse("offline")
    looks = [static(name) for name in LOOKS]
    version = sha256("".join((render_to_string(NUMBERS), *looks)).encode()).hexdigest()[:12]
    context = {"page": page, "looks": looks, "version": version}
    return render(request, "public/offline_worker.js", context, content_type="text/javascript")


urlpatterns = [path("", offline, name="offline")]
