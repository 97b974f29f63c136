"""Planning a run: a snapshot read once, in a stream, against what is known; the plan is written as rows and changes nobody."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice

from django.db import transaction

from portal.core import audit
from portal.core.actors import Acting
from portal.people import queries
from portal.people.enums import OPEN_RUNS, ChangeEvent, RowRule
from portal.people.enums import EmployeeStatus as Status
from portal.people.errors import RunRefused
from portal.people.models import SyncChange, SyncRejection, SyncRun
from portal.people.ports import Rejected, Snapshot
from portal.people.rules.brakes import GOING, Brakes, LastGood, Tally, reasons
from portal.people.rules.differ import Change, absent, changed, joined, reappeared
from portal.people.rules.record import EmployeeRecord
from portal.people.states import RUN

from .base_state import Base, Known

CHUNK = 1000
EMPLOYED = frozenset({Status.ACTIVE, Status.ON_LEAVE})
Item = tuple[int, EmployeeRecord] | Rejected


def plan_run(*, snapshot: Snapshot, by: Acting, at: datetime) -> SyncRun:
    """Plan what a snapshot changes and return the run, held or approved; an open run of the source gives way to it.

    Written in chunks, each in a transaction: killed half-way, it leaves an open run that the next one replaces. Raises RunRefused
    "run_unfinished" while another run of the source is half applied.
    """
    run = _begin(snapshot, by, at)
    planner = _Planner(run, snapshot, queries.brakes(), Base.of(snapshot.source, snapshot.as_of))
    run.base_hash = planner.base.fingerprint()
    for batch in _batches(snapshot.rows):
        planner.take(batch)
    if not snapshot.partial:
        planner.take_absent()
    return _finish(run, snapshot, planner, by, at)


@transaction.atomic
def _begin(snapshot: Snapshot, by: Acting, at: datetime) -> SyncRun:
    before = SyncRun.objects.select_for_update().filter(source=snapshot.source, state__in=OPEN_RUNS).first()
    if before is not None and before.apply_started_at is not None:
        raise RunRefused("run_unfinished", run=str(before.id))
    if before is not None:
        RUN.run(before, "give_way", by=by, at=at)
        SyncChange.objects.filter(run=before).delete()
    return SyncRun.objects.create(
        source=snapshot.source,
        file_name=snapshot.file_name,
        file_sha256=snapshot.file_sha256,
        file_at=snapshot.file_at,
        as_of=snapshot.as_of,
        refused_columns=[{"name": column.name, "why": str(column.why)} for column in snapshot.refused_columns],
        units=asdict(snapshot.units),
        partial=snapshot.partial,
        cursor=snapshot.cursor,
        created_at=at,
    )


@transaction.atomic
def _finish(run: SyncRun, snapshot: Snapshot, planner: "_Planner", by: Acting, at: datetime) -> SyncRun:
    planner.set_duplicates_aside()
    tally = planner.tally
    good = None if snapshot.partial else queries.last_whole(source=run.source)
    last = LastGood(good.population, good.file_sha256, good.file_at) if good else None
    holds = reasons(tally=tally, brakes=planner.brakes, last=last, file_sha256=run.file_sha256, file_at=run.file_at)
    read = {"rows_read": tally.rows, "rows_rejected": tally.rejected, "population": tally.population}
    RUN.run(run, "read", by=by, at=at, changes=read)
    counts = {str(event): count for event, count in sorted(tally.events.items()) if count}
    held_for = [hold.as_data() for hold in [*snapshot.complaints, *holds]]
    planned = {"base_hash": run.base_hash, "counts": counts, "held_for": held_for, "planned_at": at}
    RUN.run(run, "plan", by=by, at=at, changes=planned)
    RUN.run(run, "hold" if held_for else "let_through", by=by, at=at)
    codes = [hold["code"] for hold in held_for]
    audit.record("people.plan_run", by=by, at=at, subject=run.id, source=run.source, changes=sum(counts.values()), held_for=codes)
    return run


@dataclass
class _Planner:
    """Takes rows batch by batch; keeps what was seen, the counts, and nothing of the rows."""

    run: SyncRun
    snapshot: Snapshot
    brakes: Brakes
    base: Base
    tally: Tally = field(default_factory=Tally)
    seen: set[str] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)
    addresses: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.tally.employed.update(self.base.employed)

    @transaction.atomic
    def take(self, batch: list[Item]) -> None:
        """Plan a batch of rows."""
        rejected = [item for item in batch if isinstance(item, Rejected)]
        new, moved = [], {}
        for item in batch:
            self.tally.rows += 1
            if isinstance(item, Rejected):
                continue
            number, record = item
            if record.external_id in self.seen:
                self.twice.add(record.external_id)
                rejected.append(Rejected(number, "external_id", RowRule.DUPLICATE))
                continue
            self._count(record)
            known = self.base.known.get(record.external_id)
            if known is None:
                new.append(record)
            elif known.differs(record):
                moved[record.external_id] = (known, record)
        self._write(self._planned(new, moved))
        self._reject(rejected)

    @transaction.atomic
    def take_absent(self) -> None:
        """Plan what happens to those whom the file does not name."""
        missing = [name for name, known in self.base.known.items() if name not in self.seen and known.status != Status.ENDED]
        for names in _chunks(missing):
            before = self.base.records(names)
            changes = (
                absent(before[name], missed=self.base.known[name].missed, ends_after=self.brakes.ends_after, as_of=self.run.as_of)
                for name in names
            )
            self._write(changes)

    def set_duplicates_aside(self) -> None:
        """Leave alone whoever the file names twice, whichever row came first."""
        self.tally.duplicate_ids = len(self.twice)
        for names in _chunks(sorted(self.twice)):
            gone = SyncChange.objects.filter(run=self.run, external_id__in=names)
            for event in gone.values_list("event", flat=True):
                self.tally.events[ChangeEvent(event)] -= 1
            gone.delete()

    def _count(self, record: EmployeeRecord) -> None:
        self.seen.add(record.external_id)
        if record.status == Status.ENDED:
            return
        self.tally.population += record.status in EMPLOYED
        if record.work_email:
            address = hash(record.work_email.casefold())
            self.tally.duplicate_emails += address in self.addresses
            self.addresses.add(address)

    def _planned(self, new: list[EmployeeRecord], moved: dict[str, tuple[Known, EmployeeRecord]]) -> Iterator[Change]:
        yield from map(joined, new)
        before = self.base.records(list(moved))
        for name, (known, record) in moved.items():
            yield from changed(before[name], record)
            if known.missed:
                yield reappeared(name, missed=known.missed)

    def _write(self, changes: Iterable[Change]) -> None:
        rows = []
        for change in changes:
            self.tally.events[change.event] += 1
            if change.event in GOING:
                self.tally.going.update(self.base.known[change.external_id].places())
            rows.append(SyncChange(run=self.run, **{name: getattr(change, name) for name in Change.__slots__}))
        SyncChange.objects.bulk_create(rows, batch_size=CHUNK)

    def _reject(self, rejected: list[Rejected]) -> None:
        self.tally.rejected += len(rejected)
        self.tally.empty.update(item.field for item in rejected if item.rule == RowRule.EMPTY)
        SyncRejection.objects.bulk_create(
            SyncRejection(run=self.run, row=item.row, field=item.field, rule=item.rule) for item in rejected
        )


def _batches(rows: Iterable[Item]) -> Iterator[list[Item]]:
    stream = iter(rows)
    while batch := list(islice(stream, CHUNK)):
        yield batch


def _chunks(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), CHUNK):
        yield names[start : start + CHUNK]
