"""Frozen releases: figures and cells, and what their seal is made of."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Q

from portal.core.models import AppendOnly
from portal.core.privacy import no_personal_data
from portal.metrics.enums import CellState, Measure, Nature
from portal.metrics.periods import Period, period_of


@no_personal_data
class Release(AppendOnly):
    """What was published about one closed quarter. `digest` seals its cells and the digest of the release before."""

    number = models.PositiveIntegerField(unique=True)
    period_start = models.DateField()
    period_end = models.DateField()
    revision = models.PositiveSmallIntegerField(default=1)
    catalogue_version = models.PositiveSmallIntegerField()
    k = models.PositiveSmallIntegerField()
    eligible = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField()
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("period_start", "revision"), name="metrics_one_release_per_revision"),
            models.CheckConstraint(condition=Q(period_start__lt=F("period_end")), name="metrics_release_period"),
            models.CheckConstraint(condition=Q(k__gte=5, k__lte=20), name="metrics_release_k_in_bounds"),
            models.CheckConstraint(condition=Q(revision=1) | ~Q(note=""), name="metrics_correction_has_note"),
        )

    def __str__(self) -> str:
        return str(self.quarter)

    @property
    def quarter(self) -> Period:
        """The period: a quarter, or a year of a small company."""
        return period_of(self.period_start, self.period_end)


@no_personal_data
class Figure(AppendOnly):
    """One figure of a release: a metric over at most one dimension."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="figures")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    measure = models.CharField(max_length=10, choices=Measure.choices)
    nature = models.CharField(max_length=10, choices=Nature.choices)

    class Meta:
        ordering = ("release", "position")
        constraints = (models.UniqueConstraint(fields=("release", "code"), name="metrics_figure_once_a_release"),)

    def __str__(self) -> str:
        return self.code


@no_personal_data
class Cell(AppendOnly):
    """One published value, rounded, or the mark that it is not shown. The value before rounding is stored nowhere.

    Means and changes are in tenths. `detail` is what goes with it, rounded too: interval, how many answered, what may be said.
    """

    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="cells")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=80, blank=True)
    label = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=12, choices=CellState.choices)
    value = models.IntegerField(null=True)
    detail: models.JSONField[Any, Any] = models.JSONField(default=dict)
    as_of = models.DateField(null=True)

    class Meta:
        ordering = ("figure", "position")
        constraints = (
            models.UniqueConstraint(fields=("figure", "key"), name="metrics_cell_once_a_figure"),
            models.CheckConstraint(
                condition=Q(state=CellState.HIDDEN, value=None, as_of=None)
                | Q(state=CellState.BANDED, value=None, as_of__isnull=False)
                | Q(state__in=(CellState.SHOWN, CellState.NOT_UPDATED), value__isnull=False, as_of__isnull=False),
                name="metrics_hidden_cell_has_no_value",
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=-40), name="metrics_cell_value"),
        )

    def __str__(self) -> str:
        return self.key


def _said(cell: Cell) -> list[Any]:
    """Return what a cell publishes; cells of catalogues before the third have no detail, and their seals stay as they are."""
    said = [cell.key, cell.label, str(cell.state), cell.value, str(cell.as_of or "")]
    return [*said, cell.detail] if cell.detail else said


def contents(release: Release, figures: Iterable[tuple[str, Iterable[Cell]]]) -> dict[str, Any]:
    """Return all that a release publishes, as plain data: what its seal is made of."""
    return {
        "number": release.number,
        "period": [str(release.period_start), str(release.period_end)],
        "revision": release.revision,
        "catalogue": release.catalogue_version,
        "k": release.k,
        "eligible": release.eligible,
        "note": release.note,
        "figures": [[code, [_said(cell) for cell in cells]] for code, cells in figures],
    }
