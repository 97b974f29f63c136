"""What was done and offered: campaigns, pages, stories, training. No person is behind any of it, so any company publishes it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.accounts.actors import SYSTEM
from portal.engagement import queries as engagement
from portal.engagement.enums import TrainingMode, TrainingTrack
from portal.engagement.models import TrainingModule, TrainingSession
from portal.metrics import facts, operations
from portal.metrics.enums import ACTIONS, ActionKind, CellState
from portal.metrics.models import Cell, LedgerEntry, Release
from portal.metrics.periods import Period, Year
from portal.metrics.ports import PublishedPage
from tests.factories.metrics import Q1, Q2, noon
from tests.factories.programmes import AssociationFactory, CampaignFactory

pytestmark = pytest.mark.django_db
PAGES = (
    PublishedPage(Q1.start, of_campaign=True, stories=2),
    PublishedPage(Q1.start - timedelta(days=1), of_campaign=True, stories=1),
    PublishedPage(Q1.end, of_campaign=False, stories=1),
    PublishedPage(Q2.start, of_campaign=True, stories=5),
)


def published(pages: Sequence[PublishedPage], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "published_pages", lambda until: [page for page in pages if page.since <= until])


def a_training(day: date, *, hour: int = 12, minutes: int = 90, track: str = TrainingTrack.ALONG) -> None:
    association = AssociationFactory.create()
    module = TrainingModule.objects.create(association=association, title="Écouter", minutes=minutes, required=False, track=track)
    starts_at = timezone.make_aware(datetime.combine(day, time(hour)))
    TrainingSession.objects.create(module=module, starts_at=starts_at, mode=TrainingMode.REMOTE)


def done(period: Period = Q1) -> dict[str, int]:
    return {str(kind): count for kind, count in facts.facts_of(quarter=period).actions.items()}


def publish(period: Period) -> Release:
    return operations.publish_release(period=period, by=SYSTEM, at=noon(period.end + timedelta(days=12)))


def test_nothing_done_is_said_as_nothing() -> None:
    assert done() == dict.fromkeys(ActionKind.values, 0)


def test_pages_are_those_of_the_period_and_stories_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    published(PAGES, monkeypatch)
    assert (done()["pages"], done()["stories"]) == (1, 4)
    assert (done(Q2)["pages"], done(Q2)["stories"]) == (1, 9)
    assert (done(Year(2026))["pages"], done(Year(2025))["stories"]) == (2, 1)


def test_a_campaign_counts_in_each_period_it_runs_in() -> None:
    CampaignFactory.create(reference="hiver", opens_on=Q1.start - timedelta(days=20), closes_on=Q1.start)
    CampaignFactory.create(reference="printemps", opens_on=Q1.end, closes_on=Q2.end)
    CampaignFactory.create(reference="autre", opens_on=date(2027, 1, 1), closes_on=date(2027, 2, 1))
    assert (done()["campaigns"], done(Q2)["campaigns"], done(Year(2026))["campaigns"]) == (2, 1, 2)


@pytest.mark.parametrize(
    ("day", "hour", "counts"),
    [(Q1.start, 0, True), (Q1.end, 23, True), (Q1.start - timedelta(days=1), 23, False), (Q2.start, 0, False)],
    ids=["first hour", "last hour", "hour before", "hour after"],
)
def test_training_is_offered_on_the_day_it_begins_here(day: date, hour: int, counts: bool) -> None:
    a_training(day, hour=hour)
    offered = engagement.training_offered(start=Q1.start, end=Q1.end)
    assert (offered.sessions, offered.minutes) == ((1, 90) if counts else (0, 0))


def test_hours_offered_are_whole_and_the_teams_own_track_is_not_for_mentors() -> None:
    a_training(Q1.start, minutes=90)
    a_training(Q1.end, minutes=60, track=TrainingTrack.CIRCLE)
    a_training(Q1.end, minutes=600, track=TrainingTrack.STAFF)
    assert (done()["trainings"], done()["training_hours"]) == (2, 2)


@pytest.mark.parametrize(("under", "period"), [(1000, Year(2026)), (0, Q1)], ids=["small", "other"])
def test_any_company_publishes_them_exact_and_no_set_stands_behind(
    under: int, period: Period, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FIGURES_SMALL_UNDER = under
    published(PAGES, monkeypatch)
    a_training(Q1.start)
    release = publish(period)
    cells = {cell.key: cell for cell in Cell.objects.filter(figure__release=release, figure__code=ACTIONS)}
    assert list(cells) == ActionKind.values
    assert {cell.state for cell in cells.values()} == {CellState.SHOWN}
    assert (cells["trainings"].value, cells["training_hours"].value) == (1, 1)
    assert not LedgerEntry.objects.filter(code__startswith=ACTIONS).exists()
