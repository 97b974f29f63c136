"""The few figures of the newest release that a page may quote: what was published, as it was rounded, and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.metrics import queries
from portal.metrics.enums import CellState, Measure
from portal.metrics.models import Cell, Figure

# Which figures a page quotes, and what each counts in words.
WORDS: dict[str, str | Promise] = {
    "participation": _("du personnel a candidaté ou accompagne"),
    "pairs_active": _("binômes actifs, environ"),
    "hours": _("passées avec un jeune ce trimestre, environ"),
}


@dataclass(frozen=True)
class HeadlineFigure:
    """A published value with its unit, and what it counts."""

    value: int
    measure: str
    words: str | Promise

    @property
    def is_share(self) -> bool:
        """Whether the value is a percentage."""
        return self.measure == Measure.SHARE

    @property
    def is_hours(self) -> bool:
        """Whether the value is in hours."""
        return self.measure == Measure.HOURS


@dataclass(frozen=True)
class Headline:
    """When the release was published, its smallest group, and its figures."""

    published_at: datetime
    smallest_group: int
    figures: tuple[HeadlineFigure, ...]


def headline_figures() -> Headline | None:
    """Return what a page may quote of the newest release, or None before the first one. One SQL query."""
    cells = queries.cells_of_latest(codes=WORDS)
    by_figure = [list(found) for _, found in groupby(cells, key=attrgetter("figure_id"))]
    quoted = tuple(found for one in by_figure if (found := _whole(one[0].figure, one)) is not None)
    release = cells[0].figure.release if quoted else None
    return Headline(release.published_at, release.k, quoted) if release else None


def _whole(figure: Figure, published: list[Cell]) -> HeadlineFigure | None:
    """Return the value over everyone: the total, or for hours the sum of both time bases. None unless all of it is shown."""
    cells = [cell for cell in published if cell.key == "" or figure.measure == Measure.HOURS]
    values = [cell.value for cell in cells if cell.state == CellState.SHOWN and cell.value is not None]
    if not values or len(values) < len(cells):
        return None
    return HeadlineFigure(sum(values), figure.measure, WORDS[figure.code])
