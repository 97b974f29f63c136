"""Which addresses of others the portal calls: https in production, and never this machine or the network around it.

A name that leads inside would let whoever writes a setting read what only the server can reach (server-side request forgery).
A name is looked up once, and the very address that was judged is connected to: here, and nowhere else.
"""

import socket
import ssl
from collections.abc import Collection, Iterable
from functools import lru_cache
from http.client import HTTPConnection, HTTPSConnection
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings


class LeadsInside(Exception):
    """A name of which some address is this machine's, or of the network around it."""


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


def connect(
    *, host: str, port: int, timeout: float | None, private_hosts: Collection[str], options: Iterable[tuple[Any, ...]] = ()
) -> socket.socket:
    """Connect to a host, every address of whose name must be outside; `options` as setsockopt takes them, `timeout` in seconds.

    Raises LeadsInside, OSError.
    """
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(is_outside(address, host, private_hosts=private_hosts) for address in found):
        raise LeadsInside
    connected = socket.create_connection((found[0], port), timeout)
    for option in options:
        connected.setsockopt(*option)
    return connected


def open_http(parts: SplitResult, *, timeout: float, private_hosts: Collection[str]) -> HTTPConnection:
    """Return a connection to where an address leads, its encryption settled and its certificate checked.

    Raises LeadsInside, OSError (ssl.SSLError among them).
    """
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    plain = connect(host=host, port=port, timeout=timeout, private_hosts=private_hosts)
    connection = (HTTPSConnection if secure else HTTPConnection)(host, port, timeout=timeout)
    try:
        connection.sock = _context().wrap_socket(plain, server_hostname=host) if secure else plain
    except BaseException:
        plain.close()
        raise
    return connection


@lru_cache(maxsize=1)
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()
