"""The control of one release: which cells may be shown beside everything that was ever shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from portal.metrics.enums import CellState, Reason
from portal.metrics.errors import NotPermitted
from portal.metrics.rules import FLOOR_K, is_permitted

from .candidates import Candidate, why_not
from .families import People, PersonSet
from .patience import OutOfTime, Patience
from .selection import Blame, Selection


@dataclass(frozen=True)
class Ruling:
    """What becomes of a candidate and why. `blame` says which combination speaks against it, for those who may see sets."""

    state: CellState
    reason: Reason | None = None
    blame: Blame | None = None


def control(
    candidates: Sequence[Candidate],
    published: Sequence[PersonSet],
    k: int,
    *,
    known: Sequence[PersonSet] = (),
    named: People | None = None,
    patience: Patience | None = None,
) -> dict[str, Ruling]:
    """Return the ruling on every candidate, by code.

    `published` are all sets behind earlier releases with the headcounts known beside them, `known` the headcounts of today;
    `named` are persons whom payroll can take out of any set, so that what is left has to be safe as well (R14). What
    fails by itself is withheld. The others are taken tier by tier, from the largest to the smallest: one that would let the exact
    test find a group of 1 to k−1 persons is withheld, as is one on which the test does not decide. Then, as long as what is shown
    bounds a hidden set too closely, the smallest shown set around it goes, of the last tier first. The same is done for every
    smaller k first, so that a higher k only ever hides more. When the time is up nothing is shown. Raises NotPermitted for a k
    outside 5 to 20: nobody can override (R15).
    """
    if not is_permitted(k):
        raise NotPermitted
    rulings = {c.code: Ruling(CellState.SHOWN) for c in candidates}
    by_code = {c.code: c for c in candidates}
    patience = patience or Patience()
    try:
        patience.left()
        selection = Selection(candidates, published, known, patience, named)
        for level in range(FLOOR_K, k + 1):
            _at(level, k, candidates, selection, rulings)
    except OutOfTime:
        rulings = {c.code: Ruling(c.when_withheld, Reason.TIME) for c in candidates}
    return {code: replace(one, state=by_code[code].when_withheld) if one.reason else one for code, one in rulings.items()}


def _at(k: int, most: int, candidates: Sequence[Candidate], selection: Selection, rulings: dict[str, Ruling]) -> None:
    """Withhold what this k asks for, on the way to the k of the release."""
    for c in candidates:
        if rulings[c.code].reason is None and (reason := why_not(c, k)):
            rulings[c.code] = Ruling(CellState.HIDDEN, reason)
    shown = _shown(candidates, rulings)
    if not selection.may_leak([c.code for c in shown], k, most):
        shown = []  # what is safe together needs no choice
    for code, blame in selection.withheld(shown, k):
        reason = Reason.UNDECIDED if blame is None else Reason.SUBTRACTION
        rulings[code] = Ruling(CellState.HIDDEN, reason, blame)
    _all_or_none(candidates, rulings)
    while suspects := _around_a_bound_one(candidates, selection, rulings, k):
        smallest = min(suspects, key=lambda c: (-c.tier, c.size, c.code))
        rulings[smallest.code] = Ruling(CellState.HIDDEN, Reason.BOUNDS)
        _all_or_none(candidates, rulings)


def _all_or_none(candidates: Iterable[Candidate], rulings: dict[str, Ruling]) -> None:
    """Withhold the other bands of a scale of which one is withheld: the shares of two say that of the third (R4)."""
    together = [c for c in candidates if c.is_together]
    broken = {c.figure: rulings[c.code].reason for c in together if rulings[c.code].reason}
    for c in together:
        if c.figure in broken and rulings[c.code].reason is None:
            rulings[c.code] = Ruling(CellState.HIDDEN, broken[c.figure])


def _around_a_bound_one(
    candidates: Sequence[Candidate], selection: Selection, rulings: dict[str, Ruling], k: int
) -> list[Candidate]:
    """Return the shown candidates that bound some hidden one more closely than k, or than its own headcount."""
    shown = _shown(candidates, rulings)
    for hidden in candidates:
        if not (rulings[hidden.code].reason and hidden.is_count and selection.can_be_bound(hidden.code)):
            continue
        room = k if hidden.population is None else min(k, len(hidden.population))
        if selection.is_bound(hidden.code, {c.code for c in shown}, room):
            around = [c for c in shown if selection.meet(c.code, hidden.code)]
            return around or shown
    return []


def _shown(candidates: Iterable[Candidate], rulings: dict[str, Ruling]) -> list[Candidate]:
    return [c for c in candidates if rulings[c.code].reason is None]
