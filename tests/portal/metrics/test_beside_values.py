"""An attacker who keeps everything: what stands beside a value, two tables of the same hours, a correction of the same people."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from portal.metrics import drafts
from portal.metrics.disclosure.families import PersonSet
from portal.metrics.enums import CellState
from portal.metrics.facts import Facts
from portal.metrics.ledger import Memory
from portal.metrics.models import Cell

from .test_small_worlds import a_company

K = 10
SHOWN, HIDDEN = CellState.SHOWN, CellState.HIDDEN
Drafted = dict[str, drafts.DraftCell]
Drafting = Callable[..., tuple[drafts.Draft, Drafted]]


@pytest.fixture
def draft(monkeypatch: pytest.MonkeyPatch) -> Drafting:
    """Draft the first quarter of 2025 (or another) with some facts in the place of those of a company of 60."""

    def of(memory: Memory | None = None, **changed: Any) -> tuple[drafts.Draft, Drafted]:
        facts = facts_with(**changed)
        monkeypatch.setattr(drafts, "facts_of", lambda *, quarter: facts)
        monkeypatch.setattr(drafts, "remember", lambda: memory or Memory())
        built = drafts.draft(quarter=facts.quarter, k=K)
        return built, {f"{one.code}:{cell.key}": cell for one, cells in built.figures for cell in cells}

    return of


def facts_with(**changed: Any) -> Facts:
    nobody = a_company(1)
    nobody.persons = {}
    members = pd.DataFrame([(p, "Nord", "FR01") for p in range(60)], columns=["person", "site_group", "entity"])
    return replace(nobody.facts(), **{"members": members, **changed})


def held(*rows: tuple[Sequence[int], str, str]) -> pd.DataFrame:
    """Hours of 60 minutes: persons, basis, programme."""
    made = [(p, 60, basis, programme) for persons, basis, programme in rows for p in persons]
    return pd.DataFrame(made, columns=["person", "minutes", "basis", "programme"])


def said(answers: Sequence[float], silent: int = 0) -> pd.DataFrame:
    rows = [*answers, *[float("nan")] * silent]
    return pd.DataFrame({"person": range(len(rows)), "said": rows})


def remembered(built: drafts.Draft) -> Memory:
    """What the ledger keeps of a release."""
    shown = [(f"{one.code}:{cell.key}", cell) for one, cells in built.figures for cell in cells if cell.state is SHOWN]
    cells = {code: Cell(key=one.key, value=one.value, as_of=one.as_of, detail=one.detail) for code, one in shown}
    sets = [PersonSet(f"1/{one.code}", one.members, one.known) for one in built.sets]
    return Memory(sets, {one.code: one.members for one in built.sets if not one.known}, cells)


def test_a_programme_does_not_give_away_the_personal_time_of_three(draft: Drafting) -> None:
    """Twenty meet on working time, three of them on their own as well: the programme less the basis is what those three gave."""
    _, cells = draft(hours=held((range(20), "work_time", "p1"), (range(3), "personal_time", "p1")))
    assert (cells["hours:work_time"].state, cells["hours:personal_time"].state) == (SHOWN, HIDDEN)
    assert cells["programme_hours:p1"].state is HIDDEN
    _, cells = draft(hours=held((range(20), "work_time", "p1"), (range(10), "personal_time", "p1")))
    assert {cells[code].state for code in ("hours:work_time", "hours:personal_time", "programme_hours:p1")} == {SHOWN}


def test_the_bases_less_the_other_programmes_do_not_give_away_a_small_one(draft: Drafting) -> None:
    both = ((range(20), "work_time", "p1"), (range(20), "personal_time", "p1"))
    _, cells = draft(hours=held(*both, (range(2), "work_time", "p2")))
    assert cells["programme_hours:p2"].state is HIDDEN
    assert cells["programme_hours:p1"].state is HIDDEN
    assert {cells[f"hours:{basis}"].state for basis in ("work_time", "personal_time")} == {SHOWN}


@pytest.mark.parametrize(("hours", "moved"), [((60, 60), False), ((60, 360), True)])
def test_a_correction_does_not_tell_what_one_person_added(draft: Drafting, hours: tuple[int, int], moved: bool) -> None:
    """The same twelve people: whoever subtracts the old sum from the new one reads the hours somebody noted late."""
    before, late = hours
    rows = held((range(12), "work_time", "p1"))
    first, cells = draft(hours=rows.assign(minutes=before))
    assert cells["hours:work_time"].state is SHOWN
    rows = rows.assign(minutes=before)
    rows.loc[0, "minutes"] = late
    _, cells = draft(remembered(first), hours=rows)
    assert (cells["hours:work_time"].state is SHOWN) is not moved


def test_a_correction_does_not_tell_whose_rating_changed(draft: Drafting) -> None:
    first, cells = draft(reviews=said([3.0, 4.0] * 10))
    assert cells["satisfaction:"].value == 35
    _, cells = draft(remembered(first), reviews=said([*[3.0, 4.0] * 9, 1.0, 4.0]))
    assert cells["satisfaction:"].state is HIDDEN
    _, cells = draft(remembered(first), reviews=said([3.0, 4.0] * 10))
    assert cells["satisfaction:"].value == 35


@pytest.mark.parametrize(
    ("answers", "shown"),
    [([1.0] * 10 + [3.0] * 10 + [5.0] * 10, 3), ([1.0] * 12 + [3.0] * 12 + [5.0] * 6, 0), ([1.0] * 15 + [5.0] * 15, 0)],
    ids=["ten each", "six", "none"],
)
def test_three_bands_are_shown_together_or_not_at_all(draft: Drafting, answers: list[float], shown: int) -> None:
    """R4: a third of the answers that is not shown is what the two others leave."""
    _, cells = draft(reviews=said(answers))
    assert sum(cells[f"satisfaction_bands:{band}"].state is SHOWN for band in ("low", "middle", "high")) == shown


@pytest.mark.parametrize(("employed", "state"), [(12, HIDDEN), (24, SHOWN)])
def test_a_legal_entity_where_everyone_is_a_mentor_is_not_counted(draft: Drafting, employed: int, state: CellState) -> None:
    """A count beside a headcount is a share: twelve mentors of twelve employees are all of them (R4)."""
    where = [(p, "Nord", "FR02" if p < employed else "FR01") for p in range(80)]
    members = pd.DataFrame(where, columns=["person", "site_group", "entity"])
    met = pd.Timestamp("2025-01-10")
    pairs = pd.DataFrame({"person": [*range(12), *range(50, 70)], "campaign": "", "programme": "p1", "introduced": met})
    _, cells = draft(members=members, pairs=pairs.assign(closed=pd.Series([pd.NaT] * len(pairs))))
    assert cells["pairs_active:FR02"].state is state


def lasting(lives: Sequence[tuple[int, bool]]) -> pd.DataFrame:
    """Pairs by how many days they were seen to the last day of March 2025, and whether they are over."""
    end = pd.Timestamp("2025-03-31")
    rows = [(p, "", "p1", end - pd.Timedelta(days=days), end if over else pd.NaT) for p, (days, over) in enumerate(lives)]
    return pd.DataFrame(rows, columns=["person", "campaign", "programme", "introduced", "closed"])


@pytest.mark.parametrize(
    ("lives", "band"),
    [
        ([(300, False)] * 45, "high"),
        ([(300, False)] * 44 + [(40, True)], "high"),
        ([(300, False)] * 20, None),
        ([(300, False)] * 5 + [(40, True)] * 40, "low"),
    ],
    ids=["all last", "all but one", "too few for a band", "few last"],
)
def test_where_nearly_every_pair_lasts_a_band_says_so(draft: Drafting, lives: list[tuple[int, bool]], band: str | None) -> None:
    """R4: a share whose other side is few, or nobody, is a third of three where its bounds are k apart; else nothing."""
    _, cells = draft(pairs=lasting(lives))
    cell = cells["duration:m3"]
    assert (cell.value, cell.detail.get("band")) == (None, band)
    assert cell.state is (CellState.BANDED if band else HIDDEN)


def test_pairs_that_all_last_do_not_silence_what_else_their_mentors_are_in(draft: Drafting) -> None:
    """A hidden duration is no hidden number of persons: it once took every figure of the same mentors with it (decision 0035)."""
    _, cells = draft(pairs=lasting([(300, False)] * 45))
    assert [cells[code].value for code in ("participation:", "pairs_active:", "programme_pairs:p1")] == [75, 45, 45]


def test_the_total_of_pairs_is_that_of_the_legal_entities(draft: Drafting) -> None:
    """Three mentors who left the company would stand between the total and its parts: they are in neither."""
    members = pd.DataFrame([(p, "Nord", f"FR0{1 + p % 2}") for p in range(60)], columns=["person", "site_group", "entity"])
    _, cells = draft(members=members, pairs=lasting([(300, False)] * 40).assign(person=[*range(37), 900, 901, 902]))
    assert [cells[f"pairs_active:{key}"].value for key in ("", "FR01", "FR02")] == [35, 20, 20]


def test_nine_who_answered_of_thirty_who_were_asked_are_nine(draft: Drafting) -> None:
    """R2: a figure is as large as those who contributed to it, whoever was asked."""
    _, cells = draft(reviews=said([1.0, 3.0, 5.0] * 3, silent=21))
    assert cells["satisfaction:"].state is HIDDEN
    _, cells = draft(reviews=said([1.0, 3.0, 5.0, 4.0, 2.0] * 2, silent=20))
    assert cells["satisfaction:"].state is SHOWN


@pytest.mark.parametrize(("minutes", "state"), [(1200, HIDDEN), (60, SHOWN)])
def test_one_mentor_with_most_of_the_hours_hides_the_sum(draft: Drafting, minutes: int, state: CellState) -> None:
    rows = held((range(12), "work_time", "p1"))
    rows.loc[0, "minutes"] = minutes
    _, cells = draft(hours=rows)
    assert cells["hours:work_time"].state is state
    trained = rows.assign(category="cadre")[["person", "minutes", "category"]]
    twice = pd.concat([trained, trained])  # the same person on two rows is one contribution
    _, cells = draft(training=twice)
    assert cells["training_hours:cadre"].state is state


def test_a_response_rate_counts_who_was_asked_and_goes_through_the_control(draft: Drafting) -> None:
    """Thirty were asked. Thirty-four signed in, those thirty among them: the four others would stand alone."""
    _, cells = draft(reviews=said([3.0, 4.0] * 10, silent=10))
    assert cells["satisfaction:"].detail["response"] == 65
    built, cells = draft(reviews=said([3.0, 4.0] * 10, silent=10), signed_in=pd.DataFrame({"person": range(34)}))
    assert cells["funnel:signed_in"].state is cells["satisfaction:"].state is SHOWN
    assert "response" not in cells["satisfaction:"].detail
    assert not [one.code for one in built.sets if one.code.startswith("satisfaction/")]


def test_what_leaves_beside_a_value_is_remembered(draft: Drafting) -> None:
    built, _ = draft(reviews=said([3.0, 4.0] * 10, silent=10))
    (asked,) = [one for one in built.sets if one.code == "satisfaction/asked:"]
    assert (asked.size, asked.known) == (30, False)
    hidden, cells = draft(reviews=said([3.0] * 20, silent=10))
    assert cells["satisfaction:"].state is HIDDEN
    assert not [one for one in hidden.sets if one.code.startswith("satisfaction")], "what is not said is behind nothing"


@pytest.mark.parametrize(("better", "said_so"), [(9, False), (10, True), (20, True), (21, False), (30, False)])
def test_how_many_improved_is_a_share_with_two_sides(draft: Drafting, better: int, said_so: bool) -> None:
    rows = [(p, "M1", 1.0 if p < better else -0.2 - p % 2) for p in range(30)]
    skills = pd.DataFrame(rows, columns=["person", "key", "change"])
    built, cells = draft(skills=skills, reviews=said([]))
    assert cells["skills_change:M1"].state is (HIDDEN if better == 30 else SHOWN), "everyone said the same (R11)"
    assert ("improved" in cells["skills_change:M1"].detail) is said_so
    assert any(one.code == "skills_change/improved:M1" for one in built.sets) is said_so


def test_whom_a_curve_rests_on_is_a_set_like_another(draft: Drafting) -> None:
    """Forty pairs of two years, thirty-four of whose mentors signed in: n of the curve would isolate the six others."""
    start = pd.Timestamp("2024-02-01")
    pairs = pd.DataFrame({"person": range(40), "campaign": "", "programme": "p1", "introduced": start})
    over = [start + pd.Timedelta(days=30 if p < 12 else 200 if p < 24 else 0) for p in range(40)]
    pairs = pairs.assign(closed=pd.Series([day if p < 24 else pd.NaT for p, day in enumerate(over)]))
    _, cells = draft(pairs=pairs)
    assert cells["duration:m3"].detail["n"] == 40
    _, cells = draft(pairs=pairs, signed_in=pd.DataFrame({"person": range(34)}))
    assert cells["duration:m3"].state is SHOWN
    assert "n" not in cells["duration:m3"].detail
