"""A figure as a screen shows it: one sentence, a chart, a table. What it may say is decided by who makes it."""

from dataclasses import dataclass

from portal.programmes.data import name_of

from .charts import Curve, Whisker
from .departement_dots import MIDDLES

CHARTS = {
    "bars": "components/charts/bars.html",
    "funnel": "components/charts/funnel.html",
    "survival": "components/charts/survival.html",
    "mean": "components/charts/mean.html",
    "dots": "components/charts/dots.html",
    "line": "components/charts/line.html",
    "numbers": "components/charts/numbers.html",
}


@dataclass(frozen=True)
class Row:
    """A cell as it is read. `width` is the bar's, in percent; a hidden cell has none. `aside` is what goes with the value."""

    label: str
    text: str
    width: str
    note: str
    hidden: bool
    aside: str = ""
    left: str = ""
    whisker: Whisker | None = None


@dataclass(frozen=True)
class Section:
    """A figure as it is read: its finding first, then its chart, then the table.

    `legend` says how to read its marks; `zero` is where the axis of dots is; `columns` are the heads of its table, else the usual.
    """

    title: str
    finding: str
    rows: list[Row]
    total: Row | None
    caveat: str
    form: str = "bars"
    curve: Curve | None = None
    code: str = ""
    legend: str = ""
    zero: str = "0%"
    columns: tuple[str, str] = ("", "")

    @property
    def table(self) -> list[Row]:
        """Every cell, the total first."""
        return [self.total, *self.rows] if self.total else self.rows

    @property
    def is_drawn(self) -> bool:
        """Whether there is anything to see: a figure that is wholly withheld is named apart."""
        return any(not row.hidden for row in self.rows) or (
            self.form == "mean" and self.total is not None and not self.total.hidden
        )

    @property
    def template(self) -> str:
        """What draws it."""
        return CHARTS[self.form]

    @property
    def has_asides(self) -> bool:
        """Whether its table has a column for what goes with the values."""
        return any(row.aside for row in self.table)


@dataclass(frozen=True)
class Spot:
    """A département on the map: where it is drawn, its name, and what the list beside says of it."""

    x: int
    y: int
    name: str
    text: str = ""


def spot_of(code: str, text: str = "") -> Spot:
    """Return a département as a spot; one overseas has no place on the map and is named beside it."""
    return Spot(*MIDDLES.get(code, (0, 0)), name_of(code), text)
