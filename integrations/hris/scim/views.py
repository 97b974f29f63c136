"""The address of the service. What serves it is loaded at the first request: it weighs more than all the rest of the start-up."""

from importlib import import_module

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from portal.ui.access import allow_everyone


@allow_everyone
@csrf_exempt  # the identity provider's calls carry a bearer token, no cookie
def scim(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer a SCIM request; the token is checked by the service, for the configuration alone is open (RFC 7643 §5)."""
    answered: HttpResponse = import_module("integrations.hris.scim.server").answer(request, path)
    return answered
