"""Where a call of this plug may lead: a name is looked up once, and the very address that was judged is connected to."""

import socket
from typing import Any

from django.conf import settings
from urllib3.util.connection import create_connection

from portal.core.outside import is_outside


class LeadsInside(Exception):
    """A name of which some address is this machine's, or of the network around it."""


def connect(*, host: str, port: int, timeout: Any, socket_options: Any = None) -> socket.socket:
    """Connect to a host. Every address of its name must be outside. `timeout` in seconds, as urllib3 says it.

    Raises LeadsInside, OSError.
    """
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(is_outside(one, host, private_hosts=settings.HRIS_PRIVATE_HOSTS) for one in found):
        raise LeadsInside
    return create_connection((found[0], port), timeout, socket_options=socket_options)
