"""What the company may read of a run: counts under the disclosure control of published figures, frozen with the run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from portal.metrics.enums import CellState, Measure, Nature
from portal.metrics.queries import next_k
from portal.programmes.models import Campaign
from portal.routing import queries as routing
from portal.routing.enums import Method

if TYPE_CHECKING:
    from portal.routing.operations import Outcome

CELLS = ("people", "placed", "first_wish", "any_wish", "waiting")


def released_counts(*, campaign: Campaign, outcome: Outcome) -> dict[str, Any]:
    """Return the counts of a run for company screens, rounded to 5, None where a number could point at somebody.

    The sets behind the campaign's last run stand beside these, so that two runs do not give away what one would not. Percentages
    of the whole (welfare, the association that gets the fewest) are shown only where the counts under them are.
    """
    from portal.metrics.disclosure.candidates import Candidate  # noqa: PLC0415  numpy loads when a run ends, not at start-up
    from portal.metrics.disclosure.control import control  # noqa: PLC0415  as above
    from portal.metrics.disclosure.families import PersonSet, people  # noqa: PLC0415  as above
    from portal.metrics.disclosure.rounding import rounded  # noqa: PLC0415  as above

    k = next_k()
    before = {name: people(_numbers(ids)) for name, ids in routing.sets_of_last_run(campaign=campaign).items()}
    published = [PersonSet(f"before:{name}", members) for name, members in before.items() if len(members)]
    now = {name: people(_numbers(ids)) for name, ids in outcome.sets.items()}
    keys = {name: "" if name == "people" else name for name in CELLS}
    candidates = [Candidate("run", keys[name], Nature.FLOW, now[name], last=before.get(name)) for name in CELLS]
    rulings = control(candidates, published, k)
    counts = {
        name: rounded(Measure.COUNT, len(now[name])) if rulings[f"run:{keys[name]}"].state is CellState.SHOWN else None
        for name in CELLS
    }
    if counts["people"] is None or counts["placed"] is None:
        return counts
    report, own = outcome.report, outcome.report["methods"][outcome.report["method"]]
    methods = {name: {"welfare_percent": round(report["methods"][name]["welfare_percent"], 1)} for name in Method.values}
    worst = own["worst_association_fill_percent"]
    return counts | {
        "welfare_percent": round(own["welfare_percent"], 1),
        "worst_association_fill_percent": None if worst is None else rounded(Measure.COUNT, worst),
        "price_of_fairness_percent": round(report["price_of_fairness_percent"], 2),
        "methods": methods,
    }


def _numbers(ids: Iterable[UUID]) -> list[int]:
    return [one.int & (2**64 - 1) for one in ids]
