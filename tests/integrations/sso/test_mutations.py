"""Real answers of a provider that is not ours, changed in every way hypothesis thinks of: what is accepted says what was signed."""

import base64

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from integrations.sso.errors import SamlRefused
from integrations.sso.refusals import STEPS
from portal.journeys.sign_in import VerifiedIdentity

from .mutations import Captured, Step, captured, changed, steps

CAPTURES = ("assertion signed", "both signed", "many values")
SIGN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def outcome(held: Captured, raw: str) -> VerifiedIdentity | str:
    """Who gets in, or the code of the refusal; any other exception fails the test."""
    try:
        return held.verified(raw).identity
    except SamlRefused as refusal:
        assert refusal.code in STEPS
        return refusal.code


@pytest.mark.parametrize("name", CAPTURES)
def test_the_answers_as_they_came_are_accepted(name: str) -> None:
    identity = outcome(captured()[name], captured()[name].raw)
    assert isinstance(identity, VerifiedIdentity), identity
    assert (identity.employee_number, identity.name_id) == ("000042", "zoe.d'été&<cie>")
    assert identity.attributes["displayName"] == ("Zoé d’Été & <Cie>",)


@pytest.mark.parametrize("name", CAPTURES)
@given(todo=steps)
@settings(max_examples=60)
@example(todo=[Step("copy", 0, 0, "")])
@example(todo=[Step("attribute", 0, 0, "_evil"), Step("comment", 9, 0, "")])
def test_no_step_makes_it_say_something_else(name: str, todo: list[Step]) -> None:
    held = captured()[name]
    said = outcome(held, changed(held.raw, todo))
    if isinstance(said, VerifiedIdentity):
        assert said == outcome(held, held.raw)


@pytest.mark.parametrize("name", CAPTURES)
@given(place=st.integers(0, 10_000), sign=st.sampled_from(SIGN))
@settings(max_examples=50)
def test_no_letter_makes_it_say_something_else(name: str, place: int, sign: str) -> None:
    held = captured()[name]
    place %= len(held.raw)
    said = outcome(held, held.raw[:place] + sign + held.raw[place + 1 :])
    if isinstance(said, VerifiedIdentity):
        assert said == outcome(held, held.raw)


@pytest.mark.parametrize("name", CAPTURES)
@given(start=st.integers(0, 8000), size=st.integers(1, 400), into=st.integers(0, 8000))
@settings(max_examples=30)
def test_no_piece_copied_elsewhere_does(name: str, start: int, size: int, into: int) -> None:
    held = captured()[name]
    text = base64.b64decode(held.raw)
    piece = text[start % len(text) :][:size]
    into %= len(text)
    said = outcome(held, base64.b64encode(text[:into] + piece + text[into:]).decode())
    if isinstance(said, VerifiedIdentity):
        assert said == outcome(held, held.raw)


@pytest.mark.parametrize("name", CAPTURES)
def test_each_element_taken_away(name: str) -> None:
    """One by one, all of them: without any part of what was signed nobody gets in."""
    held = captured()[name]
    accepted = 0
    for place in range(1, 40):
        said = outcome(held, changed(held.raw, [Step("remove", place, 0, "")]))
        accepted += isinstance(said, VerifiedIdentity)
        assert isinstance(said, str) or said == outcome(held, held.raw)
    assert accepted <= 6, "only of the envelope: its issuer, its status message, a certificate in a signature"
