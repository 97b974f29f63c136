"""How each kind of value of a catalogue file is read: what is understood, and the code of the rule that is broken."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.programmes.enums import Cause, Slot
from portal.programmes.rules import values

ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.text(max_size=5), max_size=3),
    st.just({}),
)
READERS = {
    "text": values.text(20),
    "number": values.number(0, 100),
    "codes": values.codes(Slot),
    "one_of": values.one_of({"yes": True, "no": False}),
    "slug": values.slug,
    "day": values.day,
    "hours": values.hours,
    "web_address": values.web_address(60),
}


def refusal(reader: values.Parse, value: Any) -> str:
    with pytest.raises(ValueError) as refused:
        reader(value)
    return str(refused.value)


@pytest.mark.parametrize("name", READERS)
@given(value=ANYTHING)
def test_whatever_a_file_holds_is_read_or_refused_by_a_code(name: str, value: Any) -> None:
    """No other error, and no sentence: a code that the face has words for."""
    try:
        READERS[name](value)
    except ValueError as refused:
        assert str(refused).replace("_", "").isalnum()


class TestText:
    @pytest.mark.parametrize(
        ("given", "read"), [("  lire ", "lire"), (["lire", "écrire"], "lire, écrire"), (12, "12"), ("", ""), ([], "")]
    )
    def test_a_list_is_joined_and_a_number_written_out(self, given: Any, read: str) -> None:
        assert values.text(20)(given) == read

    def test_as_long_as_it_may_be_and_no_longer(self) -> None:
        assert values.text(5)("x" * 5) == "x" * 5
        assert refusal(values.text(5), "x" * 6) == "longer_than_5"

    @pytest.mark.parametrize("given", [None, {"a": 1}, [["nested"]], [None]])
    def test_what_is_no_text_is_not_made_one(self, given: Any) -> None:
        assert refusal(values.text(20), given) == "not_a_text"


class TestNumber:
    @pytest.mark.parametrize(("given", "read"), [(3, 3), ("3", 3), (" 7 ", 7), ("0", 0), ("100", 100)])
    def test_whole_numbers_between_the_bounds(self, given: Any, read: int) -> None:
        assert values.number(0, 100)(given) == read

    @pytest.mark.parametrize("given", [-1, 101, "1000"])
    def test_outside(self, given: Any) -> None:
        assert refusal(values.number(0, 100), given) == "not_in_0_100"

    @pytest.mark.parametrize("given", [3.5, "3,5", "", None, "three", "1e3", "9" * 5000, True])
    def test_what_is_no_whole_number(self, given: Any) -> None:
        assert refusal(values.number(0, 100), given) == "not_a_number"


class TestCodes:
    def test_each_once_in_order_empty_ones_left_out(self) -> None:
        first, second = sorted(Cause.values)[:2]
        assert values.codes(Cause)([second, first, f" {second} ", ""]) == [first, second]

    def test_one_that_is_in_no_list_spoils_all(self) -> None:
        assert refusal(values.codes(Cause), [Cause.values[0], "never-heard-of"]) == "unknown_code"

    def test_a_code_alone_is_a_list_of_one(self) -> None:
        assert values.codes({"a": 1})("a") == ["a"]

    def test_each_word_stands_for_itself(self) -> None:
        assert values.words(Slot) == {code: code for code in Slot.values}


class TestSlug:
    @pytest.mark.parametrize("given", ["lire-a-deux", "a", "2026-09", "x" * 60])
    def test_small_letters_digits_and_hyphens(self, given: str) -> None:
        assert values.slug(given) == given

    @pytest.mark.parametrize("given", ["", "-a", "a-", "a--b", "Été", "a b", "../x", "x" * 61, None])
    def test_nothing_else(self, given: Any) -> None:
        assert refusal(values.slug, given) == "not_a_code"


class TestDay:
    @pytest.mark.parametrize(
        ("given", "read"),
        [
            ("2026-03-01", date(2026, 3, 1)),
            ("2026-03-01T23:30:00", date(2026, 3, 1)),
            ("2026-03-01T23:30:00+00:00", date(2026, 3, 2)),
            ("2026-07-01T22:30:00Z", date(2026, 7, 2)),
        ],
    )
    def test_an_instant_is_the_day_where_the_portal_lives(self, given: str, read: date) -> None:
        assert values.day(given) == read

    @pytest.mark.parametrize("given", ["", "01/03/2026", "2026-02-30", None, 20260301.5])
    def test_what_is_no_day(self, given: Any) -> None:
        assert refusal(values.day, given) == "not_a_date"


class TestHours:
    @pytest.mark.parametrize(
        "given",
        [{"wed": ["14:00", "18:00"], "mon": ["09:00", "12:30"]}, ["wed 14:00-18:00", "mon 09:00-12:30"]],
        ids=["map", "list"],
    )
    def test_two_ways_of_writing_come_to_one_in_the_order_of_the_week(self, given: Any) -> None:
        assert list(values.hours(given).items()) == [("mon", ["09:00", "12:30"]), ("wed", ["14:00", "18:00"])]

    @pytest.mark.parametrize(
        "given",
        [
            {"mon": ["18:00", "09:00"]},
            {"mon": ["09:00", "09:00"]},
            {"mon": ["9:00", "18:00"]},
            {"mon": ["09:00"]},
            {"mon": ["09:00", "24:00"]},
            {"monday": ["09:00", "18:00"]},
            ["mon 09:00-12:00", "mon 14:00-18:00"],
            "always",
            None,
        ],
        ids=str,
    )
    def test_hours_that_nobody_could_keep(self, given: Any) -> None:
        assert refusal(values.hours, given) == "not_opening_hours"


class TestWebAddress:
    @pytest.mark.parametrize("given", ["https://example.org", "http://example.org/a?b=c"])
    def test_an_address_of_the_web(self, given: str) -> None:
        assert values.web_address(60)(given) == given

    @pytest.mark.parametrize("given", ["", "example.org", "javascript:alert(1)", "ftp://example.org", "//example.org"])
    def test_no_other_scheme(self, given: str) -> None:
        assert refusal(values.web_address(60), given) == "not_an_address"

    def test_not_longer_than_its_column(self) -> None:
        assert refusal(values.web_address(30), "https://example.org/" + "x" * 30) == "longer_than_30"
