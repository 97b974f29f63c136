"""The report of a run: shares never pass 100, what is not shown is never a bar, in two languages."""

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.routing.enums import Method, RunState
from portal.routing.models import AllocationRun
from portal.web.company.run_words import FAILURES, PEOPLE, PERCENTS, PRICE, report_of, standing

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
        assert bar.text == "non montré" or bar.width is not None or not flow["people"] or not deferred["people"]
    assert all(len(row) == 3 for row in report.rows)
    assert len(report.rows) == len(report.comparisons) == len(PEOPLE) + len(PERCENTS)
    assert [bar.label for bar in report.percents] == [str(label) for code, label in PERCENTS if code != PRICE]


def test_the_method_of_the_run_comes_first() -> None:
    flow: dict[str, Any] = {"people": 100, "placed": 80}
    report = report_of(a_run(flow, flow | {"placed": 70}, Method.DEFERRED))
    assert report.rows[0][1:] == ["70", "80"]
    assert report.columns[1]["label"].startswith("Chacun à son tour")


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


@pytest.mark.parametrize(
    ("people", "placed", "words"),
    [
        (220, 180, "Environ 180 personnes sur 220 se voient proposer une place."),
        (220, 220, "Environ 220 personnes sur 220"),
        (None, 180, "Environ 180 personnes se voient proposer une place. Combien ont pris part n’est pas montré."),
        (220, None, "Combien reçoivent une proposition n’est pas montré"),
        (None, None, "Ces nombres ne sont pas montrés"),
    ],
)
def test_the_finding_says_what_the_counts_say_and_no_more(people: int | None, placed: int | None, words: str) -> None:
    finding = report_of(AllocationRun(method=Method.FLOW, released={"people": people, "placed": placed})).finding
    assert finding.startswith(words)
    assert "%" not in finding  # counts are rounded to 5: a percentage would promise more than they hold
    assert "Trop peu" not in finding  # why a number is held back is not told: it could be told apart


def test_a_count_is_shown_without_a_bar_when_nobody_may_read_how_many_took_part() -> None:
    report = report_of(AllocationRun(method=Method.FLOW, released={"people": None, "placed": 170, "waiting": None}))
    assert (report.bars[0].text, report.bars[0].width) == ("170", None)
    assert report.bars[-1].text == "non montré"


@pytest.mark.parametrize(
    ("worst", "words"), [(40, "environ 40\u00a0% de ses places"), (0, "environ 0\u00a0%"), (None, "Ce que vaut")]
)
def test_the_association_that_gets_the_fewest_is_said_as_it_is(worst: int | None, words: str) -> None:
    released = {"people": 220, "placed": 180, "worst_association_fill_percent": worst}
    assert words in report_of(AllocationRun(method=Method.FLOW, released=released)).spread


@pytest.mark.parametrize(
    ("method", "tiers", "words", "priced"),
    [
        (Method.FLOW, [[25, 20]], "remplit d’abord les premières places", True),
        (Method.FLOW, [], "Aucune règle d’équité", False),
        (Method.DEFERRED, [[25, 20]], "l’équité entre associations n’y joue pas", False),
    ],
)
def test_fairness_is_claimed_and_priced_only_where_it_was_at_work(
    method: str, tiers: list[list[int]], words: str, priced: bool
) -> None:
    run = AllocationRun(method=method, tiers=tiers, released={"people": 220, "placed": 180, "price_of_fairness_percent": 0.1})
    report = report_of(run)
    assert words in report.fairness
    assert [bar.text for bar in report.percents] == (["0,1\u00a0%"] if priced else [])
