"""The branches of an association: named once, moved together, closed when nothing is left."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.models import AuditEntry
from portal.programmes import operations
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
    "close": lambda antenna, by: operations.close_antenna(antenna=antenna, by=by, at=AT),
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


def test_an_empty_branch_is_gone_and_its_name_free(lille: Antenna) -> None:
    home = lille.association
    operations.close_antenna(antenna=lille, by=SYSTEM, at=AT)
    assert not Antenna.objects.exists()
    assert AuditEntry.objects.get(action="programmes.close_antenna").facts == {"code": "lille"}
    operations.add_antenna(association=home, code="lille", name="Lille", departements=[], by=SYSTEM, at=AT)


def test_an_association_administrator_without_antenna_may(lille: Antenna) -> None:
    member = TeamMemberFactory.create(association=lille.association, role=Role.ASSOCIATION_ADMIN)
    operations.close_antenna(antenna=lille, by=staff(member), at=AT)
    assert not Antenna.objects.exists() and AssociationFactory._meta.model.objects.count() == 1
