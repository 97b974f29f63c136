"""Frameworks of soft skills from the command line: check a file, load it, list what is loaded."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.skills import frameworks, operations, queries
from portal.skills.errors import SkillsRefused
from portal.skills.shapes import Framework


class Command(BaseCommand):
    """`skills load FILE.json [--check]` and `skills list`."""

    help = "Load a framework of competences from a file, or list those that are loaded. Who began with one ends with it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and with which file."""
        what = parser.add_subparsers(dest="what", required=True)
        load = what.add_parser("load", help="new paths use it from now on")
        load.add_argument("file", nargs="?", default=str(frameworks.OURS), help="a JSON file; without one, ours")
        load.add_argument("--check", action="store_true", help="read it and say what it asks, load nothing")
        what.add_parser("list", help="the frameworks loaded, the one in use first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say so."""
        if options["what"] == "list":
            for place, one in enumerate(queries.instruments()):
                count = sum(len(competence.items) for competence in one.framework.competences)
                self.stdout.write(f"{one}  {count} items, loaded {one.loaded_at:%Y-%m-%d}{'  (in use)' if not place else ''}")
            return
        try:
            text = Path(options["file"]).read_text(encoding="utf-8-sig")
            framework, _ = frameworks.parse(text)
            if options["check"]:
                self._say(framework)
                return
            loaded = operations.load_framework(text=text, by=SYSTEM, at=clock.now())
        except (OSError, UnicodeDecodeError, frameworks.Unreadable) as error:
            raise CommandError(f"{options['file']}: {error} Nothing was loaded.") from error
        except SkillsRefused as refusal:
            code, version = refusal.facts["framework"], refusal.facts["version"]
            raise CommandError(
                f"{code} {version} is loaded already with other contents: give the file version {version + 1}. Nothing was loaded."
            ) from refusal
        self.stdout.write(f"{loaded} is loaded.")

    def _say(self, framework: Framework) -> None:
        self.stdout.write(f"{framework.code} {framework.version}: {framework.title.en}")
        for competence in framework.competences:
            self.stdout.write(f"  {competence.code}  {competence.name.en} ({len(competence.items)} items)")
        for notice in framework.notices:
            self.stdout.write(f"  {notice.en}")
        self.stdout.write("Nothing was loaded.")
