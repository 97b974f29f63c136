"""Teams: one place an association, own antennas only, and who answers a worry."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.programmes import operations, queries
from portal.programmes.errors import NotYours, ProgrammeRefused
from portal.programmes.models import TeamMember
from tests.factories.accounts import UserFactory
from tests.factories.programmes import AntennaFactory, AssociationFactory, IntakeFactory, ProgrammeFactory, TeamMemberFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_a_team_is_found_by_user_with_its_roles_and_antennas() -> None:
    antenna = AntennaFactory.create()
    member = TeamMemberFactory.create(association=antenna.association, antenna=antenna, also_safeguarding=True)
    team = queries.team_of(user_id=member.user_id)
    assert team is not None
    assert team.roles == {Role.COORDINATOR, Role.SAFEGUARDING}
    assert (team.association_id, team.antenna_ids, team.member_id) == (antenna.association_id, frozenset({antenna.pk}), member.pk)
    assert queries.team_of(user_id=UserFactory.create().pk) is None


def test_somebody_of_two_teams_acts_in_the_one_chosen() -> None:
    first = TeamMemberFactory.create(association__name="Abeilles")
    second = TeamMemberFactory.create(user=first.user, association__name="Bergers", referent=True)
    assert [team.association_name for team in queries.teams_of(user_id=first.user_id)] == ["Abeilles", "Bergers"]
    chosen = queries.team_of(user_id=first.user_id, association_id=str(second.association_id))
    assert chosen is not None
    assert chosen.roles == {Role.REFERENT}
    unknown = queries.team_of(user_id=first.user_id, association_id="somewhere else")
    assert unknown is not None
    assert unknown.association_id == first.association_id


def test_who_has_left_the_team_is_of_no_team() -> None:
    member = TeamMemberFactory.create(active=False)
    assert queries.team_of(user_id=member.user_id) is None


def test_one_place_an_association_an_own_antenna_and_an_association_role() -> None:
    home, user = AssociationFactory.create(), UserFactory.create(local=True)
    added = operations.add_team_member(user=user, association=home, role=Role.COORDINATOR, by=SYSTEM, at=AT)
    assert added.display_name == user.display_name
    with pytest.raises(ProgrammeRefused, match="already_in_team"):
        operations.add_team_member(user=user, association=home, role=Role.REFERENT, by=SYSTEM, at=AT)
    with pytest.raises(ProgrammeRefused, match="role_unknown"):
        operations.add_team_member(user=UserFactory.create(), association=home, role=Role.HR, by=SYSTEM, at=AT)
    with pytest.raises(NotYours):
        operations.add_team_member(
            user=UserFactory.create(), association=home, role=Role.REFERENT, antenna=AntennaFactory.create(), by=SYSTEM, at=AT
        )
    assert TeamMember.objects.count() == 1


def test_an_antenna_sees_its_own_programmes_and_the_whole_association_sees_all() -> None:
    antenna = AntennaFactory.create()
    home = antenna.association
    local = IntakeFactory.create(programme=ProgrammeFactory.create(association=home, antenna=antenna))
    IntakeFactory.create(programme=ProgrammeFactory.create(association=home))
    IntakeFactory.create()
    assert list(queries.intakes(association_id=home.pk, antenna_ids=frozenset({antenna.pk}))) == [local]
    assert queries.intakes(association_id=home.pk).count() == 2
    assert queries.programmes_of(association_id=home.pk).count() == 2


def test_safeguarding_members_are_those_named() -> None:
    home = AssociationFactory.create()
    TeamMemberFactory.create(association=home)
    named = TeamMemberFactory.create(association=home, safeguarding=True, display_name="A")
    also = TeamMemberFactory.create(association=home, referent=True, also_safeguarding=True, display_name="B")
    assert list(queries.safeguarding_members(association_id=home.pk)) == [named, also]
    assert queries.team_members(association_id=home.pk).count() == 3


def test_a_back_up_comes_from_the_own_team() -> None:
    with pytest.raises(NotYours):
        operations.set_safeguarding(
            association=AssociationFactory.create(),
            hours={"mon": ["09:00", "18:00"]},
            backup=TeamMemberFactory.create(),
            by=SYSTEM,
            at=AT,
        )


def test_campaigns_keep_their_reference_and_their_dates_in_order() -> None:
    days: dict[str, Any] = {"opens_on": date(2026, 1, 5), "closes_on": date(2026, 2, 6)}
    made = operations.create_campaign(reference="janvier", title="Janvier", **days, by=SYSTEM, at=AT)
    with pytest.raises(ProgrammeRefused, match="code_taken"):
        operations.create_campaign(reference="janvier", title="Encore", **days, by=SYSTEM, at=AT)
    with pytest.raises(ProgrammeRefused, match="dates_reversed"):
        operations.change_campaign(
            campaign=made, title="Janvier", opens_on=days["closes_on"], closes_on=days["opens_on"], goal_pairs=3, by=SYSTEM, at=AT
        )
    assert made.runs_on(date(2026, 1, 5))
    assert queries.campaign(reference="janvier") == made
