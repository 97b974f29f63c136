"""A gate at a date, computed from what was seen; its timeline."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from portal.core.months import add_months
from portal.engagement.enums import GateKind, GateState

EXPIRES_SOON_DAYS = 60
GATE_REMINDERS_DAYS = (60, 30, 7)
CLEARANCE_MONTHS = 12
DAY = timedelta(days=1)


@dataclass(frozen=True)
class GateFact:
    """One time a gate was seen to be met."""

    kind: str
    seen_on: date
    valid_until: date | None


@dataclass(frozen=True)
class ExemptionFact:
    """Somebody is exempt from a gate from a day to another, both included."""

    kind: str
    granted_on: date
    valid_until: date


@dataclass(frozen=True)
class GateStatus:
    """What the facts say of one requirement at a date. `done` of `needed` (references; minutes of training, each that was
    attended); `exempt`: met by an exemption, until `valid_until`.
    """

    kind: str
    stage: str
    state: GateState
    done: int
    needed: int
    seen_on: date | None = None
    valid_until: date | None = None
    exempt: bool = False

    @property
    def met(self) -> bool:
        """Whether a pair may begin as far as this gate is concerned."""
        return self.state in {GateState.MET, GateState.EXPIRES_SOON}

    @property
    def lacks_module(self) -> bool:
        """Whether the hours of training are there and a required module is not."""
        return self.kind == GateKind.TRAINING and not self.met and self.done >= self.needed


@dataclass(frozen=True)
class Span:
    """What a gate is from a day on, until the next span."""

    since: date
    status: GateStatus


def status_of(
    kind: str, stage: str, needed: int, facts: Sequence[GateFact], on: date, exemptions: Sequence[ExemptionFact] = ()
) -> GateStatus:
    """Compute a gate at a date from its facts; those seen after the date do not count yet. What was seen comes before an
    exemption.
    """
    seen = sorted((fact for fact in facts if fact.kind == kind and fact.seen_on <= on), key=lambda fact: fact.seen_on)
    valid = [fact for fact in seen if fact.valid_until is None or fact.valid_until >= on]
    if len(valid) >= needed:
        kept = valid[-needed:]
        until = min((fact.valid_until for fact in kept if fact.valid_until), default=None)
        return GateStatus(kind, stage, _met_until(until, on), needed, needed, kept[-1].seen_on, until)
    if len(seen) >= needed:
        status = GateStatus(kind, stage, GateState.EXPIRED, len(valid), needed, seen[-1].seen_on, seen[-1].valid_until)
    else:
        state = GateState.IN_PROGRESS if valid else GateState.NOT_YET
        status = GateStatus(kind, stage, state, len(valid), needed, seen[-1].seen_on if seen else None)
    covered = [row.valid_until for row in exemptions if row.kind == kind and row.granted_on <= on <= row.valid_until]
    if not covered:
        return status
    return replace(status, state=_met_until(max(covered), on), valid_until=max(covered), exempt=True)


def _met_until(until: date | None, on: date) -> GateState:
    soon = until is not None and until <= on + timedelta(days=EXPIRES_SOON_DAYS)
    return GateState.EXPIRES_SOON if soon else GateState.MET


def training_status(stage: str, needed: int, attended: Sequence[tuple[date, int]], *, missing_modules: int, on: date) -> GateStatus:
    """Compute the training gate from (day, minutes) attended: enough minutes, and no required module left out."""
    days = [day for day, _ in attended if day <= on]
    done = sum(minutes for day, minutes in attended if day <= on)
    if done >= needed and not missing_modules:
        return GateStatus(GateKind.TRAINING, stage, GateState.MET, done, needed, max(days, default=None))
    state = GateState.IN_PROGRESS if days else GateState.NOT_YET
    return GateStatus(GateKind.TRAINING, stage, state, done, needed, max(days, default=None))


def turning_days(kind: str, facts: Iterable[GateFact], exemptions: Iterable[ExemptionFact] = ()) -> set[date]:
    """Return every day on which a gate can become something else: seen, sixty days before an end, the day after it."""
    spans: list[tuple[date, date | None]] = [(fact.seen_on, fact.valid_until) for fact in facts if fact.kind == kind]
    spans += [(row.granted_on, row.valid_until) for row in exemptions if row.kind == kind]
    ends = [until for _, until in spans if until]
    soon = {until - timedelta(days=EXPIRES_SOON_DAYS) for until in ends}
    return {since for since, _ in spans} | soon | {until + DAY for until in ends}


def timeline(status_at: Callable[[date], GateStatus], *, since: date, days: Iterable[date]) -> tuple[Span, ...]:
    """Return what a gate was and will be, from a day on, a span for each change; `days` are all on which it can change."""
    spans: list[Span] = []
    for day in sorted({since, *(day for day in days if day > since)}):
        status = status_at(day)
        if not spans or spans[-1].status != status:
            spans.append(Span(day, status))
    return tuple(spans)


def missing(statuses: Iterable[GateStatus]) -> list[str]:
    """Return the kinds that still stand between a volunteer and a pair."""
    return [status.kind for status in statuses if not status.met]


def clearance_until(statuses: Iterable[GateStatus], on: date) -> date:
    """Return until when a clearance holds: the first gate or exemption to end, and never more than twelve months."""
    ends = [status.valid_until for status in statuses if status.valid_until]
    return min([*ends, add_months(on, CLEARANCE_MONTHS)])
