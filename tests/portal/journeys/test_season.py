"""The scheduled job that learns what places are worth while a campaign runs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.models import AuditEntry
from portal.journeys import season
from portal.programmes.models import Programme
from portal.routing.models import SeasonPrices
from tests.factories.engagement import a_programme
from tests.factories.programmes import CampaignFactory
from tests.factories.routing import VolunteerProfileFactory, WishFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def wishing(number: int, programme: Programme) -> None:
    for _ in range(number):
        WishFactory.create(profile=VolunteerProfileFactory.create(), programme=programme)


def test_nothing_is_learnt_while_no_campaign_runs() -> None:
    wishing(12, a_programme())
    assert season.learn_due(by=SYSTEM, at=AT) == 0
    assert not AuditEntry.objects.filter(action="routing.learn_season").exists()


def test_the_job_learns_once_in_six_hours() -> None:
    campaign = CampaignFactory.create(opens_on=date(2026, 2, 20), closes_on=date(2026, 3, 20))
    wishing(12, a_programme(places=4))
    assert season.learn_due(by=SYSTEM, at=AT) == 12
    assert season.learn_due(by=SYSTEM, at=AT + timedelta(hours=1)) == 0
    assert season.learn_due(by=SYSTEM, at=AT + timedelta(hours=6)) == 12
    assert SeasonPrices.objects.get().campaign == campaign
    assert AuditEntry.objects.filter(action="routing.learn_season", subject_id=campaign.pk).count() == 2


def test_few_people_are_learnt_from_by_nobody() -> None:
    CampaignFactory.create(opens_on=date(2026, 2, 20), closes_on=date(2026, 3, 20))
    wishing(9, a_programme(places=4))
    assert season.learn_due(by=SYSTEM, at=AT) == 0
    assert not SeasonPrices.objects.exists()


def test_the_scheduled_command_does_it(capsys: pytest.CaptureFixture[str]) -> None:
    today = clock.today()
    CampaignFactory.create(opens_on=today - timedelta(days=3), closes_on=today + timedelta(days=3))
    programme = a_programme(places=4)
    programme.intakes.update(opens_on=today - timedelta(days=3), closes_on=today + timedelta(days=30))
    wishing(10, programme)
    call_command("run_scheduled")
    assert "what places are worth while a campaign runs: 10" in capsys.readouterr().out
