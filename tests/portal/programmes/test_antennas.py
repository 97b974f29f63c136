"""The branches of an association: named once, moved together, closed when nothing is left."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.models import AuditEntry
from portal.programmes import operations, queries
from portal.programmes.errors import NotYours, ProgrammeRefused
from portal.programmes.models import Antenna
from tests.factories.mentorship import MenteeFactory, staff
from tests.factories.programmes import AntennaFactory, AssociationFactory, ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
AT = clock.now()


@pytest.fixture
def lille() -> Antenna:
    found: Antenna = AntennaFactory.create(name="Lille", code="lille", departements=["59"])
    return found


def admin_of(branch: Antenna, **place: Any) -> Actor:
    return staff(TeamMemberFactory.create(association=branch.association, administrator=True, **place))


def change(antenna: Antenna, *, name: str = "Lille", by: Actor = SYSTEM) -> Antenna:
    return operations.change_antenna(antenna=antenna, name=name, departements=["62"], by=by, at=AT)


def test_a_branch_is_renamed_and_keeps_its_code(lille: Antenna) -> None:
    change(lille, name="Lille et Arras", by=admin_of(lille))
    lille.refresh_from_db()
    assert (lille.name, lille.code, lille.departements) == ("Lille et Arras", "lille", ["62"])
    assert AuditEntry.objects.get(action="programmes.change_antenna").association_id == lille.association_id


@pytest.mark.parametrize("name", ["Lyon", "lyon", " LYON "])
def test_two_branches_have_two_names(name: str, lille: Antenna) -> None:
    AntennaFactory.create(association=lille.association, name="Lyon", code="x")
    with pytest.raises(ProgrammeRefused, match="code_taken"):
        change(lille, name=name)
    with pytest.raises(ProgrammeRefused, match="code_taken"):
        operations.add_antenna(association=lille.association, code="other", name=name, departements=[], by=SYSTEM, at=AT)
    AntennaFactory.create(name="Ailleurs")
    assert change(lille, name="Ailleurs").name == "Ailleurs", "another association's name is free"
    assert change(lille, name="AILLEURS").name == "AILLEURS", "its own name in other letters too"


ORDERS: dict[str, Callable[[Antenna, Actor], object]] = {
    "rename": lambda antenna, by: change(antenna, by=by),
    "move": lambda antenna, by: operations.move_antenna(antenna=antenna, to=None, by=by, at=AT),
    "programmes": lambda antenna, by: operations.place_programmes(antenna=antenna, programmes=[], by=by, at=AT),
    "close": lambda antenna, by: operations.close_antenna(antenna=antenna, by=by, at=AT),
    "reopen": lambda antenna, by: operations.reopen_antenna(antenna=antenna, by=by, at=AT),
}


@pytest.mark.parametrize("order", ORDERS)
def test_only_the_whole_association_orders_its_branches(order: str, lille: Antenna) -> None:
    for by in (admin_of(AntennaFactory.create()), admin_of(lille, antenna=lille)):
        with pytest.raises(NotYours):
            ORDERS[order](lille, by)
    assert Antenna.objects.filter(name="Lille", departements=["59"]).exists()
    assert not AuditEntry.objects.filter(action__contains="antenna").exists()


def test_people_and_programmes_move_together(lille: Antenna) -> None:
    lyon = AntennaFactory.create(association=lille.association)
    waiting = TeamMemberFactory.create(association=lille.association, antenna=lille, active=False)
    programme = ProgrammeFactory.create(association=lille.association, antenna=lille)
    other = ProgrammeFactory.create(association=lille.association)
    operations.move_antenna(antenna=lille, to=lyon, by=admin_of(lille), at=AT)
    for moved in (waiting, programme):
        moved.refresh_from_db()
        assert moved.antenna == lyon
    other.refresh_from_db()
    assert other.antenna is None
    facts = AuditEntry.objects.get(action="programmes.move_antenna").facts
    assert facts == {"to": str(lyon.id), "people": 1, "programmes": 1}


def test_a_branch_carries_the_programmes_that_are_said_and_no_others(lille: Antenna) -> None:
    home = lille.association
    stays, goes = (ProgrammeFactory.create(association=home, antenna=lille) for _ in range(2))
    comes, free = (ProgrammeFactory.create(association=home) for _ in range(2))
    assert operations.place_programmes(antenna=lille, programmes=[stays, comes], by=admin_of(lille), at=AT) == 2
    assert set(lille.programmes.all()) == {stays, comes}
    for other in (goes, free):
        other.refresh_from_db()
        assert other.antenna is None
    assert AuditEntry.objects.get(action="programmes.place_programmes").facts == {"coming": 1, "going": 1}
    assert operations.place_programmes(antenna=lille, programmes=[stays, comes], by=admin_of(lille), at=AT) == 0


def test_a_branch_takes_no_programme_of_another_branch_or_association_and_none_once_closed(lille: Antenna) -> None:
    elsewhere = ProgrammeFactory.create(association=lille.association, antenna=AntennaFactory.create(association=lille.association))
    with pytest.raises(ProgrammeRefused, match="programme_elsewhere"):
        operations.place_programmes(antenna=lille, programmes=[elsewhere], by=SYSTEM, at=AT)
    with pytest.raises(NotYours):
        operations.place_programmes(antenna=lille, programmes=[ProgrammeFactory.create()], by=SYSTEM, at=AT)
    operations.close_antenna(antenna=lille, by=SYSTEM, at=AT)
    with pytest.raises(ProgrammeRefused, match="antenna_closed"):
        operations.place_programmes(antenna=lille, programmes=[], by=SYSTEM, at=AT)
    elsewhere.refresh_from_db()
    assert elsewhere.antenna not in {None, lille}


def test_a_branch_does_not_move_into_itself_or_elsewhere(lille: Antenna) -> None:
    with pytest.raises(ProgrammeRefused, match="same_antenna"):
        operations.move_antenna(antenna=lille, to=lille, by=SYSTEM, at=AT)
    with pytest.raises(NotYours):
        operations.move_antenna(antenna=lille, to=AntennaFactory.create(), by=SYSTEM, at=AT)


@pytest.mark.parametrize("held", ["team", "programme", "mentee"])
def test_a_branch_that_holds_something_does_not_close(held: str, lille: Antenna) -> None:
    factory: Any = {"team": TeamMemberFactory, "programme": ProgrammeFactory, "mentee": MenteeFactory}[held]
    factory.create(association=lille.association, antenna=lille)
    with pytest.raises(ProgrammeRefused, match="antenna_in_use"):
        operations.close_antenna(antenna=lille, by=SYSTEM, at=AT)
    assert Antenna.objects.count() == 1


def test_an_empty_branch_closes_and_stays_what_it_was(lille: Antenna) -> None:
    lyon = AntennaFactory.create(association=lille.association, name="Lyon")
    operations.close_antenna(antenna=lille, into=lyon, by=SYSTEM, at=AT)
    lille.refresh_from_db()
    assert (lille.name, lille.code, lille.closed_on, lille.closed_into) == ("Lille", "lille", clock.local_day(AT), lyon)
    assert list(Antenna.objects.open()) == [lyon]
    assert AuditEntry.objects.get(action="programmes.close_antenna").facts == {"code": "lille"}
    tree = queries.antenna_tree(association_id=lille.association_id)
    assert ([one for one, _ in tree.antennas], tree.closed) == ([lyon], (lille,))


@pytest.mark.parametrize(("code", "name"), [("lille", "Autre"), ("autre", "LILLE ")])
def test_the_name_and_code_of_one_that_closed_are_its_own(code: str, name: str, lille: Antenna) -> None:
    operations.close_antenna(antenna=lille, by=SYSTEM, at=AT)
    with pytest.raises(ProgrammeRefused, match="name_of_closed"):
        operations.add_antenna(association=lille.association, code=code, name=name, departements=[], by=SYSTEM, at=AT)
    other = AntennaFactory.create(association=lille.association, name="Lyon", code="lyon")
    with pytest.raises(ProgrammeRefused, match="code_taken"):
        change(other, name="Lille")


def test_one_that_closed_opens_again_empty(lille: Antenna) -> None:
    lyon = AntennaFactory.create(association=lille.association, name="Lyon")
    member = TeamMemberFactory.create(association=lille.association, antenna=lille)
    operations.move_antenna(antenna=lille, to=lyon, by=SYSTEM, at=AT)
    operations.close_antenna(antenna=lille, into=lyon, by=SYSTEM, at=AT)
    opened = operations.reopen_antenna(antenna=lille, by=admin_of(lille), at=AT)
    assert (opened.closed_on, opened.closed_into) == (None, None)
    member.refresh_from_db()
    assert member.antenna == lyon, "nobody is moved back"
    assert AuditEntry.objects.filter(action="programmes.reopen_antenna").count() == 1
    with pytest.raises(ProgrammeRefused, match="antenna_open"):
        operations.reopen_antenna(antenna=lille, by=SYSTEM, at=AT)


def test_closing_twice_says_so(lille: Antenna) -> None:
    operations.close_antenna(antenna=lille, by=SYSTEM, at=AT)
    with pytest.raises(ProgrammeRefused, match="antenna_closed"):
        operations.close_antenna(antenna=lille, by=SYSTEM, at=AT)
    assert AuditEntry.objects.filter(action="programmes.close_antenna").count() == 1


def test_nothing_and_nobody_goes_into_one_that_closed(lille: Antenna) -> None:
    home, member = lille.association, TeamMemberFactory.create(association=lille.association)
    lyon = AntennaFactory.create(association=home)
    operations.close_antenna(antenna=lille, by=SYSTEM, at=AT)
    with pytest.raises(ProgrammeRefused, match="antenna_closed"):
        operations.move_antenna(antenna=lyon, to=lille, by=SYSTEM, at=AT)
    with pytest.raises(ProgrammeRefused, match="antenna_closed"):
        operations.change_team_member(
            member=member, role=member.role, antenna=lille, capacity=1, also_safeguarding=False, by=SYSTEM, at=AT
        )
    with pytest.raises(ProgrammeRefused, match="antenna_closed"):
        operations.invite_team_member(
            association=home, email="a@mots.example.org", display_name="A", role=Role.REFERENT, antenna=lille, by=SYSTEM, at=AT
        )
    assert not lille.team.exists()


def test_the_database_knows_no_branch_that_went_somewhere_and_is_open(lille: Antenna) -> None:
    lyon = AntennaFactory.create(association=lille.association)
    with pytest.raises(IntegrityError), transaction.atomic():
        Antenna.objects.filter(pk=lille.pk).update(closed_into=lyon)


def test_an_association_administrator_without_antenna_may(lille: Antenna) -> None:
    member = TeamMemberFactory.create(association=lille.association, role=Role.ASSOCIATION_ADMIN)
    operations.close_antenna(antenna=lille, by=staff(member), at=AT)
    assert not Antenna.objects.open().exists() and AssociationFactory._meta.model.objects.count() == 1
