"""Facts and indicators: who is behind each figure."""

from datetime import date, timedelta

import pandas as pd
import pytest

from portal.accounts.actors import SYSTEM, Actor
from portal.metrics import catalogue
from portal.metrics.enums import PARTICIPATION, Step
from portal.metrics.facts import Facts, Numbers, facts_of
from portal.metrics.periods import Quarter
from portal.programmes.enums import CampaignCount
from portal.programmes.operations import count_campaign, record_arrival
from tests.factories.accounts import UserFactory
from tests.factories.metrics import PERSONAL, Q1, Q2, WORK, World, noon
from tests.factories.programmes import CampaignFactory

pytestmark = pytest.mark.django_db


def behind(frame: pd.DataFrame, key: str = "") -> set[int]:
    return {int(person) for person in frame.loc[frame["key"] == key, "person"]}


def numbers(*employees: object) -> set[int]:
    known = Numbers()
    return {known.of(one.id) for one in employees}  # type: ignore[attr-defined]  # employees


def test_nobody_is_a_frame_like_any_other() -> None:
    facts = facts_of(quarter=Q1)
    for definition in catalogue.definitions(facts):
        assert definition.behind(facts).empty
    assert [definition.code for definition in catalogue.definitions(facts)] == [
        "participation", "funnel", "pairs_active", "pairs_opened", "hours", "duration", "training_hours", "satisfaction",
        "satisfaction_bands", "programme_pairs", "programme_hours", "offer", "actions", "programme_places", "costs",
    ]  # fmt: skip


def test_the_population_is_who_is_employed_on_the_last_day() -> None:
    world = World()
    stays = world.employees(2, "Nord") + world.employees(1, "Sud", end=Q1.end)
    world.employees(1, "Nord", end=Q1.end - timedelta(days=1))
    world.employees(1, "Nord", start=Q2.start)
    world.save()
    facts = facts_of(quarter=Q1)
    assert behind(catalogue.eligible(facts), "Nord") == numbers(*stays[:2])
    assert behind(catalogue.eligible(facts), "Sud") == numbers(stays[2])
    assert PARTICIPATION in {one.code for one in catalogue.definitions(facts)}


def test_participants_have_something_under_way_in_the_quarter() -> None:
    world = World()
    waits, paired, over, later, gone = world.employees(5, "Nord")
    world.journey(waits, applied=date(2025, 12, 1))
    world.journey(paired, applied=date(2025, 9, 1), ready=date(2025, 10, 1), introduced=date(2025, 11, 3), closed=Q1.start)
    world.journey(over, applied=date(2025, 8, 1), ready=date(2025, 9, 1), introduced=date(2025, 10, 1), closed=date(2025, 12, 31))
    world.journey(later, applied=Q2.start)
    gone.end_date = date(2026, 2, 1)
    world.journey(gone, applied=date(2026, 1, 5))
    world.save()
    assert behind(catalogue.participants(facts_of(quarter=Q1)), "Nord") == numbers(waits, paired)


def test_each_step_is_counted_in_the_quarter_it_happens() -> None:
    world = World()
    one, two = world.employees(2, "Nord")
    world.sign_in(one, Q1.start)
    world.sign_in(two, Q1.start - timedelta(days=1))
    world.journey(one, applied=Q1.start, ready=date(2026, 2, 2), introduced=date(2026, 3, 31))
    world.journey(two, applied=date(2025, 11, 3), ready=date(2025, 12, 1), introduced=date(2025, 12, 29), closed=date(2026, 5, 1))
    world.save()
    first, second, third = (facts_of(quarter=quarter) for quarter in (Q1, Q2, Q2.next))
    steps = catalogue.funnel(first)
    assert all(behind(steps, step) == numbers(one) for step in (Step.SIGNED_IN, Step.APPLIED, Step.READY, Step.PAIRED))
    assert behind(steps, Step.ACTIVE_3) == numbers(two)
    assert behind(catalogue.funnel(second), Step.ACTIVE_3) == numbers(one)
    # Two closed on 1 May: four months, never six.
    assert behind(catalogue.funnel(second), Step.ACTIVE_6) == set()
    assert behind(catalogue.funnel(third), Step.ACTIVE_6) == numbers(one)


def test_a_campaign_has_its_funnel_while_it_runs() -> None:
    campaign, world = CampaignFactory.create(reference="janvier"), World()
    one, two = world.employees(2, "Nord")
    world.journey(one, applied=date(2026, 1, 12), campaign=campaign)
    world.journey(two, applied=date(2026, 1, 12))
    world.save()
    facts = facts_of(quarter=Q1)
    codes = [definition.code for definition in catalogue.definitions(facts)]
    assert "funnel.janvier" in codes
    assert behind(catalogue.funnel_of("janvier")(facts), Step.APPLIED) == numbers(one)
    assert "funnel.janvier" not in [definition.code for definition in catalogue.definitions(facts_of(quarter=Q2))]


def test_a_campaign_counts_who_came_by_its_link_in_the_quarter() -> None:
    campaign, other, world = CampaignFactory.create(reference="janvier"), CampaignFactory.create(reference="autre"), World()
    came, elsewhere, too_late, never = world.employees(4, "Nord")
    for one in (came, elsewhere, too_late, never):
        world.sign_in(one, date(2026, 1, 12))
    world.save()
    stranger = UserFactory.create()
    for user, whence, on in (
        (came.user, campaign, date(2026, 1, 12)),
        (elsewhere.user, other, date(2026, 1, 12)),
        (too_late.user, campaign, Q2.start),
        (stranger, campaign, date(2026, 1, 12)),
    ):
        assert user is not None
        record_arrival(campaign=whence, by=Actor(user.id, frozenset()), at=noon(on))
    facts = facts_of(quarter=Q1)
    assert behind(catalogue.funnel_of("janvier")(facts), Step.SIGNED_IN) == numbers(came)
    assert behind(catalogue.funnel(facts), Step.SIGNED_IN) == numbers(came, elsewhere, too_late, never)


def test_looks_and_calls_of_a_campaign_stand_first_and_are_of_its_quarter() -> None:
    campaign = CampaignFactory.create(reference="janvier")
    for on, seen in ((date(2026, 1, 12), 63), (date(2026, 2, 3), 40), (Q2.start, 900)):
        count_campaign(campaign=campaign, what=CampaignCount.SEEN, times=seen, by=SYSTEM, at=noon(on))
    facts = facts_of(quarter=Q1)
    funnel = next(one for one in catalogue.definitions(facts) if one.code == "funnel.janvier")
    assert funnel.tallies(facts) == [("seen", 103), ("called", 0)]
    assert next(key for key, _ in funnel.keys(facts)) == "signed_in"
    others = {"funnel.janvier", "offer", "actions", "programme_places", "costs"}
    assert all(one.tallies(facts) == [] for one in catalogue.definitions(facts) if one.code not in others)


def test_open_pairs_are_of_those_employed_by_their_entity() -> None:
    world = World()
    here, there = world.employees(1, "Nord"), world.employees(1, "Sud", entity="FR02")
    left = world.employees(1, "Nord", end=date(2026, 3, 1))
    for one in (*here, *there, *left):
        world.journey(one, applied=date(2025, 9, 1), ready=date(2025, 10, 1), introduced=date(2025, 11, 3))
    world.save()
    found = catalogue.pairs_active(facts_of(quarter=Q1))
    assert (behind(found, "FR01"), behind(found, "FR02")) == (numbers(*here), numbers(*there))
    assert numbers(*left).isdisjoint(found["person"]), "who left is the association's to count"


def test_hours_are_summed_by_person_and_basis() -> None:
    world = World()
    (one,) = world.employees(1, "Nord")
    met = [(date(2026, 1, 5), 60, WORK), (date(2026, 1, 12), 45, WORK), (date(2026, 1, 19), 30, PERSONAL), (Q2.start, 90, WORK)]
    world.journey(one, applied=date(2025, 9, 1), ready=date(2025, 10, 1), introduced=date(2025, 11, 3), sessions=met)
    world.save()
    rows = catalogue.hours(facts_of(quarter=Q1))
    assert sorted(zip(rows["key"], rows["minutes"], strict=True)) == [("personal_time", 30), ("work_time", 105)]


def test_site_groups_come_in_alphabetical_order_accents_aside() -> None:
    world = World()
    for name in ("Lyon", "Île-de-France", "Bretagne", ""):
        world.employees(1, name)
    world.save()
    facts: Facts = facts_of(quarter=Quarter(2026, 1))
    participation = catalogue.definitions(facts)[0]
    assert [key for key, _ in participation.keys(facts)] == ["Bretagne", "Île-de-France", "Lyon", "none"]
    assert noon(Q1.end).date() == facts.quarter.end
