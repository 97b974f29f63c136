"""The demo's world: create, reset, summary, the code of the moment."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal.core import clock
from portal.demo.emptying import empty
from portal.demo.models import World
from portal.demo.personas import local_personas
from portal.demo.summary import lines
from portal.demo.telling import build_showing_progress, persona_table
from portal.demo.world import Recipe
from portal.people.models import Employee


def _day(text: str) -> date:
    """Read a day. Raises ArgumentTypeError."""
    try:
        return clock.today() if text == "today" else date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"not a day: {text!r} (YYYY-MM-DD, or today)") from None


class Command(BaseCommand):
    """`demo create|reset|summary|personas` and `demo code EMAIL`."""

    help = "Build the demo's world (24 months on 1,470 employees), build it again, or say what it holds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and the recipe."""
        parser.add_argument("what", choices=("create", "reset", "summary", "personas", "code"))
        parser.add_argument("email", nargs="?", default="")
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--months", type=int, default=24, choices=range(1, 25), metavar="1-24")
        parser.add_argument("--people", type=int, default=None, help="live through it with the first so many employees only")
        parser.add_argument(
            "--until", type=_day, default=None, help="let a world of 24 months live on until a day (YYYY-MM-DD, today)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say so."""
        if settings.IN_PRODUCTION:
            raise CommandError("The demo is for development: its people have known passwords.")
        getattr(self, f"_{options['what']}")(options)

    def _create(self, options: dict[str, Any]) -> None:
        world = World.objects.first()
        if world:
            raise CommandError(f"A world stands already ({world}). `demo reset` builds another in its place.")
        if Employee.objects.exists():
            raise CommandError("There is data here that the demo did not make. `demo reset` empties everything first.")
        call_command("createcachetable")
        world = build_showing_progress(Recipe(options["seed"], options["months"], options["people"], options["until"]))
        self.stdout.write(f"Built in {world.seconds} s: {world.counts}")
        self._personas(options)

    def _reset(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"{empty()} tables emptied.")
        self._create(options)

    def _summary(self, options: dict[str, Any]) -> None:
        world = World.objects.first()
        if world is None:
            raise CommandError("No world yet: `demo create` builds one.")
        self.stdout.write("\n".join(lines(world)))

    def _personas(self, options: dict[str, Any]) -> None:
        self.stdout.write("\n".join(persona_table()))

    def _code(self, options: dict[str, Any]) -> None:
        found = next((person for person in local_personas() if person.email == options["email"]), None)
        if found is None:
            raise CommandError("Nobody of the demo signs in with that e-mail; `demo personas` lists them.")
        self.stdout.write(found.code)
