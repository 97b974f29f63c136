"""Associations and antennas: told apart by their code, and who answers a worry said by the association itself."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.actors import SYSTEM, Actor
from portal.core.models import AuditEntry
from portal.programmes import operations, queries
from portal.programmes.errors import NotYours, ProgrammeRefused
from portal.programmes.models import Antenna, Association, TeamMember
from portal.programmes.rules import safeguarding_ready
from tests.factories.programmes import HOURS, AntennaFactory, AssociationFactory, ProgrammeFactory, TeamMemberFactory

AT = datetime(2026, 1, 20, 9, tzinfo=UTC)


class TestCreating:
    @pytest.mark.django_db
    def test_an_association_is_kept_with_what_it_says_of_itself(self) -> None:
        made = operations.create_association(code="mots", name="Mots en partage", by=SYSTEM, at=AT, siren="123456789")
        assert queries.association(association_id=made.id) == made
        assert (made.siren, made.timezone) == ("123456789", "Europe/Paris")
        assert AuditEntry.objects.get().action == "programmes.create_association"

    @pytest.mark.django_db
    def test_a_code_serves_once(self) -> None:
        there = AssociationFactory.create(code="mots")
        with pytest.raises(ProgrammeRefused) as refused:
            operations.create_association(code="mots", name="D’autres mots", by=SYSTEM, at=AT)
        assert refused.value.code == "code_taken"
        assert (Association.objects.get(), AuditEntry.objects.count()) == (there, 0)

    @pytest.mark.django_db
    def test_associations_come_by_name(self) -> None:
        for name in ("Racines", "Atelier", "Mots"):
            AssociationFactory.create(name=name)
        assert [one.name for one in queries.associations()] == ["Atelier", "Mots", "Racines"]


@pytest.mark.django_db
class TestAntennas:
    def test_a_branch_is_added_once_an_association(self) -> None:
        association = AssociationFactory.create()
        made = operations.add_antenna(association=association, code="lyon", name="Lyon", departements=["69"], by=SYSTEM, at=AT)
        assert made.departements == ["69"]
        with pytest.raises(ProgrammeRefused) as refused:
            operations.add_antenna(association=association, code="lyon", name="Lyon 2", departements=[], by=SYSTEM, at=AT)
        assert (refused.value.code, Antenna.objects.get()) == ("code_taken", made)

    def test_two_associations_may_have_one_of_the_same_code(self) -> None:
        for association in (AssociationFactory.create(), AssociationFactory.create()):
            operations.add_antenna(association=association, code="lyon", name="Lyon", departements=["69"], by=SYSTEM, at=AT)
        assert Antenna.objects.count() == 2

    def test_the_tree_says_who_works_where(self) -> None:
        antenna = AntennaFactory.create(name="Lyon")
        elsewhere = AntennaFactory.create(association=antenna.association, name="Paris")
        TeamMemberFactory.create(association=antenna.association, display_name="Romane")
        TeamMemberFactory.create(association=antenna.association, antenna=antenna, display_name="Idriss")
        TeamMemberFactory.create(association=antenna.association, antenna=antenna, display_name="Partie", active=False, left_at=AT)
        tree = queries.antenna_tree(association_id=antenna.association_id)
        assert tree.whole == ("Romane",)
        assert dict(tree.antennas) == {antenna: ("Idriss",), elsewhere: ()}


class TestWhoAnswersAWorry:
    @pytest.mark.parametrize(
        ("hours", "backup", "ready"),
        [
            (HOURS, True, True),
            (HOURS, False, False),
            ({}, True, False),
            ({"mon": ["18:00", "09:00"]}, True, False),
            ({"mon": ["09:00"]}, True, False),
            ({"someday": ["09:00", "18:00"]}, True, False),
            ({"sun": ["10:00", "10:30"]}, True, True),
        ],
    )
    def test_hours_on_one_day_at_least_and_a_back_up(self, hours: dict[str, Any], backup: bool, ready: bool) -> None:
        assert safeguarding_ready(hours=hours, has_backup=backup) is ready

    @pytest.mark.django_db
    def test_hours_closures_and_who_stands_in_are_kept(self) -> None:
        association = AssociationFactory.create(nobody_answers=True)
        backup = TeamMemberFactory.create(association=association)
        operations.set_safeguarding(
            association=association,
            hours={"tue": ("09:00", "12:00")},
            closures=[("2026-08-01", "2026-08-15")],
            backup=backup,
            backup_phone="0100000001",
            by=SYSTEM,
            at=AT,
        )
        kept = queries.association(association_id=association.id)
        assert kept is not None and kept.safeguarding_ready
        assert (kept.safeguarding_hours, kept.safeguarding_closures) == (
            {"tue": ["09:00", "12:00"]},
            [["2026-08-01", "2026-08-15"]],
        )
        assert (kept.safeguarding_backup, kept.safeguarding_phone) == (backup, "0100000001")
        entry = AuditEntry.objects.get()
        assert entry.action == "programmes.set_safeguarding"
        assert "0100000001" not in str(entry.__dict__)

    @pytest.mark.django_db
    def test_nobody_of_another_team_stands_in_and_nothing_changes(self) -> None:
        association = AssociationFactory.create()
        with pytest.raises(NotYours):
            operations.set_safeguarding(association=association, hours={}, backup=TeamMemberFactory.create(), by=SYSTEM, at=AT)
        association.refresh_from_db()
        assert association.safeguarding_hours == HOURS
        assert not AuditEntry.objects.exists()

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        "left", [{"hours": {}, "backup_phone": "0100000001"}, {"hours": HOURS}], ids=["no hours", "no back-up"]
    )
    def test_while_a_programme_is_open_somebody_answers(self, left: dict[str, Any]) -> None:
        """What opening asks for holds as long as it is open."""
        programme = ProgrammeFactory.create()
        association = programme.association
        before = Association.objects.filter(pk=association.pk).values().get()
        with pytest.raises(ProgrammeRefused, match="nobody_answers"):
            operations.set_safeguarding(association=association, by=SYSTEM, at=AT, **left)
        assert Association.objects.filter(pk=association.pk).values().get() == before
        assert not AuditEntry.objects.exists()
        operations.close_programme(programme=programme, by=SYSTEM, at=AT)
        operations.set_safeguarding(association=association, by=SYSTEM, at=AT, **left)
        assert not Association.objects.get(pk=association.pk).safeguarding_ready

    @pytest.mark.django_db
    def test_the_named_referents_are_those_of_the_role_and_those_who_are_so_besides(self) -> None:
        association = AssociationFactory.create()
        named = TeamMemberFactory.create(association=association, safeguarding=True, display_name="Bilal")
        besides = TeamMemberFactory.create(association=association, also_safeguarding=True, display_name="Ada")
        TeamMemberFactory.create(association=association, display_name="Claire")
        TeamMemberFactory.create(safeguarding=True)
        assert list(queries.safeguarding_members(association_id=association.id)) == [besides, named]


@pytest.mark.django_db
class TestConcernYears:
    @pytest.mark.parametrize("years", [1, 10])
    def test_within_the_bounds_the_association_says(self, years: int) -> None:
        home = AssociationFactory.create()
        by = TeamMemberFactory.create(association=home, administrator=True)
        operations.set_concern_years(association=home, years=years, by=_acting(by), at=AT)
        assert Association.objects.get().concern_years == years

    @pytest.mark.parametrize("years", [0, 11, -1])
    def test_outside_of_them_neither_the_door_nor_the_database(self, years: int) -> None:
        home = AssociationFactory.create()
        with pytest.raises(ProgrammeRefused, match="out_of_bounds"):
            operations.set_concern_years(association=home, years=years, by=SYSTEM, at=AT)
        with pytest.raises(IntegrityError), transaction.atomic():
            Association.objects.update(concern_years=years if years > 0 else 0)
        assert (Association.objects.get().concern_years, AuditEntry.objects.count()) == (5, 0)

    def test_nobody_says_it_for_another_association_or_from_one_branch(self) -> None:
        home = AssociationFactory.create()
        branch = AntennaFactory.create(association=home)
        for place in (TeamMemberFactory.create(), TeamMemberFactory.create(association=home, antenna=branch)):
            with pytest.raises(NotYours):
                operations.set_concern_years(association=home, years=3, by=_acting(place), at=AT)


def _acting(member: TeamMember) -> Actor:
    return Actor(member.user_id, member.roles, member.association_id, frozenset({member.antenna_id} if member.antenna_id else ()))
