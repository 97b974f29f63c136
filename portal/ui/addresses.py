"""Where a request comes from, and where the portal is from outside."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the network address of who asks; behind the portal's own proxy, the last one that the proxy wrote down (what stands
    before it is the visitor's word).
    """
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")) if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


def public_address(path: str) -> str:
    """Return a path of ours as it stands on paper and in mails: on the portal's own address, whatever the Host header says."""
    return f"{settings.PUBLIC_URL}{path}"
