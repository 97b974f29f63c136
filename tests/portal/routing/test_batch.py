"""The batch: every arc and every point as the slow plain-Python oracle says, whatever the order of volunteers."""

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.ids import new_id
from portal.programmes.enums import LegalScope
from portal.routing.rules import CRITERIA, HARD_RULES, programme_of
from portal.routing.rules.arrays import catalogue_of, day_of
from portal.routing.rules.batch import arcs_of, offers_of

from .test_rules import a_programme, an_offer


@given(seed=st.integers(0, 10_000), people=st.integers(0, 12), programmes=st.integers(0, 15))
@settings(max_examples=40)
def test_arcs_and_points_are_those_of_the_oracle(seed: int, people: int, programmes: int) -> None:
    dice = random.Random(seed)
    rows = [{"id": new_id()} | a_programme(dice) for _ in range(programmes)]
    catalogue = catalogue_of(rows)
    plain = sorted(rows, key=lambda row: str(row["id"]))
    offers = [an_offer(dice) for _ in range(people)]
    weights = {one.code: dice.randint(0, 60) for one in CRITERIA}
    lead = {scope: dice.choice((0, 20)) for scope in LegalScope.values}
    left = np.array([dice.randint(0, 2) for _ in rows], dtype=np.int64)
    starts = np.array([dice.randint(0, 40) for _ in rows], dtype=np.int64)
    wished = {(v, p): rank for v in range(people) for rank, p in enumerate(dice.sample(range(programmes), min(3, programmes)), 1)}
    day = day_of(catalogue, places=left, starts_in=starts, lead_days=lead)
    triples = np.array([(*pair, rank) for pair, rank in wished.items()], dtype=np.int64).reshape(-1, 3)
    ptr, heads, points, ranks = arcs_of(offers_of(offers), catalogue, day, triples, weights)
    expected = []
    for v, offer in enumerate(offers):
        for p, row in enumerate(plain):
            programme = programme_of(
                row,
                places=int(left[p]),
                starts_in=int(starts[p]),
                lead_days=lead[row["legal_scope"]],
                wish=wished.get((v, p), 0),
            )
            if all(rule.plain(offer, programme) for rule in HARD_RULES):
                score = sum(one.points(one.plain(offer, programme), weights[one.code]) for one in CRITERIA)
                expected.append((v, p, score, programme.wish))
    found = np.repeat(np.arange(people), np.diff(ptr)).tolist()
    assert list(zip(found, heads.tolist(), points.tolist(), ranks.tolist(), strict=True)) == expected
