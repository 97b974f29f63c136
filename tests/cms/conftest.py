"""A day for the public pages, and a site on it."""

from datetime import date

import pytest

from cms.models import HomePage
from portal.core import clock
from portal.programmes.models import Campaign
from tests.factories.cms import a_site
from tests.factories.programmes import CampaignFactory

TODAY = date(2026, 1, 20)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """Every face asks the clock: it is 20 January 2026."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    return TODAY


@pytest.fixture
def campaign(db: None) -> Campaign:
    """A campaign that runs today."""
    return CampaignFactory.create(reference="janvier", opens_on=date(2026, 1, 5), closes_on=date(2026, 2, 15), goal_pairs=40)


@pytest.fixture
def site(campaign: Campaign) -> HomePage:
    """The starter site with that campaign."""
    return a_site()
