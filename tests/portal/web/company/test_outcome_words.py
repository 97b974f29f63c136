"""What outcomes find, in words: never more than the rung a value carries, hidden cells alike, both languages."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.metrics.enums import (
    ACTIONS,
    ANSWERS,
    COSTS,
    DURATION,
    OFFER,
    SATISFACTION,
    SKILLS,
    TRAINING,
    CellState,
    Measure,
    Nature,
)
from portal.metrics.models import Cell, Figure
from portal.ui.figures import Section
from portal.web.company import outcome_words as words
from portal.web.company import released

DAY = date(2026, 3, 31)
STRONG = ("causé", "grâce", "a permis", "prouve que", "impact", "retour sur investissement")
CHANGE: dict[str, Any] = {
    "n": 50, "low": 1, "high": 5, "improved": 45, "detectable": 40, "rung": 2, "clear": True, "response": 70, "if_silent": 2,
    "effect": 4, "names": {"fr": "Écouter et questionner", "en": "Active listening and questioning"},
}  # fmt: skip


def a_cell(key: str, value: int | None, **detail: Any) -> Cell:
    state = CellState.HIDDEN if value is None else CellState.SHOWN
    return Cell(key=key, label=key, value=value, state=state, as_of=None if value is None else DAY, detail=detail)


def section(code: str, measure: Measure, *cells: Cell) -> Section:
    return released.section_of(Figure(code=code, measure=measure, nature=Nature.FLOW), list(cells))


@given(st.integers(0, 4))
def test_only_the_two_top_rungs_compare_and_only_the_last_says_caused(rung: int) -> None:
    said = words.claim(rung, what="Écouter", change="+0,3", interval="IC", count=50)
    assert ("causé" in said) == (rung == words.CAUSED)
    assert ("liste d’attente" in said) == (rung == words.COMPARED)
    assert ("+0,3" in said) == (rung >= words.MEASURED)


@pytest.mark.parametrize(
    ("rung", "said"),
    [
        (0, "Trop peu de réponses"),
        (1, "décrivent un changement"),
        (2, "entre le début et la fin (IC 95\u00a0% +\u202f0,1 à +\u202f0,5)"),
    ],
)
def test_a_change_is_said_on_the_rung_it_carries(rung: int, said: str) -> None:
    found = section(SKILLS, Measure.CHANGE, a_cell("M1", 3, **{**CHANGE, "rung": rung}), a_cell("M2", None))
    assert said in found.finding
    assert not any(word in found.finding for word in STRONG)


def test_a_change_goes_with_n_interval_response_and_what_it_could_have_seen() -> None:
    found = section(SKILLS, Measure.CHANGE, a_cell("M1", 3, **CHANGE), a_cell("M2", None))
    row, hidden = found.rows
    assert (row.label, row.text) == ("Écouter et questionner", "+\u202f0,3")
    for part in ("IC 95\u00a0%", "n ≈ 50", "réponses 70\u00a0%", "si les autres n’ont pas changé", "0,40 écart-type", "Hedges 0,4"):
        assert part in row.aside
    assert "zéro" not in row.aside
    assert row.whisker is not None
    assert row.whisker.low is not None
    assert row.whisker.low < row.whisker.at < (row.whisker.high or 0)
    assert hidden.hidden
    assert hidden.whisker is None
    assert hidden.aside == ""


def test_a_change_that_does_not_tell_from_zero_says_so() -> None:
    found = section(SKILLS, Measure.CHANGE, a_cell("M1", 1, **{**CHANGE, "low": -1, "clear": False}))
    assert "ne se distingue pas de zéro" in found.rows[0].aside
    assert found.form == "dots"


def test_no_change_is_in_the_middle_and_a_small_one_never_looks_large() -> None:
    none, small = section(SKILLS, Measure.CHANGE, a_cell("M1", 0, rung=1), a_cell("M2", 1, rung=1)).rows
    assert none.whisker is not None
    assert small.whisker is not None
    assert none.whisker.at == 50
    assert small.whisker.at == 55


def test_duration_speaks_of_the_last_point_shown() -> None:
    cells = [a_cell("m3", 90, n=85, low=80, high=95), a_cell("m6", 80, n=85, low=70, high=90), a_cell("m12", None)]
    found = section(DURATION, Measure.SURVIVAL, *cells)
    assert found.finding == "Environ 80\u00a0% des binômes durent 6 mois ou plus (IC 95\u00a0% 70 à 90\u00a0%)."
    assert found.curve is not None
    assert [point.x for point in found.curve.points] == [25, 50]
    assert found.rows[2].hidden
    assert "retient" in found.caveat


@pytest.mark.parametrize(
    ("code", "measure", "cells", "said"),
    [
        (TRAINING, Measure.HOURS, [a_cell("", 350), a_cell("cadre", 200)], "Environ 350 heures de formation ce trimestre."),
        (TRAINING, Measure.HOURS, [a_cell("", None), a_cell("cadre", 200)], "Une partie des heures"),
        (SATISFACTION, Measure.MEAN, [a_cell("", 42, n=25)], "4,2 sur 5 en moyenne, d’après environ 25 bilans."),
        (ANSWERS, Measure.SHARE, [a_cell("low", None), a_cell("high", 80)], "Environ 80\u00a0% répondent 4 ou 5."),
        (ANSWERS, Measure.SHARE, [a_cell("middle", 20)], "1 groupe de réponses sur trois"),
        (OFFER, Measure.NUMBER, [a_cell("associations", 12), a_cell("places", 240)], "12 associations, 0 programmes et 240 places"),
        (ACTIONS, Measure.NUMBER, [a_cell("campaigns", 2), a_cell("trainings", 1)], "2 campagnes menées et 1 séance de formation"),
        (ACTIONS, Measure.NUMBER, [a_cell("stories", 3)], "Ni campagne ni formation sur la période."),
        (COSTS, Measure.EUROS, [a_cell("staff", 9500), a_cell("tools", 1200)], "Environ 10\u202f700\u00a0€ mis sur la période."),
        (COSTS, Measure.EUROS, [], "Aucun montant n’est saisi"),
        (SATISFACTION, Measure.MEAN, [a_cell("", None)], "Trop peu de personnes"),
        (DURATION, Measure.SURVIVAL, [a_cell("m3", None)], "Trop peu de personnes"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 20 else "",
)
def test_each_outcome_in_one_sentence(code: str, measure: Measure, cells: list[Cell], said: str) -> None:
    found = section(code, measure, *cells)
    assert said in found.finding.replace("\u00a0700", "\u202f700")
    assert found.caveat


@pytest.mark.parametrize("code", [DURATION, TRAINING, SATISFACTION, ANSWERS, SKILLS, OFFER, ACTIONS, COSTS])
def test_what_it_does_not_prove_is_said_in_both_languages(code: str) -> None:
    french = words.outcome_caveat(code)
    with translation.override("en"):
        english = words.outcome_caveat(code)
    assert french != english
    assert not any(word in french for word in STRONG)


def test_a_competence_has_its_name_in_the_readers_language() -> None:
    with translation.override("en"):
        found = section(SKILLS, Measure.CHANGE, a_cell("M1", 3, **CHANGE))
    assert found.rows[0].label == "Active listening and questioning"
    assert words.name_of(a_cell("M9", 3)) == "M9"


@pytest.mark.parametrize(
    ("band", "finding"),
    [
        ("low", "Moins d’un tiers des binômes durent 6 mois ou plus."),
        ("middle", "Entre un et deux tiers des binômes durent 6 mois ou plus."),
        ("high", "Plus de deux tiers des binômes durent 6 mois ou plus."),
    ],
)
def test_a_curve_of_bands_alone_is_said_in_words_and_not_drawn(band: str, finding: str) -> None:
    points = [Cell(key=key, label=key, state=CellState.BANDED, as_of=DAY, detail={"band": band}) for key in ("m3", "m6")]
    found = section(DURATION, Measure.SURVIVAL, *points, a_cell("m12", None))
    assert (found.finding.replace("\u00a0", " "), found.form, found.curve, found.is_drawn) == (finding, "bars", None, True)
    assert [row.width for row in found.rows] == ["", "", ""]
    with_a_value = section(DURATION, Measure.SURVIVAL, a_cell("m3", 90, n=80, low=80, high=95), points[1])
    assert with_a_value.form == "survival"
    assert "90" in with_a_value.finding
