"""Whom payroll knows behind a cell of hours, and what the others contribute to it (R14). Pure."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.metrics.drafts import _named
from portal.metrics.enums import HOURS, PERSONAL_TIME, PROGRAMME_HOURS, WORK_TIME, YEAR_HOURS

ALL_SENT, SENT_WORK_ONLY, SENT_NOTHING = 1, 2, 3
HELD = [
    (ALL_SENT, 60, WORK_TIME, "a"),
    (SENT_WORK_ONLY, 60, WORK_TIME, "a"),
    (SENT_WORK_ONLY, 30, PERSONAL_TIME, "a"),
    (SENT_NOTHING, 120, WORK_TIME, "b"),
]
SENT = {ALL_SENT: 60, SENT_WORK_ONLY: 60}


def behind(code: str, key: str, held: list[tuple[int, int, str, str]], sent: dict[int, int]) -> tuple[list[int], list[float]]:
    """The persons payroll knows in a cell, and the hours of the others."""
    hours = pd.DataFrame(held, columns=["person", "minutes", "basis", "programme"]).astype({"person": "uint64"})
    named = pd.DataFrame({"person": list(sent), "minutes": list(sent.values())}).astype({"person": "uint64", "minutes": "int64"})
    of_cell = hours[hours["programme"] == key] if code == PROGRAMME_HOURS else hours[hours["basis"] == key] if key else hours
    definition: Any = SimpleNamespace(code=code)
    facts: Any = SimpleNamespace(hours=hours, named=named)
    known, beside = _named(definition, key, of_cell, facts)
    return known.tolist(), sorted(beside)


def test_in_a_year_who_also_gave_personal_time_is_still_among_the_others_for_that_time_alone() -> None:
    """Else, once everyone had sent their working time, the few with personal hours would stand alone in the year's sum."""
    assert behind(YEAR_HOURS, "", HELD, SENT) == ([ALL_SENT], [0.5, 2.0])
    everyone = {ALL_SENT: 60, SENT_WORK_ONLY: 60, SENT_NOTHING: 120}
    assert behind(YEAR_HOURS, "", HELD, everyone) == ([ALL_SENT, SENT_NOTHING], [0.5])


def test_of_working_time_who_sent_it_all_is_known() -> None:
    assert behind(HOURS, WORK_TIME, HELD, SENT) == ([ALL_SENT, SENT_WORK_ONLY], [2.0])


def test_of_one_programme_who_shared_their_hours_between_two_is_not_known() -> None:
    shared = [(ALL_SENT, 60, WORK_TIME, "a"), (SENT_WORK_ONLY, 60, WORK_TIME, "a"), (SENT_WORK_ONLY, 45, WORK_TIME, "b")]
    assert behind(PROGRAMME_HOURS, "a", shared, SENT) == ([ALL_SENT], [0.75])


@pytest.mark.parametrize(
    ("code", "key", "sent"), [(HOURS, PERSONAL_TIME, SENT), ("pairs_active", "", SENT), (HOURS, WORK_TIME, {})]
)
def test_elsewhere_everyone_who_sent_is_known_and_nothing_is_told_apart(code: str, key: str, sent: dict[int, int]) -> None:
    known, beside = behind(code, key, HELD, sent)
    assert (known, beside) == (sorted(sent), [])


@given(
    held=st.lists(
        st.tuples(st.integers(1, 6), st.integers(1, 300), st.sampled_from([WORK_TIME, PERSONAL_TIME]), st.sampled_from("ab")),
        min_size=1,
    ),
    sends=st.sets(st.integers(1, 6)),
)
def test_nobody_is_both_known_and_among_the_others_and_nobody_is_lost(
    held: list[tuple[int, int, str, str]], sends: set[int]
) -> None:
    work = pd.DataFrame(held, columns=["person", "minutes", "basis", "programme"]).query("basis == @WORK_TIME")
    sent = {int(one): int(minutes) for one, minutes in work.groupby("person")["minutes"].sum().items() if one in sends}
    if not sent:
        return
    known, beside = behind(YEAR_HOURS, "", held, sent)
    personal = {person for person, _, basis, _ in held if basis == PERSONAL_TIME}
    people = {person for person, *_ in held}
    assert set(known) == {person for person in sent if person not in personal}
    assert len(beside) == len(people) - len(known)
    assert all(hours > 0 for hours in beside)
