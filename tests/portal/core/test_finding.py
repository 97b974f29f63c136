"""Finding names as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.finding import first_of, folded, speaks_of


@pytest.mark.parametrize(
    ("wanted", "texts"),
    [
        ("ines", ("Inès", "Martin")),
        ("INÈS MART", ("Inès", "Martin")),
        ("martin ines", ("Inès", "Martin")),
        ("jean pi", ("Jean-Pierre",)),
        ("d'alm", ("Rui", "d’Almeida")),
        ("dos-12", ("DOS-12",)),
    ],
)
def test_accents_capitals_and_order_do_not_count(wanted: str, texts: tuple[str, ...]) -> None:
    assert speaks_of(wanted, *texts)


@pytest.mark.parametrize("wanted", ["", "   ", "tin", "ines dupont", "zz"])
def test_the_middle_of_a_word_another_word_and_nothing_find_nothing(wanted: str) -> None:
    assert not speaks_of(wanted, "Inès", "Martin")


def test_the_first_rows_are_kept_in_their_order() -> None:
    rows = [(number, ("Amina", f"Exemple {number}")) for number in range(9)]
    assert first_of("amina ex", rows, most=3) == [0, 1, 2]
    assert first_of("exemple 7", rows, most=3) == [7]


@given(st.text(alphabet=st.characters(categories=("L", "Nd")), min_size=1, max_size=20), st.text(max_size=20))
def test_a_name_is_found_by_itself_and_by_its_beginning(name: str, other: str) -> None:
    assert speaks_of(name, other, name)
    beginning = folded(name)[:1]
    assert not beginning.strip() or speaks_of(beginning, name)


@given(st.text(max_size=40))
def test_folding_again_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)
