"""A file of sets for the control, for others to attack: `{"k": 10, "ledger": {name: [ids]}, "new": {name: [ids]}}`.

`ledger` is what was published before, `new` what asks to be; a name in both is the same figure later (R7). `known`, optional, are
headcounts that anyone at HR can count by name. Whatever could be read in two ways is refused: a set taken for another would leak.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .disclosure.candidates import Candidate
from .disclosure.control import Ruling, control
from .disclosure.families import PersonSet, people
from .disclosure.patience import Patience
from .disclosure.selection import NEW
from .enums import CellState, Nature, Reason
from .rules import CEILING_K, DEFAULT_K, FLOOR_K, is_permitted

PARTS = ("ledger", "known", "new")
Sets = dict[str, list[int | str]]


class Unreadable(Exception):
    """The file says something that cannot be taken as it stands; the text says what and where."""


@dataclass(frozen=True)
class Question:
    """What a file asks."""

    k: int
    ledger: Sets
    known: Sets
    new: Sets


@dataclass(frozen=True)
class Answer:
    """What may be published, in the order asked, and what not, each with why."""

    kept: tuple[str, ...]
    withheld: dict[str, str]


def read(text: str) -> Question:
    """Return what the file asks. Raises Unreadable."""
    try:
        asked = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"this is not JSON: {error}") from error
    if not isinstance(asked, dict) or "new" not in asked:
        raise Unreadable('an object with "new" (and "k", "ledger", "known") is expected')
    if strange := set(asked) - {"k", *PARTS}:
        raise Unreadable(f"unknown part {', '.join(map(repr, sorted(strange)))}: k, ledger, known and new are read")
    k = asked.get("k", DEFAULT_K)
    if not is_permitted(k):
        raise Unreadable(f"k is a whole number from {FLOOR_K} to {CEILING_K}, not {k!r}: nobody goes under (R15)")
    parts = {name: _sets(name, asked.get(name, {})) for name in PARTS}
    kinds = {type(one) for sets in parts.values() for ids in sets.values() for one in ids}
    if len(kinds) > 1:
        raise Unreadable('ids are all whole numbers or all texts: 7 and "7" could be one person or two')
    return Question(k, **parts)


def answer(question: Question, *, seconds: float) -> Answer:
    """Ask the control. Whatever it does not settle in `seconds` is withheld."""
    numbers = _numbered(ids for part in (question.ledger, question.known, question.new) for ids in part.values())
    before = {name: people(numbers[one] for one in ids) for name, ids in question.ledger.items()}
    candidates = [
        Candidate(name, "", Nature.FLOW, people(numbers[one] for one in ids), last=before.get(name))
        for name, ids in question.new.items()
    ]
    rulings = control(
        candidates,
        [PersonSet(name, members) for name, members in before.items()],
        question.k,
        known=[PersonSet(name, people(numbers[one] for one in ids), known=True) for name, ids in question.known.items()],
        patience=Patience(seconds),
    )
    ruled = {name: rulings[f"{name}:"] for name in question.new}
    kept = tuple(name for name, ruling in ruled.items() if ruling.state is CellState.SHOWN)
    return Answer(kept, {name: why(ruling, question.k) for name, ruling in ruled.items() if ruling.state is not CellState.SHOWN})


def why(ruling: Ruling, k: int) -> str:
    """Return the reason in words, with the combination that speaks against it: only where the sets are the reader's own."""
    words = {
        Reason.FEW: f"R2, R3: fewer than {k} persons",
        Reason.CHANGE: f"R7: fewer than {k} persons joined, or left, since the figure of the same name in the ledger",
        Reason.BOUNDS: f"R6: what is shown would bound a withheld set more closely than {k} persons",
        Reason.UNDECIDED: "R15: the exact test did not decide",
        Reason.TIME: "R15: the time was up; nothing is published",
    }
    if ruling.reason is Reason.SUBTRACTION and ruling.blame is not None:
        terms = " ".join(_term(code, value) for code, value in ruling.blame.terms)
        persons = "1 person" if ruling.blame.size == 1 else f"{ruling.blame.size} persons"
        return f"R5: would isolate {persons}: {terms}"
    return words[ruling.reason] if ruling.reason else ""


def _term(code: str, value: float) -> str:
    name = code.split(" ", 1)[1].removesuffix(":") if code.startswith(NEW) else code.split(" ", 1)[1]
    source = "new" if code.startswith(NEW) else "ledger"
    return f"{'+' if value > 0 else '−'}{'' if abs(abs(value) - 1) < 1e-6 else f'{abs(value):.3g}·'}{source} {name!r}"


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that is there twice: JSON keeps the last in silence."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise Unreadable(f"{next(name for name in names if names.count(name) > 1)!r} is there twice")
    return found


def _sets(part: str, value: Any) -> Sets:
    if not isinstance(value, Mapping):
        raise Unreadable(f'"{part}" is an object of names and lists of ids')
    for name, ids in value.items():
        if not isinstance(ids, list):
            raise Unreadable(f'"{part}", {name!r}: a list of ids is expected')
        for one in ids:
            if type(one) not in {int, str}:
                raise Unreadable(f'"{part}", {name!r}: {one!r} is no id: whole numbers or texts')
    return dict(value)


def _numbered(lists: Iterable[Iterable[int | str]]) -> dict[int | str, int]:
    """Give each id a number, in order of appearance."""
    numbers: dict[int | str, int] = {}
    for ids in lists:
        for one in ids:
            numbers.setdefault(one, len(numbers))
    return numbers
