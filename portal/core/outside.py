"""Which addresses of others the portal calls: https in production, and never this machine or the network around it.

A name that leads inside would let whoever writes a setting read what only the server can reach (server-side request forgery).
Judge where a name leads once, and call the very address that was judged.
"""

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings


def may_be_called(url: str) -> bool:
    """Return whether an address has a form we would call: in production https, without a user name or a fragment in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    schemes = {"https"} if settings.IN_PRODUCTION else {"https", "http"}
    clean = not (parts.username or parts.password or parts.fragment) and url.isascii() and url.isprintable() and " " not in url
    return parts.scheme in schemes and bool(parts.hostname) and port != 0 and clean


def is_outside(address: str, host: str, *, private_hosts: Collection[str]) -> bool:
    """Return whether an IP address may be called: in production a public one, or a private one whose host a setting names."""
    if not settings.IN_PRODUCTION:
        return True
    ip = ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.is_global and not ip.is_multicast:
        return True
    own_network = ip.is_private and not (ip.is_loopback or ip.is_link_local or ip.is_unspecified or ip.is_reserved)
    return own_network and host.lower() in private_hosts
