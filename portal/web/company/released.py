"""A release in words and charts: what the screens of the company and of employees show of it. Hidden cells all read the same."""

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.metrics.cards import card_of
from portal.metrics.enums import (
    ACTIONS,
    ACTIVE,
    ANSWERS,
    COSTS,
    DURATION,
    FUNNEL,
    HOURS,
    NOWHERE,
    OFFER,
    OPENED,
    PARTICIPATION,
    SKILLS,
    TRAINING,
    YEAR_HOURS,
    YEAR_PAIRED,
    YEAR_SIGNED_IN,
    ActionKind,
    Band,
    CellState,
    CostKind,
    Duration,
    Measure,
    OfferKind,
    ShareBand,
    Step,
    is_tally,
)
from portal.metrics.models import Cell, Figure, Release
from portal.people.enums import StaffCategory
from portal.ui.charts import Curve, Whisker, place, survival
from portal.ui.dates import date_format
from portal.ui.figures import Row, Section
from portal.ui.numbers import grouped, told
from portal.ui.skills import signed

from .figure_words import caveat, finding, title
from .outcome_words import beside, name_of

BASES: dict[str, Promise] = {
    "work_time": gettext_lazy("Sur le temps de travail"),
    "personal_time": gettext_lazy("Sur le temps personnel"),
}
KINDS = {DURATION: Duration, ANSWERS: Band, OFFER: OfferKind, ACTIONS: ActionKind, COSTS: CostKind}
MONTHS = {Duration.MONTHS_3: 3, Duration.MONTHS_6: 6, Duration.MONTHS_12: 12}
WIDEST = 10
"""The least that half of the scale of changes stands for, in tenths: a small change never looks large."""


def sections(release: Release) -> list[Section]:
    """Return every figure of a release (figures and cells loaded) that has something to draw."""
    return [section_of(figure, list(figure.cells.all())) for figure in release.figures.all()]


def headlines(release: Release) -> list[Row]:
    """Return the totals that stand at the top of the screen."""
    cells = {(figure.code, cell.key): (figure, cell) for figure in release.figures.all() for cell in figure.cells.all()}
    wanted = (
        ((PARTICIPATION, ""), _("Part du personnel engagée")),
        ((ACTIVE, ""), _("Binômes actifs")),
        ((OPENED, ""), _("Binômes ouverts ce trimestre")),
        ((YEAR_SIGNED_IN, ""), _("Personnes venues sur le portail")),
        ((YEAR_PAIRED, ""), _("Mentors ayant rencontré leur jeune")),
        ((YEAR_HOURS, ""), _("Heures de rencontre dans l’année")),
    )
    return [row_of(cells[code][1], cells[code][0].measure, label, 0) for code, label in wanted if code in cells]


def section_of(figure: Figure, cells: list[Cell]) -> Section:
    """Return one figure as it is read."""
    parts, total = [cell for cell in cells if cell.key], next((cell for cell in cells if not cell.key), None)
    people = [cell for cell in parts if not is_tally(figure.code, cell.key)]
    drawn = parts if figure.code == COSTS else people
    values = [cell.value or 0 for cell in drawn]
    most = _top(figure.measure, max(values, default=0))
    half = max([WIDEST, *(abs(cell.detail.get(side, 0)) for cell in people for side in ("low", "high"))])
    rows = [row_of(cell, figure.measure, label_of(figure.code, cell), most if cell in drawn else None, half) for cell in parts]
    whole = row_of(total, figure.measure, _("Ensemble"), total.value or 0, half) if total else None
    form = card_of(figure.code).form
    if form == "survival" and all(cell.value is None for cell in parts):
        form = "bars"  # bands have no place on a curve
    curve = _curve(parts) if form == "survival" else None
    words = (title(figure.code), finding(figure.code, cells), rows, whole, caveat(figure.code))
    return Section(*words, form, curve, figure.code, _legend(form), "50%")


def _legend(form: str) -> str:
    return (
        _("Le trait du milieu : aucun changement. Un point dit l’écart moyen, sa barre l’intervalle à 95 %.")
        if form == "dots"
        else ""
    )


def _curve(cells: list[Cell]) -> Curve:
    points = [
        (
            MONTHS[Duration(cell.key)],
            cell.value,
            cell.detail.get("low"),
            cell.detail.get("high"),
            str(Duration(cell.key).label),
            "" if cell.value is None else amount(Measure.SURVIVAL, cell.value),
        )
        for cell in cells
    ]
    return survival(points, most=12)


def _top(measure: str, most: int) -> int:
    """Return what a full bar stands for: a share ends at 25, 50 or 100 %, so that a small one never looks like all."""
    if measure == Measure.SURVIVAL:
        return 100
    return next(top for top in (25, 50, 100) if top >= most) if measure == Measure.SHARE else most


def label_of(code: str, cell: Cell) -> str:
    """Return the name of a cell of a figure."""
    if code == HOURS:
        return str(BASES[cell.key])
    if code.startswith(FUNNEL):
        return str(Step(cell.key).label)
    if code in KINDS:
        return str(KINDS[code](cell.key).label)
    if code == TRAINING and cell.key in StaffCategory.values:
        return str(StaffCategory(cell.key).label)
    if code == SKILLS:
        return name_of(cell)
    return _("Non renseigné") if cell.key == NOWHERE else cell.label or cell.key


def row_of(cell: Cell, measure: str, label: str, most: int | None, half: int = WIDEST) -> Row:
    """Return a cell as it is read; `most` is what a full bar stands for, None for a count of pages, which has no bar."""
    if cell.state == CellState.BANDED:
        return Row(label, str(ShareBand(cell.detail["band"]).label), "", "", hidden=False)
    if cell.state == CellState.HIDDEN or cell.value is None or cell.as_of is None:
        return Row(label, _("non montré : trop peu de personnes"), "", "", hidden=True)
    old = cell.state == CellState.NOT_UPDATED
    note = _("non actualisé, valeur au %(day)s") % {"day": date_format(cell.as_of, "DATE_FORMAT")} if old else ""
    if measure in {Measure.MEAN, Measure.CHANGE}:
        whisker = _whisker(cell, half) if measure == Measure.CHANGE else Whisker(place(cell.value / 10, 1, 5))
        return Row(label, amount(measure, cell.value), "", note, hidden=False, aside=beside(cell), whisker=whisker)
    share = round(100 * cell.value / most) if most else 0
    width, left = ("", "") if most is None else (f"{share}%", f"{(100 - share) / 2:.1f}%")
    return Row(label, amount(measure, cell.value), width, note, hidden=False, aside=beside(cell), left=left)


def _whisker(cell: Cell, half: int) -> Whisker:
    low, high = cell.detail.get("low"), cell.detail.get("high")
    at = place(cell.value or 0, -half, half)
    return Whisker(at) if low is None or high is None else Whisker(at, place(low, -half, half), place(high, -half, half))


def amount(measure: str, value: int) -> str:
    """Return a rounded value with its unit."""
    if measure == Measure.SHARE and value == 0:
        return _("moins de 5 %")
    if measure in {Measure.SHARE, Measure.SURVIVAL}:
        return _("%(value)d %%") % {"value": value}
    if measure == Measure.HOURS:
        return told(ngettext("%(value)d heure", "%(value)d heures", value), {"value": value})
    if measure == Measure.CHANGE:
        return signed(value / 10)
    if measure == Measure.EUROS:
        return _("%(value)s €") % {"value": number_format(value, use_l10n=True, force_grouping=True)}
    return (
        _("%(value)s sur 5") % {"value": number_format(value / 10, decimal_pos=1)}
        if measure == Measure.MEAN
        else str(grouped(value))
    )
