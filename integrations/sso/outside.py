"""Calls to the addresses of a provider: https only, never to this machine or its network, small, soon, and never elsewhere."""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from portal.core.errors import Refusal
from portal.core.outside import LeadsInside, may_be_called, open_http

LARGEST = 256 * 1024
SECONDS = 5
SECONDS_IN_ALL = 10
CHUNK = 16 * 1024


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    body: bytes


class CallRefused(Refusal):
    """A call that is not made or came to nothing: "address_not_allowed", "not_reached", "too_slow", "too_large"."""

    code = "not_reached"


def get(url: str, *, headers: Mapping[str, str] | None = None) -> Reply:
    """Return what an address holds; a redirect is a reply like any other. Raises CallRefused."""
    return _call("GET", url, None, headers or {})


def post(url: str, *, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Reply:
    """Return the reply to a form. Raises CallRefused."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return _call("POST", url, urlencode(form).encode(), kind | dict(headers or {}))


def _call(method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
    if not may_be_called(url):
        raise CallRefused("address_not_allowed")
    parts = urlsplit(url)
    ends = time.monotonic() + SECONDS_IN_ALL
    connection: http.client.HTTPConnection | None = None
    try:
        connection = open_http(parts, timeout=SECONDS, private_hosts=settings.SSO_PRIVATE_HOSTS)
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        asked = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Binome", **headers}
        connection.request(method, target, body=body, headers=asked)
        answer = connection.getresponse()
        return Reply(answer.status, _read(answer, ends))
    except LeadsInside as error:
        raise CallRefused("address_not_allowed") from error
    except TimeoutError as error:
        raise CallRefused("too_slow") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise CallRefused("not_reached") from error
    finally:
        if connection is not None:
            connection.close()


def _read(answer: http.client.HTTPResponse, ends: float) -> bytes:
    """Read to the end, and stop at the cap or when the time is over, however slowly the bytes come."""
    body = bytearray()
    while chunk := answer.read1(CHUNK):
        body += chunk
        if len(body) > LARGEST:
            raise CallRefused("too_large")
        if time.monotonic() > ends:
            raise CallRefused("too_slow")
    if answer.length:
        raise CallRefused("not_reached")  # it ended before it said it would
    return bytes(body)
