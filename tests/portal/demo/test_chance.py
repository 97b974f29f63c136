"""Chance that can be repeated, days in their order, names that do not come twice: pure."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.demo import rates
from portal.demo.calendar import PARIS, Calendar, Happening, later, moment
from portal.demo.dice import Dice, dice_for
from portal.demo.names import ALIASES, FAMILY, GIVEN, Names, plain
from portal.demo.pair import _fits
from portal.demo.stage import Stage
from portal.demo.workforce_file import DEMO_END, DEMO_START
from portal.demo.world import Recipe
from portal.mentorship.enums import AgeBand
from portal.programmes.models import Campaign, Programme

SEEDS = st.integers(0, 10_000)


def a_morning(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=PARIS)


@given(SEEDS)
def test_the_same_stream_gives_the_same_and_another_does_not_move_it(seed: int) -> None:
    first, again = dice_for(seed, "path", "E1"), dice_for(seed, "path", "E1")
    dice_for(seed, "path", "E2").random()
    assert [first.random() for _ in range(5)] == [again.random() for _ in range(5)]
    assert dice_for(seed, "path", "E1").random() != dice_for(seed, "pair", "E1").random()


@given(SEEDS, st.floats(0.5, 60), st.integers(1, 90))
def test_a_wait_is_a_day_at_least_and_bounded(seed: int, typical: float, most: int) -> None:
    assert 1 <= dice_for(seed, "wait").days(typical, most) <= most


@given(SEEDS, st.lists(st.integers(), unique=True, max_size=9), st.integers(0, 4), st.integers(4, 9))
def test_some_of_a_list_keep_their_order(seed: int, values: list[int], least: int, most: int) -> None:
    found = dice_for(seed, "some").some(values, least, most)
    assert found == [value for value in values if value in found]
    assert min(least, len(values)) <= len(found) <= min(most, len(values))


def test_what_weighs_nothing_is_never_picked_and_what_is_certain_happens() -> None:
    dice = Dice("seed")
    assert {dice.pick({"a": 1, "b": 0}) for _ in range(50)} == {"a"}
    assert all(dice.happens(1) for _ in range(50))
    assert not any(dice.happens(0) for _ in range(50))


def test_everything_happens_in_the_order_of_time_then_of_names_then_of_planning() -> None:
    calendar = Calendar()
    seen: list[str] = []

    def saying(word: str) -> Happening:
        return lambda at: seen.append(word)

    for day, name in ((3, "b"), (3, "a"), (2, "z"), (3, "a2")):
        calendar.plan(a_morning(day), name, saying(name))
    calendar.plan(a_morning(3), "a", saying("a, planned later"))
    calendar.live(a_morning(4), lambda day: None)
    assert seen == ["z", "a", "a, planned later", "a2", "b"]


def test_what_happens_may_plan_more_and_the_past_happens_next() -> None:
    calendar = Calendar()
    seen: list[datetime] = []

    def first(at: datetime) -> None:
        calendar.plan(at - timedelta(days=30), "late", seen.append)
        calendar.plan(at + timedelta(days=90), "after the end", seen.append)

    calendar.plan(a_morning(2), "first", first)
    calendar.live(a_morning(5), lambda day: None)
    assert seen == [a_morning(2)]
    assert calendar.now == a_morning(5)


def test_each_new_day_is_told_once() -> None:
    calendar = Calendar()
    days: list[date] = []
    for hour in (9, 10, 17):
        calendar.plan(a_morning(2, hour), "x", lambda at: None)
    calendar.plan(a_morning(4), "x", lambda at: None)
    calendar.plan(a_morning(9), "too late", lambda at: None)
    calendar.live(a_morning(9), days.append)
    assert days == [date(2026, 3, 2), date(2026, 3, 4)]


@given(st.dates(date(2024, 1, 1), date(2027, 1, 1)), SEEDS)
def test_an_instant_is_on_a_working_day_within_its_hours(day: date, seed: int) -> None:
    found = moment(day, dice_for(seed, "x"), hours=(8, 18))
    assert found.weekday() < 5
    assert 8 <= found.hour <= 18
    assert 0 <= (found.date() - day).days <= 2
    assert found.date() == day or day.weekday() >= 5


@given(st.dates(date(2024, 1, 1), date(2027, 1, 1)), SEEDS, st.integers(1, 40))
def test_later_is_later(day: date, seed: int, days: int) -> None:
    at = moment(day, dice_for(seed, "x"))
    assert (later(at, days, dice_for(seed, "y")).date() - at.date()).days >= days


def test_names_do_not_come_twice_and_make_an_address() -> None:
    names = Names(dice_for(7, "team"))
    drawn = [names.invent() for _ in range(len(GIVEN) * len(FAMILY))]
    assert len({name for name, _ in drawn}) == len({mailbox for _, mailbox in drawn}) == len(drawn)
    assert all(mailbox.isascii() and " " not in mailbox for _, mailbox in drawn)
    with pytest.raises(IndexError):
        names.invent()


@pytest.mark.parametrize(
    ("name", "address"), [("Élodie", "elodie"), ("Jean-Pierre", "jean-pierre"), ("O’Neil", "oneil"), ("de la Tour", "de-la-tour")]
)
def test_a_name_as_it_stands_in_an_address(name: str, address: str) -> None:
    assert plain(name) == address


def test_no_alias_is_a_name_of_the_team() -> None:
    assert set(ALIASES).isdisjoint(FAMILY)
    assert all(1 <= len(alias) <= 20 for alias in ALIASES)


@pytest.mark.parametrize(
    ("ages", "bands"),
    [
        ((6, 10), {AgeBand.CHILD}),
        ((11, 15), {AgeBand.CHILD, AgeBand.TEEN}),
        ((16, 18), {AgeBand.NEARLY_ADULT, AgeBand.YOUNG_ADULT}),
        ((18, 25), {AgeBand.YOUNG_ADULT}),
        ((26, 60), {AgeBand.ADULT}),
    ],
)
def test_a_young_person_is_of_the_programmes_age(ages: tuple[int, int], bands: set[AgeBand]) -> None:
    programme = Programme(age_min=ages[0], age_max=ages[1])
    assert {band for band in AgeBand if _fits(band, programme)} == bands


def test_rates_are_chances_and_rhythms_are_days() -> None:
    chances = {name: value for name, value in vars(rates).items() if isinstance(value, float)}
    assert len(chances) >= 12
    assert all(0 < value < 1 for value in chances.values())
    assert all(days >= 1 and weight > 0 for days, weight in rates.RHYTHM.items())
    assert all(5 <= minutes <= 600 for minutes in rates.MINUTES)


@pytest.mark.parametrize(("months", "end"), [(1, None), (3, None), (24, DEMO_END), (36, DEMO_END)])
def test_a_recipe_ends_with_its_months_and_never_after_the_staff_list(months: int, end: date | None) -> None:
    recipe = Recipe(months=months)
    assert recipe.start == DEMO_START < recipe.end <= DEMO_END
    if end:
        assert recipe.end == end
    else:
        assert 27 <= (recipe.end - recipe.start).days - 30 * (months - 1) <= 32


def test_a_stage_counts_and_knows_the_campaign_of_a_day() -> None:
    stage = Stage(seed=7, start=date(2025, 1, 1), end=date(2025, 12, 31))
    assert [stage.count("x"), stage.count("x"), stage.count("y")] == [1, 2, 1]
    assert stage.opening < stage.closing
    campaign = Campaign(opens_on=date(2025, 1, 6), closes_on=date(2025, 2, 20))
    stage.campaigns.append(campaign)
    found = {day: stage.campaign_on(date(2025, 1, day)) for day in (5, 6, 31)}
    assert found == {5: None, 6: campaign, 31: campaign}
