"""A release once published: nothing of it can be changed, taken out or said differently without its seal breaking."""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import Error, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Refusal
from portal.metrics import queries
from portal.metrics.enums import CellState, Measure, Nature, SetKind
from portal.metrics.models import Cell, Figure, LedgerEntry, Release, contents
from portal.metrics.rules import DEFAULT_K, seal, smallest_group

AT = datetime(2026, 4, 5, 9, tzinfo=UTC)
DAY = date(2026, 3, 31)


def a_release(number: int = 1, **of: Any) -> Release:
    values: dict[str, Any] = {
        "number": number, "period_start": date(2026, 1, 1), "period_end": DAY, "catalogue_version": 1, "k": 10, "eligible": 180,
        "published_at": AT, "digest": "0" * 64, **of,
    }  # fmt: skip
    return Release(**values)


def some_cells() -> list[tuple[str, list[Cell]]]:
    hidden = Cell(key="Sud", label="Sud", state=CellState.HIDDEN)
    return [("participation", [Cell(key="Nord", label="Nord", state=CellState.SHOWN, value=35, as_of=DAY), hidden])]


CHANGES: dict[str, Callable[[Release, list[tuple[str, list[Cell]]]], object]] = {
    "number": lambda release, rows: setattr(release, "number", 2),
    "period": lambda release, rows: setattr(release, "period_end", date(2026, 6, 30)),
    "revision": lambda release, rows: setattr(release, "revision", 2),
    "catalogue": lambda release, rows: setattr(release, "catalogue_version", 2),
    "k": lambda release, rows: setattr(release, "k", 11),
    "eligible": lambda release, rows: setattr(release, "eligible", 190),
    "note": lambda release, rows: setattr(release, "note", "Corrigé"),
    "a value": lambda release, rows: setattr(rows[0][1][0], "value", 40),
    "a state": lambda release, rows: setattr(rows[0][1][1], "state", CellState.SHOWN),
    "a label": lambda release, rows: setattr(rows[0][1][0], "label", "Est"),
    "a day": lambda release, rows: setattr(rows[0][1][0], "as_of", date(2026, 3, 30)),
    "a key": lambda release, rows: setattr(rows[0][1][1], "key", "Est"),
    "a cell less": lambda release, rows: rows[0][1].pop(),
    "a figure less": lambda release, rows: rows.pop(),
    "the order": lambda release, rows: rows[0][1].reverse(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_changed_breaks_the_seal(change: str) -> None:
    release, rows = a_release(), some_cells()
    before = seal(contents(release, rows), "")
    assert seal(contents(deepcopy(release), deepcopy(rows)), "") == before, "the same says the same"
    CHANGES[change](release, rows)
    assert seal(contents(release, rows), "") != before


@given(st.text(max_size=8), st.text(max_size=8))
def test_a_seal_holds_the_one_before(one: str, other: str) -> None:
    found = contents(a_release(), some_cells())
    assert (seal(found, one) == seal(found, other)) == (one == other)


def test_what_is_sealed_is_plain_data_and_no_person() -> None:
    text = json.dumps(contents(a_release(), some_cells()))
    cells = [["Nord", "Nord", "shown", 35, "2026-03-31"], ["Sud", "Sud", "hidden", None, ""]]
    assert json.loads(text)["figures"] == [["participation", cells]]
    assert "members" not in text


@given(st.lists(st.integers(5, 20), max_size=6))
def test_k_only_goes_up(before: list[int]) -> None:
    k = smallest_group(before)
    assert k >= DEFAULT_K
    assert all(k >= one for one in before)
    assert k in {DEFAULT_K, *before}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("broken", "what"),
    [
        ({"k": 4}, "k under the floor"),
        ({"k": 21}, "k over the ceiling"),
        ({"period_end": date(2025, 12, 31)}, "a period backwards"),
        ({"revision": 2}, "a correction without a note"),
        ({"number": 1}, "a number twice"),
        ({"period_start": date(2026, 1, 1), "number": 2}, "a period twice"),
    ],
)
def test_the_database_refuses_what_no_release_can_be(broken: dict[str, Any], what: str) -> None:
    a_release(period_start=date(2026, 1, 1)).save()
    values = {"number": 7, "period_start": date(2026, 2, 1), **broken}
    with pytest.raises(IntegrityError), transaction.atomic():
        a_release(**values).save()
    assert Release.objects.count() == 1, what


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken",
    [
        {"state": CellState.HIDDEN, "value": 5, "as_of": None},
        {"state": CellState.HIDDEN, "value": None, "as_of": DAY},
        {"state": CellState.SHOWN, "value": None, "as_of": DAY},
        {"state": CellState.NOT_UPDATED, "value": 5, "as_of": None},
    ],
    ids=["hidden with a value", "hidden with a day", "shown without a value", "repeated without a day"],
)
def test_the_database_refuses_a_cell_that_says_more_or_less_than_its_state(broken: dict[str, Any]) -> None:
    release = a_release()
    release.save()
    figure = Figure.objects.create(release=release, position=0, code="hours", measure=Measure.HOURS, nature=Nature.FLOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cell.objects.create(figure=figure, position=0, key="work_time", **broken)


@pytest.mark.django_db
def test_no_door_changes_or_deletes_what_was_published() -> None:
    release = a_release()
    release.save()
    figure = Figure.objects.create(release=release, position=0, code="hours", measure=Measure.HOURS, nature=Nature.FLOW)
    cell = Cell.objects.create(figure=figure, position=0, key="work_time", state=CellState.SHOWN, value=5, as_of=DAY)
    kept: dict[str, Any] = {"kind": SetKind.PUBLISHED, "code": "hours:work_time", "members": b"12345678", "keep_until": DAY}
    entry = LedgerEntry.objects.create(release=release, **kept)
    for row in (release, figure, cell, entry):
        model = type(row)
        everything = model._default_manager.all()
        for act in (row.save, row.delete, everything.delete, everything.update):
            with pytest.raises(Refusal, match="append_only"):
                act()
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'UPDATE "{model._meta.db_table}" SET id = id')  # noqa: S608  a name of ours
    assert queries.broken_seals() == [1], "a release that was not sealed by publishing shows"


@pytest.mark.django_db
def test_the_code_of_a_campaigns_figure_holds_the_longest_reference() -> None:
    """The form's longest reference: on PostgreSQL a longer code would stop every release to come."""
    from portal.metrics.enums import FUNNEL
    from portal.web.company.campaigns import LONGEST_REFERENCE

    longest = Figure._meta.get_field("code").max_length
    assert longest is not None
    assert len(f"{FUNNEL}.{'x' * LONGEST_REFERENCE}") <= longest
