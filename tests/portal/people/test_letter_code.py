"""The code of a letter: what is printed is understood however it is typed, and a slip of the finger is no try."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.people.rules import letter_code
from portal.people.rules.letter_code import ALPHABET, digest, fits, new_code, printed, read_code, told_use

CODES = st.text(ALPHABET, min_size=11, max_size=11).map(lambda body: body + letter_code._check(body))
NOISE = st.text(" -\u00a0\u202f\t./·", max_size=3)


def test_nothing_in_the_alphabet_can_be_misread() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)
    assert ALPHABET.upper() == ALPHABET


def test_a_new_code_is_twelve_signs_drawn_anew() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 12 and read_code(code) == code for code in codes)
    assert set("".join(codes)) == set(ALPHABET)


def test_it_is_printed_in_groups_of_four() -> None:
    assert printed("7K3MQX9P2WTD") == "7K3M-QX9P-2WTD"


@given(code=CODES, noise=st.lists(NOISE, min_size=13, max_size=13), small=st.booleans(), wide=st.booleans())
def test_what_is_printed_is_understood_however_it_is_typed(code: str, noise: list[str], small: bool, wide: bool) -> None:
    typed = "".join(f"{gap}{sign}" for gap, sign in zip(noise, code, strict=False)) + noise[-1]
    typed = typed.lower() if small else typed
    typed = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in typed) if wide else typed
    assert read_code(typed) == code


@given(code=CODES, swap=st.dictionaries(st.sampled_from("01"), st.sampled_from("OoIiLl"), max_size=2))
def test_letters_taken_for_figures_are_understood(code: str, swap: dict[str, str]) -> None:
    """O for 0; I and L, in either case, for 1; U for V."""
    fair = {figure: sign for figure, sign in swap.items() if (figure == "0") == (sign in "Oo")}
    assert read_code("".join(fair.get(sign, sign) for sign in code).replace("V", "u")) == code


@given(code=CODES, at=st.integers(0, 11), other=st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_always_seen(code: str, at: int, other: str) -> None:
    slip = code[:at] + other + code[at + 1 :]
    assert (read_code(slip) == slip) == (slip == code)


@given(code=CODES, at=st.integers(0, 10))
def test_two_neighbours_exchanged_are_seen_but_for_the_ends_of_the_alphabet(code: str, at: int) -> None:
    """Luhn's check misses "0Z" for "Z0" only."""
    slip = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert slip == code or {code[at], code[at + 1]} == {"0", "Z"} or read_code(slip) is None


@given(typed=st.text(max_size=40))
def test_anything_may_be_typed(typed: str) -> None:
    found = read_code(typed)
    assert found is None or (len(found) == 12 and set(found) <= set(ALPHABET))


@pytest.mark.parametrize("typed", ["", "7K3M", "7K3M-QX9P-2WT", "é" * 12, "７" * 11, "0" * 13, "٣" * 12, "²" * 12])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_a_digest_fits_one_person_and_one_code_and_shows_neither() -> None:
    someone, code = uuid4(), new_code()
    stored = digest(employee_id=someone, code=code)
    assert fits(stored=stored, employee_id=someone, code=code)
    assert not fits(stored=stored, employee_id=uuid4(), code=code)
    assert not fits(stored=stored, employee_id=someone, code=new_code())
    assert not fits(stored="", employee_id=someone, code=code)
    assert len(stored) == 64 and code not in stored


def test_a_digest_needs_the_key_that_no_database_holds(settings: object) -> None:
    someone, code = uuid4(), new_code()
    before = digest(employee_id=someone, code=code)
    settings.SECRET_KEY = "another" * 8  # type: ignore[attr-defined]  # pytest-django's settings
    assert digest(employee_id=someone, code=code) != before


@pytest.mark.parametrize(
    ("count", "used", "told"),
    [
        (19, 7, None), (20, 0, (0, 4)), (20, 4, (0, 4)), (20, 5, (5, 9)), (20, 14, (10, 14)), (20, 15, (15, 20)),
        (20, 20, (15, 20)),
        (24, 24, (15, 24)), (500, 0, (0, 4)), (500, 499, (495, 500)), (500, 494, (490, 494)),
    ],
)  # fmt: skip
def test_use_is_told_in_ranges(count: int, used: int, told: tuple[int, int] | None) -> None:
    assert told_use(count=count, used=used) == told


@given(count=st.integers(20, 600), share=st.floats(0, 1))
def test_no_range_names_anybody(count: int, share: float) -> None:
    """At least five numbers wide, the truth inside, and the same for every number inside it."""
    used = round(count * share)
    told = told_use(count=count, used=used)
    assert told is not None
    low, high = told
    assert low <= used <= high <= count and high - low >= 4
    assert {told_use(count=count, used=other) for other in range(low, high + 1)} == {told}
