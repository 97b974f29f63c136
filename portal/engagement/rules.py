"""Rules as pure functions: deadlines, gates at a date, legal scopes, who may be written to where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.core.months import add_months

from .enums import NEEDED_FIELDS, GateKind, GateStage, GateState, SharedField
from .enums import ApplicationState as S

EXPIRES_SOON_DAYS = 60
GATE_REMINDERS_DAYS = (60, 30, 7)
CLEARANCE_MONTHS = 12
TRAINING_MINUTES = 120
"""Hours before the first meeting: 2 at least (mentoring.org, Elements of Effective Practice); a policy may ask for more."""
MAX_LIVE_APPLICATIONS = 3


@dataclass(frozen=True)
class Wait:
    """What a waiting state owes: a deadline, a reminder before it, more time once past it, then an end (or more time again)."""

    days: int
    reminder_days: int
    more_days: int
    ends: bool
    on_volunteer: bool
    on_association: bool


WAITS: dict[str, Wait] = {
    S.DRAFT: Wait(30, 7, 0, ends=True, on_volunteer=True, on_association=False),
    S.SUBMITTED: Wait(10, 3, 10, ends=True, on_volunteer=False, on_association=True),
    S.UNDER_REVIEW: Wait(21, 5, 14, ends=True, on_volunteer=False, on_association=True),
    S.INVITED: Wait(21, 7, 14, ends=True, on_volunteer=True, on_association=True),
    S.ACCEPTED: Wait(60, 14, 30, ends=True, on_volunteer=True, on_association=True),
    S.READY: Wait(45, 15, 30, ends=False, on_volunteer=False, on_association=True),
    S.WAITING_LIST: Wait(60, 14, 60, ends=False, on_volunteer=False, on_association=True),
}


def deadline_of(state: str, on: date) -> date | None:
    """Return the day by which something must happen in a state entered on a day; None where nobody waits."""
    return on + timedelta(days=WAITS[state].days) if state in WAITS else None


@dataclass(frozen=True)
class LegalScope:
    """A scope in which the law lets an association ask for the honorability certificate, from a day on."""

    code: str
    since: date
    source: str


LEGAL_SCOPES: tuple[LegalScope, ...] = (
    LegalScope("child_protection", date(2024, 7, 1), "CASF, art. L.133-6 et R.133-1 ; décret n° 2024-643 du 28 juin 2024"),
    LegalScope(
        "early_childhood", date(2024, 7, 1), "CASF, art. L.133-6, L.214-1-1 et R.133-1 ; décret n° 2024-643 du 28 juin 2024"
    ),
)
"""The decree was put in force département by département between July 2024 and January 2026; asking for the certificate outside
these scopes is forbidden. A data-protection officer confirms the table for each deployment (product.md, rule 3)."""


def certificate_scope(legal_scope: str, on: date) -> LegalScope | None:
    """Return the scope under which the honorability certificate may be asked for on a day, or None outside it."""
    return next((row for row in LEGAL_SCOPES if row.code == legal_scope and row.since <= on), None)


def kind_objection(kind: str, *, legal_scope: str, on: date) -> str | None:
    """Say why a programme of this legal scope may not ask for a gate: "outside_legal_scope", "inside_legal_scope", or None."""
    inside = certificate_scope(legal_scope, on) is not None
    if kind == GateKind.HONORABILITY_CERTIFICATE and not inside:
        return "outside_legal_scope"
    return "inside_legal_scope" if kind == GateKind.B3_SHOWN and inside else None


@dataclass(frozen=True)
class Requirement:
    """One gate of a policy to be written. `needed`: references, or minutes of training."""

    kind: str
    stage: str
    needed: int = 1
    validity_months: int | None = None


def default_requirements(legal_scope: str, on: date) -> tuple[Requirement, ...]:
    """Return the usual gates of a programme of this legal scope. Sources conflict on validity (6 or 12 months): settable."""
    inside = certificate_scope(legal_scope, on) is not None
    record = GateKind.HONORABILITY_CERTIFICATE if inside else GateKind.B3_SHOWN
    return (
        Requirement(GateKind.IDENTITY_SEEN, GateStage.APPLICATION),
        Requirement(GateKind.INTERVIEW, GateStage.APPROVAL),
        Requirement(GateKind.REFERENCES, GateStage.APPROVAL, needed=2),
        Requirement(record, GateStage.APPROVAL, validity_months=6 if inside else 12),
        Requirement(GateKind.CHARTER, GateStage.ONBOARDING),
        Requirement(GateKind.TRAINING, GateStage.ONBOARDING, needed=TRAINING_MINUTES),
    )


@dataclass(frozen=True)
class GateFact:
    """One time a gate was seen to be met."""

    kind: str
    seen_on: date
    valid_until: date | None


@dataclass(frozen=True)
class GateStatus:
    """What the facts say of one requirement at a date. `done` of `needed` (references, minutes of training)."""

    kind: str
    stage: str
    state: GateState
    done: int
    needed: int
    seen_on: date | None = None
    valid_until: date | None = None

    @property
    def met(self) -> bool:
        """Whether a pair may begin as far as this gate is concerned."""
        return self.state in {GateState.MET, GateState.EXPIRES_SOON}


def status_of(kind: str, stage: str, needed: int, facts: Sequence[GateFact], on: date) -> GateStatus:
    """Compute a gate at a date from its facts; those seen after the date do not count yet."""
    seen = sorted((fact for fact in facts if fact.kind == kind and fact.seen_on <= on), key=lambda fact: fact.seen_on)
    valid = [fact for fact in seen if fact.valid_until is None or fact.valid_until >= on]
    if len(valid) >= needed:
        kept = valid[-needed:]
        until = min((fact.valid_until for fact in kept if fact.valid_until), default=None)
        soon = until is not None and until <= on + timedelta(days=EXPIRES_SOON_DAYS)
        state = GateState.EXPIRES_SOON if soon else GateState.MET
        return GateStatus(kind, stage, state, needed, needed, kept[-1].seen_on, until)
    if len(seen) >= needed:
        return GateStatus(kind, stage, GateState.EXPIRED, len(valid), needed, seen[-1].seen_on, seen[-1].valid_until)
    state = GateState.IN_PROGRESS if valid else GateState.NOT_YET
    return GateStatus(kind, stage, state, len(valid), needed, seen[-1].seen_on if seen else None)


def training_status(stage: str, needed: int, attended: Sequence[tuple[date, int]], *, missing_modules: int, on: date) -> GateStatus:
    """Compute the training gate from (day, minutes) attended: enough minutes, and no required module left out."""
    days = [day for day, _ in attended if day <= on]
    done = sum(minutes for day, minutes in attended if day <= on)
    if done >= needed and not missing_modules:
        return GateStatus(GateKind.TRAINING, stage, GateState.MET, min(done, needed), needed, max(days, default=None))
    state = GateState.IN_PROGRESS if days else GateState.NOT_YET
    return GateStatus(GateKind.TRAINING, stage, state, min(done, needed), needed, max(days, default=None))


def missing(statuses: Iterable[GateStatus]) -> list[str]:
    """Return the kinds that still stand between a volunteer and a pair."""
    return [status.kind for status in statuses if not status.met]


def clearance_until(statuses: Iterable[GateStatus], on: date) -> date:
    """Return until when a clearance holds: the first gate to end, and never more than twelve months."""
    ends = [status.valid_until for status in statuses if status.valid_until]
    return min([*ends, add_months(on, CLEARANCE_MONTHS)])


def contact_objection(email: str, *, work_email: str, company_domains: Iterable[str]) -> str | None:
    """Say why an address cannot be the personal contact of a volunteer (product.md, rule 8), or None."""
    wanted = email.strip().lower()
    domain = wanted.rpartition("@")[2]
    if work_email and wanted == work_email.strip().lower():
        return "work_address"
    return "work_address" if domain in {name.lower() for name in company_domains} else None


def fields_objection(fields: Iterable[str]) -> str | None:
    """Say what is wrong with the list of a hand-over: "unknown_field", "needed_fields_missing", or None."""
    listed = set(fields)
    if not listed <= set(SharedField.values):
        return "unknown_field"
    return None if listed >= NEEDED_FIELDS else "needed_fields_missing"
