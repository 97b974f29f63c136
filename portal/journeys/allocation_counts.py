"""What the company may read of a run: counts under the disclosure control of published figures, frozen with the run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from portal.metrics import queries as metrics
from portal.metrics.enums import CellState, Measure, Nature
from portal.people import queries as employees
from portal.programmes.models import Campaign
from portal.routing import queries as routing
from portal.routing.enums import Method

if TYPE_CHECKING:
    from portal.metrics.disclosure.families import People
    from portal.routing.operations import Outcome

COUNTS = ("placed", "first_wish", "any_wish", "waiting")


@dataclass(frozen=True, eq=False)
class Released:
    """What the company may read of a run, and who is behind each number of it, in the salted numbers of the ledger."""

    counts: dict[str, Any]
    sets: dict[str, People]


def released_counts(*, campaign: Campaign, outcome: Outcome) -> Released:
    """Return the counts of a run for company screens, rounded to 5, None where a number could point at somebody.

    They are held against the ledger of every release and against what earlier runs show, in the same salted numbers, so that no
    two of them together give away what one would not; `sets` is what later releases and runs are held against. Percentages of the
    whole (welfare, the association that gets the fewest) are shown only where the counts under them are.
    """
    shown, behind = _shown(campaign, outcome)
    methods = {method: _of_method(method, outcome.report["methods"][method], shown) for method in Method.values}
    own: dict[str, Any] = methods[outcome.report["method"]]
    counts = {"people": shown["people"]} | {name: own[name] for name in COUNTS} | {"methods": methods}
    if counts["people"] is None or counts["placed"] is None:
        read = {name: value for name, value in counts.items() if name != "methods"}
        return Released(read, {code: ids for code, ids in behind.items() if code in _said_of(outcome.report["method"])})
    percents = {name: own[name] for name in ("welfare_percent", "worst_association_fill_percent") if name in own}
    return Released(
        counts | percents | {"price_of_fairness_percent": round(outcome.report["price_of_fairness_percent"], 2)}, behind
    )


def _said_of(method: str) -> set[str]:
    return {"people", *(f"{method}/{name}" for name in COUNTS)}


def _shown(campaign: Campaign, outcome: Outcome) -> tuple[dict[str, int | None], dict[str, People]]:
    """Return every count that control lets through, rounded (None for the others), and the persons behind those. The counts of the
    run's own method are asked first: what the other method would have come to never hides what this one comes to.
    """
    from portal.metrics.disclosure.candidates import Candidate  # noqa: PLC0415  numpy loads when a run ends, not at start-up
    from portal.metrics.disclosure.control import control  # noqa: PLC0415  as above
    from portal.metrics.disclosure.rounding import rounded  # noqa: PLC0415  as above

    members, sets, earlier = _numbering(), outcome.sets, routing.last_run(campaign=campaign)
    before = metrics.sets_beside(subject_id=earlier.id) if earlier else {}
    candidates = {
        code: Candidate("run", "" if code == "people" else code, Nature.FLOW, members(ids), last=before.get(code))
        for code, ids in sets.items()
        if ids  # nobody is no group: it is not shown, as a group that is too small is not
    }
    published, held = metrics.remembered_sets(), set()
    own = outcome.report["method"]
    for turn in (("people", f"{own}/"), tuple(f"{method}/" for method in Method.values if method != own)):
        asking = {code: one for code, one in candidates.items() if code.startswith(turn)}
        rulings = control(list(asking.values()), published, metrics.next_k())
        held |= (now := {code for code, one in asking.items() if rulings[one.code].state is CellState.SHOWN})
        published += [candidates[code].set for code in sorted(now)]
    counts = {code: rounded(Measure.COUNT, len(ids)) if code in held else None for code, ids in sets.items()}
    return counts, {code: candidates[code].members for code in sorted(held)}


def _numbering() -> Callable[[Iterable[UUID]], People]:
    """Return what turns profiles into persons as the ledger knows them."""
    from portal.metrics.disclosure.families import people  # noqa: PLC0415  as above

    users, behind = routing.user_ids_of_profiles(), employees.employee_ids_by_user()
    numbers = metrics.person_numbers(people={user: behind.get(user) for user in users.values()})
    return lambda profiles: people(numbers[users[one]] for one in profiles if one in users)


def _of_method(method: str, exact: dict[str, Any], shown: dict[str, int | None]) -> dict[str, Any]:
    """Return what is shown of one method. That nobody envies anybody after deferred acceptance is no count: it is a theorem."""
    figures: dict[str, Any] = {name: shown[f"{method}/{name}"] for name in COUNTS}
    figures["envy"] = {one: 0 if method == Method.DEFERRED else shown[f"{method}/envy:{one}"] for one in exact["envy"]}
    if shown["people"] is None or figures["placed"] is None:
        return figures
    worst = exact["worst_association_fill_percent"]
    figures["welfare_percent"] = round(exact["welfare_percent"], 1)
    figures["worst_association_fill_percent"] = None if worst is None else 5 * round(worst / 5)
    return figures
