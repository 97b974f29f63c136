"""What could be published now, and how the control would leave it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, Max, Subquery

from portal.core import clock
from portal.core.errors import Refusal
from portal.metrics.enums import FAMILIES, CellState, Profile, Why
from portal.metrics.errors import AlreadyPublished, OutOfOrder, PeriodNotClosed, QuartersOnly, YearsOnly
from portal.metrics.models import ProfileChoice, Release, SmallestGroup
from portal.metrics.periods import Period, Year, last_closed, last_closed_year
from portal.metrics.rules import is_small, smallest_group
from portal.people import queries as people


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
    from portal.metrics.drafts import draft  # noqa: PLC0415  numpy, pandas and scipy load when figures are computed, not at start-up

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
