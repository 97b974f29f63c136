"""The language switch."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, translate_url
from django.utils.http import url_has_allowed_host_and_scheme

from portal.ui.access import allow_everyone


@allow_everyone
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the language in a cookie and come back to the same page in it."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    here = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(here, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        here = "/"
    response = HttpResponseRedirect(translate_url(here, code))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=365 * 86_400,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    return response


urlpatterns = [path("<str:code>/", change, name="language")]
