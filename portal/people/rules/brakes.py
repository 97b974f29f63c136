"""The brakes: what holds a run until a person has looked. Each reason is a code and facts; words are at the face."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from portal.people.enums import ChangeEvent as Event
from portal.people.enums import HoldReason as Why

GOING = frozenset({Event.LEFT, Event.ABSENT})
_MOVES = (Event.MOVED_SITE, Event.MOVED_DEPARTMENT, Event.MOVED_ENTITY)


@dataclass(frozen=True)
class Brakes:
    """The thresholds, in people, percent, files and days; 1 or 0 for what is watched or not.

    `ended_min` people may always go; percents of people are of those employed. `ends_after` files or `ends_after_days` days, the
    first that comes, end the contract of somebody whom files no longer name.
    """

    ended_min: int = 10
    ended_percent: int = 5
    entity_percent: int = 10
    site_percent: int = 20
    population_percent: int = 80
    rejects_percent: int = 2
    empty_percent: int = 5
    emails_percent: int = 10
    managers_percent: int = 25
    renamed_percent: int = 10
    moved_percent: int = 30
    updated_percent: int = 50
    duplicate_ids_max: int = 0
    duplicate_emails_max: int = 0
    same_file: int = 1
    older_file: int = 1
    cursor_days: int = 7
    ends_after: int = 2
    ends_after_days: int = 30

    @classmethod
    def of(cls, settings: Mapping[str, int]) -> "Brakes":
        """Return the defaults with a company's own thresholds over them."""
        known = {item.name for item in fields(cls)}
        return cls(**{name: value for name, value in settings.items() if name in known})


BOUNDS: Mapping[str, tuple[int, int]] = {
    **{item.name: (0, 100) for item in fields(Brakes)},
    **dict.fromkeys(("ended_min", "duplicate_ids_max", "duplicate_emails_max"), (0, 1000)),
    **dict.fromkeys(("same_file", "older_file"), (0, 1)),
    "cursor_days": (1, 365), "ends_after": (1, 12), "ends_after_days": (1, 365),
}  # fmt: skip


@dataclass(frozen=True)
class Hold:
    """One reason to hold a run."""

    code: Why
    facts: Mapping[str, str | int]

    def as_data(self) -> dict[str, Any]:
        """Return the reason as JSON values."""
        return {"code": str(self.code), **self.facts}


@dataclass
class Tally:
    """What was counted while planning. `employed` and `going` count by ("all", ""), ("entity", code) and ("site", code)."""

    rows: int = 0
    rejected: int = 0
    long_gone: int = 0
    population: int = 0
    duplicate_ids: int = 0
    duplicate_emails: int = 0
    lost_zeros: int = 0
    empty: Counter[str] = field(default_factory=Counter)
    events: Counter[Event] = field(default_factory=Counter)
    employed: Counter[tuple[str, str]] = field(default_factory=Counter)
    going: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True)
class LastGood:
    """The last run applied, for comparison."""

    population: int
    file_sha256: str
    file_at: datetime


@dataclass(frozen=True)
class Arrival:
    """What came: a file by its checksum and time; everybody, or when `partial` those who changed `since` an instant."""

    file_sha256: str
    file_at: datetime
    partial: bool = False
    since: datetime | None = None


def reasons(*, tally: Tally, brakes: Brakes, last: LastGood | None, arrival: Arrival) -> list[Hold]:
    """Return every reason to hold a run; none lets it through. `last` is the last whole file applied: differences have none."""
    found = [*_file(last, arrival, brakes), *_rows(tally, brakes, arrival), *_going(tally, brakes), *_changes(tally, brakes)]
    floor = min(last.population * brakes.population_percent / 100, last.population - brakes.ended_min) if last else 0
    if last is not None and tally.population < floor:
        facts = {"before": last.population, "after": tally.population, "percent": brakes.population_percent}
        found.append(Hold(Why.POPULATION_DROP, facts))
    return found


def _file(last: LastGood | None, arrival: Arrival, brakes: Brakes) -> Iterator[Hold]:
    if arrival.since is not None and (arrival.file_at - arrival.since).days > brakes.cursor_days:
        yield Hold(Why.CURSOR_TOO_OLD, {"days": (arrival.file_at - arrival.since).days, "most": brakes.cursor_days})
    if last is None:
        return
    if last.file_sha256 == arrival.file_sha256:
        if brakes.same_file:
            yield Hold(Why.IDENTICAL_FILE, {})
    elif arrival.file_at < last.file_at and brakes.older_file:
        yield Hold(Why.OLDER_FILE, {"file": arrival.file_at.date().isoformat(), "last": last.file_at.date().isoformat()})


def _rows(tally: Tally, brakes: Brakes, arrival: Arrival) -> Iterator[Hold]:
    # One bad row of the three that changed today is no broken file: differences are weighed against everybody.
    rows = max(tally.rows, tally.employed["all", ""]) if arrival.partial else tally.rows
    if _over(tally.rejected, rows, brakes.rejects_percent):
        yield Hold(Why.TOO_MANY_REJECTS, {"count": tally.rejected, "of": rows, "percent": brakes.rejects_percent})
    for name, count in sorted(tally.empty.items()):
        if _over(count, rows, brakes.empty_percent):
            yield Hold(Why.COLUMN_EMPTY, {"field": name, "count": count, "of": rows, "percent": brakes.empty_percent})
    if tally.lost_zeros:
        yield Hold(Why.LOST_ZEROS, {"count": tally.lost_zeros})
    if tally.duplicate_ids > brakes.duplicate_ids_max:
        yield Hold(Why.DUPLICATE_ID, {"count": tally.duplicate_ids})
    if tally.duplicate_emails > brakes.duplicate_emails_max:
        yield Hold(Why.DUPLICATE_EMAIL, {"count": tally.duplicate_emails})


def _going(tally: Tally, brakes: Brakes) -> Iterator[Hold]:
    kinds = {
        "all": (Why.TOO_MANY_ENDED, brakes.ended_percent),
        "entity": (Why.TOO_MANY_ENDED_IN_ENTITY, brakes.entity_percent),
        "site": (Why.TOO_MANY_ENDED_AT_SITE, brakes.site_percent),
    }
    for (kind, code), count in sorted(tally.going.items()):
        why, percent = kinds[kind]
        employed = tally.employed[kind, code]
        if count > max(brakes.ended_min, employed * percent / 100):
            where = {"where": code} if code else {}
            yield Hold(why, {"count": count, "of": employed, "percent": percent, **where})


def _changes(tally: Tally, brakes: Brakes) -> Iterator[Hold]:
    employed = tally.employed["all", ""]
    watched = (
        (Why.TOO_MANY_EMAILS, Event.EMAIL_CHANGED, brakes.emails_percent),
        (Why.TOO_MANY_MANAGERS, Event.MANAGER_CHANGED, brakes.managers_percent),
        (Why.TOO_MANY_RENAMED, Event.RENAMED, brakes.renamed_percent),
        *((Why.TOO_MANY_MOVED, event, brakes.moved_percent) for event in _MOVES),
        *((Why.TOO_MANY_UPDATED, event, brakes.updated_percent) for event in (Event.UPDATED, Event.DATES_CHANGED)),
    )
    for why, event, percent in watched:
        count = tally.events[event]
        if count > max(brakes.ended_min, employed * percent / 100):
            yield Hold(why, {"count": count, "of": employed, "percent": percent})


def _over(count: int, total: int, percent: int) -> bool:
    return count * 100 > total * percent
