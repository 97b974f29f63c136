"""A figure before it is published, in words: what is shown, and once a reason the names of all it is said of. No value."""

import pytest

from portal.metrics.enums import FUNNEL, HOURS, PROGRAMME_PAIRS, CellState, Step, Why
from portal.metrics.queries import Preview, PreviewCell
from portal.web.company.previewed import previewed

SHOWN, HIDDEN, BANDED, OLD = CellState.SHOWN, CellState.HIDDEN, CellState.BANDED, CellState.NOT_UPDATED


def cell(key: str, state: CellState, why: Why | None = None, label: str = "") -> PreviewCell:
    return PreviewCell(key, label, state, why)


def test_what_is_withheld_for_one_reason_is_said_once_of_all() -> None:
    programmes = tuple(cell(f"p{n}", HIDDEN, Why.SIZE, f"Programme {n}") for n in range(30))
    found = previewed(Preview(PROGRAMME_PAIRS, (*programmes, cell("shown", SHOWN, label="Lire à deux"))))
    assert found.summary == "1 case montrée sur 31"
    ((mark, why, names),) = found.withheld
    assert (mark, names) == ("Non montré", [f"Programme {n}" for n in range(30)])
    assert "trop peu de personnes" in why


def test_states_and_reasons_stay_apart_in_the_order_of_the_figure() -> None:
    cells = (
        cell("", OLD, Why.CHANGE),
        cell("Nord", BANDED, Why.SIZE, "Nord"),
        cell("Sud", HIDDEN, Why.SIZE, "Sud"),
        cell("Est", OLD, Why.CHANGE, "Est"),
    )
    found = previewed(Preview("participation", cells))
    assert found.summary == "0 case montrée sur 4"
    assert [(mark, names) for mark, _, names in found.withheld] == [
        ("Non actualisé", ["Ensemble", "Est"]),
        ("Fourchette", ["Nord"]),
        ("Non montré", ["Sud"]),
    ]


@pytest.mark.parametrize("why", [*Why, None])
def test_each_family_of_reasons_has_words_and_no_more_than_the_family(why: Why | None) -> None:
    ((_, said, _),) = previewed(Preview(HOURS, (cell("work_time", HIDDEN, why),))).withheld
    assert said
    assert not any(sign.isdigit() for sign in said), "a number would bound what is hidden"


def test_steps_of_a_campaign_have_their_names_and_nothing_withheld_is_nothing_said() -> None:
    found = previewed(Preview(f"{FUNNEL}.2026-09", (cell(str(Step.APPLIED), HIDDEN, Why.SIZE),)))
    assert found.withheld[0][2] == ["Ont candidaté"]
    assert "2026-09" in found.title
    assert previewed(Preview(HOURS, (cell("work_time", SHOWN),))).withheld == []
