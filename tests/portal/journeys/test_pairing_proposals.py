"""Three mentors for each young person, with reasons: own association only, age and place respected."""

from datetime import date, timedelta
from typing import Any

import pytest

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.engagement.enums import ApplicationState, SharedField
from portal.engagement.models import Application, ProfileHandover
from portal.journeys.pairing_proposals import PairProposal, pair_proposals
from portal.mentorship.enums import AgeBand
from portal.mentorship.models import Mentee
from portal.programmes.enums import Mode
from portal.programmes.models import TeamMember
from tests.factories.accounts import UserFactory
from tests.factories.engagement import VolunteerFactory
from tests.factories.mentorship import AT, MenteeFactory, a_minor
from tests.factories.programmes import AntennaFactory, ProgrammeFactory, TeamMemberFactory
from tests.factories.routing import VolunteerProfileFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 4, 6)
FIELDS = sorted(SharedField.values)


@pytest.fixture
def claire() -> TeamMember:
    return TeamMemberFactory.create()


def acting(member: TeamMember) -> Actor:
    antennas = frozenset({member.antenna_id}) if member.antenna_id else frozenset()
    return Actor(member.user_id, frozenset({str(Role.COORDINATOR)}), member.association_id, antennas)


def a_mentor(member: TeamMember, *, since: int = 0, **programme: Any) -> Application:
    """A mentor who is ready in a programme of this association, with a profile that names the Rhône."""
    user = UserFactory.create()
    VolunteerProfileFactory.create(user=user, departements=["69"])
    made: Application = Application.objects.create(
        volunteer=VolunteerFactory.create(user=user),
        programme=ProgrammeFactory.create(association=member.association, **programme),
        state=ApplicationState.READY,
        deadline_on=ON + timedelta(30),
        opened_at=AT,
        submitted_at=AT,
        state_since=AT - timedelta(days=since),
    )
    ProfileHandover.objects.create(
        application=made, association=member.association, fields=FIELDS, may_contact_previous=False, handed_at=AT
    )
    return made


def a_mentee(member: TeamMember, **values: Any) -> Mentee:
    made: Mentee = MenteeFactory.create(association=member.association, **values)
    return made


def proposals(member: TeamMember, **asked: Any) -> list[PairProposal]:
    return pair_proposals(actor=acting(member), on=ON, **asked)


def test_three_at_most_with_points_that_sum(claire: TeamMember) -> None:
    a_mentee(claire)
    for _ in range(5):
        a_mentor(claire)
    (row,) = proposals(claire)
    assert len(row.alternatives) == 3
    assert row.proposed in row.alternatives
    for one in row.alternatives:
        assert one.points == sum(because.points for because in one.reasons)
        assert all(because.sentence for because in one.reasons)


@pytest.mark.parametrize(
    ("mentee", "programme", "fits"),
    [
        ({}, {}, True),
        ({"age_band": AgeBand.TEEN}, {}, False),
        ({"age_band": AgeBand.TEEN}, {"age_min": 14, "age_max": 18}, True),
        ({"departement": "59"}, {"mode": Mode.IN_PERSON, "departements": ["69"]}, False),
        ({"departement": "59"}, {"mode": Mode.REMOTE}, True),
        ({"departement": ""}, {"mode": Mode.IN_PERSON, "departements": ["69"]}, True),
    ],
    ids=str,
)
def test_another_age_or_place_is_no_alternative(
    claire: TeamMember, mentee: dict[str, Any], programme: dict[str, Any], fits: bool
) -> None:
    a_mentee(claire, **mentee)
    a_mentor(claire, **programme)
    assert [len(row.alternatives) for row in proposals(claire)] == [int(fits)]


def test_who_waits_longest_is_first_and_says_so(claire: TeamMember) -> None:
    a_mentee(claire)
    a_mentor(claire)
    waited = a_mentor(claire, since=20)
    (row,) = proposals(claire)
    assert row.proposed is not None
    assert row.proposed.application in {waited, *(one.application for one in row.alternatives)}
    assert "waited" in {because.code for because in row.alternatives[0].reasons}


def test_one_mentor_is_proposed_to_one_young_person_and_open_to_both(claire: TeamMember) -> None:
    a_mentee(claire, alias="Inès")
    a_mentee(claire, alias="Tom")
    a_mentor(claire)
    rows = proposals(claire)
    assert sum(row.proposed is not None for row in rows) == 1
    assert [len(row.alternatives) for row in rows] == [1, 1]


def test_missing_agreements_forbid_nothing(claire: TeamMember) -> None:
    a_minor(agreed=False, association=claire.association)
    a_mentor(claire, age_min=12, age_max=15)
    (row,) = proposals(claire)
    assert len(row.alternatives) == 1
    assert "agreements" not in {because.code for because in row.alternatives[0].reasons}


def test_another_association_or_antenna_is_never_there(claire: TeamMember) -> None:
    other = TeamMemberFactory.create()
    a_mentor(other)
    a_mentee(other)
    assert proposals(claire) == []
    antenna = AntennaFactory.create(association=claire.association)
    here = TeamMemberFactory.create(association=claire.association, antenna=antenna)
    a_mentee(here, antenna=antenna)
    a_mentor(here)
    a_mentor(here, antenna=antenna)
    assert [len(row.alternatives) for row in proposals(here)] == [1]


def test_one_programme_alone_can_be_looked_at(claire: TeamMember) -> None:
    a_mentee(claire)
    chosen, _other = a_mentor(claire), a_mentor(claire)
    (row,) = proposals(claire, programme_id=chosen.programme_id)
    assert [one.application for one in row.alternatives] == [chosen]


def test_nobody_ready_or_nobody_waiting_is_no_error(claire: TeamMember) -> None:
    assert proposals(claire) == []
    a_mentee(claire)
    assert [row.alternatives for row in proposals(claire)] == [()]
    assert pair_proposals(actor=Actor(claire.user_id, frozenset()), on=ON) == []


@pytest.mark.parametrize("number", [2, 9])
def test_three_queries_however_many(claire: TeamMember, number: int, django_assert_num_queries: Any) -> None:
    for _ in range(number):
        a_mentee(claire)
        a_mentor(claire)
    with django_assert_num_queries(3):
        proposals(claire)
