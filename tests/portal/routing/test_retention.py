"""Six months after a campaign nothing is left of what people declared, wished for and were shown; or when they take it back."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal.accounts.actors import SYSTEM, Actor
from portal.core.models import AuditEntry
from portal.programmes.models import Campaign
from portal.routing import operations
from portal.routing.models import Contest, Proposal, RoutingDecision, VolunteerProfile, WaitingPlace, Wish
from tests.factories.engagement import a_programme
from tests.factories.programmes import CampaignFactory, ProgrammeFactory
from tests.factories.routing import VolunteerProfileFactory, WishFactory

DECLARED = datetime(2026, 2, 10, 9, tzinfo=UTC)
AT = datetime(2026, 8, 11, 4, tzinfo=UTC)
SIX_MONTHS_LATER = date(2026, 8, 11)
pytestmark = pytest.mark.django_db


def purge(on: date = SIX_MONTHS_LATER) -> int:
    return operations.purge_profiles(on=on, by=SYSTEM, at=AT)


def declared(**fields: Any) -> VolunteerProfile:
    profile = VolunteerProfileFactory.create(**{"declared_at": DECLARED} | fields)
    WishFactory.create(profile=profile)
    return profile


def shown(profile: VolunteerProfile, at: datetime = DECLARED, campaign: Campaign | None = None) -> RoutingDecision:
    return operations.record_decision(
        profile=profile, programme=ProgrammeFactory.create(), reasons=[], by=SYSTEM, at=at, campaign=campaign
    )


def lasting(closes: date, opens: date = date(2026, 2, 1)) -> Campaign:
    return CampaignFactory.create(opens_on=opens, closes_on=closes)


def test_six_months_after_it_was_declared_a_profile_goes_with_its_wishes_and_orientations() -> None:
    shown(declared())
    assert purge(date(2026, 8, 10)) == 0
    assert purge() == 1
    assert (VolunteerProfile.objects.count(), Wish.objects.count(), RoutingDecision.objects.count()) == (0, 0, 0)
    assert AuditEntry.objects.filter(action="routing.purge_profiles").count() == 1
    assert purge() == 0
    assert AuditEntry.objects.filter(action="routing.purge_profiles").count() == 1


def test_the_six_months_begin_when_the_campaign_that_ran_then_is_over() -> None:
    lasting(date(2026, 3, 31))
    declared()
    assert purge(date(2026, 9, 30)) == 0
    assert purge(date(2026, 10, 1)) == 1


@pytest.mark.parametrize("closes", [date(2026, 2, 5), date(2026, 1, 31)])
def test_a_campaign_that_was_over_by_then_keeps_nothing(closes: date) -> None:
    lasting(closes, opens=date(2026, 1, 1))
    declared()
    assert purge() == 1


def test_a_campaign_that_opened_later_keeps_nothing_of_who_did_not_come_back() -> None:
    lasting(date(2026, 9, 30), opens=date(2026, 8, 1))
    gone, back = declared(), declared()
    shown(back, at=datetime(2026, 8, 2, 9, tzinfo=UTC))
    assert purge() == 1
    assert set(VolunteerProfile.objects.all()) == {back}
    assert gone.pk not in VolunteerProfile.objects.values_list("pk", flat=True)


def test_a_wish_that_came_from_a_campaign_is_kept_until_its_end_and_six_months() -> None:
    profile = declared()
    shown(profile, campaign=lasting(date(2026, 6, 30), opens=date(2026, 6, 1)))
    assert purge() == 0
    assert purge(date(2027, 1, 1)) == 1


def test_who_declared_again_keeps_the_profile_and_loses_the_old_orientations() -> None:
    profile = declared(declared_at=datetime(2026, 8, 1, 9, tzinfo=UTC))
    shown(profile)
    young = shown(profile, at=datetime(2026, 8, 1, 9, tzinfo=UTC))
    assert purge() == 0
    assert list(RoutingDecision.objects.all()) == [young]
    assert Wish.objects.count() == 1


def ran(profile: VolunteerProfile, *, places: int) -> Campaign:
    """A run of a campaign that closed in March: a proposal, or a turn."""
    from portal.journeys import allocate

    campaign, programme = lasting(date(2026, 3, 31)), a_programme(places=places or 1)
    if not places:
        programme.intakes.update(places_taken=1)
    Wish.objects.filter(profile=profile).update(programme=programme)
    at = datetime(2026, 4, 1, 9, tzinfo=UTC)
    run = operations.schedule_run(campaign=campaign, on=at.date(), by=SYSTEM, at=at)
    allocate.run_now(run=run, by=SYSTEM, at=at)
    return campaign


@pytest.mark.parametrize("places", [1, 0])
def test_a_profile_outlives_neither_its_proposals_nor_goes_before_them(places: int) -> None:
    ran(declared(), places=places)
    assert (Proposal.objects.count(), WaitingPlace.objects.count()) == ((1, 0) if places else (0, 1))
    assert purge(date(2026, 12, 1)) == 0
    operations.purge_inputs(on=date(2026, 12, 1), by=SYSTEM, at=AT)
    assert purge(date(2026, 12, 1)) == 1


def test_a_question_keeps_the_profile_as_long_as_it_is_kept_itself() -> None:
    profile = declared()
    programme = a_programme(places=1)
    asked = Contest.objects.create(
        profile=profile, association=programme.association, question="Pourquoi ?", asked_at=AT, deadline_on=AT.date()
    )
    assert purge() == 0
    asked.delete()
    assert purge() == 1


def test_who_takes_it_back_leaves_nothing_and_the_place_goes_on() -> None:
    first, second = declared(), declared()
    ran(first, places=1)
    held = Proposal.objects.get()
    me = held.profile
    other = second if me == first else first
    assert operations.forget_profile(by=Actor(me.user_id, frozenset()), at=AT)
    assert list(VolunteerProfile.objects.all()) == [other]
    assert not Proposal.objects.filter(pk=held.pk).exists()
    assert not operations.forget_profile(by=Actor(me.user_id, frozenset()), at=AT)
    assert not operations.forget_profile(by=SYSTEM, at=AT)
    [entry] = AuditEntry.objects.filter(action="routing.forget_profile")
    assert entry.subject_id == me.user_id
