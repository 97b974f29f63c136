"""A small company: one closed year, three totals without a dimension, and what counts no person. Nothing loosens it."""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.models import AuditEntry
from portal.metrics import operations, queries
from portal.metrics.catalogue import small_definitions
from portal.metrics.costs import costs_of
from portal.metrics.enums import (
    ACTIONS,
    COSTS,
    OFFER,
    PROGRAMME_PLACES,
    YEAR_HOURS,
    YEAR_PAIRED,
    YEAR_SIGNED_IN,
    CellState,
    Profile,
)
from portal.metrics.errors import NotPermitted, OnlyTheDpo, OutOfOrder, QuartersOnly, YearsOnly
from portal.metrics.models import Cell, Release
from portal.metrics.periods import Period, Quarter, Year, last_closed_year, period_named, period_of
from portal.metrics.rules import is_small
from tests.factories.metrics import PERSONAL, Q1, WORK, World, noon

pytestmark = pytest.mark.django_db
YEAR, AT = Year(2026), noon(date(2027, 1, 12))
DPO = Actor(None, frozenset({str(Role.DPO)}))


@pytest.fixture
def small(settings: Any) -> None:
    settings.FIGURES_SMALL_UNDER = 1000


def a_company(*, signed_in: int, paired: int, held: int = -1) -> World:
    """A hundred and twenty people: so many signed in, of whom so many met their young person, of whom so many held sessions."""
    world = World()
    there = world.employees(120, "Nord")
    for place, one in enumerate(there[:signed_in]):
        world.sign_in(one, date(2026, 5, 4))
        if place < paired:
            basis = WORK if place % 2 else PERSONAL
            met = [(date(2026, 6, 8), 60, basis), (date(2026, 11, 2), 60, PERSONAL)] if held < 0 or place < held else []
            world.journey(one, applied=date(2026, 5, 5), ready=date(2026, 5, 20), introduced=date(2026, 6, 1), sessions=met)
    world.nord = there
    world.save()
    return world


def publish(period: Period = YEAR, note: str = "") -> Release:
    return operations.publish_release(period=period, by=SYSTEM, at=noon(period.end + timedelta(days=12)), note=note)


def totals(release: Release) -> dict[str, int | None]:
    rows = Cell.objects.filter(figure__release=release, key="").select_related("figure").order_by("figure__position")
    return {cell.figure.code: cell.value for cell in rows}


@pytest.mark.parametrize(
    ("eligible", "chosen", "expected"),
    [(999, "automatic", True), (1000, "automatic", False), (5000, "small", True), (10, "small", True), (0, "automatic", True)],
)
def test_the_headcount_makes_it_small_or_a_choice_and_never_the_reverse(eligible: int, chosen: str, expected: bool) -> None:
    assert is_small(eligible=eligible, under=1000, chosen=chosen) is expected


def test_three_totals_of_the_year_and_no_dimension(small: None) -> None:
    a_company(signed_in=60, paired=40)
    release = publish()
    assert totals(release) == {YEAR_SIGNED_IN: 60, YEAR_PAIRED: 40, YEAR_HOURS: 80}
    assert (str(release.quarter), release.period_start, release.period_end) == ("2026", date(2026, 1, 1), date(2026, 12, 31))
    assert {figure.code for figure in release.figures.all()} == {
        YEAR_SIGNED_IN,
        YEAR_PAIRED,
        YEAR_HOURS,
        OFFER,
        ACTIONS,
        PROGRAMME_PLACES,
        COSTS,
    }
    assert all(one.has_total and not one.bands for one in small_definitions()[:3])
    assert queries.broken_seals() == []


@pytest.mark.parametrize(
    ("signed_in", "paired", "held", "shown"),
    [
        (60, 40, 40, {YEAR_SIGNED_IN, YEAR_PAIRED, YEAR_HOURS}),
        (60, 40, 30, {YEAR_SIGNED_IN, YEAR_PAIRED, YEAR_HOURS}),  # ten met and held none: k
        (60, 40, 33, {YEAR_SIGNED_IN, YEAR_PAIRED}),  # seven did: the difference would be theirs
        (60, 55, 55, {YEAR_SIGNED_IN}),  # five came and met nobody
        (60, 60, 60, {YEAR_SIGNED_IN, YEAR_PAIRED, YEAR_HOURS}),  # no difference at all
        (115, 40, 40, {YEAR_PAIRED, YEAR_HOURS}),  # five of the hundred and twenty never came
        (20, 9, 9, {YEAR_SIGNED_IN}),
        (9, 0, 0, set()),
    ],
)
def test_each_difference_is_nobody_or_k(small: None, signed_in: int, paired: int, held: int, shown: set[str]) -> None:
    a_company(signed_in=signed_in, paired=paired, held=held)
    assert {code for code, value in totals(publish()).items() if value is not None} == shown


def test_what_counts_no_person_is_always_there(small: None) -> None:
    for number, euros in ((1, 1000), (2, 2000), (4, 4000)):
        operations.set_cost(period=Quarter(2026, number), kind="staff", euros=euros, by=SYSTEM, at=AT)
    operations.set_cost(period=Quarter(2026, 4), kind="staff", euros=5000, by=SYSTEM, at=AT + timedelta(hours=1))
    assert costs_of(period_start=YEAR.start, until=YEAR.end) == {"staff": 8000}
    release = publish()
    cells = Cell.objects.filter(figure__release=release, figure__code__in=(OFFER, ACTIONS, COSTS))
    assert {cell.state for cell in cells} == {CellState.SHOWN}
    assert cells.get(key="staff").value == 8000
    assert set(totals(release).values()) == {None}


def test_a_small_company_publishes_no_quarter_and_another_no_year(small: None, settings: Any) -> None:
    a_company(signed_in=60, paired=40)
    with pytest.raises(YearsOnly):
        publish(Q1)
    settings.FIGURES_SMALL_UNDER = 120
    with pytest.raises(QuartersOnly):
        publish(YEAR)
    assert publish(Q1).quarter == Q1


def test_a_year_over_published_quarters_would_be_cumulative(small: None, settings: Any) -> None:
    a_company(signed_in=60, paired=40)
    settings.FIGURES_SMALL_UNDER = 0
    publish(Q1)
    settings.FIGURES_SMALL_UNDER = 1000
    with pytest.raises(OutOfOrder):
        publish(YEAR)
    assert queries.quarter_to_publish(at=AT) is None
    assert publish(Year(2027)).number == 2


def test_a_year_is_corrected_with_a_note(small: None) -> None:
    a_company(signed_in=60, paired=40)
    first, again = publish(), publish(note="Séances arrivées en retard")
    assert (first.revision, again.revision, again.quarter) == (1, 2, YEAR)
    assert totals(again) == totals(first)


def test_which_period_waits(small: None, settings: Any) -> None:
    a_company(signed_in=60, paired=40)
    assert queries.quarter_to_publish(at=AT) == YEAR
    publish()
    assert queries.quarter_to_publish(at=AT) is None
    settings.FIGURES_SMALL_UNDER = 0
    assert queries.closed_period(at=AT) == Quarter(2026, 4)


def test_the_data_protection_officer_may_choose_it_and_go_back_to_the_headcount(settings: Any) -> None:
    a_company(signed_in=60, paired=40)
    assert queries.headcount(on=YEAR.end).chosen == Profile.AUTOMATIC
    assert not queries.headcount(on=YEAR.end).is_small
    operations.choose_profile(profile="small", by=DPO, at=AT)
    assert queries.headcount(on=YEAR.end).is_small
    operations.choose_profile(profile="automatic", by=DPO, at=AT + timedelta(minutes=1))
    assert not queries.headcount(on=YEAR.end).is_small
    settings.FIGURES_SMALL_UNDER = 1000
    assert queries.headcount(on=YEAR.end).is_small  # by headcount, whatever was chosen
    facts = [entry.facts for entry in AuditEntry.objects.filter(action="metrics.choose_profile").order_by("at")]
    assert facts == [{"profile": "small"}, {"profile": "automatic"}]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DPO}))
def test_nobody_else_chooses(role: Role) -> None:
    with pytest.raises(OnlyTheDpo):
        operations.choose_profile(profile="small", by=Actor(None, frozenset({str(role)})), at=AT)


def test_there_is_no_looser_profile() -> None:
    for wrong in ("full", "", "quarters"):
        with pytest.raises(NotPermitted):
            operations.choose_profile(profile=wrong, by=DPO, at=AT)


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("metrics", "publish", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_publishes_a_year(small: None, monkeypatch: pytest.MonkeyPatch) -> None:
    a_company(signed_in=60, paired=40)
    monkeypatch.setattr("portal.core.clock.now", lambda: AT)
    assert "Nothing was published" in told("--period", "2026", "--dry-run")
    with pytest.raises(CommandError, match="one closed year"):
        told("--period", "2026-Q3")
    with pytest.raises(CommandError, match="not over yet"):
        told("--period", "2027")
    assert "2026: release 1 published" in told("--period", "2026")


def test_a_year_is_a_period_like_another() -> None:
    assert (YEAR.start, YEAR.end, YEAR.next, str(YEAR), YEAR.ends_year) == (
        date(2026, 1, 1),
        date(2026, 12, 31),
        Year(2027),
        "2026",
        True,
    )
    assert YEAR.contains(date(2026, 2, 3))
    assert not YEAR.contains(date(2027, 1, 1))
    assert [period_named(one) for one in ("2026", "2026-Q3", "2026-T3")] == [YEAR, Quarter(2026, 3), Quarter(2026, 3)]
    with pytest.raises(ValueError, match="26"):
        period_named("26")
    assert [period_of(one.start, one.end) for one in (YEAR, Q1)] == [YEAR, Q1]
    assert last_closed_year(date(2026, 12, 31)) == Year(2025)
