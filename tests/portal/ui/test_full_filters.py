"""Every filter of the whole list, alone and together; counts for the map."""

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from portal.programmes.enums import Mode
from portal.programmes.models import Programme
from portal.programmes.queries import Card
from portal.ui.catalogue import Audience, FullFilterForm, counts_by_departement, remote_count


def a_card(title: str, **values: Any) -> Card:
    given: dict[str, Any] = {
        "summary": "À deux.", "audience": "Collégiens", "mode": Mode.IN_PERSON, "departements": ["69"], "age_min": 12,
        "age_max": 15, "duration_months": 9, "slots": ["evening"], "languages": [], "labels": [], "causes": ["school"],
    }  # fmt: skip
    return Card(Programme(title=title, **(given | values)), "Les Passerelles d’Été", 3, 5, None)


READING = a_card("Lire à l’école", age_min=6, age_max=10, slots=["wednesday", "lunch"], labels=["collectif_mentorat"])
STAGE = a_card("Premier stage", age_min=18, age_max=25, duration_months=3, mode=Mode.REMOTE, departements=[], languages=["en"])
CAP = a_card("Cap sur la seconde", departements=["69", "42"], mode=Mode.HYBRID, duration_months=6)
CARDS = [READING, STAGE, CAP]


def found(**asked: str) -> list[Card]:
    return form(**asked).apply(CARDS)


def form(**asked: str) -> FullFilterForm:
    query = QueryDict(mutable=True)
    query.update(asked)
    return FullFilterForm(query, cards=CARDS)


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({"q": "STAGE"}, [STAGE]),
        ({"q": "ecole"}, [READING]),
        ({"q": "passerelles ete"}, CARDS),
        ({"q": "lire stage"}, []),
        ({"q": "%_'"}, []),
        ({"audience": Audience.PRIMARY}, [READING]),
        ({"audience": Audience.LOWER_SECONDARY}, [CAP]),
        ({"audience": Audience.ADULT}, [STAGE]),
        ({"slot": "lunch"}, [READING]),
        ({"months": "6"}, [STAGE, CAP]),
        ({"months": "3"}, [STAGE]),
        ({"language": "en"}, [STAGE]),
        ({"label": "collectif_mentorat"}, [READING]),
        ({"slot": "evening", "months": "6", "mode": "hybrid", "departement": "42"}, [CAP]),
    ],
    ids=str,
)
def test_filters_keep_what_fits(asked: dict[str, str], kept: list[Card]) -> None:
    assert found(**asked) == kept
    assert form(**asked).active


@pytest.mark.parametrize(
    "asked", [{"audience": "old"}, {"slot": "night"}, {"months": "-1"}, {"language": "x"}, {"label": "x"}, {"q": " "}]
)
def test_a_value_in_no_list_asks_for_nothing(asked: dict[str, str]) -> None:
    assert found(**asked) == CARDS


@pytest.mark.parametrize(
    ("asked", "more"),
    [({}, False), ({"q": "x"}, False), ({"cause": "school"}, False), ({"slot": "lunch"}, True), ({"open": "on"}, True)],
)
def test_what_is_folded_away_is_open_while_in_use(asked: dict[str, str], more: bool) -> None:
    assert form(**asked).more is more


@given(st.text(max_size=60))
def test_any_words_are_only_words(words: str) -> None:
    assert all(card in CARDS for card in found(q=words))


def test_the_map_counts_where_people_meet_and_apart_what_is_remote() -> None:
    assert counts_by_departement(CARDS) == {"69": 2, "42": 1}
    assert remote_count(CARDS) == 1
