"""Numbers that can receive a text message, and the digits sent to them."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.people.rules.phone import new_phone_code, phone_code_fits, phone_digest, read_phone

NOISE = st.sampled_from(["", " ", ".", "-", "\u00a0", "\u202f", "\u2011", " /"])


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("06 12 34 56 78", "+33612345678"), ("0712345678", "+33712345678"), ("+33 6 12 34 56 78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"), ("0033 6.12.34.56.78", "+33612345678"), ("+32 470 12 34 56", "+32470123456"),
        ("00262 692 12 34 56", "+262692123456"),
        # cannot receive one, or are no numbers
        ("01 23 45 67 89", None), ("+33 1 23 45 67 89", None), ("0612", None), ("06123456789", None), ("", None), ("+", None),
        ("612345678", None), ("+0612345678", None), ("+33 6 12 34 56 78 ; +32", None), ("appelez-moi", None),
        ("+33６12345678", None),
        ("+336123456789", None), ("+1234567", None), ("+1234567890123456", None),
    ],
)  # fmt: skip
def test_a_number_is_read(typed: str, read: str | None) -> None:
    assert read_phone(typed) == read


@given(
    rest=st.text("0123456789", min_size=8, max_size=8), first=st.sampled_from("67"), gaps=st.lists(NOISE, min_size=10, max_size=10)
)
def test_a_french_mobile_is_read_however_it_is_written(rest: str, first: str, gaps: list[str]) -> None:
    number = "".join(f"{gap}{sign}" for gap, sign in zip(gaps, f"0{first}{rest}", strict=True))
    assert read_phone(number) == f"+33{first}{rest}"


@given(typed=st.text(max_size=30))
def test_what_is_read_is_always_a_plain_number(typed: str) -> None:
    found = read_phone(typed)
    assert found is None or (found[0] == "+" and found[1:].isascii() and found[1:].isdigit() and 9 <= len(found) <= 16)


def test_the_digits_are_six_and_drawn_anew() -> None:
    codes = [new_phone_code() for _ in range(300)]
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(set(codes)) > 280


def test_digits_fit_the_code_they_were_drawn_for_alone() -> None:
    one, other = uuid4(), uuid4()
    stored = phone_digest(code_id=one, code="012345")
    assert phone_code_fits(stored=stored, code_id=one, typed="012345")
    assert phone_code_fits(stored=stored, code_id=one, typed=" 012 345 ")
    assert not phone_code_fits(stored=stored, code_id=one, typed="12345")
    assert not phone_code_fits(stored=stored, code_id=other, typed="012345")


def test_a_code_never_sent_fits_nothing() -> None:
    assert not phone_code_fits(stored="", code_id=uuid4(), typed="")
