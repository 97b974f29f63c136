"""What happened to somebody between two states of their record. Events are derived, never received."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from portal.people.enums import ChangeEvent as Event
from portal.people.enums import EmployeeStatus as Status

from .record import STORED, EmployeeRecord, as_data, told

# The event that a field belongs to; fields that are not named here are UPDATED.
_EVENT_OF: Mapping[str, Event] = MappingProxyType({
    "site_code": Event.MOVED_SITE, "department_code": Event.MOVED_DEPARTMENT, "legal_entity_code": Event.MOVED_ENTITY,
    "manager_external_id": Event.MANAGER_CHANGED, "work_email": Event.EMAIL_CHANGED, "given_name": Event.RENAMED,
    "family_name": Event.RENAMED, "preferred_name": Event.RENAMED, "start_date": Event.DATES_CHANGED,
    "end_date": Event.DATES_CHANGED,
})  # fmt: skip
_ENDINGS = frozenset({Event.LEFT, Event.REHIRED, Event.LEAVING_RESCINDED})


@dataclass(frozen=True, slots=True)
class Change:
    """One event about one employee: the fields it sets, before and after, as JSON values."""

    external_id: str
    event: Event
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def joined(record: EmployeeRecord) -> Change:
    """Return the event of somebody who was not known."""
    event = Event.RECORDED_LEFT if record.status == Status.ENDED else Event.JOINED
    return Change(record.external_id, event, {}, told(record))


def changed(before: EmployeeRecord, after: EmployeeRecord) -> list[Change]:
    """Return what happened between two states of one person, an event each; the same two states give nothing."""
    groups: dict[Event, list[str]] = {}
    status_event = _status_event(before, after) if before.status != after.status else None
    for name in STORED:
        if getattr(before, name) != getattr(after, name):
            event = _EVENT_OF.get(name, Event.UPDATED)
            if status_event and (name == "status" or (event == Event.DATES_CHANGED and status_event in _ENDINGS)):
                event = status_event
            groups.setdefault(event, []).append(name)
    return [Change(after.external_id, event, as_data(before, names), as_data(after, names)) for event, names in groups.items()]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long somebody may be missing from the files before their contract counts as over: files in a row, or days."""

    files: int
    days: int

    def is_over(self, *, missed: int, since: date, as_of: date) -> bool:
        """Whether it is, after so many files in a row, the first of them on the day `since`."""
        return missed >= self.files or (as_of - since).days >= self.days


def absent(before: EmployeeRecord, *, missed: int, since: date | None, patience: Patience, as_of: date) -> Change:
    """Return the event of somebody whom the file no longer names: absent, and when patience is over, gone.

    `missed` counts the files before this one that did not name them, the first of them on the day `since`. A last day that was
    already known stays.
    """
    first = since or as_of
    counted = {"missed_snapshots": missed + 1, "missing_since": first.isoformat()}
    known = {"missed_snapshots": missed, "missing_since": since.isoformat() if since else None}
    if not patience.is_over(missed=missed + 1, since=first, as_of=as_of):
        return Change(before.external_id, Event.ABSENT, known, counted)
    last = None if before.start_date and before.start_date > as_of else min(before.end_date or as_of, as_of)
    gone = {"status": str(Status.ENDED), "end_date": last.isoformat() if last else None}
    return Change(before.external_id, Event.LEFT, as_data(before, gone) | known, gone | counted)


def reappeared(external_id: str, *, missed: int, since: date | None) -> Change:
    """Return the event of somebody whom the file names again."""
    before = {"missed_snapshots": missed, "missing_since": since.isoformat() if since else None}
    return Change(external_id, Event.REAPPEARED, before, {"missed_snapshots": 0, "missing_since": None})


def _status_event(before: EmployeeRecord, after: EmployeeRecord) -> Event:
    if after.status == Status.ENDED:
        return Event.LEFT
    if before.status == Status.ENDED:
        return Event.LEAVING_RESCINDED if before.start_date == after.start_date else Event.REHIRED
    if after.status == Status.ON_LEAVE:
        return Event.LEAVE_STARTED
    if after.status == Status.PENDING:
        return Event.DATES_CHANGED
    return Event.LEAVE_ENDED if before.status == Status.ON_LEAVE else Event.STARTED
