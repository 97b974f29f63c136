"""Skills that an association publishes over several companies: of those who share, three companies or more, none above half."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.errors import Refusal
from portal.metrics import operations, queries
from portal.metrics.errors import PooledRefused
from portal.metrics.models import LedgerTurn, PooledSkills, ShownBeside
from portal.metrics.periods import Year
from portal.metrics.pooled import are_enough
from portal.people.models import Employee, LegalEntity
from portal.programmes.models import Association
from portal.skills import queries as skills
from portal.skills.models import Share
from tests.factories.pooled import mentors_who_share
from tests.factories.programmes import AssociationFactory

YEAR, AT = Year(2026), datetime(2027, 1, 12, 9, tzinfo=UTC)
THREE = {"FR01": 8, "FR02": 8, "FR03": 8}


def admin(association: Association, role: Role = Role.ASSOCIATION_ADMIN) -> Actor:
    return Actor(None, frozenset({str(role)}), association_id=association.id)


def publish(association: Association, *, year: Year = YEAR, by: Actor | None = None, at: datetime = AT) -> PooledSkills:
    return operations.publish_pooled(association_id=association.id, year=year, by=by or admin(association), at=at)


def refused(code: str) -> "pytest.RaisesExc[PooledRefused]":
    return pytest.raises(PooledRefused, match=code)


@pytest.mark.parametrize(
    ("companies", "enough"),
    [
        ("abc", True),
        ("aabbcc", True),
        ("aabc", True),
        ("aaabc", False),
        ("ab", False),
        ("aabb", False),
        ("a" * 30, False),
        ("", False),
    ],
)
def test_three_companies_or_more_and_none_above_half(companies: str, enough: bool) -> None:
    assert are_enough(companies) is enough


@pytest.mark.django_db
def test_what_small_companies_cannot_say_alone_the_association_says_of_all() -> None:
    association = mentors_who_share(THREE)
    done = publish(association)
    assert [cell["key"] for cell in done.figures] == [f"M{n}" for n in range(1, 9)]
    first = done.figures[0]
    assert (first["value"], first["detail"]["n"], first["names"]["fr"]) == (15, 25, "Écouter et questionner")
    assert {"low", "high", "detectable", "rung"} <= set(first["detail"])
    assert "FR01" not in str(done.figures)
    assert len({bytes(one.members) for one in ShownBeside.objects.filter(subject_id=done.id)}) == 1
    assert queries.pooled_of(association_id=association.id) == [done]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sizes", "code"),
    [
        ({"FR01": 12, "FR02": 12}, "companies"),
        ({"FR01": 20, "FR02": 8, "FR03": 8}, "companies"),
        ({"FR01": 3, "FR02": 3, "FR03": 3}, "too_few"),
        ({}, "companies"),
    ],
    ids=["two", "one above half", "nine people", "nobody"],
)
def test_otherwise_nothing_is_published_and_nothing_remembered(sizes: dict[str, int], code: str) -> None:
    association = mentors_who_share(sizes) if sizes else AssociationFactory.create()
    with refused(code):
        publish(association)
    assert not PooledSkills.objects.exists()
    assert not ShownBeside.objects.exists()


@pytest.mark.django_db
def test_who_took_their_share_back_is_out() -> None:
    association = mentors_who_share(THREE)
    Share.objects.filter(volunteer__employee__legal_entity__code="FR03").delete()
    found = list(skills.change_facts(start=YEAR.start, end=YEAR.end, shared_with=association.id))
    assert len(found) == 16
    assert len(list(skills.change_facts(start=YEAR.start, end=YEAR.end))) == 24
    with refused("companies"):
        publish(association)


@pytest.mark.django_db
def test_who_left_belongs_to_no_company() -> None:
    association = mentors_who_share(THREE)
    Employee.objects.filter(legal_entity__code="FR03").update(legal_entity=None)
    with refused("companies"):
        publish(association)
    assert LegalEntity.objects.count() == 3


@pytest.mark.django_db
def test_another_association_says_nothing_of_them() -> None:
    mentors_who_share(THREE)
    other = AssociationFactory.create()
    assert not queries.pooled_preview(association_id=other.id, year=YEAR).companies


@pytest.mark.django_db
def test_few_who_did_not_share_are_not_found_by_subtraction() -> None:
    """The company showed all twenty-four; of twenty-one who share nothing is said: the other three would stand alone."""
    association = mentors_who_share(THREE)
    everyone = queries.pooled_preview(association_id=association.id, year=YEAR).sets
    with transaction.atomic():
        LedgerTurn.hold()
        operations.remember_beside(subject_id=association.id, sets={"all": next(iter(everyone.values()))}, by=SYSTEM, at=AT)
    for code in ("FR01", "FR02", "FR03"):
        share = Share.objects.filter(volunteer__employee__legal_entity__code=code).first()
        assert share is not None
        share.delete()
    with refused("too_few"):
        publish(association)


@pytest.mark.django_db
def test_a_year_is_published_once_by_the_administration_and_when_it_is_over() -> None:
    association = mentors_who_share(THREE)
    with refused("not_closed"):
        publish(association, at=datetime(2026, 12, 31, 9, tzinfo=UTC))
    for by in (
        admin(association, Role.COORDINATOR),
        admin(AssociationFactory.create()),
        SYSTEM,
        Actor(None, frozenset({str(Role.DPO)})),
    ):
        with refused("not_allowed"):
            publish(association, by=by)
    done = publish(association)
    with refused("already_published"):
        publish(association)
    done.k = 5
    with pytest.raises(Refusal):
        done.save()
