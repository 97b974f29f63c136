"""A real portal for the browser: its own database with the demo world, served as `make run` serves it, on loopback."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from portal.demo.personas import one_time_code
from tests.servers import free_port

ROOT = Path(__file__).parents[2]
WORLD = "world.sqlite3"


@dataclass(frozen=True)
class Portal:
    """Where it is served, and the environment its commands run in."""

    url: str
    port: int
    environment: dict[str, str]
    came_in: dict[str, str] = field(default_factory=dict)
    """The sessions of those who have signed in, by whom."""
    _codes: set[tuple[str, str]] = field(default_factory=set)

    @property
    def database(self) -> str:
        """The path of its database."""
        return self.environment["DATABASE_URL"].removeprefix("sqlite:///")

    def manage(self, *arguments: str) -> str:
        """Run a command of the portal; return what it printed. Raises CalledProcessError."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout

    def code(self, email: str) -> str:
        """What the telephone of an account shows at this moment. It is in this process, with the secret of the served portal."""
        return one_time_code(email)

    def new_code(self, email: str) -> str:
        """The one-time code of an account, once its telephone shows one that no browser has used: a code opens once.

        Raises TimeoutError when it still shows the same after its 30 seconds.
        """
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            code = self.code(email)
            if (email, code) not in self._codes:
                self._codes.add((email, code))
                return code
            time.sleep(0.5)
        raise TimeoutError("the telephone still shows a code that was used")


@contextlib.contextmanager
def served(folder: Path, *recipe: str) -> Iterator[Portal]:
    """Build the world in a folder (`recipe`: options of `demo create`) and serve it for as long as the block lasts."""
    portal = _portal(folder, free_port(), "127.0.0.1")
    portal.manage("migrate", "--verbosity", "0")
    portal.manage("createcachetable")
    portal.manage("messages", "--compile")
    portal.manage("demo", "create", *recipe)
    with _running(portal, folder):
        yield portal


@contextlib.contextmanager
def served_under(host: str, portal: Portal, folder: Path) -> Iterator[Portal]:
    """Serve a copy of a portal's world under another name of this machine."""
    with (
        contextlib.closing(sqlite3.connect(portal.database)) as world,
        contextlib.closing(sqlite3.connect(folder / WORLD)) as copy,
    ):
        world.backup(copy)
    copied = _portal(folder, free_port(), host)
    with _running(copied, folder):
        yield copied


def _portal(folder: Path, port: int, host: str) -> Portal:
    url = f"http://{host}:{port}"
    own = {
        "BINOME_MODE": "development",
        "BINOME_SECRET_KEY": settings.SECRET_KEY,
        "BINOME_PUBLIC_URL": url,
        "BINOME_ALLOWED_HOSTS": f"127.0.0.1,localhost,{host}",
        "DATABASE_URL": f"sqlite:///{folder / WORLD}",
        "EMAIL_URL": "dummymail://",
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.main",
    }
    return Portal(url, port, {**os.environ, **own})


@contextlib.contextmanager
def _running(portal: Portal, folder: Path) -> Iterator[None]:
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{portal.port}"]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=portal.environment, stdout=log, stderr=log)
        try:
            _wait_until_ready(f"http://127.0.0.1:{portal.port}", process)
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("the server stopped before it was ready: see server.log")
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            if urllib.request.urlopen(f"{url}/healthz", timeout=5).status == 200:  # noqa: S310  our own loopback address
                return
        time.sleep(0.2)
    raise RuntimeError("the server was not ready within three minutes")
