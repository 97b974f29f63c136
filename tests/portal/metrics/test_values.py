"""The value of a cell and what goes with it: rounded, with its interval, and no more than the answers carry."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.metrics import values
from portal.metrics.enums import Duration
from portal.metrics.facts import Facts
from portal.metrics.periods import Quarter
from portal.programmes.queries import Offer

NO_PERSON = pd.DataFrame({"person": pd.Series(dtype="uint64")})
K = 10


def facts(pairs: pd.DataFrame | None = None, skills: pd.DataFrame | None = None) -> Facts:
    none = NO_PERSON.assign(introduced=pd.Series(dtype="datetime64[s]"), closed=pd.Series(dtype="datetime64[s]"))
    changed = pd.DataFrame({"person": [], "key": [], "change": []}) if skills is None else skills
    known = none if pairs is None else pairs
    return Facts(
        quarter=Quarter(2025, 4), members=NO_PERSON, signed_in=NO_PERSON, applications=NO_PERSON, pairs=known, hours=NO_PERSON,
        entities={}, campaigns={}, arrivals=NO_PERSON, views={}, training=NO_PERSON, reviews=NO_PERSON,
        skills=changed, competences={"M1": {"fr": "Écouter", "en": "Listening"}}, offer=Offer(0, 0, 0, 0), costs={},
 actions={},
    )  # fmt: skip


def changes(*values_: float, key: str = "M1") -> pd.DataFrame:
    return pd.DataFrame({"person": range(len(values_)), "key": key, "change": values_})


def detail_of(answers: list[float], asked: int) -> tuple[int, values.Detail]:
    rows = pd.DataFrame({"person": range(len(answers)), "key": "M1", "answer": answers})
    everyone = pd.DataFrame({"person": range(asked), "key": "M1"})
    return values.changed(facts(skills=changes(*answers)), "M1", rows, everyone, K)


@pytest.mark.parametrize(("value", "tenths"), [(0, 0), (0.04, 0), (0.05, 1), (-0.05, -1), (0.35, 4), (-1.25, -13), (4.2, 42)])
def test_a_mean_is_rounded_to_a_tenth_half_away_from_zero(value: float, tenths: int) -> None:
    assert values.tenths(value) == tenths


@given(st.floats(-4, 4))
def test_rounding_never_moves_by_more_than_half_a_tenth(value: float) -> None:
    assert abs(values.tenths(value) / 10 - value) <= 0.05 + 1e-8
    assert values.tenths(-value) == -values.tenths(value)


def test_survival_is_kaplan_meier_to_five_with_its_interval_outwards() -> None:
    end = pd.Timestamp("2025-12-31")
    days = [100] * 20 + [400] * 40
    closed = [end] * 20 + [pd.NaT] * 40
    pairs = pd.DataFrame({"person": range(60), "introduced": [end - pd.Timedelta(days=n) for n in days], "closed": closed})
    value, detail = values.survival(facts(pairs), str(Duration.MONTHS_3))
    assert (value, detail["n"]) == (100, 60)
    value, detail = values.survival(facts(pairs), str(Duration.MONTHS_12))
    assert value == 65  # 40 of 60
    assert detail["low"] <= 65 <= detail["high"]
    assert detail["low"] % 5 == detail["high"] % 5 == 0
    assert detail["low"] < 100 * 40 / 60 < detail["high"]


def test_survival_past_what_was_seen_says_nothing() -> None:
    assert values.survival(facts(), str(Duration.MONTHS_12)) == (0, {})


def test_a_mean_says_how_many_and_how_many_were_asked() -> None:
    rows = pd.DataFrame({"person": range(22), "key": "", "answer": [4.0, 5.0] * 11})
    asked = pd.DataFrame({"person": range(40), "key": ""})
    assert values.mean(rows, asked, K) == (45, {"n": 20, "response": 55})


@pytest.mark.parametrize(("asked", "told"), [(22, True), (23, False), (31, False), (32, True)])
def test_a_response_rate_that_would_single_out_the_silent_is_not_told(asked: int, told: bool) -> None:
    rows = pd.DataFrame({"person": range(22), "key": "", "answer": 4.0})
    _, detail = values.mean(rows, pd.DataFrame({"person": range(asked), "key": ""}), K)
    assert ("response" in detail) == told


def test_a_change_of_thirty_says_all_that_the_note_asks_for() -> None:
    value, detail = detail_of([0.0, 0.5, 1.0] * 12, asked=60)
    assert value == 5
    assert detail["low"] <= value <= detail["high"]
    assert (detail["n"], detail["response"], detail["if_silent"]) == (35, 60, 3)
    assert (detail["improved"], detail["rung"], detail["clear"]) == (65, 2, True)
    assert detail["detectable"] == pytest.approx(49, abs=2)
    assert detail["effect"] > 0
    assert detail["names"] == {"fr": "Écouter", "en": "Listening"}


def test_under_thirty_there_is_no_effect_size_and_a_lower_rung() -> None:
    _, detail = detail_of([0.0, 1.0] * 10, asked=20)
    assert "effect" not in detail
    assert detail["rung"] == 1


def test_nothing_is_computed_under_five_answers_nor_claimed_under_k() -> None:
    for few in ([], [1.0], [0.0, 1.0], [0.0, 1.0, 1.0, 0.5]):  # two of them once stopped a whole release
        assert detail_of(few, asked=len(few)) == (0, {})
    _, detail = detail_of([0.0, 1.0, 1.0, 0.5, 0.0], asked=5)
    assert detail["rung"] == 0


def test_what_holds_alone_may_not_hold_beside_seven_others() -> None:
    draw = np.random.default_rng(3)
    weak = [0.5] * 10 + [-0.5] * 2  # p = .024 alone
    others = [changes(*draw.choice([-0.5, 0.5], 12), key=f"M{n}") for n in range(2, 9)]
    rows = pd.DataFrame({"person": range(12), "key": "M1", "answer": weak})
    alone = values.changed(facts(skills=changes(*weak)), "M1", rows, None, K)[1]
    together = values.changed(facts(skills=pd.concat([changes(*weak), *others])), "M1", rows, None, K)[1]
    assert alone["clear"]
    assert not together["clear"]


def test_every_published_number_of_a_change_is_whole() -> None:
    _, detail = detail_of([0.0, 0.33, 1.0] * 12, asked=70)
    numbers = [value for name, value in detail.items() if name not in {"names", "clear"}]
    assert all(type(value) is int and math.isfinite(value) for value in numbers)
