"""The report of a run: shares never pass 100, what is not shown is never a bar, in two languages."""

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.routing.enums import Method, RunState
from portal.routing.models import AllocationRun
from portal.web.company.run_words import FAILURES, PEOPLE, PERCENTS, report_of, standing

COUNTS = st.none() | st.integers(0, 500)
SHARES = st.none() | st.floats(0, 100, allow_nan=False)
SAID = st.fixed_dictionaries({"people": COUNTS} | {code: COUNTS for code, _ in PEOPLE} | {code: SHARES for code, _ in PERCENTS})


def a_run(flow: dict[str, Any], deferred: dict[str, Any], method: str = Method.FLOW) -> AllocationRun:
    chosen = flow if method == Method.FLOW else deferred
    return AllocationRun(method=method, released=chosen | {"methods": {"flow": flow, "deferred": deferred}}, objective=10, bound=10)


@given(SAID, SAID, st.sampled_from(Method.values))
def test_a_bar_stands_for_a_number_that_was_released_and_fits(flow: dict[str, Any], deferred: dict[str, Any], method: str) -> None:
    report = report_of(a_run(flow, deferred, method))
    bars = report.bars + [bar for _label, compared in report.comparisons for bar in compared]
    for bar in bars:
        assert bar.width is None or 0 <= bar.width <= 100
        assert (bar.width is None) or bar.text != "non montré"
    assert all(len(row) == 3 for row in report.rows)
    assert len(report.rows) == len(report.comparisons) == len(PEOPLE) + len(PERCENTS)
    assert len(report.percents) == len(PERCENTS)


def test_the_method_of_the_run_comes_first() -> None:
    flow: dict[str, Any] = {"people": 100, "placed": 80}
    report = report_of(a_run(flow, flow | {"placed": 70}, Method.DEFERRED))
    assert report.rows[0][1:] == ["70", "80"]
    assert report.columns[1]["label"].startswith("Les vœux d’abord")


@pytest.mark.parametrize(("objective", "bound", "words"), [(10, 10, "exacte"), (9, 10, "borne"), (None, None, "")])
def test_the_proof_is_said_as_it_is(objective: int | None, bound: int | None, words: str) -> None:
    run = AllocationRun(method=Method.FLOW, released={"people": 10}, objective=objective, bound=bound)
    assert words in report_of(run).gap


@pytest.mark.parametrize("state", RunState.values)
def test_a_state_is_said_in_two_languages(state: str) -> None:
    french, _tone = standing(AllocationRun(state=state))
    with translation.override("en"):
        english, _tone = standing(AllocationRun(state=state))
    assert french != english


@pytest.mark.parametrize("code", sorted(FAILURES))
def test_a_failure_says_that_nothing_was_proposed(code: str) -> None:
    assert "Rien n’a été proposé" in str(FAILURES[code])
