"""What is known of a source's employees, as a plan needs it: a line each in memory, whole records on demand."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count

from portal.people.enums import EmployeeStatus
from portal.people.models import Department, Employee, LegalEntity, Site
from portal.people.queries import employed_on
from portal.people.rules.record import ALLOWED, EmployeeRecord

# Where the fields of the record are kept, when not under their own name.
COLUMNS = {"department_code": "department__code", "legal_entity_code": "legal_entity__code", "site_code": "site__code"}
Place = tuple[str, str]


class Known(NamedTuple):
    """One employee, in a line."""

    digest: str
    status: str
    missed: int

    def differs(self, record: EmployeeRecord) -> bool:
        """Whether the record says anything new."""
        return self.status != record.status or self.missed > 0 or self.digest != record.digest()


def places(entity: str, site: str) -> list[Place]:
    """Return what somebody of an entity and a site counts in: everybody, the entity, the site."""
    return [("all", ""), *([("entity", entity)] if entity else []), *([("site", site)] if site else [])]


@dataclass(frozen=True)
class Base:
    """The employees of a source by external id, in the order of the database."""

    source: str
    known: dict[str, Known]

    @classmethod
    def of(cls, source: str) -> "Base":
        """Read the employees of a source."""
        names = ("external_id", *("missed_snapshots" if name == "missed" else name for name in Known._fields))
        rows = Employee.objects.filter(source=source).order_by("external_id").values_list(*names)
        return cls(source, {external_id: Known(*line) for external_id, *line in rows.iterator(chunk_size=5000)})

    def employed(self, on: date) -> Counter[Place]:
        """Return how many are employed on a day, by place."""
        people = employed_on(on=on).filter(source=self.source).exclude(status=EmployeeStatus.ENDED).order_by()
        found: Counter[Place] = Counter()
        for entity, site, count in people.values_list("legal_entity__code", "site__code").annotate(Count("id")):
            for place in places(entity or "", site or ""):
                found[place] += count
        return found

    def fingerprint(self) -> str:
        """Return 32 hexadecimal digits of what is known; statuses are left out, days change them as well."""
        state = blake2b(digest_size=16)
        for name, line in self.known.items():
            state.update(f"{name}\x1f{line.digest}\x1f{line.missed}\x1e".encode())
        return state.hexdigest()

    def records(self, names: Collection[str]) -> dict[str, EmployeeRecord]:
        """Return the whole records of some, by external id."""
        if not names:
            return {}
        columns = [COLUMNS.get(name, name) for name in ALLOWED]
        rows = Employee.objects.filter(source=self.source, external_id__in=names).order_by("external_id").values_list(*columns)
        found = (EmployeeRecord(self.source, **_values(row)) for row in rows)
        return {record.external_id: record for record in found}

    def missing_since(self, names: Collection[str]) -> dict[str, date | None]:
        """Return since when some are missing from the files, by external id."""
        rows = Employee.objects.filter(source=self.source, external_id__in=names, missed_snapshots__gt=0).order_by("external_id")
        return dict(rows.values_list("external_id", "missing_since"))


class Organisation:
    """Codes to rows and back, for the three units an employee belongs to; unknown codes are made as they come."""

    def __init__(self) -> None:
        self._models: dict[str, Any] = {"department_code": Department, "legal_entity_code": LegalEntity, "site_code": Site}
        self._ids = {name: dict(model.objects.values_list("code", "id")) for name, model in self._models.items()}
        self._codes = {name: {pk: code for code, pk in ids.items()} for name, ids in self._ids.items()}

    def unit(self, name: str, code: str) -> UUID | None:
        """Return the id of the unit with a code, made when there is none; the empty code is no unit."""
        ids = self._ids[name]
        if code and code not in ids:
            ids[code] = self._models[name].objects.get_or_create(code=code, defaults={"name": code})[0].pk
            self._codes[name][ids[code]] = code
        return ids.get(code)

    def assign(self, employee: Employee, name: str, code: str) -> None:
        """Put an employee into the unit with a code; the empty code is no unit."""
        setattr(employee, f"{name.removesuffix('_code')}_id", self.unit(name, code))

    def record(self, employee: Employee) -> EmployeeRecord:
        """Return what an employee's row says, as a record."""
        values: dict[str, Any] = {name: getattr(employee, name) for name in ALLOWED if name not in self._models}
        for name, codes in self._codes.items():
            values[name] = codes.get(getattr(employee, f"{name.removesuffix('_code')}_id"), "")
        return EmployeeRecord(employee.source, **values)


def _values(row: tuple[Any, ...]) -> dict[str, Any]:
    """Return the fields of a record from its columns; someone in no unit has the empty code."""
    return {name: "" if value is None and name in COLUMNS else value for name, value in zip(ALLOWED, row, strict=True)}
