"""Planning a run: a snapshot read once, in a stream, against what is known; the plan is written as rows and changes nobody."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import islice
from uuid import UUID

from django.db import transaction

from portal.core import audit, bulk
from portal.core.actors import Acting
from portal.core.ids import new_id
from portal.people import queries
from portal.people.enums import OPEN_RUNS, ChangeEvent, RowRule, RunState
from portal.people.enums import EmployeeStatus as Status
from portal.people.errors import RunRefused
from portal.people.models import SyncChange, SyncRejection, SyncRun
from portal.people.ports import Rejected, Snapshot
from portal.people.rules import is_long_gone
from portal.people.rules.brakes import GOING, Arrival, Brakes, LastGood, Tally, reasons
from portal.people.rules.differ import Change, Patience, absent, changed, joined, reappeared
from portal.people.rules.record import EmployeeRecord
from portal.people.states import RUN

from .base_state import Base, Known, places

CHUNK = 1000
EMPLOYED = frozenset({Status.ACTIVE, Status.ON_LEAVE})
_CHANGE = ("run", "external_id", "event", "before", "after")
Item = tuple[int, EmployeeRecord] | Rejected


def plan_run(*, snapshot: Snapshot, by: Acting, at: datetime) -> SyncRun:
    """Plan what a snapshot changes and return the run, held or approved; an open run of the source gives way to it.

    Written in chunks, each in a transaction: killed half-way, it leaves an open run that the next one replaces. Raises RunRefused
    "run_unfinished" while another run of the source is half applied, "gave_way" when a newer one began meanwhile.
    """
    return _plan(_begin(snapshot, at, by), snapshot, by, at)


@transaction.atomic
def begin_run(*, run_id: UUID, snapshot: Snapshot, by: Acting, at: datetime) -> SyncRun:
    """Open the run of a file handed in, to be planned by `plan_begun`; an open run of the source gives way to it.

    Raises RunRefused "run_unfinished".
    """
    run = _begin(snapshot, at, by, run_id=run_id)
    audit.record("people.hand_in_file", by=by, at=at, subject=run.id, source=run.source)
    return run


def plan_begun(*, run: SyncRun, snapshot: Snapshot, by: Acting, at: datetime) -> SyncRun:
    """Plan a run that `begin_run` opened, from the start: what a killed try wrote is forgotten. Raises as `plan_run` does."""
    with transaction.atomic():
        _hold_on(run, 0)
        SyncChange.objects.filter(run=run).delete()
        SyncRejection.objects.filter(run=run).delete()
    return _plan(run, snapshot, by, at)


def _plan(run: SyncRun, snapshot: Snapshot, by: Acting, at: datetime) -> SyncRun:
    planner = _Planner(run, snapshot, queries.brakes(), Base.of(snapshot.source))
    for batch in _batches(snapshot.rows):
        planner.take(batch)
    if not snapshot.partial:
        planner.take_absent()
    return _finish(run, snapshot, planner, by, at)


@transaction.atomic
def _begin(snapshot: Snapshot, at: datetime, by: Acting, *, run_id: UUID | None = None) -> SyncRun:
    before = SyncRun.objects.select_for_update().filter(source=snapshot.source, state__in=OPEN_RUNS).first()
    if before is not None and before.apply_started_at is not None:
        raise RunRefused("run_unfinished", run=str(before.id))
    if before is not None:
        RUN.run(before, "give_way", by=by, at=at)
        SyncChange.objects.filter(run=before).delete()
    return SyncRun.objects.create(
        id=run_id or new_id(),
        source=snapshot.source,
        file_name=snapshot.file_name,
        file_sha256=snapshot.file_sha256,
        file_at=snapshot.file_at,
        as_of=snapshot.as_of,
        refused_columns=[{"name": column.name, "why": str(column.why)} for column in snapshot.refused_columns],
        units=asdict(snapshot.units),
        partial=snapshot.partial,
        cursor=snapshot.cursor,
        size=snapshot.size,
        created_at=at,
    )


@transaction.atomic
def _finish(run: SyncRun, snapshot: Snapshot, planner: "_Planner", by: Acting, at: datetime) -> SyncRun:
    _hold_on(run, planner.tally.rows)
    planner.set_duplicates_aside()
    tally = planner.tally
    good = None if run.partial else queries.last_whole(source=run.source)
    last = LastGood(good.population, good.file_sha256, good.file_at) if good else None
    arrival = Arrival(run.file_sha256, run.file_at, run.partial, snapshot.since)
    holds = reasons(tally=tally, brakes=planner.brakes, last=last, arrival=arrival)
    rows = {"rows_read": tally.rows, "rows_rejected": tally.rejected, "rows_long_gone": tally.long_gone}
    read = {**rows, "population": tally.population}
    RUN.run(run, "read", by=by, at=at, changes=read)
    counts = {str(event): count for event, count in sorted(tally.events.items()) if count}
    held_for = [hold.as_data() for hold in [*snapshot.complaints, *holds]]
    planned = {"base_hash": planner.fingerprint, "counts": counts, "held_for": held_for, "planned_at": at}
    RUN.run(run, "plan", by=by, at=at, changes=planned)
    RUN.run(run, "hold" if held_for else "let_through", by=by, at=at)
    codes = [hold["code"] for hold in held_for]
    audit.record("people.plan_run", by=by, at=at, subject=run.id, source=run.source, changes=sum(counts.values()), held_for=codes)
    return run


def _hold_on(run: SyncRun, rows: int) -> None:
    """Write down how many rows are read, and lock the run until the transaction ends. Raises RunRefused "gave_way"."""
    if not SyncRun.objects.filter(pk=run.pk, state=RunState.FETCHED).update(rows_read=rows):
        raise RunRefused("gave_way", run=str(run.id))


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
    fingerprint: str = ""

    def __post_init__(self) -> None:
        self.fingerprint = self.base.fingerprint()
        self.tally.employed.update(self.base.employed(self.snapshot.as_of))
        self.tally.population = self.tally.employed["all", ""] if self.snapshot.partial else 0

    @cached_property
    def _stripped(self) -> frozenset[str]:
        """The known ids as a spreadsheet leaves them that takes them for numbers: without their zeros."""
        return frozenset(name.lstrip("0") for name in self.base.known if name.startswith("0") and name.isdecimal())

    @transaction.atomic
    def take(self, batch: list[Item]) -> None:
        """Plan a batch of rows."""
        self.tally.rows += len(batch)
        _hold_on(self.run, self.tally.rows)
        rejected, new, moved = [], [], {}
        for item in batch:
            if isinstance(item, Rejected):
                rejected.append(item)
                continue
            number, record = item
            if record.external_id in self.seen:
                self.twice.add(record.external_id)
                rejected.append(Rejected(number, "external_id", RowRule.DUPLICATE))
                continue
            known = self.base.known.get(record.external_id)
            self._count(record, known)
            if known is None:
                if is_long_gone(status=record.status, end=record.end_date, on=self.run.as_of):
                    self.tally.long_gone += 1
                else:
                    new.append(record)
            elif known.differs(record):
                moved[record.external_id] = (known, record)
        self.tally.lost_zeros += sum(record.external_id in self._stripped for record in new)
        self._write(map(joined, new))
        self._write_moved(moved)
        self._reject(rejected)

    def take_absent(self) -> None:
        """Plan what happens to those whom the file does not name."""
        missing = [name for name, known in self.base.known.items() if name not in self.seen and known.status != Status.ENDED]
        for names in _chunks(missing):
            self._take_absent(names)

    @transaction.atomic
    def _take_absent(self, names: list[str]) -> None:
        _hold_on(self.run, self.tally.rows)
        before, since = self.base.records(names), self.base.missing_since(names)
        patience, as_of = Patience(self.brakes.ends_after, self.brakes.ends_after_days), self.run.as_of
        changes = [
            absent(before[name], missed=self.base.known[name].missed, since=since.get(name), patience=patience, as_of=as_of)
            for name in names
        ]
        self._note_going(changes, before)
        self._write(changes)

    def set_duplicates_aside(self) -> None:
        """Leave alone whoever the file names twice, whichever row came first."""
        self.tally.duplicate_ids = len(self.twice)
        for names in _chunks(sorted(self.twice)):
            gone = SyncChange.objects.filter(run=self.run, external_id__in=names)
            for event in gone.values_list("event", flat=True):
                self.tally.events[ChangeEvent(event)] -= 1
            gone.delete()

    def _count(self, record: EmployeeRecord, known: Known | None) -> None:
        self.seen.add(record.external_id)
        self.tally.population += record.status in EMPLOYED
        if self.snapshot.partial and known is not None:
            self.tally.population -= known.status in EMPLOYED
        if record.work_email and record.status != Status.ENDED:
            address = hash(record.work_email.casefold())
            self.tally.duplicate_emails += address in self.addresses
            self.addresses.add(address)

    def _write_moved(self, moved: dict[str, tuple[Known, EmployeeRecord]]) -> None:
        before = self.base.records(moved)
        since = self.base.missing_since([name for name, (known, _) in moved.items() if known.missed])
        changes = [change for name, (_, record) in moved.items() for change in changed(before[name], record)]
        changes += [reappeared(name, missed=moved[name][0].missed, since=day) for name, day in since.items()]
        self._note_going(changes, before)
        self._write(changes)

    def _note_going(self, changes: list[Change], before: dict[str, EmployeeRecord]) -> None:
        for change in changes:
            if change.event in GOING:
                record = before[change.external_id]
                self.tally.going.update(places(record.legal_entity_code, record.site_code))

    def _write(self, changes: Iterable[Change]) -> None:
        rows = [(self.run.pk, change.external_id, str(change.event), change.before, change.after) for change in changes]
        self.tally.events.update(ChangeEvent(event) for _, _, event, _, _ in rows)
        bulk.insert(SyncChange, _CHANGE, rows)

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
