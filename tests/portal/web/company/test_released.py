"""A release in words and bars: pure, on cells that were never written."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.metrics.enums import ACTIVE, FUNNEL, HOURS, NOWHERE, OPENED, PARTICIPATION, CellState, Measure, Nature, Step
from portal.metrics.models import Cell, Figure, Release
from portal.ui.figures import Section
from portal.web.company import figure_words, released

DAY = date(2026, 3, 31)
FORBIDDEN = ("prouve que", "grâce à", "a permis", "cause", "ROI", "retient")


def a_cell(key: str, value: int | None, *, state: CellState | None = None, label: str = "") -> Cell:
    known = state or (CellState.HIDDEN if value is None else CellState.SHOWN)
    return Cell(key=key, label=label or key, value=value, state=known, as_of=None if value is None else DAY)


def a_figure(code: str, measure: Measure = Measure.COUNT) -> Figure:
    return Figure(code=code, measure=measure, nature=Nature.FLOW)


def section(code: str, cells: list[Cell], measure: Measure = Measure.COUNT) -> Section:
    return released.section_of(a_figure(code, measure), cells)


@pytest.mark.parametrize(
    ("measure", "value", "text"),
    [
        (Measure.SHARE, 0, "moins de 5\u00a0%"),
        (Measure.SHARE, 35, "35\u00a0%"),
        (Measure.HOURS, 0, "0 heure"),
        (Measure.HOURS, 5, "5 heures"),
        (Measure.COUNT, 0, "0"),
        (Measure.COUNT, 1250, "1\u00a0250"),
    ],
)
def test_a_value_is_read_with_its_unit(measure: Measure, value: int, text: str) -> None:
    assert released.amount(measure, value) == text


@pytest.mark.parametrize(
    ("band", "text"), [("low", "moins d’un tiers"), ("middle", "entre un et deux tiers"), ("high", "plus de deux tiers")]
)
def test_a_band_is_read_in_words_without_a_bar(band: str, text: str) -> None:
    cell = Cell(key="Est", label="Est", state=CellState.BANDED, value=None, as_of=DAY, detail={"band": band})
    (row,) = section(PARTICIPATION, [cell], Measure.SHARE).rows
    assert (row.text, row.width, row.hidden) == (text, "", False)
    assert figure_words.finding(PARTICIPATION, [cell]) == "Aucun groupe de sites n’a assez de personnes pour une part publiée."


@pytest.mark.parametrize(("most", "top"), [(0, 25), (25, 25), (30, 50), (50, 50), (55, 100), (100, 100)])
def test_a_bar_of_a_share_never_looks_like_all(most: int, top: int) -> None:
    assert released._top(Measure.SHARE, most) == top
    assert released._top(Measure.COUNT, most) == most


@given(st.lists(st.one_of(st.none(), st.integers(0, 20).map(lambda n: 5 * n)), min_size=1, max_size=8))
def test_no_bar_is_longer_than_its_table_and_a_hidden_cell_has_none(values: list[int | None]) -> None:
    found = section(PARTICIPATION, [a_cell(f"g{n}", value) for n, value in enumerate(values)], Measure.SHARE)
    for row, value in zip(found.rows, values, strict=True):
        assert row.hidden == (value is None)
        assert row.width == "" if value is None else 0 <= int(row.width.rstrip("%")) <= 100
        assert (row.text == "non montré\u00a0: trop peu de personnes") == (value is None)


def test_every_hidden_cell_reads_the_same_whatever_is_behind_it() -> None:
    """R3: nobody can tell a zero from a nine, nor a share from a count."""
    rows = [released.row_of(a_cell("Nord", None), measure, "Nord", most) for measure in Measure for most in (0, 5, 100)]
    assert len(set(rows)) == 1
    assert (rows[0].width, rows[0].note) == ("", "")


def test_a_hidden_cell_that_carries_a_value_by_mistake_is_not_shown() -> None:
    broken = a_cell("Nord", 35)
    broken.state = CellState.HIDDEN
    assert released.row_of(broken, Measure.SHARE, "Nord", 100).hidden
    broken = a_cell("Nord", 35)
    broken.as_of = None
    assert released.row_of(broken, Measure.SHARE, "Nord", 100).hidden


def test_an_old_value_says_of_which_day_it_is() -> None:
    row = released.row_of(a_cell("Nord", 35, state=CellState.NOT_UPDATED), Measure.SHARE, "Nord", 50)
    assert (row.note, row.hidden, row.width) == ("non actualisé, valeur au 31 mars 2026", False, "70%")


@pytest.mark.parametrize(
    ("code", "cell", "label"),
    [
        (HOURS, a_cell("work_time", 5), "Sur le temps de travail"),
        (HOURS, a_cell("personal_time", 5), "Sur le temps personnel"),
        (FUNNEL, a_cell(str(Step.APPLIED), 5), "Ont candidaté"),
        (f"{FUNNEL}.2026-01", a_cell(str(Step.PAIRED), 5), "Ont rencontré leur jeune"),
        (PARTICIPATION, a_cell(NOWHERE, 5), "Non renseigné"),
        (ACTIVE, a_cell("FR01", 5, label="Exemple France"), "Exemple France"),
    ],
)
def test_every_cell_has_a_name(code: str, cell: Cell, label: str) -> None:
    assert released.label_of(code, cell) == label


def test_the_table_begins_with_the_total() -> None:
    found = section(ACTIVE, [a_cell("", 40), a_cell("FR01", 30), a_cell("FR02", None)])
    assert [row.label for row in found.table] == ["Ensemble", "FR01", "FR02"]
    assert section(HOURS, [a_cell("work_time", 5)], Measure.HOURS).total is None


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ([("", 10), ("Nord", None), ("Sud", None)], "Aucun groupe de sites n’a assez de personnes pour une part publiée."),
        ([("", 10), ("Nord", 5), ("Sud", 20)], "La part va de 5 à 20\u00a0% selon les groupes de sites."),
        ([("", 10), ("Nord", 5), ("Sud", None)], "1 groupe de sites sur 2 a assez de personnes pour une part publiée."),
        ([("", 10), ("N", 5), ("S", 10), ("E", None)], "2 groupes de sites sur 3 ont assez de personnes pour une part publiée."),
    ],
    ids=["none", "all", "one", "some"],
)
def test_what_participation_found(cells: list[tuple[str, int | None]], sentence: str) -> None:
    assert figure_words.finding(PARTICIPATION, [a_cell(*cell) for cell in cells]) == sentence


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({Step.APPLIED: 40, Step.PAIRED: 20}, "environ 40 personnes ont candidaté et 20 ont rencontré leur jeune"),
        ({Step.APPLIED: 40, Step.PAIRED: None}, "environ 40 personnes ont candidaté."),
        ({Step.APPLIED: None, Step.PAIRED: 20}, "1 étapes sur 2 réunissent assez"),
        ({Step.APPLIED: None, Step.PAIRED: None}, "0 étapes sur 2 réunissent assez"),
    ],
)
def test_what_the_funnel_found_uses_shown_values_alone(values: dict[Step, int | None], words: str) -> None:
    assert words in figure_words.finding(FUNNEL, [a_cell(str(key), value) for key, value in values.items()])


def test_what_hours_and_pairs_found() -> None:
    hours = [a_cell("work_time", 120), a_cell("personal_time", 30)]
    assert figure_words.finding(HOURS, hours) == "Environ 150 heures passées avec un jeune ce trimestre."
    hours[1] = a_cell("personal_time", None)
    assert "150" not in figure_words.finding(HOURS, hours)
    assert "120" not in figure_words.finding(HOURS, hours), "a part alone would give the other away beside the sum"
    assert figure_words.finding(OPENED, [a_cell("", 20)]) == "Environ 20 binômes ont commencé ce trimestre."
    assert figure_words.finding(ACTIVE, [a_cell("", 40)]) == "Environ 40 binômes étaient en cours au 31 mars 2026."
    assert "trop peu" in figure_words.finding(ACTIVE, [a_cell("", None)])
    some = [a_cell("", None), a_cell("FR01", 20), a_cell("FR02", None)]
    assert figure_words.finding(ACTIVE, some) == "1 société sur 2 réunit assez de mentors pour être montrée."


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("code", [PARTICIPATION, FUNNEL, f"{FUNNEL}.2026-01", ACTIVE, OPENED, HOURS])
def test_every_figure_has_a_name_and_says_what_it_does_not_prove(code: str, language: str) -> None:
    with translation.override(language):
        title, caveat = figure_words.title(code), figure_words.caveat(code)
    assert title
    assert caveat
    assert not any(word in title for word in FORBIDDEN)
    if code.startswith(f"{FUNNEL}."):
        assert "2026-01" in title


def test_what_can_never_appear_names_the_smallest_group() -> None:
    assert any("moins de 12 personnes" in line for line in figure_words.never_shown(12))
    with translation.override("en"):
        assert len(figure_words.never_shown(10)) == 6


@pytest.mark.parametrize(
    ("month", "name"), [(1, "Premier trimestre 2026"), (4, "Deuxième"), (7, "Troisième"), (10, "Quatrième trimestre 2026")]
)
def test_a_quarter_has_a_name(month: int, name: str) -> None:
    assert figure_words.quarter_name(Release(period_start=date(2026, month, 1))).startswith(name)


class Rows:
    """What a related manager gives."""

    def __init__(self, rows: list[Any]) -> None:
        self.rows = rows

    def all(self) -> list[Any]:
        return self.rows


def test_headlines_are_the_totals_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    participation, active = a_figure(PARTICIPATION, Measure.SHARE), a_figure(ACTIVE)
    release, cells = Release(), {participation: [a_cell("", 15), a_cell("Nord", 20)], active: [a_cell("", None)]}
    monkeypatch.setattr(Release, "figures", Rows([participation, active]))
    monkeypatch.setattr(Figure, "cells", property(lambda figure: Rows(cells[figure])))
    found = released.headlines(release)
    assert [(row.label, row.text) for row in found] == [
        ("Part du personnel engagée", "15\u00a0%"),
        ("Binômes actifs", "non montré\u00a0: trop peu de personnes"),
    ]
    assert [one.title for one in released.sections(release)] == ["Participation par groupe de sites", "Binômes actifs par société"]
