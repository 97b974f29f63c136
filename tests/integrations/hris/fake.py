"""An HRIS on loopback that also misbehaves: what every vendor's fake shares.

A fake knows invented people in the portal's own words and tells of them in its vendor's. A test says how it misbehaves: `troubles`
are answers given in place of the next ones, `cut` bodies break off, `moves` happen after a page was given.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

CANARY = "canari-7c1e"
Headers = dict[str, str]


@dataclass(frozen=True)
class Contract:
    """One employment of a person."""

    start: str
    end: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody invented, as the portal would know them."""

    id: str
    given: str = "Camille"
    family: str = "Exemple"
    title: str = "Technicienne"
    department: str = "10"
    manager: str = ""
    on_leave: bool = False
    contracts: tuple[Contract, ...] = (Contract("2020-01-06"),)

    @property
    def email(self) -> str:
        return f"p{self.id}@example.org"


def people(size: int) -> list[Person]:
    """So many people; the first one is everybody's manager."""
    return [Person(str(n), family=f"Exemple {n}", manager="" if n == 1 else "1") for n in range(1, size + 1)]


@dataclass(frozen=True)
class Asked:
    """What the connector asked for."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    form: dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What is answered. `cut` leaves out the end of the body that was announced."""

    status: int = 200
    body: Any = None
    headers: Headers = field(default_factory=dict)
    cut: bool = False

    @property
    def data(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class FakeHris:
    """The server. `refused` are columns of every person that must reach nothing."""

    people: list[Person] = field(default_factory=list)
    troubles: list[Answer] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    page: int = 1000
    cuts: int = 0
    after_page: Callable[[], None] | None = None
    url: str = ""
    today: date = date(2026, 3, 2)

    settings: ClassVar[dict[str, str]]
    secrets: ClassVar[dict[str, str]]

    def answer(self, asked: Asked) -> Answer:
        """Answer as the vendor does."""
        raise NotImplementedError

    def given(self, asked: Asked) -> Answer:
        """Answer, or misbehave as the test wants."""
        self.asked.append(asked)
        if self.troubles and asked.method == "GET":
            return self.troubles.pop(0)
        answer = self.answer(asked)
        if answer.status == 200 and asked.method == "GET" and self.cuts:
            self.cuts -= 1
            return replace(answer, cut=True)
        return answer

    def paged(self) -> None:
        """Do what the test wants done once a page was given."""
        if self.after_page is not None:
            self.after_page()

    @contextmanager
    def served(self) -> Iterator["FakeHris"]:
        """Serve on a free port of loopback."""
        server = _Server(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A connector may hang up in the middle of an answer."""


def _handler(fake: FakeHris) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # a head and its body in one packet

        def do_GET(self) -> None:
            self._serve("")

        def do_POST(self) -> None:
            self._serve(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())

        def _serve(self, body: str) -> None:
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = fake.given(Asked(self.command, parts.path, query, headers, dict(parse_qsl(body))))
            data = answer.data
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **answer.headers}.items():
                self.send_header(name, value)
            if answer.cut:
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(data[: len(data) // 2] if answer.cut else data)
            self.close_connection = self.close_connection or answer.cut

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
