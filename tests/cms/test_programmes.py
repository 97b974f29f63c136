"""Cards chosen by rule or by hand, and age groups: pure, on cards that were never written."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.programmes import Rule, chosen_cards
from portal.programmes.models import Programme
from portal.programmes.queries import Card
from portal.ui.catalogue import Audience, for_audience

DAY = date(2026, 1, 20)


def a_card(title: str, *, left: int = 3, need: int = 50, starts: int | None = None, ages: tuple[int, int] = (18, 25)) -> Card:
    programme = Programme(title=title, code=title.lower(), need=need, age_min=ages[0], age_max=ages[1])
    start = None if starts is None else DAY + timedelta(days=starts)
    return Card(programme, "Les Passerelles", left, 8, start, start if start and start > DAY else None)


CATALOGUE = [
    a_card("Abeille", left=2, need=90, starts=40),
    a_card("Bouleau", left=0, need=99, starts=3),
    a_card("Cigale", left=9, need=10),
    a_card("Dune", left=2, need=90, starts=9),
]


@pytest.fixture(autouse=True)
def _catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.programmes.queries.catalogue", lambda *, on: list(CATALOGUE))


def titles(rule: str, *, codes: list[str] | None = None, number: int = 4) -> list[str]:
    return [card.programme.title for card in chosen_cards(rule=rule, codes=codes or [], number=number, on=DAY)]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        (Rule.MOST_PLACES, ["Cigale", "Abeille", "Dune", "Bouleau"]),
        (Rule.MOST_NEEDED, ["Abeille", "Dune", "Cigale", "Bouleau"]),
        (Rule.NEXT_START, ["Bouleau", "Dune", "Abeille", "Cigale"]),
    ],
)
def test_each_rule_has_its_order(rule: str, found: list[str]) -> None:
    assert titles(rule) == found
    assert titles(rule, number=2) == found[:2]


def test_what_started_already_does_not_begin_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    under_way = a_card("Érable", starts=-200)
    monkeypatch.setattr("cms.programmes.queries.catalogue", lambda *, on: [under_way, *CATALOGUE])
    assert titles(Rule.NEXT_START, number=5) == ["Bouleau", "Dune", "Abeille", "Érable", "Cigale"]


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        ([], []),
        (["dune", "abeille"], ["Dune", "Abeille"]),
        (["dune", "closed-long-ago", "cigale"], ["Dune", "Cigale"]),
        (["dune", "cigale", "abeille"], ["Dune", "Cigale"]),
    ],
)
def test_by_hand_the_editors_order_holds_and_what_closed_is_left_out(codes: list[str], found: list[str]) -> None:
    assert titles(Rule.BY_HAND, codes=codes, number=2) == found


def test_every_rule_an_editor_can_choose_chooses() -> None:
    for rule in Rule.values:
        assert len(titles(rule, codes=["dune"])) in {1, 4}


@pytest.mark.parametrize(
    ("ages", "audiences"),
    [
        ((3, 6), {Audience.PRIMARY}),
        ((6, 10), {Audience.PRIMARY}),
        ((10, 11), {Audience.PRIMARY, Audience.LOWER_SECONDARY}),
        ((11, 14), {Audience.LOWER_SECONDARY}),
        ((14, 15), {Audience.LOWER_SECONDARY, Audience.UPPER_SECONDARY}),
        ((17, 18), {Audience.UPPER_SECONDARY, Audience.ADULT}),
        ((18, 25), {Audience.ADULT}),
        ((6, 25), set(Audience)),
    ],
)
def test_a_programme_is_in_each_age_group_its_ages_touch(ages: tuple[int, int], audiences: set[str]) -> None:
    card = a_card("Lire", ages=ages)
    assert {audience for audience in Audience if for_audience(card, audience)} == audiences


@given(st.integers(0, 99), st.integers(0, 99))
def test_no_age_falls_between_two_groups(one: int, other: int) -> None:
    card = a_card("Lire", ages=(min(one, other), max(one, other)))
    assert any(for_audience(card, audience) for audience in Audience)
