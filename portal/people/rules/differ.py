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


def absent(before: EmployeeRecord, *, missed: int, ends_after: int, as_of: date) -> Change:
    """Return the event of somebody whom the file no longer names: absent, and after so many files in a row, gone.

    `missed` counts the files before this one that did not name them. A last day that was already known stays.
    """
    counted = {"missed_snapshots": missed + 1}
    if missed + 1 < ends_after:
        return Change(before.external_id, Event.ABSENT, {"missed_snapshots": missed}, counted)
    last = None if before.start_date and before.start_date > as_of else min(before.end_date or as_of, as_of)
    gone = {"status": str(Status.ENDED), "end_date": last.isoformat() if last else None}
    return Change(before.external_id, Event.LEFT, as_data(before, gone) | {"missed_snapshots": missed}, gone | counted)


def reappeared(external_id: str, *, missed: int) -> Change:
    """Return the event of somebody whom the file names again."""
    return Change(external_id, Event.REAPPEARED, {"missed_snapshots": missed}, {"missed_snapshots": 0})


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
