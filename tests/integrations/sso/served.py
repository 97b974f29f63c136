"""A portal of its own in processes of its own, for what only real requests at the same moment show: SQLite in a file, or a database
of the PostgreSQL that this run is on.
"""

import contextlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from tests.servers import free_port

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SECONDS = 60


@dataclass(frozen=True)
class Portal:
    """Where it listens, the environment of its commands, and what it has written."""

    port: int
    environment: dict[str, str]
    log: Path

    def manage(self, *arguments: str) -> str:
        """Run a command of the portal; return what it said."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def ask(self, method: str, path: str, *, cookie: str = "", form: dict[str, str] | None = None) -> "Reply":
        """One request, on a connection of its own."""
        channel = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        with closing(channel):
            body = urlencode(form) if form else None
            channel.request(method, path, body, {"Cookie": cookie, **(FORM if form else {})})
            reply = channel.getresponse()
            reply.read()
            jar = SimpleCookie(reply.getheader("Set-Cookie") or "")
            return Reply(reply.status, reply.getheader("Location") or "", {name: one.value for name, one in jar.items()})


@dataclass(frozen=True)
class Reply:
    """What came back; `cookies` are those of the first header."""

    status: int
    location: str
    cookies: dict[str, str]


@contextlib.contextmanager
def portal(folder: Path, database: str) -> Iterator[Portal]:
    """Serve a portal on a migrated database for as long as the block lasts."""
    own = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "portal.config.settings.testing"}
    served = Portal(free_port(), {**os.environ, **own}, folder / "portal.log")
    command = [sys.executable, "manage.py", "runserver", "--noreload", "--skip-checks", f"127.0.0.1:{served.port}"]
    with (
        served.log.open("w") as log,
        subprocess.Popen(command, cwd=settings.BASE_DIR, env=served.environment, stdout=log, stderr=log) as process,
    ):
        try:
            _wait_for(served, process)
            yield served
        finally:
            process.terminate()


def _wait_for(served: Portal, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends and process.poll() is None:
        with contextlib.suppress(OSError):
            if served.ask("GET", "/healthz").status:
                return
        time.sleep(0.1)
    raise RuntimeError(served.log.read_text()[-2000:])
