"""A release as a tidy table: a row a cell, what every file is made from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal.metrics.cards import card_of
from portal.metrics.enums import CellState, Measure, ShareBand
from portal.metrics.models import Cell, Figure, Release
from portal.metrics.reporting import codes_of
from portal.ui.figures import Section
from portal.web.company.figure_words import title
from portal.web.company.released import label_of

TENTHS = (Measure.MEAN, Measure.CHANGE)


@dataclass(frozen=True)
class Tidy:
    """A cell as it leaves. `value` is None where it is hidden, and `band` says then, if it may, roughly how large it is.

    Means and changes are in their own unit, not in tenths.
    """

    release: int
    period_start: date
    period_end: date
    figure: str
    figure_name: str
    formula_version: int
    unit: str
    cell: str
    label: str
    state: str
    value: float | None
    band: str
    as_of: date | None
    low: float | None
    high: float | None
    n: int | None
    response: int | None
    codes: str


COLUMNS = tuple(Tidy.__dataclass_fields__)


def tidy(release: Release) -> list[Tidy]:
    """Return every cell of a release (figures and cells loaded), in the order of the catalogue."""
    return list(_rows(release))


def _rows(release: Release) -> Iterator[Tidy]:
    for figure in release.figures.all():
        for cell in figure.cells.all():
            yield row_of(release, figure, cell)


def row_of(release: Release, figure: Figure, cell: Cell) -> Tidy:
    """Return one cell of a release."""
    card, detail = card_of(figure.code), {} if cell.state == CellState.HIDDEN else cell.detail
    return Tidy(
        release=release.number,
        period_start=release.period_start,
        period_end=release.period_end,
        figure=figure.code,
        figure_name=title(figure.code),
        formula_version=card.version,
        unit=str(card.unit),
        cell=cell.key,
        label=label_of(figure.code, cell) if cell.key else "",
        state=str(cell.state),
        value=_plain(figure.measure, cell.value),
        band=str(ShareBand(cell.detail["band"]).label) if cell.state == CellState.BANDED else "",
        as_of=cell.as_of,
        low=_plain(figure.measure, detail.get("low")),
        high=_plain(figure.measure, detail.get("high")),
        n=detail.get("n"),
        response=detail.get("response"),
        codes=", ".join(codes_of(figure.code)),
    )


def unit_of(section: Section) -> str:
    """Return what the values of a figure are, as the title of an axis."""
    unit = str(card_of(section.code).unit)
    return unit[:1].upper() + unit[1:]


def _plain(measure: str, value: int | None) -> float | None:
    if value is None:
        return None
    return round(value / 10, 1) if measure in TENTHS else value
