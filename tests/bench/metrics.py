"""The disclosure control under attack, and what it costs.

Beside it, in the same run, what everyone else does: hide cells under k and publish the rest.
"""

import random
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from .rows import Row, cpu_seconds, main

if TYPE_CHECKING:
    from portal.metrics.disclosure.candidates import Candidate
    from portal.metrics.disclosure.control import Ruling
    from portal.metrics.disclosure.families import PersonSet

K = 10
FAMILIES, FEW_FAMILIES = 1_000, 45
PERSONS, RELEASES = 2_000, 8


def rows(*, small: bool) -> list[Row]:
    """Attack, then measure."""
    return [*_attacked(FEW_FAMILIES if small else FAMILIES), _control()]


def _attacked(count: int) -> Iterator[Row]:
    """Every group of 1 to k−1 persons of every family is written down and sought in the span of what was published."""
    from portal.metrics.attack_files import Question, answer
    from portal.metrics.disclosure.families import PersonSet, people
    from tests.portal.metrics.attacked import families
    from tests.portal.metrics.span_oracle import leaking_group

    def gives_away(ledger: dict[str, list[int]]) -> bool:
        return leaking_group([PersonSet(name, people(ids)) for name, ids in ledger.items()], K) is not None

    leaks, plain, kept, large, seconds = 0, 0, 0, 0, 0.0
    for family in families(count):
        ledger: dict[str, list[int]] = {}
        naive: dict[str, list[int]] = {}
        for number, release in enumerate(family.releases):
            new = {f"{number} {name}": ids for name, ids in release.items()}
            found: list[str] = []
            question = Question(K, dict(ledger), {}, dict(new))  # type: ignore[arg-type]  # whole numbers alone
            seconds += cpu_seconds(lambda asked=question, into=found: into.extend(answer(asked, seconds=600).kept))  # type: ignore[misc]
            ledger |= {name: new[name] for name in found}
            naive |= {name: ids for name, ids in new.items() if len(ids) >= K}
        leaks, plain = leaks + gives_away(ledger), plain + gives_away(naive)
        if family.kind == "hierarchy":
            kept, large = kept + len(ledger), large + len(naive)
    against = "hiding cells under k alone"
    share = kept / large
    yield Row(f"leaks in {count:,} families", leaks, "leaks", against, leaks / max(1, plain), "0", leaks == 0)
    yield Row("leaks of the same when cells under k are hidden alone", plain, "leaks", against, 1.0, "", plain > 0)
    yield Row("cells of k or more kept in the hierarchies", 100 * share, "%", against, share, "≥ 70 %", share >= 0.7)
    yield Row("a family", 1000 * seconds / count, "CPU ms", "", None, "", holds=True)


def _control() -> Row:
    """A company of 2,000 over eight quarters: 120 sets that overlap, beside the headcounts of its site groups and entities."""
    from portal.metrics.disclosure.families import PersonSet
    from portal.metrics.enums import CellState

    ledger: list[PersonSet] = []
    seconds, asked, shown = 0.0, 0, 0
    for quarter, (candidates, known) in enumerate(_quarters(random.Random(3))):
        rulings: dict[str, Ruling] = {}
        seconds += cpu_seconds(partial(_ruled, rulings, candidates, list(ledger), known))
        good = [one.set for one in candidates if rulings[one.code].state is CellState.SHOWN]
        asked, shown = asked + len(candidates), shown + len(good)
        ledger += [PersonSet(f"{quarter}/{one.code}", one.members, one.known) for one in [*good, *known]]
    figure = f"control of {asked} sets over {RELEASES} releases ({shown} shown)"
    return Row(figure, seconds, "CPU s", "", None, "≤ 10 s", seconds <= 10)


def _ruled(
    into: "dict[str, Ruling]", new: "Sequence[Candidate]", ledger: "Sequence[PersonSet]", known: "Sequence[PersonSet]"
) -> None:
    from portal.metrics.disclosure.control import control

    into.update(control(new, ledger, K, known=known))


def _quarters(draw: random.Random) -> "Iterator[tuple[list[Candidate], list[PersonSet]]]":
    """Yield the candidates and the headcounts of each quarter; two in a hundred leave, some mentors stop, more begin."""
    from portal.metrics.disclosure.candidates import Candidate
    from portal.metrics.disclosure.families import PersonSet, people
    from portal.metrics.enums import Nature

    here, mentors = set(range(PERSONS)), set(draw.sample(range(PERSONS), 300))
    groups, entities = {p: draw.randrange(5) for p in range(2 * PERSONS)}, {p: draw.randrange(3) for p in range(2 * PERSONS)}
    for quarter in range(RELEASES):
        here -= set(draw.sample(sorted(here), 40))
        here |= set(range(PERSONS + 45 * quarter, PERSONS + 45 * quarter + 45))
        mentors &= here
        mentors -= set(draw.sample(sorted(mentors), 30))
        mentors |= set(draw.sample(sorted(here - mentors), 45))
        active = {p for p in mentors if p % 3}
        cells = [("participation", "", mentors)]
        cells += [("participation", str(g), {p for p in mentors if groups[p] == g}) for g in range(5)]
        cells += [("active", "", active)] + [("active", str(e), {p for p in active if entities[p] == e}) for e in range(3)]
        cells += [
            ("funnel", str(n), {p for p in mentors if p * 7919 % 1000 < share}) for n, share in enumerate((900, 700, 500, 400, 300))
        ]
        known = [PersonSet("headcount:", people(here), known=True)]
        known += [PersonSet(f"group:{g}", people(p for p in here if groups[p] == g), known=True) for g in range(5)]
        known += [PersonSet(f"entity:{e}", people(p for p in here if entities[p] == e), known=True) for e in range(3)]
        yield [Candidate(figure, key, Nature.FLOW, people(members)) for figure, key, members in cells], known


if __name__ == "__main__":
    main(rows)
