"""Every state and refusal has words, in both languages; a delay is never said shorter than it is."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.routing.enums import SEEN_BY_PERSON, ProposalState
from portal.routing.models import Proposal, WaitingPlace
from portal.routing.rules import HARD_RULES
from portal.web.me.proposal_words import REFUSALS, refusal, standing, turn_words, weeks


@pytest.mark.parametrize("state", sorted(SEEN_BY_PERSON))
def test_a_state_the_person_sees_is_said_in_two_languages(state: str) -> None:
    french = standing(Proposal(state=ProposalState(state)))
    with translation.override("en"):
        english = standing(Proposal(state=ProposalState(state)))
    assert all(french)
    assert all(a != b for a, b in zip(french, english, strict=True))


@pytest.mark.parametrize("code", [*sorted(REFUSALS), "never_heard_of"])
def test_a_refusal_is_said_in_two_languages(code: str) -> None:
    with translation.override("en"):
        english = refusal(code)
    assert refusal(code) != english


@pytest.mark.parametrize(
    ("days", "words"), [(0, "1 semaine"), (7, "1 semaine"), (8, "2 semaines"), (70, "10 semaines"), (71, "3 mois"), (91, "4 mois")]
)
def test_a_delay_is_said_as_one_says_it(days: int, words: str) -> None:
    assert weeks(days) == words


@given(st.integers(0, 2000))
def test_a_delay_is_never_said_shorter_than_it_is(days: int) -> None:
    number, unit = weeks(days).split()
    assert int(number) * (7 if unit.startswith("semaine") else 30) >= days


@pytest.mark.parametrize("code", [rule.code for rule in HARD_RULES])
def test_each_rule_that_may_stand_in_the_way_has_its_sentence(code: str) -> None:
    said = turn_words(WaitingPlace(programme=None, binding=code))
    assert said.why
    assert (said.where, said.delay) == ("", "")
