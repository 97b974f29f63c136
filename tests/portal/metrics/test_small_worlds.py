"""Tiny companies, every group written down: whatever is shown over successive quarters, nobody of 1 to k−1 persons stands alone."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.metrics import drafts
from portal.metrics.disclosure.candidates import Candidate
from portal.metrics.disclosure.control import control
from portal.metrics.disclosure.exact import exact_test
from portal.metrics.disclosure.families import PersonSet, family_of, people
from portal.metrics.disclosure.search import Verdict
from portal.metrics.enums import ActionKind, CellState, Measure, Nature, is_tally
from portal.metrics.facts import Facts
from portal.metrics.ledger import Memory, pack, unpack
from portal.metrics.models import Cell
from portal.metrics.periods import Quarter
from portal.programmes.queries import Offer

from .random_families import overlapping
from .span_oracle import leaking_group, leaking_groups

K = 5
PROGRAMMES = ("p1", "p2")
STEP = {Measure.MEAN: 1, Measure.CHANGE: 1, Measure.NUMBER: 1, Measure.EUROS: 100}
SEEDS = st.integers(0, 100_000)
GROUPS, ENTITIES = ("Nord", "Sud", "Est"), ("FR01", "FR02")


@dataclass
class Company:
    """Thirty persons or so over some quarters; each quarter a few come, go, apply, meet."""

    draw: random.Random
    quarter: Quarter
    persons: dict[int, tuple[str, str]]

    def facts(self) -> Facts:
        """What happened this quarter, as frames."""
        start, draw = self.quarter.start, self.draw
        here = sorted(self.persons)
        applied = [p for p in here if draw.random() < 0.7]
        met = [p for p in applied if draw.random() < 0.6]
        pairs = pd.DataFrame(
            {
                "person": met,
                "campaign": "",
                "programme": [PROGRAMMES[p % 3 > 0] for p in met],
                "introduced": start + timedelta(days=9),
                "closed": None,
            }
        )
        hours = [(p, draw.choice((45, 60, 90)), draw.choice(("work_time", "personal_time")), PROGRAMMES[p % 3 > 0]) for p in met]
        members = [(p, *self.persons[p]) for p in here]
        day = pd.Timestamp(start + timedelta(days=3))
        return Facts(
            quarter=self.quarter,
            members=pd.DataFrame(members, columns=["person", "site_group", "entity"]),
            signed_in=pd.DataFrame({"person": here}),
            applications=pd.DataFrame({"person": applied, "campaign": "", "submitted": day, "ready": day, "over": pd.NaT}),
            pairs=pairs.assign(introduced=pd.to_datetime(pairs["introduced"]), closed=pd.to_datetime(pairs["closed"])),
            hours=pd.DataFrame(hours, columns=["person", "minutes", "basis", "programme"]),
            entities={code: code for code in ENTITIES},
            campaigns={"janvier": "Janvier"},
            arrivals=pd.DataFrame({"person": [p for p in here if draw.random() < 0.5], "campaign": "janvier"}),
            views={"janvier": (draw.randint(0, 40), draw.randint(0, 12))},
            training=pd.DataFrame([(p, 90, "cadre") for p in met], columns=["person", "minutes", "category"]),
            reviews=pd.DataFrame([(p, 1.0 + p % 5) for p in met], columns=["person", "said"]),
            skills=pd.DataFrame([(p, "M1", p % 3 - 0.5) for p in met], columns=["person", "key", "change"]),
            competences={"M1": {"fr": "Écouter", "en": "Listening"}},
            offer=Offer(2, 3, 40, 1, ("69",)),
            actions=dict.fromkeys(ActionKind.values, 1),
            costs={"staff": 12_340},
        )

    def next_quarter(self) -> None:
        """A few leave, a few come."""
        for person in self.draw.sample(sorted(self.persons), min(3, len(self.persons))):
            if self.draw.random() < 0.5:
                del self.persons[person]
        for _ in range(self.draw.randint(0, 5)):
            self.persons[max(self.persons, default=0) + 1] = (self.draw.choice(GROUPS), self.draw.choice(ENTITIES))
        self.quarter = self.quarter.next


def a_company(seed: int) -> Company:
    draw = random.Random(seed)
    persons = {n: (draw.choice(GROUPS[: draw.randint(1, 3)]), draw.choice(ENTITIES)) for n in range(1, draw.randint(14, 30))}
    return Company(draw, Quarter(2025, 1), persons)


def publish(company: Company, memory: Memory, monkeypatch: pytest.MonkeyPatch) -> tuple[drafts.Draft, Memory]:
    """Draft a quarter beside what was shown before, and remember it as the ledger does."""
    facts = company.facts()
    monkeypatch.setattr(drafts, "facts_of", lambda *, quarter: facts)
    monkeypatch.setattr(drafts, "remember", lambda: memory)
    built = drafts.draft(quarter=company.quarter, k=K)
    sets = [PersonSet(f"{company.quarter}/{one.code}", unpack(pack(one.members)), one.known) for one in built.sets]
    last = memory.last | {one.code: one.members for one in built.sets if not one.known}
    cells, banded = dict(memory.cells), dict(memory.banded)
    for definition, drafted in built.figures:
        for cell in drafted:
            if cell.state is CellState.SHOWN:
                cells[f"{definition.code}:{cell.key}"] = Cell(key=cell.key, value=cell.value, as_of=cell.as_of)
            if cell.state is CellState.BANDED:
                banded[f"{definition.code}:{cell.key}"] = Cell(key=cell.key, as_of=cell.as_of)
    return built, Memory([*memory.sets, *sets], last, cells, bands=[*memory.bands, *built.bands], banded=banded)


@settings(max_examples=4)
@given(SEEDS)
def test_over_three_quarters_of_a_tiny_company_no_group_stands_alone(seed: int) -> None:
    company, memory = a_company(seed), Memory()
    with pytest.MonkeyPatch.context() as patch:
        for _ in range(3):
            earlier = memory.sets
            built, memory = publish(company, memory, patch)
            # People who come and go may give away an earlier figure: headcounts are known anyhow, and no release can help it.
            before = set(leaking_groups([*earlier, *(one for one in built.sets if one.known)], K))
            assert set(leaking_groups(memory.sets, K)) <= before
            for definition, cells in built.figures:
                for cell in cells:
                    if cell.state is CellState.HIDDEN:
                        assert (cell.value, cell.as_of) == (None, None)
                    elif cell.state is CellState.BANDED:
                        assert (cell.value, definition.bands, cell.as_of is None) == (None, True, False)
                    else:
                        assert cell.value is not None
                        assert cell.value % STEP.get(definition.measure, 5) == 0
                    if cell.state is CellState.NOT_UPDATED:
                        assert definition.nature is Nature.STOCK
                        assert cell.as_of is not None
                        assert cell.as_of < company.quarter.end
            company.next_quarter()


def test_something_is_shown_in_these_worlds_so_that_their_safety_means_something() -> None:
    shown = 0
    with pytest.MonkeyPatch.context() as patch:
        for seed in range(5):
            built, _ = publish(a_company(seed), Memory(), patch)
            shown += sum(cell.state is CellState.SHOWN for _, cells in built.figures for cell in cells)
    assert shown > 15


@settings(max_examples=60)
@given(SEEDS)
def test_the_exact_test_and_the_list_of_every_group_agree(seed: int) -> None:
    draw = random.Random(seed)
    sets = [one for one in overlapping(seed) if one.size <= 24][:5]
    if not sets:
        return
    persons = sorted({int(p) for one in sets for p in one.members})[:22]
    small = [PersonSet(one.code, people(p for p in persons if p in one.members), one.known and draw.random() < 0.8) for one in sets]
    small = [one for one in small if one.size]
    found = exact_test(family_of(small), K)
    assert found.verdict in {Verdict.SAFE, Verdict.LEAK}
    assert (found.verdict is Verdict.LEAK) == (leaking_group(small, K) is not None)


def test_the_oracle_finds_what_anybody_can_find_by_hand() -> None:
    everyone, but_three = PersonSet("all", people(range(20))), PersonSet("most", people(range(17)))
    assert leaking_group([everyone, but_three], K) == frozenset({17, 18, 19})
    assert leaking_group([everyone], K) is None
    assert leaking_group([PersonSet("few", people(range(3)))], K) == frozenset({0, 1, 2})
    assert leaking_group([everyone, PersonSet("most", people(range(15)))], K) is None
    assert leaking_group([PersonSet("site", people(range(20)), known=True), but_three], K) == frozenset({17, 18, 19})
    assert leaking_group([PersonSet("site", people(range(3)), known=True), everyone], K) is None


def asked(figure: str, key: str, members: Sequence[int], *, population: Sequence[int] | None = None) -> Candidate:
    known = None if population is None else people(population)
    return Candidate(figure, key, Nature.FLOW, people(members), known)


@settings(max_examples=25)
@given(SEEDS, st.integers(5, 7))
def test_the_control_never_shows_a_set_under_k_and_hides_no_more_when_k_is_smaller(seed: int, k: int) -> None:
    draw = random.Random(seed)
    everyone = range(draw.randint(8, 30))
    candidates = []
    for index in range(4):
        members, headcount = [p for p in everyone if draw.random() < 0.6] or [0], draw.random() < 0.3
        candidates.append(asked(f"f{index}", "", members, population=everyone if headcount else None))
    states = control(candidates, [], k)
    shown = [c for c in candidates if states[c.code].state is CellState.SHOWN]
    assert all(c.size >= k for c in shown)
    assert all(len(np.setdiff1d(c.population, c.members)) >= k for c in shown if c.population is not None)
    assert leaking_group([c.set for c in shown], k) is None
    assert set(states) == {c.code for c in candidates}


@settings(max_examples=30)
@given(SEEDS)
def test_the_order_in_which_figures_are_asked_for_changes_no_safety(seed: int) -> None:
    draw = random.Random(seed)
    everyone = range(24)
    candidates = [asked(f"f{n}", "", [p for p in everyone if draw.random() < 0.7] or [0]) for n in range(5)]
    draw.shuffle(candidates)
    states = control(candidates, [], K)
    assert leaking_group([PersonSet(c.code, c.members) for c in candidates if states[c.code].state is CellState.SHOWN], K) is None


def test_a_figure_whose_memory_is_gone_stays_hidden_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    company = a_company(3)
    built, _ = publish(company, Memory(closed=frozenset({"participation", "funnel"})), monkeypatch)
    states = {definition.code: {cell.state for cell in cells} for definition, cells in built.figures}
    assert states["participation"] == states["funnel"] == {CellState.HIDDEN}
    assert not any(one.code.startswith(("participation:", "funnel:")) for one in built.sets)


def of_persons(built: drafts.Draft) -> set[CellState]:
    """The states of the cells that count persons; pages opened are no persons."""
    return {cell.state for one, cells in built.figures for cell in cells if not is_tally(one.code, cell.key)}


def test_a_memory_that_knows_nobody_here_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    strangers = Memory([PersonSet("2024-T4/hours:", people(range(9_000, 9_040)))])
    built, _ = publish(a_company(3), strangers, monkeypatch)
    assert of_persons(built) == {CellState.HIDDEN}
    assert built.sets == ()


@pytest.mark.parametrize("stored", [b"1234567", b"123456789"])
def test_a_torn_memory_stops_the_release(stored: bytes) -> None:
    with pytest.raises(ValueError, match="buffer"):
        unpack(stored)


@given(st.lists(st.integers(0, 2**64 - 1), max_size=40))
def test_what_is_packed_is_unpacked(members: list[int]) -> None:
    persons = people(members)
    assert unpack(pack(persons)).tolist() == sorted(set(members))
    assert unpack(memoryview(pack(persons))).dtype == np.uint64


def test_an_empty_quarter_hides_everything_and_fails_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    company = Company(random.Random(1), Quarter(2025, 1), {})
    built, _ = publish(company, Memory(), monkeypatch)
    assert built.eligible == 0
    assert of_persons(built) == {CellState.HIDDEN}
    assert {definition.measure for definition, _ in built.figures} == set(Measure)
    assert company.quarter.start == date(2025, 1, 1)
