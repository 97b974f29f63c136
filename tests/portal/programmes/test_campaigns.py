"""Campaigns: made and changed, what is counted of them, and for how long anybody's arrival is kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.actors import ANONYMOUS, SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.models import AuditEntry
from portal.programmes import operations, queries
from portal.programmes.enums import CampaignCount
from portal.programmes.errors import ProgrammeRefused
from portal.programmes.models import Campaign, CampaignArrival, CampaignDay
from tests.factories.accounts import UserFactory
from tests.factories.programmes import CampaignFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 20, 9, tzinfo=UTC)
DATES = {"opens_on": date(2026, 1, 5), "closes_on": date(2026, 2, 6)}


def somebody() -> Actor:
    return Actor(UserFactory.create().id, frozenset({str(Role.EMPLOYEE)}))


def create(**changed: object) -> Campaign:
    given = {"reference": "janvier", "title": "Janvier du mentorat", **DATES, **changed}
    return operations.create_campaign(**given, by=SYSTEM, at=AT)  # type: ignore[arg-type]  # made on purpose


def test_a_campaign_is_kept_and_told_to_the_audit() -> None:
    made = create(goal_pairs=45)
    assert queries.campaign(reference="janvier") == made
    entry = AuditEntry.objects.get(action="programmes.create_campaign")
    assert (entry.subject_id, entry.facts, entry.at) == (made.id, {"goal": 45}, AT)


def test_a_campaign_may_last_one_day() -> None:
    made = create(closes_on=DATES["opens_on"])
    assert made.runs_on(DATES["opens_on"])
    assert not made.runs_on(DATES["opens_on"] + timedelta(days=1))
    assert not made.runs_on(DATES["opens_on"] - timedelta(days=1))


def test_a_reference_serves_once_and_the_first_stays_as_it_was() -> None:
    create()
    with pytest.raises(ProgrammeRefused) as refused:
        create(title="Une autre")
    assert refused.value.code == "code_taken"
    assert [row.title for row in queries.campaigns()] == ["Janvier du mentorat"]


@pytest.mark.parametrize("change", [False, True])
def test_it_cannot_close_before_it_opens(change: bool) -> None:
    reversed_dates = {"opens_on": DATES["closes_on"], "closes_on": DATES["opens_on"]}
    made = create() if change else None
    with pytest.raises(ProgrammeRefused) as refused:
        if made:
            operations.change_campaign(campaign=made, title="x", goal_pairs=0, **reversed_dates, by=SYSTEM, at=AT)
        else:
            create(**reversed_dates)
    assert refused.value.code == "dates_reversed"
    assert [row.title for row in queries.campaigns()] == (["Janvier du mentorat"] if change else [])


def test_a_change_keeps_the_reference_that_applications_carry() -> None:
    made = create()
    operations.change_campaign(campaign=made, title="Janvier, encore", goal_pairs=60, **DATES, by=SYSTEM, at=AT)
    found = queries.campaign(reference="janvier")
    assert found is not None
    assert (found.title, found.goal_pairs) == ("Janvier, encore", 60)
    assert AuditEntry.objects.filter(action="programmes.change_campaign", subject_id=made.id).count() == 1


def test_the_database_itself_refuses_reversed_dates() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignFactory.create(opens_on=date(2026, 2, 6), closes_on=date(2026, 1, 5))


def test_campaigns_come_the_latest_first() -> None:
    for month in (3, 9, 1):
        CampaignFactory.create(reference=f"mois-{month}", opens_on=date(2026, month, 1), closes_on=date(2026, month, 20))
    assert [row.reference for row in queries.campaigns()] == ["mois-9", "mois-3", "mois-1"]


def test_looks_and_calls_are_added_up_by_day_and_nothing_else_is_written() -> None:
    campaign = CampaignFactory.create()
    for what in (CampaignCount.SEEN, CampaignCount.SEEN, CampaignCount.CALLED):
        operations.count_campaign(campaign=campaign, what=what, by=somebody(), at=AT)
    operations.count_campaign(campaign=campaign, what=CampaignCount.SEEN, times=7, by=ANONYMOUS, at=AT + timedelta(days=1))
    rows = CampaignDay.objects.order_by("on").values_list("on", "seen", "called")
    assert list(rows) == [(date(2026, 1, 20), 2, 1), (date(2026, 1, 21), 7, 0)]
    assert not AuditEntry.objects.exists()
    assert not CampaignArrival.objects.exists()


def test_a_day_is_the_day_where_the_portal_lives() -> None:
    """Half past eleven at night in London is tomorrow in Paris."""
    late = datetime(2026, 1, 20, 23, 30, tzinfo=UTC)
    operations.count_campaign(campaign=CampaignFactory.create(), what=CampaignCount.SEEN, by=ANONYMOUS, at=late)
    assert CampaignDay.objects.get().on == date(2026, 1, 21)


def test_counts_are_summed_over_a_period_by_campaign() -> None:
    first, second = CampaignFactory.create_batch(2)
    for days, campaign in ((0, first), (1, first), (40, first), (0, second)):
        operations.count_campaign(campaign=campaign, what=CampaignCount.SEEN, times=10, by=ANONYMOUS, at=AT + timedelta(days=days))
    found = queries.campaign_counts(start=date(2026, 1, 1), end=date(2026, 1, 31))
    assert found == {first.id: (20, 0), second.id: (10, 0)}
    assert queries.campaign_counts(start=date(2026, 3, 1), end=date(2026, 3, 1)) == {first.id: (10, 0)}
    assert queries.campaign_counts(start=date(2025, 1, 1), end=date(2025, 12, 31)) == {}


def test_somebody_arrives_once_by_a_campaign_and_the_first_day_stays() -> None:
    campaign, other, person = CampaignFactory.create(), CampaignFactory.create(), somebody()
    assert operations.record_arrival(campaign=campaign, by=person, at=AT)
    assert not operations.record_arrival(campaign=campaign, by=person, at=AT + timedelta(days=9))
    assert operations.record_arrival(campaign=other, by=person, at=AT + timedelta(days=9))
    assert operations.record_arrival(campaign=campaign, by=somebody(), at=AT)
    found = queries.campaign_arrivals(start=date(2026, 1, 20), end=date(2026, 1, 20))
    assert sorted(found) == sorted((row.campaign_id, row.user_id) for row in CampaignArrival.objects.filter(campaign=campaign))
    assert len(found) == 2


def test_a_visitor_without_an_account_arrives_nowhere() -> None:
    assert not operations.record_arrival(campaign=CampaignFactory.create(), by=ANONYMOUS, at=AT)
    assert not CampaignArrival.objects.exists()


def test_an_arrival_goes_with_its_account() -> None:
    person = UserFactory.create()
    operations.record_arrival(campaign=CampaignFactory.create(), by=Actor(person.id, frozenset()), at=AT)
    person.delete()
    assert not CampaignArrival.objects.exists()


@pytest.mark.parametrize(("months_later", "kept"), [(5, True), (6, True), (7, False)])
def test_arrivals_are_forgotten_after_six_months(months_later: int, kept: bool) -> None:
    campaign = CampaignFactory.create()
    operations.record_arrival(campaign=campaign, by=somebody(), at=AT)
    operations.count_campaign(campaign=campaign, what=CampaignCount.SEEN, by=ANONYMOUS, at=AT)
    gone = operations.forget_arrivals(by=SYSTEM, at=datetime(2026, 1 + months_later, 20, 9, tzinfo=UTC))
    assert gone == (0 if kept else 1)
    assert CampaignArrival.objects.exists() is kept
    assert CampaignDay.objects.exists(), "numbers about nobody stay"
    assert AuditEntry.objects.filter(action="programmes.forget_arrivals").exists() is not kept
