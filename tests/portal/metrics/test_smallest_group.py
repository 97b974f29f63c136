"""The smallest group: chosen once by the data-protection officer, then only raised; nobody else, and nothing under five."""

from datetime import timedelta

import pytest
from django.db import Error, IntegrityError, connection, transaction

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.errors import Refusal
from portal.core.ids import new_id
from portal.core.models import AuditEntry
from portal.metrics import operations, queries
from portal.metrics.errors import NeverLowered, NotPermitted, OnlyTheDpo
from portal.metrics.models import SmallestGroup
from tests.factories.metrics import Q1, Q2, a_small_company, noon

pytestmark = pytest.mark.django_db
DPO = Actor(new_id(), frozenset({Role.DPO}))
AT = noon(Q1.start)


def chosen(k: int, by: Actor = DPO) -> SmallestGroup:
    return operations.set_smallest_group(k=k, by=by, at=AT)


def test_ten_until_somebody_chooses_then_what_they_chose() -> None:
    assert queries.next_k() == 10
    assert queries.group_sizes() == []
    chosen(6)
    assert queries.next_k() == 6
    chosen(12)
    assert queries.next_k() == 12
    assert [one.k for one in queries.group_sizes()] == [6, 12]
    entry = AuditEntry.objects.filter(action="metrics.set_smallest_group").latest("id")
    assert (entry.actor_role, entry.facts) == ("dpo", {"k": 12, "before": 6})


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DPO])
def test_nobody_else_sets_it(role: Role) -> None:
    with pytest.raises(OnlyTheDpo):
        chosen(12, by=Actor(new_id(), frozenset({role})))
    with pytest.raises(OnlyTheDpo):
        chosen(12, by=SYSTEM)
    assert not SmallestGroup.objects.exists()


@pytest.mark.parametrize("k", [-1, 0, 3, 4, 21, 1000, True])
def test_nothing_under_five_nor_over_twenty(k: int) -> None:
    with pytest.raises(NotPermitted):
        chosen(k)


def test_it_only_rises() -> None:
    chosen(12)
    for k in (5, 11, 12):
        with pytest.raises(NeverLowered):
            chosen(k)
    assert chosen(20).k == 20


def test_what_was_published_under_ten_does_not_go_under_either() -> None:
    a_small_company().save()
    operations.publish_release(period=Q1, by=SYSTEM, at=noon(Q1.end + timedelta(days=5)))
    with pytest.raises(NeverLowered):
        chosen(9)
    chosen(15)
    assert operations.publish_release(period=Q2, by=SYSTEM, at=noon(Q2.end + timedelta(days=5))).k == 15


def test_the_database_keeps_it_too() -> None:
    one = chosen(12)
    one.k = 5
    with pytest.raises(Refusal):
        one.save()
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE metrics_smallestgroup SET k = 5")
    with pytest.raises(IntegrityError), transaction.atomic():
        SmallestGroup.objects.create(k=4, set_at=AT)
