"""Calls to an HRIS: soon, small, repeated with patience, never inside our own network, and never told to a log.

urllib3 calls and waits (back-off with jitter, Retry-After honoured); ours are where a call may lead, how large an answer may be,
how long in all, and one new credential when the old one is refused.
"""

import json
import logging
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import ijson
from django.conf import settings
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, InvalidHeader, MaxRetryError, SSLError
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry

from integrations.hris.errors import SourceRefused
from portal.core.outside import LeadsInside, connect, may_be_called

from .credentials import Credentials

SECONDS = Timeout(connect=10, read=60)
SECONDS_IN_ALL = 30 * 60
LARGEST_PAGE = 32 * 1024 * 1024
LARGEST_REPORT = 1024 * 1024 * 1024
CHUNK = 256 * 1024
TRIES = 4
LONGEST_WAIT = 120
# urllib3 tells its debug log every address, and a delta's address holds ids of people.
logging.getLogger("urllib3").setLevel(logging.WARNING)
BUSY = frozenset({429, 500, 502, 503, 504})


class Interrupted(Exception):
    """An answer that broke off or does not hold together: to be asked again."""


class _Patience(Retry):
    """Waits as long as it is told to, within reason: an HRIS that asks for more is left alone until the next run."""

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        """Wait before the next try. Raises SourceRefused "busy"."""
        try:
            asked = self.get_retry_after(response) if response is not None else None
        except InvalidHeader:
            asked, response = None, None
        if asked is not None and asked > LONGEST_WAIT:
            raise SourceRefused("busy", seconds=int(asked))
        super().sleep(response)


class _Judged:
    """Connects only where a call may lead."""

    def _new_conn(self: Any) -> socket.socket:
        try:
            return connect(
                host=self.host,
                port=self.port,
                timeout=self.timeout,
                private_hosts=settings.HRIS_PRIVATE_HOSTS,
                options=self.socket_options or (),
            )
        except LeadsInside as error:
            raise SourceRefused("address_not_allowed") from error


class _JudgedHttp(_Judged, HTTPConnection):
    pass


class _JudgedHttps(_Judged, HTTPSConnection):
    pass


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _JudgedHttp


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _JudgedHttps


class Caller:
    """Asks one HRIS, with its credentials."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self.ends = time.monotonic() + SECONDS_IN_ALL
        self._pool = PoolManager(num_pools=2, maxsize=1, timeout=SECONDS)
        self._pool.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}

    def json(self, url: str, params: Mapping[str, str] | None = None) -> Any:
        """Return the JSON of one page; a page that breaks off is asked for again. Raises SourceRefused."""
        for tried in range(TRIES):
            try:
                with closing(self._let_in(url, params)) as answer:
                    return json.loads(b"".join(self._chunks(answer, LARGEST_PAGE)))
            except (Interrupted, ValueError):
                if tried + 1 < TRIES:
                    time.sleep(0.1 * 2**tried)
        raise SourceRefused("cut_short")

    def entries(self, url: str, params: Mapping[str, str] | None, *, of: str) -> Iterator[Any]:
        """Yield the entries of the list `of` in one long answer, without holding it whole.

        Raises SourceRefused, or Interrupted when the answer breaks off or has no such list.
        """
        with closing(self._let_in(url, params)) as answer:
            stream, count = _Stream(self._chunks(answer, LARGEST_REPORT)), 0
            try:
                for count, entry in enumerate(ijson.items(stream, f"{of}.item", use_float=True), start=1):  # noqa: B007
                    yield entry
            except ijson.JSONError as error:
                raise Interrupted from error
        if not count and f'"{of}"'.encode() not in stream.head:
            raise SourceRefused("bad_answer", status=200)

    def form(self, url: str, said: Mapping[str, str], headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
        """Return the status of a form and the JSON it answers ({} when it is none); it is sent once, since it may spend a token."""
        policy = _Patience(
            total=TRIES, read=0, status_forcelist={429, 503}, allowed_methods=None, backoff_factor=0.5, raise_on_status=False
        )
        with closing(self._ask("POST", url, policy, fields=dict(said), headers=headers)) as answer:
            try:
                body = json.loads(b"".join(self._chunks(answer, LARGEST_PAGE)))
            except (Interrupted, ValueError):
                body = {}
        return answer.status, body if isinstance(body, dict) else {}

    def _let_in(self, url: str, params: Mapping[str, str] | None) -> BaseHTTPResponse:
        """Return a good answer; a refused credential is renewed once."""
        policy = _Patience(
            total=TRIES, status_forcelist=BUSY, backoff_factor=0.5, backoff_jitter=0.5, backoff_max=30, raise_on_status=False
        )
        for renew in (False, True):
            headers = {"Accept": "application/json", **self.credentials.headers(self, renew=renew)}
            answer = self._ask("GET", url, policy, fields=dict(params or {}) or None, headers=headers)
            if answer.status == 200:
                return answer
            answer.close()
            if answer.status != 401:
                break
        raise _refusal(answer)

    def _ask(self, method: str, url: str, policy: Retry, **more: Any) -> BaseHTTPResponse:
        if not may_be_called(url):
            raise SourceRefused("address_not_allowed")
        more["headers"] = {"User-Agent": "Binome", "Accept-Encoding": "gzip", **(more.get("headers") or {})}
        if method == "POST":
            more["encode_multipart"] = False
        try:
            return self._pool.request(method, url, retries=policy, redirect=False, preload_content=False, **more)
        except MaxRetryError as error:
            raise SourceRefused("bad_certificate" if isinstance(error.reason, SSLError) else "not_reached") from None
        except (HTTPError, OSError, UnicodeError):
            raise SourceRefused("not_reached") from None

    def _chunks(self, answer: BaseHTTPResponse, largest: int) -> Iterator[bytes]:
        size = 0
        try:
            while chunk := answer.read(CHUNK):
                size += len(chunk)
                if size > largest:
                    raise SourceRefused("answer_too_large", mebibytes=largest // 1024 // 1024)
                if time.monotonic() > self.ends:
                    raise SourceRefused("not_reached")
                yield chunk
        except (HTTPError, OSError) as error:
            raise Interrupted from error


class _Stream:
    """Chunks as ijson reads them."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks
        self.rest = b""
        self.head = b""

    def read(self, size: int) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""
        if not self.rest and size:
            self.rest = next(self.chunks, b"")
            self.head = self.head or self.rest
        given, self.rest = self.rest[:size], self.rest[size:]
        return given


def _refusal(answer: BaseHTTPResponse) -> SourceRefused:
    """Return what a status means; nothing of the answer's body, which may name somebody."""
    status = answer.status
    if status in {401, 403}:
        return SourceRefused("not_let_in", status=status)
    if status in {404, 410}:
        return SourceRefused("not_there", status=status)
    return SourceRefused("busy", seconds=0) if status in BUSY else SourceRefused("bad_answer", status=status)
