"""A receiver of released figures on loopback, which checks signatures, takes each file once, and misbehaves when told to."""

import hashlib
import hmac
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


class Receiver(ThreadingHTTPServer):
    """What it was sent: `calls` (headers, body), `taken` by key. `next`: how it answers the calls to come; then as it should."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.secret = ""
        self.next: list[str] = []
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.taken: dict[str, bytes] = {}
        self.over = Event()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}/figures?to=hris"

    def is_signed(self, header: str, body: bytes) -> bool:
        """Check a signature as the docs say."""
        said = dict(part.split("=", 1) for part in header.split(","))
        wanted = hmac.new(self.secret.encode(), said["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(wanted, said["v1"])

    def handle_error(self, *_: Any) -> None:
        """A caller that hung up is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((dict(self.headers), body))
        how = self.server.next.pop(0) if self.server.next else "ok"
        if how == "hang_up":
            self.connection.shutdown(socket.SHUT_RDWR)
        elif how == "drip":
            self._drip()
        elif how == "garbage":
            self.wfile.write(b"\x00\x01 not http\r\n\r\n")
        elif how.isdigit():
            self.send_response(int(how))
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif not self.server.is_signed(self.headers["Binome-Signature"], body):
            self.send_error(401)
        else:
            self.server.taken.setdefault(self.headers["Idempotency-Key"], body)
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()
            if how == "taken_and_lost":
                self.connection.shutdown(socket.SHUT_RDWR)

    def _drip(self) -> None:
        """A byte now and then, for as long as anybody listens."""
        try:
            while not self.server.over.wait(0.02):
                self.wfile.write(b"H")
                self.wfile.flush()
        except OSError:
            return

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Run one for as long as the block lasts."""
    with Receiver() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
