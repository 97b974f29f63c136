"""The same release for each reader: what concerns them first, how it goes over the quarters, where programmes are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.metrics import queries
from portal.metrics.enums import (
    ACTIONS,
    ACTIVE,
    ANSWERS,
    COSTS,
    DURATION,
    FUNNEL,
    HOURS,
    OFFER,
    PARTICIPATION,
    SATISFACTION,
    SKILLS,
    TRAINING,
    OfferKind,
)
from portal.metrics.models import Release
from portal.ui.charts import Curve, line
from portal.ui.figures import Section, Spot, spot_of

from .released import amount

FIRST: dict[Role, tuple[str, ...]] = {
    Role.HR: (TRAINING, SKILLS, PARTICIPATION, HOURS, DURATION),
    Role.WORKS_COUNCIL: (PARTICIPATION, HOURS, SKILLS, SATISFACTION, ANSWERS),
    Role.CSR: (PARTICIPATION, FUNNEL, ACTIVE, DURATION, SKILLS, HOURS, OFFER, ACTIONS, SATISFACTION, COSTS),
}
"""What stands first for whom; the rest follows in the order of the catalogue. Nobody sees a figure that another reader does not."""
FEWEST_QUARTERS = 3


@dataclass(frozen=True)
class Trend:
    """A total over the quarters: its finding, its line with the first and the last quarter named under it, and all in a table."""

    title: str
    finding: str
    curve: Curve
    table: tuple[tuple[float, str, str], ...]


def ordered(sections: Iterable[Section], actor: Actor) -> list[Section]:
    """Return the sections with what concerns the reader first."""
    role = next((role for role in FIRST if actor.has(role)), Role.CSR)
    first = FIRST[role]
    return sorted(sections, key=lambda one: first.index(one.code) if one.code in first else len(first))


def trends() -> list[Trend]:
    """Return how the totals go over the quarters published so far, from the third on. One SQL query."""
    titles = {PARTICIPATION: _("Part du personnel engagée, par trimestre"), ACTIVE: _("Binômes actifs, par trimestre")}
    found = queries.totals(codes=tuple(titles))
    made = []
    for code, title in titles.items():
        values = [
            (None if cell.value is None else float(cell.value), str(release.quarter), _said(cell.figure.measure, cell.value))
            for release, figure, cell in found
            if figure == code
        ]
        shown = [text for value, _label, text in values if value is not None]
        if len(shown) >= FEWEST_QUARTERS:
            whole = line(values)
            ends = replace(whole, labels=(whole.labels[0], whole.labels[-1]))
            made.append(Trend(title, _way(shown), ends, whole.labels))
    return made


def _way(shown: Sequence[str]) -> str:
    """Return how a total went, in one sentence: what did not move is not said to."""
    said = {"first": shown[0], "last": shown[-1], "count": len(shown)}
    if len(set(shown)) == 1:
        return _("Toujours %(last)s, sur %(count)d trimestres publiés.") % said
    if shown[0] == shown[-1]:
        return _("%(last)s, comme au premier des %(count)d trimestres publiés ; il y a eu du mouvement entre-temps.") % said
    return _("De %(first)s à %(last)s en %(count)d trimestres publiés.") % said


def _said(measure: str, value: int | None) -> str:
    return _("non montré") if value is None else amount(measure, value)


def spots(release: Release) -> list[Spot]:
    """Return where programmes were, from the release itself; départements overseas are named beside the map."""
    codes: Sequence[str] = ()
    for figure in release.figures.all():
        for cell in figure.cells.all() if figure.code == OFFER else ():
            codes = cell.detail.get("departements", ()) if cell.key == OfferKind.TERRITORIES else codes
    return [spot_of(code) for code in codes]
