"""The quality sheet: each indicator on cases counted by hand, honest with few, blind to other associations, constant in queries."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.actors import SYSTEM
from portal.journeys.quality_sheet import MEASURES, Row, Sheet, _spans, of_the_year, quality_sheet
from portal.journeys.quality_values import Value, lasting
from portal.mentorship import operations
from portal.mentorship.models import Pair
from portal.mentorship.queries import QualityFact
from portal.programmes.models import Programme
from portal.programmes.rules.quality import FEWEST, INDICATORS
from tests.factories.mentorship import AT, a_closed_pair, a_session, an_active_pair, an_introduced_pair, staff
from tests.factories.programmes import ProgrammeFactory, TeamMemberFactory

ON = date(2026, 9, 1)
FACT = QualityFact(
    volunteer_id=uuid4(), state="active", submitted_on=date(2026, 1, 1), introduced_on=date(2026, 3, 1), closed_on=None,
    cleared=True, first_met_on=date(2026, 3, 10), has_goal=True, contact=True, sessions=12, minutes=720,
    reviewed=frozenset(), satisfied={}, interviewed=False,
)  # fmt: skip
BOTH = frozenset({"mentor", "mentee"})


def facts(*changes: dict[str, Any]) -> list[QualityFact]:
    return [replace(FACT, volunteer_id=uuid4(), **change) for change in changes]


@pytest.mark.parametrize(
    ("code", "changes", "number", "of"),
    [
        ("days_to_pair", [{}, {"submitted_on": date(2026, 2, 19)}, {"submitted_on": None}], 34.5, 2),
        ("goal_stated", [{}, {"has_goal": False}], 50, 2),
        ("met_within_15_days", [{}, {"first_met_on": date(2026, 3, 17)}, {"first_met_on": None}], 100 / 3, 3),
        ("met_within_15_days", [{"introduced_on": date(2026, 8, 25), "first_met_on": None}], None, 0),
        ("cleared_before_meeting", [{}, {"cleared": False}], 50, 2),
        ("contact_this_month", [{}, {"contact": False}, {"state": "paused", "contact": False}], 50, 2),
        ("ended_before_3_months", [{}, {"closed_on": date(2026, 4, 1)}, {"closed_on": date(2026, 8, 1)}], 1, 3),
        ("both_reviewed", [{"closed_on": ON, "reviewed": BOTH}, {"closed_on": ON, "reviewed": frozenset({"mentor"})}, {}], 50, 2),
        ("closing_interview", [{"closed_on": ON, "interviewed": True}, {}], 100, 1),
        ("mentee_satisfied", [{"satisfied": {"mentee": True}}, {"satisfied": {"mentor": False}}, {}], 100, 1),
        ("mentor_gains", [{"satisfied": {"mentor": True}}, {"satisfied": {"mentor": False}}], 50, 2),
    ],
)
def test_each_indicator_counts_what_it_says(code: str, changes: list[dict[str, Any]], number: float | None, of: int) -> None:
    value = MEASURES[code](facts(*changes), ON)
    assert (value.number, value.of) == (pytest.approx(number) if number is not None else None, of)


@pytest.mark.parametrize("code", MEASURES)
def test_nothing_measured_is_no_zero(code: str) -> None:
    assert MEASURES[code]([], ON).number is None


def test_a_rhythm_is_over_the_months_spent_together_and_of_the_last_year_alone() -> None:
    long, short = facts({"sessions": 12}, {"introduced_on": date(2026, 8, 1), "sessions": 3})
    months = ((ON - date(2026, 3, 1)).days + 31) / 30.44
    assert MEASURES["sessions_a_month"]([long, short], ON).number == pytest.approx(15 / months)
    old = replace(long, introduced_on=date(2023, 1, 1))
    assert MEASURES["hours_a_month"]([old], ON).number == pytest.approx(12 / (365 / 30.44))


def test_pairs_still_going_on_count_for_what_is_known_of_them() -> None:
    """A mean of those that ended would say three months; none of the twelve that go on is forgotten."""
    going = facts(*[{"introduced_on": date(2025, 6, 1)}] * 12)
    ended = facts(*[{"introduced_on": date(2026, 1, 1), "closed_on": date(2026, 3, 1)}] * 3)
    values = lasting(_spans([*going, *ended], ON))
    assert values["alive_at_3_months"].number == pytest.approx(80)
    low, high = values["alive_at_12_months"].between or (0, 0)
    assert low < 80 < high
    assert lasting(_spans(facts({"introduced_on": date(2026, 8, 1)}), ON))["alive_at_3_months"].number is None


def test_a_pair_that_goes_on_is_no_end_at_the_day_it_is_last_seen() -> None:
    """Worked by hand: nine pairs, one ends on day 30, four go on after 60 days, four after 200: 8/9 last three months."""
    recent = facts(*[{"introduced_on": ON - timedelta(days=60)}] * 4)
    older = facts(*[{"introduced_on": ON - timedelta(days=200)}] * 4)
    ended = facts({"introduced_on": ON - timedelta(days=90), "closed_on": ON - timedelta(days=60)})
    values = lasting(_spans([*recent, *older, *ended], ON))
    assert values["alive_at_3_months"].number == pytest.approx(100 * 8 / 9)
    later = facts({"introduced_on": ON - timedelta(days=190), "closed_on": ON - timedelta(days=10)})
    values = lasting(_spans([*recent, *older, *ended, *later], ON))
    assert values["alive_at_6_months"].number == pytest.approx(100 * 9 / 10 * 4 / 5), "of the five seen on day 180, one ends"


@pytest.mark.parametrize("of", [0, 1, FEWEST - 1, FEWEST])
def test_under_ten_pairs_there_is_no_verdict_save_for_what_is_never_few(of: int) -> None:
    def row(code: str) -> Row:
        return Row(INDICATORS[code], Value(100.0, of, of), INDICATORS[code].target)

    assert row("goal_stated").verdict is (True if of >= FEWEST else None)
    assert row("ended_before_3_months").verdict is False
    assert row("cleared_before_meeting").verdict is True
    assert row("mentee_satisfied").verdict is None
    assert Row(INDICATORS["goal_stated"], Value(None, 0), 90).verdict is None


def value_of(sheet: Sheet, code: str) -> Value:
    return next(row.value for _, _, rows in sheet.steps for row in rows if row.indicator.code == code)


def sheet_of(programme: Programme, on: date) -> Sheet:
    member = TeamMemberFactory.create(association=programme.association)
    return quality_sheet(actor=staff(member), programme=programme, on=on)


@pytest.mark.django_db
def test_a_sheet_reads_the_pairs_of_its_programme_alone() -> None:
    programme = ProgrammeFactory.create()
    introduced = an_introduced_pair(programme=programme)
    closed, elsewhere = a_closed_pair(programme=programme), an_active_pair()
    operations.record_interview(
        pair=closed, on=AT.date() + timedelta(days=100), by=staff(closed.referent), at=AT + timedelta(days=101)
    )
    sheet = sheet_of(programme, AT.date() + timedelta(days=120))
    assert sheet.pairs == 2
    assert value_of(sheet, "goal_stated").cases == 1
    assert value_of(sheet, "met_within_15_days").cases == 1
    assert value_of(sheet, "closing_interview") == Value(100.0, 1, 1)
    assert value_of(sheet, "both_reviewed") == Value(0.0, 1, 0)
    assert value_of(sheet, "mentor_gains") == Value(100.0, 1, 1)
    assert value_of(sheet, "cleared_before_meeting").cases == 2
    assert value_of(sheet, "trained_2_hours") == Value(0.0, 2, 0)
    assert value_of(sheet, "referrals_in_time").number is None
    foreign = TeamMemberFactory.create(association=elsewhere.programme.association)
    assert quality_sheet(actor=staff(foreign), programme=programme, on=ON).pairs == 0
    assert introduced.pk


@pytest.mark.parametrize(
    ("closed_on", "there"),
    [(None, True), (ON, True), (date(2025, 9, 1), True), (date(2025, 8, 31), False)],
    ids=["goes on", "ended today", "a year ago", "before"],
)
def test_a_sheet_speaks_of_the_pairs_of_its_year(closed_on: date | None, there: bool) -> None:
    assert bool(of_the_year(facts({"closed_on": closed_on}), ON)) is there


@pytest.mark.django_db
def test_what_is_no_longer_kept_of_a_pair_lowers_no_share() -> None:
    """Goals go a year after the end, sessions after three: read over all the years, every sheet would sink with time."""
    programme = ProgrammeFactory.create()
    a_closed_pair(programme=programme, at=AT - timedelta(days=600))
    an_active_pair(programme=programme)
    at = AT + timedelta(days=60)
    operations.purge_closed(by=SYSTEM, at=at)
    sheet = sheet_of(programme, at.date())
    assert sheet.pairs == 1
    for code in ("goal_stated", "met_within_15_days", "cleared_before_meeting"):
        assert value_of(sheet, code) == Value(100.0, 1, 1), code
    assert value_of(sheet, "ended_before_3_months") == Value(0, 1, 0)
    assert value_of(sheet, "alive_at_3_months").of == 2, "how long pairs last is read of those introduced in three years"
    later = AT + timedelta(days=3 * 366 - 600)
    assert value_of(sheet_of(programme, later.date()), "alive_at_3_months").of == 1


@pytest.mark.django_db
def test_a_sheet_asks_as_much_for_twelve_pairs_as_for_one() -> None:
    programme = ProgrammeFactory.create()

    def asked(pairs: Sequence[Pair]) -> int:
        for pair in pairs:
            a_session(pair, AT + timedelta(days=9))
        with CaptureQueriesContext(connection) as seen:
            sheet_of(programme, ON)
        return len([one for one in seen if "INSERT" not in one["sql"] and "SAVEPOINT" not in one["sql"]])

    few = asked([an_active_pair(programme=programme)])
    assert few == asked([an_active_pair(programme=programme) for _ in range(11)])
