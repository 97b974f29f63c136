"""Reads on runs: their list, their plan, and how a source fares."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from portal.core import audit
from portal.core.transitions import history
from portal.people.enums import OPEN_RUNS, RunState
from portal.people.models import Company, Employee, SyncChange, SyncRejection, SyncRun
from portal.people.rules.brakes import Brakes

STALE_AFTER = timedelta(days=8)
REFUSED = "people.refuse_file"


@dataclass(frozen=True)
class RefusedFile:
    """A file that could not be read at all: when, the code of the refusal, and the fields it names."""

    at: datetime
    code: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceHealth:
    """How a source fares: its last run applied, the one that waits for a person, whether it has been silent too long, the run that
    is open, held or not, and the last file if it could not be read.
    """

    source: str
    last_good: SyncRun | None
    waiting: SyncRun | None
    stale: bool
    open_run: SyncRun | None = None
    refused: RefusedFile | None = None


@dataclass(frozen=True)
class Progress:
    """How far a run is: "reading" rows or "applying" changes, so many of so many."""

    doing: str
    done: int
    of: int


@dataclass(frozen=True)
class Line:
    """One field of one change, as the dry run tells it."""

    external_id: str
    event: str
    field: str
    before: Any
    after: Any


def runs(*, source: str = "") -> QuerySet[SyncRun]:
    """Return the runs, latest first, of one source or of all."""
    return SyncRun.objects.filter(source=source) if source else SyncRun.objects.all()


def runs_held_first() -> QuerySet[SyncRun]:
    """Return the runs of all sources: those that wait for a person first, then the latest."""
    waits = Case(When(state=RunState.HELD, then=0), default=1)
    return SyncRun.objects.order_by(waits, "-created_at", "-id")


def progress_of(*, run: SyncRun) -> Progress | None:
    """Return how far a run is that is being read or applied, or None when it stands still."""
    if run.state == RunState.FETCHED:
        return Progress("reading", run.rows_read, max(run.size, run.rows_read, 1))
    if run.state == RunState.APPROVED and (run.apply_started_at is not None or run.decided_at is not None):
        return Progress("applying", run.applied_count, max(sum(run.counts.values()), 1))
    return None


def run(*, run_id: UUID) -> SyncRun | None:
    """Return a run, or None."""
    return SyncRun.objects.filter(pk=run_id).first()


def open_run(*, source: str) -> SyncRun | None:
    """Return the run of a source that is neither applied nor given up; there is at most one."""
    return SyncRun.objects.filter(source=source, state__in=OPEN_RUNS).first()


def runs_to_finish(*, source: str = "") -> list[SyncRun]:
    """Return the approved runs, of one source or all, whose application began or that a person let through, the oldest first."""
    begun = SyncRun.objects.filter(Q(apply_started_at__isnull=False) | Q(decided_at__isnull=False), state=RunState.APPROVED)
    return list((begun.filter(source=source) if source else begun).order_by("created_at", "id"))


def last_good(*, source: str) -> SyncRun | None:
    """Return the last run applied of a source, or None."""
    return SyncRun.objects.filter(source=source, state=RunState.APPLIED).order_by("-applied_at", "-id").first()


def last_whole(*, source: str) -> SyncRun | None:
    """Return the last run applied of a source that named everybody, or None: what a whole file is compared with."""
    whole = SyncRun.objects.filter(source=source, state=RunState.APPLIED, partial=False)
    return whole.order_by("-applied_at", "-id").first()


def last_cursor(*, source: str) -> str:
    """Return where the next delta of a source begins: what its last run applied says, "" when nothing does."""
    applied = SyncRun.objects.filter(source=source, state=RunState.APPLIED).exclude(cursor="")
    return applied.order_by("-applied_at", "-id").values_list("cursor", flat=True).first() or ""


def compared_with(*, source: str) -> list[SyncRun]:
    """Return the runs of a source that those to come are held against: the last applied, the last whole one, that of the cursor."""
    applied = SyncRun.objects.filter(source=source, state=RunState.APPLIED).order_by("-applied_at", "-id")
    firsts = (applied.first(), applied.filter(partial=False).first(), applied.exclude(cursor="").first())
    return [run for run in firsts if run is not None]


def source_health(*, at: datetime) -> list[SourceHealth]:
    """Return every source that ever sent a file, by name, be it one that could not be read."""
    ran = set(SyncRun.objects.order_by().values_list("source", flat=True).distinct())
    refused = {str(facts["source"]) for facts in audit.trail(room="people").filter(action=REFUSED).values_list("facts", flat=True)}
    return [_health(source, at) for source in sorted(ran | refused)]


def _health(source: str, at: datetime) -> SourceHealth:
    good, unfinished = last_good(source=source), open_run(source=source)
    waiting = unfinished if unfinished is not None and unfinished.state == RunState.HELD else None
    stale = good is None or good.applied_at is None or at - good.applied_at > STALE_AFTER
    heard = [run.applied_at or run.created_at for run in (good, unfinished) if run is not None]
    return SourceHealth(source, good, waiting, stale, unfinished, _refused(source, max(heard, default=None)))


def _refused(source: str, since: datetime | None) -> RefusedFile | None:
    """Return the last file of a source that could not be read at all, if none came to anything after it."""
    refusals = audit.trail(room="people").filter(action=REFUSED, facts__source=source)
    row = (refusals.filter(at__gt=since) if since else refusals).first()
    return RefusedFile(row.at, str(row.facts["code"]), tuple(row.facts.get("fields", ()))) if row else None


def given_up(*, run: SyncRun) -> tuple[str, str]:
    """Return by which step a run was given up and the code of why, "" where the step says it all; two empty texts if it was not."""
    last = history(run.id).last() if run.state == RunState.ABORTED else None
    return (last.step, last.reason) if last else ("", "")


def is_forgotten(*, run: SyncRun) -> bool:
    """Return whether a run's plan went at the end of its retention: its counts are there, its changes no more."""
    closed = run.state not in OPEN_RUNS and sum(run.counts.values()) > 0
    return closed and not SyncChange.objects.filter(run=run).exists()


def changes_of(*, run: SyncRun, event: str = "", text: str = "") -> QuerySet[SyncChange]:
    """Return the changes of a run by external id, of one event or all; `text` is the start of an external id."""
    chosen = Q(run=run)
    if event:
        chosen &= Q(event=event)
    if text:
        chosen &= Q(external_id__istartswith=text)
    return SyncChange.objects.filter(chosen)


def names_of(*, source: str, external_ids: Sequence[str]) -> dict[str, str]:
    """Return the names of some employees of a source, by external id; who has none is left out."""
    found = Employee.objects.filter(source=source, external_id__in=external_ids).order_by("external_id")
    return {employee.external_id: employee.name for employee in found if employee.name}


def rejections_of(*, run: SyncRun) -> QuerySet[SyncRejection]:
    """Return the rows a run left aside, in the order of the file."""
    return SyncRejection.objects.filter(run=run)


def dry_run(*, run: SyncRun) -> Iterator[Line]:
    """Yield every field that a run would change, in a stream."""
    for change in changes_of(run=run).iterator(chunk_size=2000):
        for field, after in change.after.items():
            yield Line(change.external_id, change.event, field, change.before.get(field), after)


def brakes() -> Brakes:
    """Return the thresholds in force."""
    stored: Sequence[dict[str, int]] = list(Company.objects.values_list("brakes", flat=True)[:1])
    return Brakes.of(stored[0] if stored else {})
