"""Reads on published figures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Min, Prefetch, Subquery, prefetch_related_objects

from portal.core import audit, clock
from portal.core.errors import Refusal
from portal.core.models import OutboxMessage
from portal.core.months import add_months
from portal.mentorship import queries as mentorship
from portal.people import queries as people

from .enums import BY_PROGRAMME, DESTINATION, FAMILIES, FUNNEL, PUSH, CellState, Profile, SetKind, Step, Why
from .errors import AlreadyPublished, OutOfOrder, PeriodNotClosed, QuartersOnly, YearsOnly
from .models import (
    Cell,
    Destination,
    EngagementTime,
    Figure,
    LedgerEntry,
    PooledSkills,
    ProfileChoice,
    Release,
    ShownBeside,
    SmallestGroup,
    contents,
)
from .periods import Period, Year, last_closed, last_closed_year
from .rules import SENDABLE_MONTHS, is_small, seal, smallest_group

if TYPE_CHECKING:
    from .disclosure.families import People, PersonSet
    from .pooled import PooledDraft

COMPLETE = Prefetch("figures", Figure.objects.order_by("position"))
CELLS = Prefetch("figures__cells", Cell.objects.order_by("position"))


@dataclass(frozen=True)
class PreviewCell:
    """A cell as it would be: shown or not, and the family of why not. No value: only a release gives values."""

    key: str
    label: str
    state: CellState
    why: Why | None


@dataclass(frozen=True)
class Preview:
    """The cells of a figure as they would be published."""

    code: str
    cells: tuple[PreviewCell, ...]

    def count(self, state: CellState) -> int:
        """How many cells are in a state."""
        return sum(cell.state is state for cell in self.cells)


@dataclass(frozen=True)
class Reading:
    """A release and who read it: role, how many times, when last."""

    release: Release
    by_role: tuple[tuple[str, int, datetime], ...]


@dataclass(frozen=True)
class LedgerState:
    """How many sets the ledger remembers, and the first and last day of their retention."""

    sets: int
    first_until: date | None
    last_until: date | None


@dataclass(frozen=True)
class Month:
    """A month of somebody's working time: the minutes noted, and what they sent of it, if they did."""

    first: date
    minutes: int
    sent: EngagementTime | None

    @property
    def has_moved(self) -> bool:
        """Whether sessions were noted or taken back since it was sent."""
        return self.sent is not None and self.sent.minutes != self.minutes


def months_to_send(*, user_id: UUID, on: date) -> list[Month]:
    """Return the months a mentor may send to payroll and those they sent, the newest first. Two SQL queries."""
    this_month = on.replace(day=1)
    first = add_months(this_month, -SENDABLE_MONTHS)
    minutes = mentorship.work_minutes_by_month(user_id=user_id, start=first, end=this_month - timedelta(days=1))
    sent = {row.month: row for row in EngagementTime.objects.filter(volunteer__user_id=user_id)}
    months = sorted({*minutes, *sent}, reverse=True)
    return [Month(one, minutes.get(one, sent[one].minutes if one in sent and one < first else 0), sent.get(one)) for one in months]


def months_sent() -> list[date]:
    """Return the months of which payroll was sent anything, the newest first. One SQL query."""
    return list(EngagementTime.objects.order_by("-month").values_list("month", flat=True).distinct())


def releases() -> list[Release]:
    """Return every release, the newest first."""
    return list(Release.objects.order_by("-number"))


def with_figures(*, release: Release) -> Release:
    """Return a release found in a list with its figures and cells loaded (two queries)."""
    prefetch_related_objects([release], COMPLETE, CELLS)
    return release


def totals(*, codes: Sequence[str]) -> list[tuple[Release, str, Cell]]:
    """Return the total of these figures in every release, the oldest first: release, figure, cell. One SQL query.

    Of a quarter published again, the correction alone.
    """
    rows = Cell.objects.filter(figure__code__in=codes, key="").select_related("figure__release")
    newest: dict[tuple[date, str], Cell] = {}
    for cell in rows.order_by("figure__release__number"):
        newest[cell.figure.release.period_start, cell.figure.code] = cell
    return [(cell.figure.release, cell.figure.code, cell) for _, cell in sorted(newest.items(), key=lambda one: one[0])]


def of_programmes(*, keys: Collection[str]) -> list[Cell]:
    """Return what releases say of these programmes, by key, the newest period first; of a period published again, the correction
    alone. Each with its figure and release. One SQL query.
    """
    rows = Cell.objects.filter(figure__code__in=BY_PROGRAMME, key__in=keys).select_related("figure__release")
    newest: dict[tuple[date, str, str], Cell] = {}
    for cell in rows.order_by("figure__release__number", "figure__position", "position"):
        newest[cell.figure.release.period_start, cell.figure.code, cell.key] = cell
    return sorted(newest.values(), key=lambda cell: -cell.figure.release.number)


def funnel_openings(*, references: Collection[str]) -> dict[str, dict[str, int]]:
    """Return, by campaign, how often its page was opened and how many signed in by it, as published: its quarters summed, of one
    published again the correction alone. A step withheld in one quarter is withheld. One SQL query.
    """
    codes = {f"{FUNNEL}.{one}": one for one in references}
    rows = Cell.objects.filter(figure__code__in=codes, key__in=(Step.SEEN, Step.SIGNED_IN)).select_related("figure__release")
    newest: dict[tuple[str, str], dict[date, Cell]] = {}
    for cell in rows.order_by("figure__release__number"):
        newest.setdefault((codes[cell.figure.code], cell.key), {})[cell.figure.release.period_start] = cell
    found: dict[str, dict[str, int]] = {}
    for (reference, step), cells in newest.items():
        values = [cell.value for cell in cells.values() if cell.value is not None]
        if len(values) == len(cells):
            found.setdefault(reference, {})[step] = sum(values)
    return found


def latest_release() -> Release | None:
    """Return the newest release with its figures and cells (three queries), or None before the first."""
    return Release.objects.prefetch_related(COMPLETE, CELLS).order_by("-number").first()


def cells_of_latest(*, codes: Iterable[str]) -> list[Cell]:
    """Return the cells of some figures of the newest release, each with its figure and its release, in the order published.

    One SQL query, and no more than what is quoted: for pages that anybody opens.
    """
    newest = Release.objects.order_by("-number").values("pk")[:1]
    cells = Cell.objects.filter(figure__release=Subquery(newest), figure__code__in=list(codes))
    return list(cells.select_related("figure__release").order_by("figure__position", "position"))


def release(*, release_id: UUID) -> Release:
    """Return a release with its figures and cells (three queries). Raises Release.DoesNotExist."""
    found: Release = Release.objects.prefetch_related(COMPLETE, CELLS).get(pk=release_id)
    return found


@dataclass(frozen=True)
class Headcount:
    """How many people are employed on a day, and what was chosen last about the profile of the company."""

    eligible: int
    chosen: Profile

    @property
    def is_small(self) -> bool:
        """Whether the company publishes as a small one: by its headcount, or by choice."""
        return is_small(eligible=self.eligible, under=settings.FIGURES_SMALL_UNDER, chosen=self.chosen)


def headcount(*, on: date) -> Headcount:
    """Return the headcount of a day with the profile of now: by headcount, unless somebody chose. One SQL query."""
    newest = ProfileChoice.objects.order_by("-set_at", "-id").values("profile")[:1]
    found = people.employed_on(on=on).aggregate(eligible=Count("pk"), chosen=Max(Subquery(newest)))
    return Headcount(found["eligible"], Profile(found["chosen"] or Profile.AUTOMATIC))


def closed_period(*, at: datetime) -> Period:
    """Return the last closed period that the company would publish: a quarter, or a year where it is small."""
    today = clock.local_day(at)
    year = last_closed_year(today)
    return year if headcount(on=year.end).is_small else last_closed(today)


def quarter_to_publish(*, at: datetime) -> Period | None:
    """Return the last closed period, or None when a release reaches into it or beyond."""
    period = closed_period(at=at)
    return None if Release.objects.filter(period_end__gte=period.start).exists() else period


def preview(*, quarter: Period) -> list[Preview]:
    """Return what the control would leave of each figure if the quarter were published now."""
    from .drafts import draft  # noqa: PLC0415  numpy, pandas and scipy load when figures are computed, not at start-up

    figures = draft(quarter=quarter, k=next_k()).figures
    return [
        Preview(
            definition.code,
            tuple(PreviewCell(one.key, one.label, one.state, FAMILIES[one.reason] if one.reason else None) for one in cells),
        )
        for definition, cells in figures
    ]


def next_k() -> int:
    """Return the smallest group that the next release may speak of."""
    chosen = SmallestGroup.objects.order_by("-k").values_list("k", flat=True).first()
    return smallest_group(Release.objects.values_list("k", flat=True), chosen)


def group_sizes() -> list[SmallestGroup]:
    """Return the smallest groups that were chosen, from the first to the one of now; none while the default holds."""
    return list(SmallestGroup.objects.order_by("k"))


def obstacle(*, period: Period, at: datetime, note: str = "") -> Refusal | None:
    """Return why a period cannot be published now (with a `note`, as a correction), or None.

    One of PeriodNotClosed, YearsOnly, QuartersOnly, OutOfOrder, AlreadyPublished.
    """
    if clock.local_day(at) <= period.end:
        return PeriodNotClosed()
    latest = Release.objects.order_by("-number").first()
    if latest is not None and latest.quarter == period:
        return None if note else AlreadyPublished()
    if headcount(on=period.end).is_small is not isinstance(period, Year):
        return QuartersOnly() if isinstance(period, Year) else YearsOnly()
    return OutOfOrder() if latest is not None and latest.period_end >= period.start else None


def readings() -> list[Reading]:
    """Return who read which release, by role, the newest release first (R16). One SQL query beside the releases."""
    rows = (
        audit.trail(room="metrics")
        .filter(action="metrics.read_release")
        .order_by()
        .values_list("subject_id", "actor_role")
        .annotate(times=Count("id"), last=Max("at"))
    )
    found: dict[UUID | None, list[tuple[str, int, datetime]]] = {}
    for subject, role, times, last in rows:
        found.setdefault(subject, []).append((role, times, last))
    return [Reading(one, tuple(sorted(found.get(one.id, [])))) for one in releases()]


def ledger_state() -> LedgerState:
    """Return how much the memory of the control holds and when it will go. One SQL query."""
    totals = LedgerEntry.objects.aggregate(sets=Count("id"), first=Min("keep_until"), last=Max("keep_until"))
    return LedgerState(totals["sets"], totals["first"], totals["last"])


def published_sets(*, release: Release) -> list[PersonSet]:
    """Return the sets behind what a release shows and the headcounts known beside them, as salted numbers: to audit the control."""
    from .ledger import set_of  # noqa: PLC0415  numpy, pandas and scipy load when figures are computed, not at start-up

    rows = (
        LedgerEntry.objects.filter(release=release).exclude(kind=SetKind.BANDED).select_related("release").order_by("code", "kind")
    )
    return [set_of(row) for row in rows]


def remembered_sets() -> list[PersonSet]:
    """Return the sets behind everything that releases ever showed, the headcounts known beside, and counts shown outside them: what
    is shown beside a release must be held against them. Four SQL queries.
    """
    from .ledger import remember  # noqa: PLC0415  as above

    return remember().sets


def sets_beside(*, subject_id: UUID) -> dict[str, People]:
    """Return the sets behind the counts that one run showed, by code, in salted numbers. One SQL query."""
    from .ledger import unpack  # noqa: PLC0415  as above

    rows = ShownBeside.objects.filter(subject_id=subject_id).order_by("code")
    return {one.code: unpack(one.members) for one in rows}


def person_numbers(*, people: Mapping[UUID, UUID | None]) -> dict[UUID, int]:
    """Return the salted number by which the memory of the control knows each of these: accounts, with the employee behind."""
    from .facts import Numbers  # noqa: PLC0415  as above

    numbers = Numbers()
    return {user: numbers.of(employee, user) for user, employee in people.items()}


def pooled_of(*, association_id: UUID) -> list[PooledSkills]:
    """Return what an association published of skills over several companies, the newest year first. One SQL query."""
    return list(PooledSkills.objects.filter(association_id=association_id).select_related("association").order_by("-year"))


def pooled_preview(*, association_id: UUID, year: Year) -> PooledDraft:
    """Return what an association may say of a closed year as things stand, beside everything ever shown. Nothing is kept."""
    from .pooled import pooled_draft  # noqa: PLC0415  as above

    before = PooledSkills.objects.filter(association_id=association_id, year__lt=year.year).order_by("-year").first()
    sets = list(sets_beside(subject_id=before.id).values()) if before else []
    return pooled_draft(association_id=association_id, year=year, k=next_k(), last=sets[0] if sets else None)


def broken_seals() -> list[int]:
    """Return the numbers of releases whose contents no longer fit their seal or the release before; none is right."""
    broken, previous = [], ""
    for found in Release.objects.prefetch_related(COMPLETE, CELLS).order_by("number"):
        rows = [(figure.code, list(figure.cells.all())) for figure in found.figures.all()]
        if found.previous_digest != previous or found.digest != seal(contents(found, rows), previous):
            broken.append(found.number)
        previous = found.digest
    return broken


@dataclass(frozen=True)
class Push:
    """A release on its way to a destination: sent, or how often it was tried and with which code it failed last."""

    release: Release
    put_at: datetime
    sent_at: datetime | None
    attempts: int
    failure: str
    next_at: datetime


def destinations() -> list[Destination]:
    """Return where releases are pushed, by name."""
    return list(Destination.objects.order_by("name"))


def destination(*, destination_id: UUID) -> Destination | None:
    """Return one, or None: it was removed."""
    return Destination.objects.filter(pk=destination_id).first()


def pushes() -> dict[UUID, list[Push]]:
    """Return what was pushed to each destination, the newest first. Two SQL queries."""
    known = {one.id: one for one in releases()}
    found: dict[UUID, list[Push]] = {}
    for row in OutboxMessage.objects.filter(kind=PUSH, recipient_kind=DESTINATION).order_by("-created_at", "-id"):
        if row.subject_id in known:
            said = (known[row.subject_id], row.created_at, row.sent_at, row.attempts, row.failure, row.not_before)
            found.setdefault(row.recipient_id, []).append(Push(*said))
    return found
