"""Filters of the lists of programmes, and where a programme takes place: pure, on cards that were never written."""

from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.programmes.enums import Cause, Mode
from portal.programmes.models import Programme
from portal.programmes.queries import Card
from portal.ui.catalogue import FilterForm, territory_words


def a_card(
    mode: str = Mode.IN_PERSON, departements: tuple[str, ...] = ("69",), causes: tuple[str, ...] = ("school",), left: int = 3
) -> Card:
    programme = Programme(title="Lire", mode=mode, departements=list(departements), causes=list(causes))
    return Card(programme, "Les Passerelles", left, 5, None)


LYON, LILLE = a_card(), a_card(departements=("59", "62"), causes=("reading", "school"))
ANYWHERE, FULL = a_card(Mode.REMOTE, ()), a_card(Mode.HYBRID, ("69", "42"), ("digital",), left=0)
CARDS = [LYON, LILLE, ANYWHERE, FULL]


def form(cards: list[Card] = CARDS, asked: dict[str, str] | None = None) -> FilterForm:
    query = QueryDict(mutable=True)
    query.update(asked or {})
    return FilterForm(query, cards=cards)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, CARDS),
        ({"departement": "69"}, [LYON, ANYWHERE, FULL]),
        ({"departement": "62"}, [LILLE, ANYWHERE]),
        ({"mode": Mode.REMOTE}, [ANYWHERE]),
        ({"mode": Mode.IN_PERSON}, [LYON, LILLE]),
        ({"cause": "reading"}, [LILLE]),
        ({"cause": "school", "departement": "69"}, [LYON, ANYWHERE]),
        ({"open": "on"}, [LYON, LILLE, ANYWHERE]),
        ({"open": "on", "mode": Mode.HYBRID}, []),
        ({"departement": "", "mode": "", "cause": ""}, CARDS),
    ],
    ids=str,
)
def test_filters_keep_what_fits(asked: dict[str, str], found: list[Card]) -> None:
    filters = form(asked=asked)
    assert filters.apply(CARDS) == found
    assert filters.active == any(asked.values())


@pytest.mark.parametrize("asked", [{"departement": "99"}, {"mode": "by_telepathy"}, {"cause": "'; --"}, {"departement": "01"}])
def test_a_value_in_no_list_asks_for_nothing(asked: dict[str, str]) -> None:
    filters = form(asked=asked)
    assert filters.apply(CARDS) == CARDS
    assert not filters.active


def choices(filters: FilterForm, name: str) -> list[tuple[Any, Any]]:
    field: Any = filters.fields[name]
    return list(field.choices)


def test_only_territories_with_a_programme_are_offered_by_name() -> None:
    assert choices(form(), "departement") == [
        ("", "Toute la France"),
        ("42", "Loire (42)"),
        ("59", "Nord (59)"),
        ("62", "Pas-de-Calais (62)"),
        ("69", "Rhône (69)"),
    ]
    assert choices(form([]), "departement") == [("", "Toute la France")]


def test_the_lists_speak_the_readers_language() -> None:
    assert choices(form(), "cause")[1] == ("orientation", "Orientation")
    with translation.override("en"):
        assert choices(form(), "mode")[0][1] != "Tous les formats"
    assert len(choices(form(), "cause")) == 1 + len(Cause)
    assert all(label[:1].isupper() for _, label in choices(form(), "cause"))


ANY_CARD = st.builds(
    a_card,
    mode=st.sampled_from(Mode),
    departements=st.lists(st.sampled_from(["01", "59", "69", "75"]), unique=True, max_size=3).map(tuple),
    causes=st.lists(st.sampled_from(list(Cause.values)), unique=True, max_size=3).map(tuple),
    left=st.integers(0, 3),
)
ANY_FILTER = st.fixed_dictionaries(
    {},
    optional={
        "departement": st.sampled_from(["", "01", "59", "69"]),
        "mode": st.sampled_from(["", *Mode.values]),
        "cause": st.sampled_from(["", *Cause.values]),
        "open": st.just("on"),
    },
)


@given(st.lists(ANY_CARD, max_size=8), ANY_FILTER)
def test_a_filter_only_takes_away_and_keeps_the_order(cards: list[Card], asked: dict[str, str]) -> None:
    found = form(cards, asked).apply(cards)
    assert found == [card for card in cards if any(card is one for one in found)]
    if asked.get("mode"):
        assert all(card.programme.mode == asked["mode"] for card in found)
    if asked.get("open"):
        assert all(card.places_left for card in found)


@pytest.mark.parametrize(
    ("mode", "departements", "words"),
    [
        (Mode.REMOTE, ["69"], "à distance"),
        (Mode.IN_PERSON, [], ""),
        (Mode.IN_PERSON, ["69"], "Rhône"),
        (Mode.IN_PERSON, ["69", "42", "01", "38"], "Rhône, Loire, Ain, Isère"),
        (Mode.IN_PERSON, ["69", "42", "01", "38", "26"], "Rhône, Loire, Ain et 2 autres"),
        (Mode.HYBRID, ["59"], "Nord et à distance"),
    ],
)
def test_where_a_programme_takes_place(mode: str, departements: list[str], words: str) -> None:
    assert territory_words(Programme(mode=mode, departements=departements)) == words
