"""The whole product on a developer's machine: database, demo world, worker, server. Says what it does; run it again at will."""

import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from integrations.messaging.operations import deliver_due
from portal.accounts.actors import SYSTEM
from portal.config import catalogues
from portal.core import clock
from portal.demo.idp.registration import register
from portal.demo.models import World
from portal.demo.telling import build_showing_progress, persona_table
from portal.demo.world import Recipe
from portal.people import queries as people
from portal.people.models import Employee

MAIL_ROUND = 60
"""Seconds between two rounds of the outbox; here this command stands in for cron."""


class Command(BaseCommand):
    """`run --port N`."""

    help = "Prepare the database and the demo's world if they are not there, then start a worker and a server."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The port."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-demo", action="store_true", help="do not build the demo's world")
        parser.add_argument("--months", type=int, default=24, choices=range(1, 25), metavar="1-24", help="of the demo's world")
        parser.add_argument("--people", type=int, default=None, help="build it with the first so many employees only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, then serve until Ctrl-C."""
        if not settings.DEBUG:
            raise CommandError("`run` is for a developer's machine (BINOME_MODE=development); see docs/ for deployment.")
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends this ends the server and the worker too
        try:
            self._prepare()
            if not options["no_demo"]:
                self._demo(Recipe(months=options["months"], people=options["people"], until=clock.today()))
            self._serve(options["port"])
        except KeyboardInterrupt:
            self._say("Stopped; run it again at will, it goes on from here")

    def _say(self, words: str) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(f"→ {words}"))

    def _prepare(self) -> None:
        self._say("Database and messages")
        catalogues.compile_all(settings.LOCALE_ROOT)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)

    def _demo(self, recipe: Recipe) -> None:
        """Build the demo's world unless one stands; an interrupted one left nothing behind, so it is simply built again."""
        if World.objects.exists():
            self._say("The demo's world stands (manage.py demo reset builds it again)")
        elif Employee.objects.exists():
            self._say("The database holds data of its own: no demo world is built")
        else:
            self._say(f"Building the demo's world: {recipe.months} months; the whole two years take about a minute and a half")
            build_showing_progress(recipe)
        if World.objects.exists():  # the provider's addresses follow the port, its certificate this machine
            register(legal_entities=[row.code for row in people.legal_entities()], by=SYSTEM, at=clock.now())

    def _serve(self, port: int) -> None:
        manage = [sys.executable, "-m", "portal.config.leash", str(settings.BASE_DIR / "manage.py")]
        with (
            running([*manage, "db_worker", "--verbosity", "0", "--no-reload"]),
            running([*manage, "runserver", "--noreload", f"127.0.0.1:{port}"]) as server,
        ):
            self._say(f"Server on http://127.0.0.1:{port}/ and a worker; Ctrl-C stops both")
            self.stdout.write("\n".join(persona_table(f"http://127.0.0.1:{port}")))
            self.stdout.flush()
            while server.poll() is None:
                deliver_due(by=SYSTEM, at=clock.now())
                wait_for(server, MAIL_ROUND)
        raise CommandError(f"The server ended by itself (code {server.returncode}): is port {port} in use?")


@contextmanager
def running(command: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a child process on a leash (`portal.config.leash`), and end it with the block."""
    with subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=subprocess.PIPE) as child:  # noqa: S603  our own command line
        try:
            yield child
        finally:
            child.terminate()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()


def wait_for(child: "subprocess.Popen[bytes]", seconds: int) -> None:
    """Wait a while, or until the child ends."""
    until = time.monotonic() + seconds
    while child.poll() is None and time.monotonic() < until:
        time.sleep(0.25)
