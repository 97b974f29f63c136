"""The brakes: what holds a run until a person has looked. Each reason is a code and facts; words are at the face."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from portal.people.enums import ChangeEvent as Event
from portal.people.enums import HoldReason as Why

GOING = frozenset({Event.LEFT, Event.ABSENT})


@dataclass(frozen=True)
class Brakes:
    """The thresholds, in people, percent and snapshots. `ended_min` people may always go; percents are of those employed."""

    ended_min: int = 10
    ended_percent: int = 5
    entity_percent: int = 10
    site_percent: int = 20
    population_percent: int = 80
    rejects_percent: int = 2
    empty_percent: int = 5
    emails_percent: int = 10
    managers_percent: int = 25
    ends_after: int = 2

    @classmethod
    def of(cls, settings: Mapping[str, int]) -> "Brakes":
        """Return the defaults with a company's own thresholds over them."""
        known = {item.name for item in fields(cls)}
        return cls(**{name: value for name, value in settings.items() if name in known})


BOUNDS: Mapping[str, tuple[int, int]] = {
    item.name: (1, 12) if item.name == "ends_after" else (0, 1000) if item.name == "ended_min" else (0, 100)
    for item in fields(Brakes)
}


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
    population: int = 0
    duplicate_ids: int = 0
    duplicate_emails: int = 0
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


def reasons(*, tally: Tally, brakes: Brakes, last: LastGood | None, file_sha256: str, file_at: datetime) -> list[Hold]:
    """Return every reason to hold a run; none lets it through."""
    found = [*_file(last, file_sha256, file_at), *_rows(tally, brakes), *_going(tally, brakes), *_changes(tally, brakes)]
    floor = min(last.population * brakes.population_percent / 100, last.population - brakes.ended_min) if last else 0
    if last is not None and tally.population < floor:
        facts = {"before": last.population, "after": tally.population, "percent": brakes.population_percent}
        found.append(Hold(Why.POPULATION_DROP, facts))
    return found


def _file(last: LastGood | None, file_sha256: str, file_at: datetime) -> Iterator[Hold]:
    if last is None:
        return
    if last.file_sha256 == file_sha256:
        yield Hold(Why.IDENTICAL_FILE, {})
    elif file_at < last.file_at:
        yield Hold(Why.OLDER_FILE, {"file": file_at.date().isoformat(), "last": last.file_at.date().isoformat()})


def _rows(tally: Tally, brakes: Brakes) -> Iterator[Hold]:
    if _over(tally.rejected, tally.rows, brakes.rejects_percent):
        yield Hold(Why.TOO_MANY_REJECTS, {"count": tally.rejected, "of": tally.rows, "percent": brakes.rejects_percent})
    for name, count in sorted(tally.empty.items()):
        if _over(count, tally.rows, brakes.empty_percent):
            yield Hold(Why.COLUMN_EMPTY, {"field": name, "count": count, "of": tally.rows, "percent": brakes.empty_percent})
    if tally.duplicate_ids:
        yield Hold(Why.DUPLICATE_ID, {"count": tally.duplicate_ids})
    if tally.duplicate_emails:
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
    )
    for why, event, percent in watched:
        count = tally.events[event]
        if count > max(brakes.ended_min, employed * percent / 100):
            yield Hold(why, {"count": count, "of": employed, "percent": percent})


def _over(count: int, total: int, percent: int) -> bool:
    return count * 100 > total * percent
