"""What is known of a source's employees, as a plan needs it: a line each in memory, whole records on demand."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple

from portal.people.models import Department, Employee, LegalEntity, Site
from portal.people.rules import is_employed
from portal.people.rules.record import ALLOWED, EmployeeRecord

# Where the fields of the record are kept, when not under their own name.
_COLUMNS = {"department_code": "department__code", "legal_entity_code": "legal_entity__code", "site_code": "site__code"}


class Known(NamedTuple):
    """One employee, in a line."""

    digest: str
    status: str
    missed: int
    entity: str
    site: str

    def differs(self, record: EmployeeRecord) -> bool:
        """Whether the record says anything new."""
        return self.status != record.status or self.missed > 0 or self.digest != record.digest()

    def places(self) -> list[tuple[str, str]]:
        """Return what the employee counts in: everybody, their entity, their site."""
        return [("all", ""), *([("entity", self.entity)] if self.entity else []), *([("site", self.site)] if self.site else [])]


@dataclass(frozen=True)
class Base:
    """The employees of a source; `employed` counts those employed on the day by place."""

    source: str
    known: dict[str, Known]
    employed: Counter[tuple[str, str]]

    @classmethod
    def of(cls, source: str, on: date) -> "Base":
        """Read the employees of a source."""
        entities = dict(LegalEntity.objects.values_list("id", "code"))
        sites = dict(Site.objects.values_list("id", "code"))
        known: dict[str, Known] = {}
        employed: Counter[tuple[str, str]] = Counter()
        names = ("external_id", "digest", "status", "missed_snapshots", "legal_entity_id", "site_id", "start_date", "end_date")
        for row in Employee.objects.filter(source=source).order_by("external_id").values_list(*names).iterator(chunk_size=5000):
            external_id, digest, status, missed, entity, site, start, end = row
            line = Known(digest, status, missed, entities.get(entity, ""), sites.get(site, ""))
            known[external_id] = line
            if is_employed(status=status, start=start, end=end, on=on):
                employed.update(line.places())
        return cls(source, known, employed)

    def fingerprint(self) -> str:
        """Return 32 hexadecimal digits of what is known; statuses are left out, days change them as well."""
        state = blake2b(digest_size=16)
        for name, line in self.known.items():
            state.update(f"{name}\x1f{line.digest}\x1f{line.missed}\x1e".encode())
        return state.hexdigest()

    def records(self, names: list[str]) -> dict[str, EmployeeRecord]:
        """Return the whole records of some, by external id."""
        if not names:
            return {}
        columns = [_COLUMNS.get(name, name) for name in ALLOWED]
        rows = Employee.objects.filter(source=self.source, external_id__in=names).order_by("external_id").values_list(*columns)
        found = (EmployeeRecord(self.source, **_values(row)) for row in rows)
        return {record.external_id: record for record in found}


class Organisation:
    """Codes to rows and back, for the three units an employee belongs to; unknown codes are made as they come."""

    def __init__(self) -> None:
        self._models: dict[str, Any] = {"department_code": Department, "legal_entity_code": LegalEntity, "site_code": Site}
        self._ids = {name: dict(model.objects.values_list("code", "id")) for name, model in self._models.items()}
        self._codes = {name: {pk: code for code, pk in ids.items()} for name, ids in self._ids.items()}

    def assign(self, employee: Employee, name: str, code: str) -> None:
        """Put an employee into the unit with a code; the empty code is no unit."""
        ids = self._ids[name]
        if code and code not in ids:
            ids[code] = self._models[name].objects.create(code=code, name=code).pk
            self._codes[name][ids[code]] = code
        setattr(employee, f"{name.removesuffix('_code')}_id", ids.get(code))

    def record(self, employee: Employee) -> EmployeeRecord:
        """Return what an employee's row says, as a record."""
        values: dict[str, Any] = {name: getattr(employee, name) for name in ALLOWED if name not in self._models}
        for name, codes in self._codes.items():
            values[name] = codes.get(getattr(employee, f"{name.removesuffix('_code')}_id"), "")
        return EmployeeRecord(employee.source, **values)


def _values(row: tuple[Any, ...]) -> dict[str, Any]:
    """Return the fields of a record from its columns; someone in no unit has the empty code."""
    return {name: "" if value is None and name in _COLUMNS else value for name, value in zip(ALLOWED, row, strict=True)}
