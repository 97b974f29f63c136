"""What a small association does not need yet: each screen comes by itself, a larger team has them all, and it costs one query."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core.ids import new_id
from portal.engagement import operations as engagement
from portal.engagement.models import Departure
from portal.journeys.light_menu import SCREENS, set_aside
from portal.mentorship.models import Pair
from portal.programmes.models import Antenna, Programme, TeamMember
from portal.skills.models import Share
from tests.factories.allocation import ProposalFactory
from tests.factories.engagement import AT, VolunteerFactory, a_candidate_waiting, a_draft, a_programme, a_session_held
from tests.factories.mentorship import a_closed_pair, a_proposed_pair, an_introduced_pair
from tests.factories.programmes import AntennaFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    """Of an association with one coordinator and no antenna."""
    return a_programme()


def aside(programme: Programme) -> frozenset[str]:
    return set_aside(association_id=programme.association_id)


def test_a_small_association_that_begins_waits_with_all_of_them(programme: Programme) -> None:
    TeamMemberFactory.create(association=programme.association, referent=True)
    TeamMemberFactory.create(association=programme.association, safeguarding=True)
    assert aside(programme) == set(SCREENS)


@pytest.mark.parametrize(
    "grow",
    [
        lambda home: AntennaFactory.create(association=home),
        lambda home: TeamMemberFactory.create(association=home, role=Role.COORDINATOR),
    ],
    ids=["an antenna", "a second coordinator"],
)
def test_a_larger_one_has_every_screen(programme: Programme, grow: Callable[[Any], object]) -> None:
    grow(programme.association)
    assert aside(programme) == frozenset()


def test_it_is_small_again_once_the_antenna_closed_and_the_second_coordinator_left(programme: Programme) -> None:
    antenna = AntennaFactory.create(association=programme.association)
    second = TeamMemberFactory.create(association=programme.association, role=Role.COORDINATOR)
    Antenna.objects.filter(pk=antenna.pk).update(closed_on=AT.date())
    assert aside(programme) == frozenset()
    TeamMember.objects.filter(pk=second.pk).update(active=False)
    assert aside(programme) == set(SCREENS)


def leaves(programme: Programme) -> None:
    engagement.note_departure(volunteer=a_candidate_waiting(programme=programme).volunteer, by=SYSTEM, at=AT)


def shares(programme: Programme) -> None:
    Share.objects.create(volunteer=VolunteerFactory.create(), association=programme.association, shared_at=AT)


@pytest.mark.parametrize(
    ("happens", "come"),
    [
        (lambda one: ProposalFactory.create(programme=one), {"proposals"}),
        (lambda one: an_introduced_pair(programme=one), {"follow_up", "calendar", "figures"}),
        (lambda one: a_closed_pair(programme=one), {"follow_up", "calendar", "figures"}),
        (lambda one: a_session_held(one.association), {"calendar"}),
        (shares, {"skills"}),
        (leaves, {"departures"}),
        (lambda one: a_proposed_pair(programme=one), set()),
        (lambda one: a_draft(programme=one), set()),
    ],
    ids=["a proposal", "a pair", "a closed pair", "a training date", "a share", "somebody leaves", "a pair in mind", "a draft"],
)
def test_a_screen_comes_with_what_happens_and_no_other_does(
    programme: Programme, happens: Callable[[Programme], object], come: set[str]
) -> None:
    happens(programme)
    assert aside(programme) == set(SCREENS) - come


@pytest.mark.parametrize("happens", [an_introduced_pair, ProposalFactory.create, lambda: a_session_held(a_programme().association)])
def test_what_happens_elsewhere_brings_nothing(programme: Programme, happens: Callable[[], object]) -> None:
    happens()
    assert aside(programme) == set(SCREENS)


def test_departures_go_again_once_each_is_settled(programme: Programme) -> None:
    leaves(programme)
    Departure.objects.update(kept_at=AT + timedelta(days=3))
    assert "departures" in aside(programme)


def test_one_query_and_none_for_nobody(programme: Programme, django_assert_num_queries: Callable[[int], Any]) -> None:
    for _ in range(3):
        an_introduced_pair(programme=programme)
    rows: QuerySet[Pair] = Pair.objects.all()
    assert rows.count() == 3
    with django_assert_num_queries(1):
        aside(programme)
    assert set_aside(association_id=new_id()) == frozenset()
