"""The language of an answer."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware

MACHINES = ("/api/", "/sso/", "/scim/", "/healthz", "/readyz")


class LanguageMiddleware(LocaleMiddleware):
    """Django's own, but a machine that asks for what is not there is told so: it is not sent to a page in French."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Redirect a person to the address in their language; leave a machine's answer as it is."""
        if response.status_code == 404 and request.path_info.startswith(MACHINES):
            return response
        return super().process_response(request, response)
