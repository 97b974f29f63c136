"""What other weights would change: true to the ranking, in sums only, nothing written."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal.accounts.actors import SYSTEM
from portal.programmes.models import Campaign
from portal.routing import operations, queries
from portal.routing.queries.previews import SHOWN_FROM as LEAST
from portal.routing.rules import CRITERIA, WISHES
from tests.factories.programmes import CampaignFactory, IntakeFactory, ProgrammeFactory
from tests.factories.routing import VolunteerProfileFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
OWN = {one.code: one.weight for one in CRITERIA}


def all_on(code: str) -> dict[str, int]:
    return {one.code: 100 if one.code == code else 0 for one in CRITERIA if one.code != WISHES} | {WISHES: 60}


@pytest.fixture
def campaign() -> Campaign:
    """Two programmes: one has the cause, the other the skill."""
    for causes, skills in ((["orientation"], ["cv"]), (["culture"], ["interview"])):
        IntakeFactory.create(programme=ProgrammeFactory.create(causes=causes, skills=skills, need=50))
    return CampaignFactory.create()


def people(number: int, **values: Any) -> None:
    for _ in range(number):
        VolunteerProfileFactory.create(causes=["orientation"], skills=["interview"], **values)


def preview(campaign: Campaign, weights: dict[str, int]) -> queries.WeightsPreview:
    return queries.preview_weights(campaign=campaign, weights=weights, on=DAY)


def test_the_same_weights_change_nothing(campaign: Campaign) -> None:
    people(LEAST)
    found = preview(campaign, OWN)
    assert (found.people, found.first_changes_percent) == (LEAST, 0)
    assert all(before == after for before, after in found.by_criterion.values())


def test_all_on_skills_turns_everybody_who_came_for_a_cause(campaign: Campaign) -> None:
    people(LEAST)
    found = preview(campaign, all_on("skills"))
    assert found.first_changes_percent == 100
    assert {code: found.by_criterion[code] for code in ("causes", "skills")} == {"causes": (30, 0), "skills": (0, 100)}


def test_it_compares_with_what_the_campaign_keeps(campaign: Campaign) -> None:
    people(LEAST)
    operations.set_policy(campaign=campaign, weights=all_on("skills"), by=SYSTEM, at=AT)
    assert preview(campaign, all_on("skills")).first_changes_percent == 0
    assert preview(campaign, OWN).first_changes_percent == 100


@pytest.mark.parametrize("number", [0, 1, LEAST - 1])
def test_few_people_are_not_counted_out(campaign: Campaign, number: int) -> None:
    people(number)
    assert preview(campaign, all_on("skills")) == queries.WeightsPreview(None, None, {})


def test_the_share_is_rounded_to_five(campaign: Campaign) -> None:
    people(12)
    for _ in range(1):
        VolunteerProfileFactory.create(causes=["culture"], skills=["interview"])
    assert preview(campaign, all_on("skills")).first_changes_percent == 90
