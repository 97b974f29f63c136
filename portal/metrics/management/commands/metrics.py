"""Figures from the command line: attack the disclosure control with a file of one's own."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

SECONDS = 300.0


class Command(BaseCommand):
    """`metrics disclosure FILE.json`."""

    help = "Ask the disclosure control which of the sets of a file could be published, and why the others not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and on what."""
        what = parser.add_subparsers(dest="what", required=True)
        disclosure = what.add_parser("disclosure", help='a file {"k": 10, "ledger": {name: [ids]}, "new": {name: [ids]}}')
        disclosure.add_argument("file", help="the file, or - for what is piped in")
        disclosure.add_argument("--format", choices=("text", "json"), default="text")
        disclosure.add_argument("--seconds", type=float, default=SECONDS, help="when they are over, nothing is published")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say so."""
        self._disclosure(options["file"], as_json=options["format"] == "json", seconds=options["seconds"])

    def _disclosure(self, file: str, *, as_json: bool, seconds: float) -> None:
        from portal.metrics import attack_files  # noqa: PLC0415  numpy and scipy load when something is computed, not at start-up

        try:
            text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
            question = attack_files.read(text)
        except (OSError, UnicodeDecodeError, attack_files.Unreadable) as error:
            raise CommandError(f"{file}: {error}") from error
        found = attack_files.answer(question, seconds=seconds)
        if as_json:
            self.stdout.write(json.dumps({"kept": found.kept, "withheld": found.withheld}, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"k = {question.k}: {len(found.kept)} kept, {len(found.withheld)} withheld")
        for name in found.kept:
            self.stdout.write(f"  kept      {name}")
        for name, why in found.withheld.items():
            self.stdout.write(f"  withheld  {name}: {why}")
