"""A release in words and bars: what the screens of the company and of employees show of it. Hidden cells all read the same."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.metrics.enums import ACTIVE, FUNNEL, HOURS, NOWHERE, OPENED, PARTICIPATION, CellState, Measure, Step, is_tally
from portal.metrics.models import Cell, Figure, Release
from portal.metrics.queries import Preview, PreviewCell
from portal.ui.dates import date_format

from .figure_words import caveat, finding, title, why

BASES: dict[str, Promise] = {
    "work_time": gettext_lazy("Sur le temps de travail"),
    "personal_time": gettext_lazy("Sur le temps personnel"),
}


@dataclass(frozen=True)
class Row:
    """A cell as it is read. `width` is the bar's, in percent; a hidden cell has none."""

    label: str
    text: str
    width: str
    note: str
    hidden: bool


@dataclass(frozen=True)
class Section:
    """A figure as it is read: its finding first, then bars, then the table."""

    title: str
    finding: str
    rows: list[Row]
    total: Row | None
    caveat: str

    @property
    def table(self) -> list[Row]:
        """Every cell, the total first."""
        return [self.total, *self.rows] if self.total else self.rows


def sections(release: Release) -> list[Section]:
    """Return every figure of a release (figures and cells loaded) that has something to draw."""
    return [_section(figure, list(figure.cells.all())) for figure in release.figures.all()]


def headlines(release: Release) -> list[Row]:
    """Return the totals that stand at the top of the screen."""
    cells = {(figure.code, cell.key): (figure, cell) for figure in release.figures.all() for cell in figure.cells.all()}
    wanted = (
        ((PARTICIPATION, ""), _("Part du personnel engagée")),
        ((ACTIVE, ""), _("Binômes actifs")),
        ((OPENED, ""), _("Binômes ouverts ce trimestre")),
    )
    return [_row(cells[code][1], cells[code][0].measure, label, 0) for code, label in wanted if code in cells]


def _section(figure: Figure, cells: list[Cell]) -> Section:
    parts, total = [cell for cell in cells if cell.key], next((cell for cell in cells if not cell.key), None)
    people = [cell for cell in parts if not is_tally(figure.code, cell.key)]
    most = _top(figure.measure, max((cell.value or 0 for cell in people), default=0))
    rows = [_row(cell, figure.measure, _label(figure.code, cell), most if cell in people else None) for cell in parts]
    whole = _row(total, figure.measure, _("Ensemble"), total.value or 0) if total else None
    return Section(title(figure.code), finding(figure.code, cells), rows, whole, caveat(figure.code))


def _top(measure: str, most: int) -> int:
    """Return what a full bar stands for: a share ends at 25, 50 or 100 %, so that a small one never looks like all."""
    return next(top for top in (25, 50, 100) if top >= most) if measure == Measure.SHARE else most


def _label(code: str, cell: Cell) -> str:
    if code == HOURS:
        return str(BASES[cell.key])
    if code.startswith(FUNNEL):
        return str(Step(cell.key).label)
    return _("Non renseigné") if cell.key == NOWHERE else cell.label or cell.key


def _row(cell: Cell, measure: str, label: str, most: int | None) -> Row:
    """Return a cell as it is read; `most` is what a full bar stands for, None for a count of pages, which has no bar."""
    if cell.state == CellState.HIDDEN or cell.value is None or cell.as_of is None:
        return Row(label, _("non montré : trop peu de personnes"), "", "", hidden=True)
    old = cell.state == CellState.NOT_UPDATED
    note = _("non actualisé, valeur au %(day)s") % {"day": date_format(cell.as_of, "DATE_FORMAT")} if old else ""
    width = "" if most is None else f"{round(100 * cell.value / most) if most else 0}%"
    return Row(label, amount(measure, cell.value), width, note, hidden=False)


def amount(measure: str, value: int) -> str:
    """Return a rounded value with its unit."""
    if measure == Measure.SHARE:
        return _("moins de 5 %") if value == 0 else _("%(value)d %%") % {"value": value}
    if measure == Measure.HOURS:
        return ngettext("%(value)d heure", "%(value)d heures", value) % {"value": value}
    return str(value)


@dataclass(frozen=True)
class Previewed:
    """A figure as it would be published, in words: how much of it is shown, and each cell that is not with why."""

    title: str
    summary: str
    withheld: list[tuple[str, str, str]]


def previewed(figure: Preview) -> Previewed:
    """Return the preview of a figure as it is read. No value."""
    shown, all_of_them = figure.count(CellState.SHOWN), len(figure.cells)
    text = ngettext("%(shown)d case montrée sur %(all)d", "%(shown)d cases montrées sur %(all)d", shown)
    withheld = [
        (preview_label(figure.code, cell), str(cell.state.label), why(cell.why))
        for cell in figure.cells
        if cell.state is not CellState.SHOWN
    ]
    return Previewed(title(figure.code), text % {"shown": shown, "all": all_of_them}, withheld)


def preview_label(code: str, cell: PreviewCell) -> str:
    """Return the name of a cell before it is one."""
    return _label(code, Cell(key=cell.key, label=cell.label)) if cell.key else _("Ensemble")
