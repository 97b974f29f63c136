"""The map of France: every shape exists, the shades are honest, nothing is counted that the table does not say."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from portal.programmes.data import departements
from portal.ui.france import CAPITAL, OVERSEAS, STEPS, france, shade

SHAPES = Path(settings.BASE_DIR) / "static_src" / "img" / "france.svg"
CODES = st.sampled_from(sorted(code for code in departements() if len(code) == 2 or code in OVERSEAS))


def address(code: str) -> str:
    return f"?departement={code}"


def test_every_departement_of_the_mainland_has_its_shape_and_none_is_drawn_twice() -> None:
    drawn = re.findall(r'id="d(\w+)"', SHAPES.read_text(encoding="utf-8"))
    assert len(drawn) == len(set(drawn)) == 96
    assert {area.code for area in france({}, address=address).mainland} == set(drawn)


def test_the_shapes_keep_their_licence_and_weigh_little() -> None:
    text = SHAPES.read_text(encoding="utf-8")
    assert "Victor Cazanave" in text
    assert "Creative Commons Attribution 4.0" in text
    assert len(text) < 50_000


def test_the_capital_and_overseas_are_there_too() -> None:
    drawn = france({"75": 2, "974": 1}, address=address, current="974")
    assert [area.code for area in drawn.capital] == list(CAPITAL)
    assert [area.code for area in drawn.overseas] == list(OVERSEAS)
    assert [area.code for area in drawn.overseas if area.current] == ["974"]
    assert [(area.name, area.count, area.url) for area in drawn.listed] == [
        ("Paris", 2, "?departement=75"), ("La Réunion", 1, "?departement=974"),
    ]  # fmt: skip


def test_a_map_of_nothing_is_a_map() -> None:
    drawn = france({}, address=address)
    assert (drawn.listed, drawn.most) == ([], 0)
    assert {area.shade for area in drawn.mainland} == {0}


@pytest.mark.parametrize(("count", "most", "step"), [(0, 0, 0), (0, 9, 0), (1, 1, 4), (1, 100, 1), (50, 100, 2), (100, 100, 4)])
def test_the_palest_shade_is_for_something_and_the_deepest_for_most(count: int, most: int, step: int) -> None:
    assert shade(count, most) == step


@given(st.dictionaries(CODES, st.integers(0, 500)))
def test_more_is_never_paler_and_the_table_has_all_that_is_coloured(counts: dict[str, int]) -> None:
    drawn = france(counts, address=address)
    areas = sorted(drawn.mainland + drawn.overseas, key=lambda area: area.count)
    assert [area.shade for area in areas] == sorted(area.shade for area in areas)
    assert all(0 <= area.shade <= STEPS for area in areas)
    assert {area.code for area in drawn.listed} == {area.code for area in areas if area.shade}
    assert sum(area.count for area in drawn.listed) == sum(counts.values())
