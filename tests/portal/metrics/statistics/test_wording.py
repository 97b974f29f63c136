"""No word is stronger than what was measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.metrics.statistics.intervals import Estimate
from portal.metrics.statistics.wording import Comparison, Evidence, Rung, rung

MORE, UNSURE, LESS = Estimate(0.3, 0.1, 0.5), Estimate(0.3, -0.1, 0.7), Estimate(-0.3, -0.5, -0.1)


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (Evidence(9, both_waves=True), Rung.NOTHING),
        (Evidence(200), Rung.REPORTED),
        (Evidence(29, both_waves=True), Rung.REPORTED),
        (Evidence(30, both_waves=True), Rung.MEASURED),
        (Evidence(200, both_waves=True, comparison=Comparison.WAITING_LIST), Rung.MEASURED),
        (Evidence(200, both_waves=True, comparison=Comparison.WAITING_LIST, difference=UNSURE), Rung.MEASURED),
        (Evidence(200, both_waves=True, comparison=Comparison.WAITING_LIST, difference=LESS), Rung.MEASURED),
        (Evidence(200, both_waves=True, comparison=Comparison.WAITING_LIST, difference=MORE), Rung.COMPARED),
        (Evidence(200, both_waves=True, comparison=Comparison.MATCHED, difference=MORE), Rung.MEASURED),
        (Evidence(200, both_waves=True, comparison=Comparison.NONE, difference=MORE), Rung.MEASURED),
        (Evidence(200, both_waves=True, comparison=Comparison.RANDOM, difference=MORE), Rung.CAUSED),
        (Evidence(200, both_waves=True, comparison=Comparison.RANDOM, difference=UNSURE), Rung.MEASURED),
        (Evidence(200, comparison=Comparison.RANDOM, difference=MORE), Rung.REPORTED),
    ],
)
def test_the_rung_is_what_the_evidence_carries(evidence: Evidence, expected: Rung) -> None:
    assert rung(evidence, k=10) is expected


@given(st.integers(0, 300), st.booleans(), st.sampled_from([c for c in Comparison if c is not Comparison.RANDOM]))
def test_without_random_allocation_nothing_is_ever_caused(n: int, both: bool, comparison: Comparison) -> None:
    assert rung(Evidence(n, both_waves=both, comparison=comparison, difference=MORE), k=10) < Rung.CAUSED
