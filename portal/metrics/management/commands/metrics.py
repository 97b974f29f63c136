"""Figures from the command line: publish a quarter, or attack the disclosure control with a file of one's own."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.errors import Refusal
from portal.metrics import operations, queries
from portal.metrics.enums import CellState, Why
from portal.metrics.errors import AlreadyPublished, OutOfOrder, PeriodNotClosed, QuartersOnly, YearsOnly
from portal.metrics.models import Release
from portal.metrics.periods import period_named

SECONDS = 300.0
NOTE = Release._meta.get_field("note").max_length or 0
OBSTACLES: dict[type[Refusal], str] = {
    PeriodNotClosed: "it is not over yet.",
    YearsOnly: "a small company publishes one closed year, such as 2025, and no quarter.",
    QuartersOnly: "only a small company publishes a year: name a quarter.",
    OutOfOrder: "a later period is published already; the control looks back, never forward.",
    AlreadyPublished: "it has its release already; a correction says by --note what it corrects.",
}
PUSHED = {"under_way": "it is on its way already.", "pushed_already": "it has this release already; --again sends it once more."}
# By family, as on the screen: which of a family it is would bound what is hidden.
WHY: dict[Why | None, str] = {
    Why.SIZE: "too few people, or a subtraction would isolate some",
    Why.CHANGE: "too few people came or left since the last value",
    Why.SPREAD: "one or two people, or a single answer, make most of it",
    Why.DOUBT: "the control did not decide in time",
    Why.MEMORY: "the memory of past releases is gone",
    None: "fewer pages than the smallest group",
}


class Command(BaseCommand):
    """`metrics publish --period 2026-Q3 [--dry-run]`, `metrics push [--to NAME]` and `metrics disclosure FILE.json`."""

    help = "Publish the figures of a closed quarter, push a release, or ask the control what of a file could be published."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and on what."""
        what = parser.add_subparsers(dest="what", required=True)
        disclosure = what.add_parser("disclosure", help='a file {"k": 10, "ledger": {name: [ids]}, "new": {name: [ids]}}')
        disclosure.add_argument("file", help="the file, or - for what is piped in")
        disclosure.add_argument("--format", choices=("text", "json"), default="text")
        disclosure.add_argument("--seconds", type=float, default=SECONDS, help="when they are over, nothing is published")

        push = what.add_parser("push", help="put a release in the outbox for the folders and addresses of the settings")
        push.add_argument("--release", type=int, help="its number; the newest otherwise")
        push.add_argument("--to", help="the name of one destination; all of them otherwise")
        push.add_argument("--again", action="store_true", help="to those who have it already, too")

        publish = what.add_parser("publish", help="publish a closed quarter; nothing of it can be changed afterwards")
        publish.add_argument("--period", required=True, help="2026-Q3; a small company: 2026")
        publish.add_argument("--note", default="", help="what is corrected, when the quarter has its release already")
        publish.add_argument("--dry-run", action="store_true", help="say what would be shown and what not, publish nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say so."""
        if options["what"] == "push":
            self._push(options["release"], options["to"], again=options["again"])
            return
        if options["what"] == "publish":
            self._publish(options["period"], options["note"].strip(), dry_run=options["dry_run"])
            return
        self._disclosure(options["file"], as_json=options["format"] == "json", seconds=options["seconds"])

    def _push(self, number: int | None, name: str | None, *, again: bool) -> None:
        release = next((one for one in queries.releases() if number in {None, one.number}), None)
        if release is None:
            raise CommandError("There is no such release: nothing was put in the outbox.")
        found = [one for one in queries.destinations() if name in {None, one.name}]
        if not found:
            raise CommandError("There is no such destination (Settings, Sending of figures): nothing was put in the outbox.")
        for one in found:
            try:
                operations.push_release(release=release, destination=one, again=again, by=SYSTEM, at=clock.now())
                self.stdout.write(f"{one.name}: release {release.number} is in the outbox and leaves with its next round.")
            except Refusal as refusal:
                self.stdout.write(f"{one.name}: {PUSHED[refusal.code]}")

    def _publish(self, period: str, note: str, *, dry_run: bool) -> None:
        at = clock.now()
        try:
            quarter = period_named(period)
        except ValueError as error:
            raise CommandError(f"{period!r} is no period: 2026-Q3, please, or 2026 for a small company.") from error
        if len(note) > NOTE:
            raise CommandError(f"The note is too long: {NOTE} signs at most.")
        if refusal := queries.obstacle(period=quarter, at=at, note=note):
            raise CommandError(f"{quarter}: {OBSTACLES[type(refusal)]} Nothing was published.")
        if dry_run:
            self._say_preview(str(quarter), queries.preview(quarter=quarter))
            return
        release = operations.publish_release(period=quarter, by=SYSTEM, at=at, note=note)
        self.stdout.write(f"{quarter}: release {release.number} published (k = {release.k}, seal {release.digest}).")

    def _say_preview(self, quarter: str, figures: list[queries.Preview]) -> None:
        cells = [cell for figure in figures for cell in figure.cells]
        shown = sum(cell.state is CellState.SHOWN for cell in cells)
        self.stdout.write(
            f"{quarter}: {shown} of {len(cells)} cells would be shown, k = {queries.next_k()}. Nothing was published."
        )
        for figure in figures:
            self.stdout.write(f"{figure.code}: {figure.count(CellState.SHOWN)} of {len(figure.cells)}")
            for cell in figure.cells:
                if cell.state is not CellState.SHOWN:
                    self.stdout.write(f"  {cell.state.value:<12} {cell.label or cell.key or 'all'}: {WHY[cell.why]}")

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
