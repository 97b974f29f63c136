"""The workforce's sources at the terminal: plan, apply, status, resume, watch."""

import time
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from integrations.hris import registry, report, watching
from integrations.hris.csv_drop.inbox import look_twice
from integrations.hris.csv_drop.mapping import files
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.errors import Refusal
from portal.journeys import workforce
from portal.people import operations, queries
from portal.people.enums import RunState
from portal.people.models import SyncRun
from portal.people.ports import Snapshot
from portal.ui.spreadsheets import csv_lines, workbook_bytes
from portal.ui.workforce_words import dry_run_cells, dry_run_header, why_refused

PAUSE = 2.0
ItemT = TypeVar("ItemT")


class Command(BaseCommand):
    """`hris plan|apply|status|resume|watch [SOURCE]`."""

    help = "Plan what a source of the workforce changes, apply the plan, show its last runs, go on after a crash, or watch folders."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, with which source."""
        parser.add_argument("action", choices=("plan", "apply", "status", "resume", "watch"))
        parser.add_argument(
            "source", nargs="?", default="", help=f"a file drop ({', '.join(files())}), or a source set up to be called"
        )
        parser.add_argument("--file", type=Path, help="a file in place of the source's own (plan, apply)")
        parser.add_argument("--csv", type=Path, help="where to write the dry run (plan)")
        parser.add_argument("--xlsx", type=Path, help="the same as a workbook (plan)")
        parser.add_argument("--once", action="store_true", help="look at the folders once and end (watch)")
        parser.add_argument("--every", type=float, default=30, help="seconds between two looks (watch)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load, call once, say."""
        self.quiet = options["verbosity"] < 1 or not self.stderr.isatty()
        action, source = options["action"], options["source"]
        if not source and action in {"plan", "apply"}:
            raise CommandError(_("Dites quelle source. Sources connues : %(known)s.") % {"known": ", ".join(registry.names())})
        try:
            if action == "watch":
                self.watch(source, once=options["once"], every=options["every"])
            elif action == "plan":
                self.plan(source, options["file"], csv=options["csv"], xlsx=options["xlsx"])
            elif action == "apply":
                self.apply(source, options["file"])
            else:
                getattr(self, action)(source)
        except Refusal as refusal:
            raise CommandError(why_refused(refusal)) from None
        except OSError as error:
            raise CommandError(_("%(file)s ne peut pas être écrit ou lu : %(why)s") % _named(error)) from None

    def watch(self, source: str, *, once: bool, every: float) -> None:
        """Take the files that come into the folders, until stopped."""
        folders = watching.inboxes(source=registry.source(source).name if source else "")
        self._say(
            [_("Dossiers surveillés : %(folders)s") % {"folders": ", ".join(str(inbox.folder) for inbox in folders.values())}]
        )
        look_twice(folders.values(), pause=min(every, PAUSE), at=clock.now())
        while True:
            folders = {**watching.inboxes(source=source), **folders}
            for name, inbox in folders.items():
                for taken in watching.take_whole(inbox, source=name, by=SYSTEM, at=clock.now()):
                    self._say([f"{taken.source} : {taken.told}", f"  {taken.path}"])
            if once:
                return
            time.sleep(every)

    def resume(self, source: str) -> None:
        """Finish what a crash left half applied."""
        source = registry.source(source).name if source else ""
        runs = workforce.resume(source=source, by=SYSTEM, at=clock.now())
        self._say(map(report.finished, runs) if runs else [_("Rien n’est resté à moitié appliqué.")])

    def plan(self, source: str, file: Path | None, *, csv: Path | None = None, xlsx: Path | None = None) -> SyncRun:
        """Plan and say so; write the dry run where it is asked for."""
        run = operations.plan_run(snapshot=self._snapshot(source, file), by=SYSTEM, at=clock.now())
        self._say(report.plan(run))
        for out, write in ((csv, write_dry_run), (xlsx, write_workbook)):
            if out is not None:
                write(run, out)
                self.stdout.write(_("Essai à blanc écrit dans %(file)s") % {"file": out})
        self._say(["", report.next_step(run, file=file)])
        return run

    def apply(self, source: str, file: Path | None) -> None:
        """Apply the approved plan of the file, made now when there is none; a file already applied changes nothing."""
        for half in queries.runs_to_finish(source=source):
            self._say([report.finished(self._apply(half))])
        snapshot = self._snapshot(source, file)
        good, run = queries.last_good(source=source), queries.open_run(source=source)
        if good is not None and good.file_sha256 == snapshot.file_sha256:
            self._say([_("Ce fichier est déjà appliqué : rien à écrire.")])
            return
        if run is None or not _plans(run, snapshot):
            run = self.plan(source, file)
        if run.state != RunState.APPROVED:
            raise CommandError(report.next_step(run))
        self._say([report.applied(self._apply(run))])

    def status(self, source: str) -> None:
        """Show the last runs of a source, or of all."""
        for name in [registry.source(source).name] if source else registry.names():
            self._say(report.status(name))

    def _apply(self, run: SyncRun) -> SyncRun:
        with tqdm(total=sum(run.counts.values()), desc=_("Application"), file=self.stderr, disable=self.quiet) as bar:
            return workforce.apply_approved(run=run, by=SYSTEM, at=clock.now(), progress=bar.update)

    def _snapshot(self, source: str, file: Path | None) -> Snapshot:
        snapshot = registry.source(source, file=file).snapshot(as_of=clock.today())
        return replace(snapshot, rows=self._watched(snapshot.rows, snapshot.size))

    def _watched(self, rows: Iterable[ItemT], size: int) -> Iterator[ItemT]:
        yield from tqdm(rows, total=size, desc=_("Lecture"), file=self.stderr, disable=self.quiet, leave=False)

    def _say(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)


def _named(error: OSError) -> dict[str, str]:
    return {"file": str(error.filename or ""), "why": str(error.strerror)}


def _plans(run: SyncRun, snapshot: Snapshot) -> bool:
    """Whether a run is the whole plan of a file: one killed while planning is not."""
    return run.file_sha256 == snapshot.file_sha256 and run.planned_at is not None


def write_dry_run(run: SyncRun, out: Path) -> None:
    """Write every field that a run would change as CSV."""
    with out.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(csv_lines(dry_run_header(), map(dry_run_cells, queries.dry_run(run=run))))


def write_workbook(run: SyncRun, out: Path) -> None:
    """Write every field that a run would change as a workbook."""
    out.write_bytes(workbook_bytes(dry_run_header(), map(dry_run_cells, queries.dry_run(run=run))))
