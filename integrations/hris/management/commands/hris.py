"""The workforce's sources at the terminal: plan, apply, status."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from integrations.hris import registry, report
from integrations.hris.csv_drop.mapping import files
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.errors import Refusal
from portal.journeys import workforce
from portal.people import operations, queries
from portal.people.enums import RunState
from portal.people.models import SyncRun
from portal.people.ports import Snapshot
from portal.ui.spreadsheets import csv_lines
from portal.ui.workforce_words import dry_run_cells, dry_run_header, why_refused

ItemT = TypeVar("ItemT")


class Command(BaseCommand):
    """`hris plan|apply|status SOURCE [--file F] [--csv OUT]`."""

    help = "Plan what a source of the workforce changes, apply the plan, or show its last runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, with which source."""
        parser.add_argument("action", choices=("plan", "apply", "status"))
        parser.add_argument("source", help=f"a file drop ({', '.join(files())}), or a source set up to be called")
        parser.add_argument("--file", type=Path, help="a file in place of the source's own")
        parser.add_argument("--csv", type=Path, help="where to write the dry run (plan)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load, call once, say."""
        self.quiet = options["verbosity"] < 1 or not self.stderr.isatty()
        try:
            getattr(self, options["action"])(options["source"], options["file"], options["csv"])
        except Refusal as refusal:
            raise CommandError(why_refused(refusal)) from None

    def plan(self, source: str, file: Path | None, out: Path | None) -> SyncRun:
        """Plan and say so; write the dry run where it is asked for."""
        run = operations.plan_run(snapshot=self._snapshot(source, file), by=SYSTEM, at=clock.now())
        self._say(report.plan(run))
        if out is not None:
            write_dry_run(run, out)
            self.stdout.write(_("Essai à blanc écrit dans %(file)s") % {"file": out})
        self._say(["", report.next_step(run)])
        return run

    def apply(self, source: str, file: Path | None, _out: Path | None) -> None:
        """Apply the approved plan of the file, made now when there is none; a file already applied changes nothing."""
        snapshot = self._snapshot(source, file)
        good, run = queries.last_good(source=source), queries.open_run(source=source)
        if good is not None and good.file_sha256 == snapshot.file_sha256:
            self._say([_("Ce fichier est déjà appliqué : rien à écrire.")])
            return
        if run is None or (run.apply_started_at is None and not _plans(run, snapshot)):
            run = self.plan(source, file, None)
        if run.state != RunState.APPROVED:
            raise CommandError(report.next_step(run))
        with tqdm(total=sum(run.counts.values()), desc=_("Application"), file=self.stderr, disable=self.quiet) as bar:
            workforce.apply_approved(run=run, by=SYSTEM, at=clock.now(), progress=bar.update)
        self._say([report.applied(run)])

    def status(self, source: str, *_: Any) -> None:
        """Show the last runs of a source."""
        self._say(report.status(registry.source(source).name))

    def _snapshot(self, source: str, file: Path | None) -> Snapshot:
        snapshot = registry.source(source, file=file).snapshot(as_of=clock.today())
        return replace(snapshot, rows=self._watched(snapshot.rows, snapshot.size))

    def _watched(self, rows: Iterable[ItemT], size: int) -> Iterator[ItemT]:
        yield from tqdm(rows, total=size, desc=_("Lecture"), file=self.stderr, disable=self.quiet, leave=False)

    def _say(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)


def _plans(run: SyncRun, snapshot: Snapshot) -> bool:
    """Whether a run is the whole plan of a file: one killed while planning is not."""
    return run.file_sha256 == snapshot.file_sha256 and run.planned_at is not None


def write_dry_run(run: SyncRun, out: Path) -> None:
    """Write every field that a run would change as CSV."""
    with out.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(csv_lines(dry_run_header(), map(dry_run_cells, queries.dry_run(run=run))))
