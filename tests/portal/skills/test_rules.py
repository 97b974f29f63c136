"""What is asked when, and what answers mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.skills import rules
from portal.skills.enums import ASKED, Wave
from portal.skills.frameworks import OURS, parse

OUR_FRAMEWORK, _ = parse(OURS.read_text(encoding="utf-8"))
CODES = [item.code for one in OUR_FRAMEWORK.competences for item in one.items]
ANSWERS = st.fixed_dictionaries({code: st.none() | st.integers(1, 5) for code in CODES})


def test_the_third_month_asks_three_items_and_the_other_waves_all() -> None:
    assert [item.code for item in rules.items_of(OUR_FRAMEWORK, Wave.EARLY)] == ["M1b", "M6a", "M7b"]
    for wave in (Wave.START, Wave.END, Wave.THEN):
        assert [item.code for item in rules.items_of(OUR_FRAMEWORK, wave)] == CODES


def test_not_observed_is_an_answer_and_silence_is_none() -> None:
    answers: dict[str, int | None] = dict.fromkeys(CODES)
    assert rules.missing(OUR_FRAMEWORK, Wave.START, answers) == []
    del answers["M3b"]
    assert rules.missing(OUR_FRAMEWORK, Wave.START, answers) == ["M3b"]


@pytest.mark.parametrize("value", [0, 6, -1, 3.0, True, "3"], ids=repr)
def test_nothing_but_one_to_five_is_on_the_scale(value: object) -> None:
    assert not rules.is_on_scale(OUR_FRAMEWORK, Wave.START, {"M1a": value})  # type: ignore[dict-item]


def test_an_item_of_another_wave_is_not_on_the_scale() -> None:
    assert rules.is_on_scale(OUR_FRAMEWORK, Wave.EARLY, {"M1b": 4})
    assert not rules.is_on_scale(OUR_FRAMEWORK, Wave.EARLY, {"M1a": 4})
    assert not rules.is_on_scale(OUR_FRAMEWORK, Wave.START, {"health": 4})


def test_a_competence_seen_once_has_no_mean() -> None:
    found = rules.means(OUR_FRAMEWORK, {"M1a": 5, "M1b": None, "M1c": None, "M2a": 2, "M2b": 5, "M2c": None})
    assert found["M1"] is None
    assert found["M2"] == 3.5
    assert found["M3"] is None


@given(ANSWERS)
def test_a_mean_lies_between_the_answers_it_is_made_of(answers: dict[str, int | None]) -> None:
    for one in OUR_FRAMEWORK.competences:
        seen = [value for item in one.items if (value := answers[item.code]) is not None]
        mean = rules.means(OUR_FRAMEWORK, answers)[one.code]
        assert (mean is None) == (len(seen) < rules.LEAST_SEEN)
        assert mean is None or min(seen) <= mean <= max(seen)


@pytest.mark.parametrize(
    ("closed", "due"),
    [(None, date(2027, 1, 31)), (date(2026, 6, 1), date(2026, 6, 1)), (date(2027, 5, 1), date(2027, 1, 31))],
    ids=["goes on", "closed early", "closed later than a year"],
)
def test_the_last_wave_comes_at_the_closing_or_after_a_year(closed: date | None, due: date) -> None:
    assert rules.end_due(date(2026, 1, 31), closed) == due


def test_waves_have_their_days() -> None:
    assert rules.early_due(date(2026, 1, 31)) == date(2026, 4, 30)
    for wave in Wave:
        assert rules.closes_on(wave, date(2026, 3, 1)) > date(2026, 4, 1)
    assert Wave.THEN not in ASKED


@given(st.integers(-400, 400))
def test_looking_back_is_never_beside_the_last_wave(days: int) -> None:
    answered_on = date(2026, 3, 1)
    may = rules.may_look_back(answered_on, date.fromordinal(answered_on.toordinal() + days))
    assert may is (14 <= days <= 90)
