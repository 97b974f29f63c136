"""So many requests a minute for each client."""

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from portal.accounts.actors import Actor


class ByClient(SimpleRateThrottle):
    """Counts by client; without a valid key nothing is counted, for nothing is done."""

    scope = "client"

    def get_rate(self) -> str:
        """Return the setting, read when it is used."""
        return str(settings.API_RATE)

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """Return where the count of this client is."""
        return f"api-rate-{request.auth.id}" if isinstance(request.auth, Actor) else None
