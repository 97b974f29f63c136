"""The provider's pages: its metadata, the choice of who to be, and the answer on its way back."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from integrations.sso import addresses
from integrations.sso.attributes import names_of
from integrations.sso.errors import SamlRefused
from portal.core import clock
from portal.demo.personas import personas, roles_of
from portal.people.queries import employee_by_number
from portal.ui.access import allow_everyone

from . import messages
from .registration import ROLE_ATTRIBUTE


@allow_everyone
@require_GET
def metadata(request: HttpRequest) -> HttpResponse:
    """Describe the provider."""
    return HttpResponse(messages.metadata(), content_type="application/samlmetadata+xml")


@allow_everyone
@never_cache
@csp_update({"form-action": [SELF, settings.PUBLIC_URL]})
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show who one can be; once chosen, send the signed answer back by a form of this page."""
    message = request.POST.get("SAMLRequest") or request.GET.get("SAMLRequest", "")
    try:
        asked = messages.read_request(message)
    except SamlRefused:
        return render(request, "idp/no_request.html", status=400)
    number = request.POST.get("employee_number", "").strip()
    if request.method != "POST" or not number:
        context = {"personas": personas(), "message": message, "provider": asked.provider}
        return render(request, "idp/choose.html", context)
    employee = employee_by_number(entity_codes=asked.provider.legal_entities, employee_number=number)
    attributes = {
        names_of(asked.provider.employee_number_attribute)[0]: [number],
        "displayName": [employee.name if employee else number],
        ROLE_ATTRIBUTE: roles_of(employee) if employee else [],
    }
    answer = messages.answer(asked, f"demo-{number}", attributes, clock.now())
    return render(request, "idp/answer.html", {"answer": answer, "acs": addresses.acs_url(asked.provider.slug)})
