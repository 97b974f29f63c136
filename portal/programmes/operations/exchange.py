"""The catalogue file: planned whole, then written whole or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit, clock
from portal.programmes import rules
from portal.programmes.errors import ImportRefused
from portal.programmes.models import Association, Intake, Programme
from portal.programmes.rules.exchange import CatalogueRow, RowError, read_row

from .programmes import write_steps
from .version import bump


@dataclass
class ImportReport:
    """What an import did, or would do: codes of programmes, number of new associations and intakes."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    associations: int = 0
    intakes: int = 0


@transaction.atomic
def import_catalogue(*, rows: Iterable[Mapping[str, Any]], by: Actor, at: datetime, dry_run: bool = False) -> ImportReport:
    """Bring the catalogue in step with flat rows (`rules.files.read`): programmes by code, intakes by their start.

    The same file twice changes nothing the second time. Raises ImportRefused, with each row, field and rule, when anything is
    wrong; then nothing is written.
    """
    read, errors = _read_all(rows, today=clock.local_day(at))
    errors += _conflicts(read)
    if errors:
        raise ImportRefused(sorted(errors, key=lambda error: (error.row, error.field)))
    report = ImportReport()
    homes: dict[str, Association] = {home.code: home for home in Association.objects.all()}
    known = {one.code: one for one in Programme.objects.prefetch_related("quality_steps")}
    starts = {(intake.programme_id, intake.starts_on): intake for intake in Intake.objects.all()}
    for row in read:
        home = _association(row, homes, report)
        kept = known[row.programme["code"]] = _programme(row, home, known.get(row.programme["code"]), report)
        if row.intake:
            _intake(row.intake, kept, starts.get((kept.pk, row.intake["starts_on"])), report)
    if dry_run:
        transaction.set_rollback(True)
        return report
    if report.created or report.changed or report.associations or report.intakes:
        bump()
        created, changed = len(report.created), len(report.changed)
        audit.record("programmes.import_catalogue", by=by, at=at, created=created, changed=changed, intakes=report.intakes)
    return report


def _read_all(rows: Iterable[Mapping[str, Any]], *, today: date) -> tuple[list[CatalogueRow], list[RowError]]:
    read: list[CatalogueRow] = []
    errors: list[RowError] = []
    for number, flat in enumerate(rows, start=1):
        row, wrong = read_row(flat, row=number, today=today)
        errors += wrong
        if row:
            read.append(row)
    return read, errors


def _conflicts(read: Sequence[CatalogueRow]) -> list[RowError]:
    """What is wrong beyond one row: a code given twice or another association's, places taken, minors and nobody to answer."""
    errors: list[RowError] = []
    owners = dict(Programme.objects.values_list("code", "association__code"))
    homes = {home.code: home for home in Association.objects.all()}
    taken = {
        (code, start): count for code, start, count in Intake.objects.values_list("programme__code", "starts_on", "places_taken")
    }
    seen: set[tuple[str, date | None]] = set()
    for row in read:
        code, start = row.programme["code"], row.intake["starts_on"] if row.intake else None
        if (code, start) in seen:
            errors.append(RowError(row.row, "clientId", "duplicate"))
        seen.add((code, start))
        if owners.get(code, row.association["code"]) != row.association["code"]:
            errors.append(RowError(row.row, "clientId", "code_of_another_association"))
        if row.intake and row.intake["places_offered"] < taken.get((code, row.intake["starts_on"]), 0):
            errors.append(RowError(row.row, "places", "fewer_than_taken"))
        if objection := _opening_objection(row, homes.get(row.association["code"])):
            errors.append(RowError(row.row, "binome.safeguardingHours", objection))
    return errors


def _opening_objection(row: CatalogueRow, home: Association | None) -> str | None:
    if row.programme["status"] != "open":
        return None
    hours = row.association["safeguarding_hours"] or (home.safeguarding_hours if home else {})
    stands_in = row.association["safeguarding_phone"] or (home and (home.safeguarding_backup_id or home.safeguarding_phone))
    return rules.may_open(age_min=row.programme["age_min"], hours=hours, has_backup=bool(stands_in))


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


def _intake(said: dict[str, Any], programme: Programme, known: Intake | None, report: ImportReport) -> None:
    places = ("places_offered", "places_funded", "staff_capacity")
    if known is None:
        report.intakes += 1
        Intake.objects.create(programme=programme, **said)
    elif any(getattr(known, name) != said[name] for name in places):
        report.intakes += 1
        Intake.objects.filter(pk=known.pk).update(**{name: said[name] for name in places})
