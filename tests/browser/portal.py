"""A real portal for the browser: its own database with the demo world, served as `make run` serves it, on loopback."""

import contextlib
import json
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
from typing import Any

from django.conf import settings

from portal.accounts.enums import COMPANY_ROLES
from portal.demo.idp.registration import NAME, ROLE_ATTRIBUTE
from portal.demo.personas import one_time_code
from tests import database
from tests.servers import free_port

ROOT = Path(__file__).parents[2]
WORLD = "world.sqlite3"
ENTITIES = ("--entity", "ORV-IND", "--entity", "ORV-REC", "--entity", "ORV-SER")
"""The legal entities of the demo's company, as the commands of its doors take them."""
PROVIDER = [
    *("--name", NAME, "--role-attribute", ROLE_ATTRIBUTE),
    *(word for role in sorted(COMPANY_ROLES) for word in ("--role", f"{role}={role}")),
]
"""What the demo's provider is called, and the roles that it gives."""


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
        """Run a command of the portal; return what it printed. Raises RuntimeError with what it complained of."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr[-2000:]}")
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


def world(kept: Path, *recipe: str) -> Path:
    """The database of the demo world, as `make run` makes it: built once for all the processes of a run, in a folder they share.

    `recipe`: options of `demo create`.
    """
    with database.alone(kept / "lock"):
        if not (kept / WORLD).exists():
            unfinished = kept / "unfinished"
            unfinished.mkdir()
            portal = _portal(unfinished, free_port(), "127.0.0.1")
            portal.manage("migrate", "--verbosity", "0")
            portal.manage("createcachetable")
            portal.manage("messages", "--compile")
            portal.manage("demo", "create", *recipe)
            _copy(unfinished / WORLD, kept / WORLD)
    return kept / WORLD


@contextlib.contextmanager
def served(world: Path, folder: Path, host: str = "127.0.0.1") -> Iterator[Portal]:
    """Serve a copy of a world for as long as the block lasts, under one of this machine's names.

    Its provider is on 127.0.0.1 whatever the host, and known to the portal at its new address.
    """
    _copy(world, folder / WORLD)
    portal = _portal(folder, free_port(), host)
    with _running(portal, folder):
        own = urllib.request.urlopen(f"http://127.0.0.1:{portal.port}/demo/idp/metadata/").read().decode()
        described = folder / "metadata.xml"
        described.write_text(own.replace(f'Location="http://{host}', 'Location="http://127.0.0.1'), encoding="utf-8")
        portal.manage("sso", "register", "--slug", "demo", *ENTITIES, *PROVIDER, "--metadata", str(described))
        yield portal


@contextlib.contextmanager
def served_states(kept: Path, folder: Path) -> Iterator[tuple[Portal, list[dict[str, Any]]]]:
    """Serve the world of tests/factories/states, built in a process of its own in a copy of the migrated database that is `kept`.
    Yields the portal and the guide to it. Under the suite's settings: a page that does not exist says so as it does to people.
    """
    _copy(database.empty(kept, folder), folder / WORLD)
    served = _portal(folder, free_port(), "127.0.0.1")
    portal = Portal(served.url, served.port, served.environment | {"DJANGO_SETTINGS_MODULE": "portal.config.settings.testing"})
    build = [sys.executable, "-m", "tests.factories.states"]
    done = subprocess.run(build, cwd=ROOT, env=portal.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the states were not built: {done.stderr[-2000:]}")
    with _running(portal, folder):
        yield portal, json.loads(done.stdout)


def _copy(world: Path, to: Path) -> None:
    """Copy a database as it stands, whoever reads it."""
    with contextlib.closing(sqlite3.connect(world)) as source, contextlib.closing(sqlite3.connect(to)) as copy:
        source.backup(copy)


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
