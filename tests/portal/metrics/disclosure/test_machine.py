"""Releases in any order, whatever happens between: people join, leave, are erased, take back what they shared; a release is
run again, k is raised, the time runs out. What was shown never isolates anybody, and in doubt nothing is shown.
"""

import random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from portal.metrics.disclosure.candidates import Candidate
from portal.metrics.disclosure.control import control
from portal.metrics.disclosure.families import PersonSet, people
from portal.metrics.disclosure.patience import Patience
from portal.metrics.enums import CellState, Nature, Reason
from tests.portal.metrics.span_oracle import leaking_group

FEW, MOST = 14, 17


class Releases(RuleBasedStateMachine):
    """A company of some fifteen people in three groups: small enough to write down every group of 1 to k−1 of them."""

    def __init__(self) -> None:
        super().__init__()
        self.group: dict[int, int] = {}
        self.silent: set[int] = set()
        self.ledger: list[PersonSet] = []
        self.asked: list[Candidate] = []
        self.k = self.lowest = 5
        self.number = self.ever = 0

    @initialize(k=st.sampled_from((5, 6)), seed=st.integers(0, 999))
    def founded(self, k: int, seed: int) -> None:
        self.k = self.lowest = k
        self._join(FEW, random.Random(seed))

    def _join(self, count: int, draw: random.Random) -> None:
        for person in range(self.ever, self.ever + count):
            self.group[person] = draw.randrange(3)
        self.ever += count

    @precondition(lambda self: self.ever < MOST)
    @rule(seed=st.integers(0, 999))
    def somebody_joins(self, seed: int) -> None:
        self._join(1, random.Random(seed))

    @precondition(lambda self: len(self.group) > 6)
    @rule(place=st.integers(0, 99))
    def somebody_leaves_or_is_erased(self, place: int) -> None:
        gone = sorted(self.group)[place % len(self.group)]
        del self.group[gone]  # gone from the facts; the ledger remembers, salted
        self.silent.discard(gone)

    @precondition(lambda self: bool(self.group))
    @rule(place=st.integers(0, 99))
    def somebody_takes_back_what_they_shared(self, place: int) -> None:
        self.silent.add(sorted(self.group)[place % len(self.group)])

    @rule()
    def the_smallest_group_is_raised(self) -> None:
        self.k = min(7, self.k + 1)

    @rule(seed=st.integers(0, 999))
    def a_release(self, seed: int) -> None:
        draw = random.Random(seed)
        shared = people(set(self.group) - self.silent)
        sets = [people(self.group), shared, people(p for p in self.group if draw.random() < 0.7)]
        sets += [people(p for p, group in self.group.items() if group != one) for one in range(2)]
        self.asked = [Candidate(f"f{place}", "", Nature.FLOW, members) for place, members in enumerate(sets) if len(members)]
        self._publish()

    @precondition(lambda self: bool(self.asked))
    @rule()
    def the_same_again(self) -> None:
        self._publish()

    @precondition(lambda self: bool(self.asked))
    @rule()
    def the_time_is_up(self) -> None:
        rulings = control(self.asked, self.ledger, self.k, patience=Patience(0))
        assert {ruling.reason for ruling in rulings.values()} == {Reason.TIME}
        assert CellState.SHOWN not in {ruling.state for ruling in rulings.values()}

    def _publish(self) -> None:
        rulings = control(self.asked, self.ledger, self.k)
        shown = [one for one in self.asked if rulings[one.code].state is CellState.SHOWN]
        assert all(one.size >= self.k for one in shown)
        self.number += 1
        self.ledger += [PersonSet(f"{self.number}/{one.code}", one.members) for one in shown]

    @invariant()
    def nobody_is_singled_out(self) -> None:
        assert leaking_group(self.ledger, self.lowest) is None


Releases.TestCase.settings = settings(max_examples=8, stateful_step_count=7)
TestReleases = Releases.TestCase
