"""Prices of a season: when they are learnt, when they no longer hold, what they change for whoever looks, in words and queries."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as some

from portal.accounts.actors import SYSTEM
from portal.programmes.models import Campaign, Programme
from portal.routing import operations, queries
from portal.routing.models import SeasonPrices, VolunteerProfile
from portal.routing.queries import Around, Recommendation
from portal.routing.rules.season_prices import prices_now
from portal.routing.rules.seasons import LEAST_WAITING, expected, is_fresh
from tests.factories.programmes import CampaignFactory, IntakeFactory, ProgrammeFactory
from tests.factories.routing import VolunteerProfileFactory, WishFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = AT.date()
OPENS, CLOSES = date(2026, 2, 20), date(2026, 3, 20)


def test_as_many_are_expected_as_came_in_the_same_time() -> None:
    span = {"opens_on": date(2026, 3, 1), "closes_on": date(2026, 3, 30)}
    assert expected(arrived=30, on=date(2026, 3, 15), **span) == 30
    assert expected(arrived=10, on=date(2026, 3, 1), **span) == 290
    assert expected(arrived=0, on=date(2026, 3, 15), **span) == 0
    assert expected(arrived=30, on=date(2026, 3, 30), **span) == 0
    assert expected(arrived=30, on=date(2026, 4, 2), **span) == 0
    assert expected(arrived=30, on=date(2026, 2, 1), **span) == 0


@pytest.mark.parametrize(("learnt", "fresh"), [(-1, False), (0, True), (1, True), (2, False)])
def test_prices_hold_today_and_tomorrow_and_not_after_the_campaign(learnt: int, fresh: bool) -> None:
    learnt_on = DAY - timedelta(days=learnt)
    assert is_fresh(learnt_on=learnt_on, closes_on=CLOSES, on=DAY) is fresh
    assert not is_fresh(learnt_on=learnt_on, closes_on=DAY - timedelta(days=1), on=DAY)


@given(price=some.integers(0, 200), foreseen=some.integers(0, 50), left=some.integers(0, 50), most=some.integers(1, 300))
def test_a_price_rises_with_places_gone_and_is_never_below_nothing(price: int, foreseen: int, left: int, most: int) -> None:
    def at(places: int) -> float:
        return float(prices_now(np.array([price]), foreseen=np.array([foreseen]), left=np.array([places]), most=most)[0])

    assert at(left) >= at(left + 1) >= 0
    assert at(foreseen) == price


def season(**fields: Any) -> Campaign:
    return CampaignFactory.create(**{"opens_on": OPENS, "closes_on": CLOSES} | fields)


def with_places(number: int, **fields: Any) -> Programme:
    room = {"places_funded": 100, "staff_capacity": 100}
    return IntakeFactory.create(programme=ProgrammeFactory.create(**fields), places_offered=number, **room).programme


def wishing(number: int, programme: Programme, **declared: Any) -> list[VolunteerProfile]:
    made = VolunteerProfileFactory.create_batch(number, **{"declared_at": AT - timedelta(days=3)} | declared)
    for one in made:
        WishFactory.create(profile=one, programme=programme)
    return made


def learn(campaign: Campaign, around: Around | None = None, at: datetime = AT) -> SeasonPrices | None:
    return operations.learn_season(campaign=campaign, around=around or Around(), by=SYSTEM, at=at)


def shown(profile: VolunteerProfile, on: date = DAY) -> dict[UUID, Recommendation]:
    return {item.programme.pk: item for item in queries.recommend(profile=profile, on=on).items}


@pytest.mark.django_db
def test_a_price_counts_who_is_still_expected_and_says_so_before_wishes_exceed_places() -> None:
    campaign, sought, quiet = season(), with_places(8), with_places(60, causes=["culture"])
    wishing(LEAST_WAITING, sought, causes=["orientation"])
    me = VolunteerProfileFactory.create(causes=["orientation", "culture"])
    SeasonPrices.objects.all().delete()
    assert shown(me)[sought.pk].price > 0  # ten wishes for eight places
    sought.intakes.update(places_offered=14)
    assert (shown(me)[sought.pk].price, shown(me)[sought.pk].scarce) == (0, False)
    made = learn(campaign)
    assert made is not None
    assert (made.waiting, made.to_come) == (10, round(10 * 18 / 11))
    item = shown(me)[sought.pk]
    assert item.foreseen
    assert item.scarce
    assert not item.asked
    assert item.price > 0
    assert item.score == sum(reason.points for reason in item.reasons)
    assert shown(me)[quiet.pk].price == 0


@pytest.mark.django_db
def test_what_gives_up_rank_comes_after_what_needs_people_and_is_never_hidden() -> None:
    campaign, sought, quiet = season(), with_places(2), with_places(8, need=0)
    wishing(30, sought)
    me = VolunteerProfileFactory.create()
    learn(campaign)
    found = queries.recommend(profile=me, on=DAY)
    assert [item.programme.pk for item in found.items] == [quiet.pk, sought.pk]
    assert found.items[1].score > found.items[0].score
    assert found.eligible == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "foreseen"), [(0, True), (1, True), (2, False), (40, False)])
def test_prices_that_no_longer_hold_give_way_to_wishes_and_places(days: int, foreseen: bool) -> None:
    campaign, sought = season(), with_places(4)
    sought.intakes.update(closes_on=date(2026, 12, 1))
    wishing(12, sought)
    learn(campaign)
    item = shown(VolunteerProfileFactory.create(), on=DAY + timedelta(days=days))[sought.pk]
    assert item.foreseen is foreseen
    assert item.scarce
    if not foreseen:
        assert item.price == 15


@pytest.mark.django_db
def test_of_few_people_nothing_is_learnt_and_what_was_is_not_kept() -> None:
    campaign, sought = season(), with_places(4)
    people = wishing(LEAST_WAITING, sought)
    assert learn(campaign) is not None
    people[0].wishes.all().delete()
    assert learn(campaign) is None
    assert not SeasonPrices.objects.exists()
    assert not shown(VolunteerProfileFactory.create())[sought.pk].foreseen


@pytest.mark.django_db
def test_who_is_at_a_desk_or_has_left_is_not_counted() -> None:
    campaign, sought = season(), with_places(4)
    people = wishing(LEAST_WAITING + 2, sought)
    made = learn(campaign, Around(elsewhere=frozenset({people[0].user_id, people[1].user_id})))
    assert made is not None
    assert made.waiting == LEAST_WAITING


@pytest.mark.django_db
def test_who_declared_before_the_campaign_waits_and_foretells_nobody() -> None:
    campaign, sought = season(), with_places(4)
    wishing(LEAST_WAITING, sought, declared_at=datetime(2026, 1, 5, 9, tzinfo=UTC))
    made = learn(campaign)
    assert made is not None
    assert (made.waiting, made.to_come) == (LEAST_WAITING, 0)


@pytest.mark.django_db
def test_places_that_went_since_make_the_next_ones_dearer() -> None:
    campaign, sought = season(), with_places(40)
    wishing(12, sought)
    learn(campaign)
    me = VolunteerProfileFactory.create()
    assert shown(me)[sought.pk].price == 0
    sought.intakes.update(places_taken=30)
    dearer = shown(me)[sought.pk].price
    assert dearer > 0
    sought.intakes.update(places_taken=38)
    assert shown(me)[sought.pk].price > dearer


@pytest.mark.django_db
def test_a_programme_that_opened_since_has_no_price_yet() -> None:
    campaign, sought = season(), with_places(4)
    wishing(12, sought)
    learn(campaign)
    fresh = with_places(3)
    item = shown(VolunteerProfileFactory.create())[fresh.pk]
    assert (item.price, item.scarce) == (0, False)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [2, 30])
def test_learnt_prices_cost_no_query_once_they_are_known(number: int, django_assert_num_queries: Any) -> None:
    campaign, sought = season(), with_places(4)
    for _ in range(number):
        with_places(3)
    wishing(12, sought)
    learn(campaign)
    me = VolunteerProfileFactory.create()
    from portal.programmes import operations as programmes

    programmes.set_need(programme=sought, need=10, by=SYSTEM, at=AT)
    queries.recommend(profile=me, on=DAY)
    with django_assert_num_queries(3):
        found = queries.recommend(profile=me, on=DAY)
    assert all(item.foreseen for item in found.items)
    learn(campaign, at=AT + timedelta(hours=7))
    with django_assert_num_queries(4):
        queries.recommend(profile=me, on=DAY)


@pytest.mark.django_db
def test_of_the_campaigns_that_run_the_first_to_close_is_learnt_every_six_hours() -> None:
    assert queries.season_to_learn(at=AT) is None
    season(opens_on=date(2026, 3, 3))
    season(opens_on=date(2026, 1, 1), closes_on=date(2026, 3, 1))
    assert queries.season_to_learn(at=AT) is None
    later, first = season(closes_on=date(2026, 4, 20)), season()
    assert queries.season_to_learn(at=AT) == first
    wishing(12, with_places(4))
    learn(first)
    assert queries.season_to_learn(at=AT + timedelta(hours=5)) is None
    assert queries.season_to_learn(at=AT + timedelta(hours=6)) == first
    assert queries.season_to_learn(at=datetime(2026, 3, 25, 9, tzinfo=UTC)) == later


@pytest.mark.django_db
def test_only_the_newest_of_a_campaign_is_kept_and_the_audit_says_how_many_waited() -> None:
    campaign, sought = season(), with_places(4)
    wishing(12, sought)
    learn(campaign)
    wishing(1, sought)
    learn(campaign, at=AT + timedelta(hours=6))
    assert [one.waiting for one in SeasonPrices.objects.all()] == [13]


@pytest.mark.django_db
def test_nobody_and_no_wish_is_in_what_is_kept() -> None:
    campaign, sought = season(), with_places(4)
    people = wishing(12, sought)
    made = learn(campaign)
    assert made is not None
    said = str({field.attname: getattr(made, field.attname) for field in made._meta.concrete_fields})
    assert not any(str(one.pk) in said or str(one.user_id) in said for one in people)
    assert made.prices.keys() == {str(sought.pk)}
    with pytest.raises(IntegrityError), transaction.atomic():
        SeasonPrices.objects.create(campaign=season(), learnt_at=AT, waiting=0, to_come=0, most=1)


@pytest.mark.django_db
def test_prices_that_are_gone_leave_wishes_and_places() -> None:
    from portal.routing.queries import seasons

    assert seasons.learnt(key=None, on=DAY) is None
    assert seasons.learnt(key=uuid4(), on=DAY) is None
