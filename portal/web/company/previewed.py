"""What a publication would leave of each figure, in words. No value."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.metrics.enums import CellState
from portal.metrics.models import Cell
from portal.metrics.queries import Preview, PreviewCell

from .figure_words import title, why
from .released import label_of


@dataclass(frozen=True)
class Previewed:
    """A figure as it would be published, in words: how much of it is shown; what is not and why, with the cells that is said of."""

    title: str
    summary: str
    withheld: list[tuple[str, str, list[str]]]


def previewed(figure: Preview) -> Previewed:
    """Return the preview of a figure as it is read. No value."""
    shown, all_of_them = figure.count(CellState.SHOWN), len(figure.cells)
    text = ngettext("%(shown)d case montrée sur %(all)d", "%(shown)d cases montrées sur %(all)d", shown)
    said: dict[tuple[str, str], list[str]] = {}
    for cell in figure.cells:
        if cell.state is not CellState.SHOWN:
            said.setdefault((str(cell.state.label), why(cell.why)), []).append(preview_label(figure.code, cell))
    withheld = [(mark, reason, names) for (mark, reason), names in said.items()]
    return Previewed(title(figure.code), text % {"shown": shown, "all": all_of_them}, withheld)


def preview_label(code: str, cell: PreviewCell) -> str:
    """Return the name of a cell before it is one."""
    return label_of(code, Cell(key=cell.key, label=cell.label)) if cell.key else _("Ensemble")
