"""The catalogue file: planned whole, then written whole or not at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit, clock
from portal.programmes import rules
from portal.programmes.enums import ProgrammeStatus
from portal.programmes.errors import ImportRefused
from portal.programmes.models import Association, Intake, Programme
from portal.programmes.rules.exchange import CatalogueRow, RowError, read_row

from .programmes import write_steps
from .version import bump


@dataclass
class ImportReport:
    """What an import did, or would do: codes of programmes, number of new or changed associations and intakes."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    associations: int = 0
    associations_changed: int = 0
    intakes: int = 0

    @property
    def wrote(self) -> bool:
        """Whether anything was new or other."""
        return bool(self.created or self.changed or self.associations or self.associations_changed or self.intakes)


@dataclass(frozen=True)
class _Held:
    """The catalogue as it stands, by code; intakes by code of the programme and start."""

    homes: dict[str, Association]
    programmes: dict[str, Programme]
    intakes: dict[tuple[str, date], Intake]


@transaction.atomic
def import_catalogue(*, rows: Iterable[Mapping[str, Any]], by: Actor, at: datetime, dry_run: bool = False) -> ImportReport:
    """Bring the catalogue in step with flat rows (`rules.files.read`): programmes by code, intakes by their start.

    The same file twice changes nothing the second time. Raises ImportRefused, with each row, field and rule, when anything is
    wrong; then nothing is written.
    """
    held = _Held(
        {home.code: home for home in Association.objects.all()},
        {one.code: one for one in Programme.objects.select_related("association").prefetch_related("quality_steps")},
        {(intake.programme.code, intake.starts_on): intake for intake in Intake.objects.select_related("programme")},
    )
    today = clock.local_day(at)
    read, errors = _read_all(rows)
    errors += [*_contradictions(read), *_conflicts(read, held, today)]
    if errors:
        raise ImportRefused(sorted(errors, key=lambda error: (error.row, error.field)))
    report, written = ImportReport(), dict[str, Programme]()
    for row in read:
        home = _association(row, held.homes, report)
        code = row.programme["code"]
        if code not in written:
            written[code] = _programme(row, home, held.programmes.get(code), report)
        if row.intake:
            _intake(row.intake, written[code], held.intakes.get((code, row.intake["starts_on"])), today, report)
    if dry_run:
        transaction.set_rollback(True)
        return report
    if report.wrote:
        bump()
        created, changed = len(report.created), len(report.changed)
        audit.record(
            "programmes.import_catalogue",
            by=by,
            at=at,
            created=created,
            changed=changed,
            intakes=report.intakes,
            associations=report.associations + report.associations_changed,
        )
    return report


def _read_all(rows: Iterable[Mapping[str, Any]]) -> tuple[list[CatalogueRow], list[RowError]]:
    read: list[CatalogueRow] = []
    errors: list[RowError] = []
    for number, flat in enumerate(rows, start=1):
        row, wrong = read_row(flat, row=number)
        errors += wrong
        if row:
            read.append(row)
    return read, errors


def _contradictions(read: Sequence[CatalogueRow]) -> Iterator[RowError]:
    """What rows say against one another: an intake given twice, and a programme or an association that is told in two ways."""
    seen: set[tuple[str, date | None]] = set()
    programmes: dict[str, CatalogueRow] = {}
    told: dict[tuple[str, str], Any] = {}
    for row in read:
        code, home = row.programme["code"], row.association["code"]
        start = row.intake["starts_on"] if row.intake else None
        if (code, start) in seen:
            yield RowError(row.row, "clientId", "duplicate")
        seen.add((code, start))
        first = programmes.setdefault(code, row)
        if (first.programme, first.steps, first.association["code"]) != (row.programme, row.steps, home):
            yield RowError(row.row, "clientId", "says_otherwise")
        if any(told.setdefault((home, name), value) != value for name, value in row.association.items() if value):
            yield RowError(row.row, "organizationClientId", "says_otherwise")


def _conflicts(read: Sequence[CatalogueRow], held: _Held, today: date) -> Iterator[RowError]:
    """What rows say against what is held: another association's code, places taken, dates, and nobody to answer a worry."""
    for row in read:
        known = held.programmes.get(row.programme["code"])
        if known and known.association.code != row.association["code"]:
            yield RowError(row.row, "clientId", "code_of_another_association")
        if row.intake:
            intake = held.intakes.get((row.programme["code"], row.intake["starts_on"]))
            if intake and row.intake["places_offered"] < intake.places_taken:
                yield RowError(row.row, "places", "fewer_than_taken")
            dates = _dates(row.intake, intake, today)
            if dates["closes_on"] < dates["opens_on"]:
                yield RowError(row.row, "binome.closesOn", "dates_reversed")
        if objection := _opening_objection(row, held.homes.get(row.association["code"]), known):
            yield RowError(row.row, "binome.safeguardingHours", objection)


def _opening_objection(row: CatalogueRow, home: Association | None, known: Programme | None) -> str | None:
    opens = row.programme["status"] == ProgrammeStatus.OPEN and (known is None or known.status != ProgrammeStatus.OPEN)
    if not opens:
        return None
    hours = row.association["safeguarding_hours"] or (home.safeguarding_hours if home else {})
    stands_in = row.association["safeguarding_phone"] or (home and (home.safeguarding_backup_id or home.safeguarding_phone))
    return None if rules.safeguarding_ready(hours=hours, has_backup=bool(stands_in)) else "safeguarding_not_ready"


def _association(row: CatalogueRow, homes: dict[str, Association], report: ImportReport) -> Association:
    """Create the association, or write what the row says of it; what it leaves out stays."""
    home = homes.get(row.association["code"])
    if home is None:
        report.associations += 1
        home = homes[row.association["code"]] = Association.objects.create(**row.association)
        return home
    said = {name: value for name, value in row.association.items() if value and getattr(home, name) != value}
    if said:
        for name, value in said.items():
            setattr(home, name, value)
        home.save(update_fields=tuple(said))
        report.associations_changed += 1
    return home


def _programme(row: CatalogueRow, home: Association, known: Programme | None, report: ImportReport) -> Programme:
    code = row.programme["code"]
    if known is None:
        report.created.append(code)
        made = Programme.objects.create(association=home, **row.programme)
        write_steps(made, row.steps)
        return made
    same = all(getattr(known, name) == value for name, value in row.programme.items())
    same_steps = {step.step: step.text for step in known.quality_steps.all()} == row.steps
    if same and same_steps:
        report.unchanged.append(code)
        return known
    report.changed.append(code)
    for name, value in row.programme.items():
        setattr(known, name, value)
    known.save()
    if not same_steps:
        write_steps(known, row.steps)
    return known


def _intake(said: dict[str, Any], programme: Programme, known: Intake | None, today: date, report: ImportReport) -> None:
    values = said | _dates(said, known, today)
    if known is None:
        report.intakes += 1
        Intake.objects.create(programme=programme, **values)
    elif any(getattr(known, name) != value for name, value in values.items()):
        report.intakes += 1
        Intake.objects.filter(pk=known.pk).update(**values)


def _dates(said: Mapping[str, Any], known: Intake | None, today: date) -> dict[str, date]:
    """When an intake opens and closes: as said, or as it is held, or from today until it starts."""
    start: date = said["starts_on"]
    opens_on, closes_on = (known.opens_on, known.closes_on) if known else (min(today, start), start)
    return {"opens_on": said["opens_on"] or opens_on, "closes_on": said["closes_on"] or closes_on}
