"""The few figures of the newest release that a page may quote: what was published, as it was rounded, and nothing else."""

from dataclasses import dataclass
from datetime import datetime

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
    """Return what a page may quote of the newest release, or None before the first one. At most three SQL queries."""
    release = queries.latest_release()
    if release is None:
        return None
    quoted = tuple(found for figure in release.figures.all() if figure.code in WORDS if (found := _whole(figure)) is not None)
    return Headline(release.published_at, release.k, quoted) if quoted else None


def _whole(figure: Figure) -> HeadlineFigure | None:
    """Return the value over everyone: the total, or for hours the sum of both time bases. None unless all of it is shown."""
    cells: list[Cell] = [cell for cell in figure.cells.all() if cell.key == "" or figure.measure == Measure.HOURS]
    values = [cell.value for cell in cells if cell.state == CellState.SHOWN and cell.value is not None]
    if not values or len(values) < len(cells):
        return None
    return HeadlineFigure(sum(values), figure.measure, WORDS[figure.code])
