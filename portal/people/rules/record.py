"""The one record that every source ends in. Its fields are the allow-list: nothing else of an employee is ever stored."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from hashlib import blake2b
from operator import attrgetter
from types import MappingProxyType
from typing import Any, get_type_hints

from portal.people.enums import EmployeeStatus, EmploymentType, StaffCategory, WorkPattern

from .contracts import status_on

# The source of those whom an identity provider pushed before any list named them.
PUSHED_SOURCE = "scim"


@dataclass(frozen=True, slots=True)
class EmployeeRecord:
    """An employee as a source tells of them. `external_id` never changes and is the only join key."""

    source: str
    external_id: str
    employee_number: str = ""
    work_email: str = ""
    given_name: str = ""
    family_name: str = ""
    preferred_name: str = ""
    status: str = EmployeeStatus.ACTIVE
    start_date: date | None = None
    end_date: date | None = None
    employment_type: str = ""
    job_title: str = ""
    department_code: str = ""
    legal_entity_code: str = ""
    site_code: str = ""
    country: str = ""
    locale: str = ""
    manager_external_id: str = ""
    staff_category: str = ""
    work_pattern: str = ""
    sso: bool = True
    observed_at: datetime | None = None

    def digest(self) -> str:
        """Return 32 hexadecimal digits of what the record says; the status is left out, because days change it as well."""
        return digest_of(canonical(self))

    def on_day(self, day: date) -> "EmployeeRecord":
        """Return the record with the status it has on a day."""
        status = status_on(stated=self.status, start=self.start_date, end=self.end_date, on=day)
        return self if status == self.status else replace(self, status=status)


ALLOWED = tuple(field.name for field in fields(EmployeeRecord) if field.name not in {"source", "observed_at"})
CANONICAL = tuple(name for name in ALLOWED if name not in {"external_id", "status"})
canonical: Callable[[EmployeeRecord], tuple[Any, ...]] = attrgetter(*CANONICAL)
STORED = tuple(name for name in ALLOWED if name != "external_id")
DEFAULTS: Mapping[str, Any] = MappingProxyType({field.name: field.default for field in fields(EmployeeRecord)})
DATES = tuple(name for name, kind in get_type_hints(EmployeeRecord).items() if name in ALLOWED and kind == date | None)
# Days in the data of a change: those of the record, and the day somebody went missing.
_DAYS = frozenset({*DATES, "missing_since"})
LONGEST: Mapping[str, int] = MappingProxyType({
    "external_id": 80, "employee_number": 40, "work_email": 254, "given_name": 80, "family_name": 80, "preferred_name": 80,
    "job_title": 160, "department_code": 80, "legal_entity_code": 40, "site_code": 40, "country": 2, "locale": 10,
    "manager_external_id": 80,
})  # fmt: skip
CHOICES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "status": frozenset(EmployeeStatus.values),
        "employment_type": frozenset({*EmploymentType.values, ""}),
        "staff_category": frozenset({*StaffCategory.values, ""}),
        "work_pattern": frozenset({*WorkPattern.values, ""}),
    }
)


def digest_of(values: Iterable[Any]) -> str:
    """Return 32 hexadecimal digits of the values of the CANONICAL fields, in their order; days as such or as JSON writes them."""
    return blake2b("\x1f".join(map(str, values)).encode(), digest_size=16).hexdigest()


def as_data(record: EmployeeRecord, names: Iterable[str] = STORED) -> dict[str, Any]:
    """Return fields of a record as JSON values."""
    return {name: _said(getattr(record, name)) for name in names}


def told(record: EmployeeRecord) -> dict[str, Any]:
    """Return what a record says beyond the defaults, as JSON values; the status always."""
    values = ((name, getattr(record, name)) for name in STORED)
    return {name: _said(value) for name, value in values if name == "status" or value != DEFAULTS[name]}


def _said(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def from_data(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return JSON values of fields as Python values."""
    return {name: date.fromisoformat(value) if name in _DAYS and value else value for name, value in values.items()}
