"""What whoever checks a badge asks for: the public key, who issues, which badges were taken back. Nothing about one badge."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from portal.mentorship import queries
from portal.programmes import queries as programmes
from portal.ui import badges
from portal.ui.access import allow_everyone

KEPT = cache_control(public=True, max_age=3600)


@allow_everyone
@require_GET
@KEPT
def key(request: HttpRequest, name: str) -> HttpResponse:
    """Give the public half of a key, as a JWK."""
    found = next((one for one in badges.signing_keys() if one.name == name), None)
    if found is None:
        raise Http404
    return JsonResponse(found.public)


@allow_everyone
@require_GET
@KEPT
def issuer(request: HttpRequest, code: str) -> HttpResponse:
    """Say who an association is, as an issuer."""
    found = next((one for one in programmes.associations() if one.code == code), None) if badges.offered() else None
    if found is None:
        raise Http404
    return JsonResponse({"@context": list(badges.CONTEXTS), **badges.issuer(found.name, found.code)})


@allow_everyone
@require_GET
@KEPT
def revocations(request: HttpRequest) -> HttpResponse:
    """List the badges taken back, all of them, whoever asks about which."""
    if not badges.offered():
        raise Http404
    return JsonResponse(badges.revocations(queries.revoked_codes()))


urlpatterns = [
    path("keys/<slug:name>.json", key, name="badge-key"),
    path("issuers/<slug:code>.json", issuer, name="badge-issuer"),
    path("revoked.json", revocations, name="badge-revocations"),
]
