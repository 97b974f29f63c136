"""Keys that end soon are told once, to the administrators of their association; keys end with the rights of whoever issued them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from portal.accounts import operations
from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role, Scope
from portal.accounts.models import ApiClient, ApiKey
from portal.accounts.queries import api_client_for
from portal.core.models import OutboxMessage
from portal.journeys import teams
from portal.journeys.api_keys import warn_of_keys
from portal.programmes.models import TeamMember
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def admin() -> TeamMember:
    member: TeamMember = TeamMemberFactory.create(administrator=True)
    return member


def system(association_id: UUID) -> ApiClient:
    return operations.create_api_client(association_id=association_id, name="Suivi", scopes=[Scope.PAIRS_READ], by=SYSTEM, at=AT)


def key(member: TeamMember, days: int = 10) -> str:
    by = Actor(member.user_id, frozenset({member.role}), member.association_id)
    return operations.issue_api_key(client=system(member.association_id), expires_at=AT + timedelta(days=days), by=by, at=AT)


def told() -> list[UUID]:
    return list(OutboxMessage.objects.filter(kind="accounts.key_ends_soon").values_list("recipient_id", flat=True))


@pytest.mark.parametrize(("days", "count"), [(13, 1), (15, 0)])
def test_two_weeks_before(days: int, count: int, admin: TeamMember) -> None:
    key(admin, days)
    TeamMemberFactory.create(association=admin.association)
    TeamMemberFactory.create(administrator=True)
    assert warn_of_keys(by=SYSTEM, at=AT) == count
    assert told() == [admin.id] * count


def test_once(admin: TeamMember) -> None:
    key(admin)
    assert [warn_of_keys(by=SYSTEM, at=AT + timedelta(hours=hours)) for hours in range(3)] == [1, 0, 0]


def test_not_of_one_that_is_closed_or_over(admin: TeamMember) -> None:
    key(admin)
    operations.revoke_api_key(key=ApiKey.objects.get(), by=SYSTEM, at=AT)
    key(admin, days=1)
    assert warn_of_keys(by=SYSTEM, at=AT + timedelta(days=2)) == 0


def test_a_key_closes_with_the_role_it_was_issued_in(admin: TeamMember) -> None:
    TeamMemberFactory.create(association=admin.association, administrator=True)
    raw = key(admin)
    assert api_client_for(raw_key=raw, at=AT) is not None
    place: dict[str, Any] = {"antenna": None, "capacity": 0, "also_safeguarding": False, "by": SYSTEM, "at": AT}
    teams.change(member=admin, role=Role.ASSOCIATION_ADMIN, **place)
    assert api_client_for(raw_key=raw, at=AT) is not None
    teams.change(member=admin, role=Role.REFERENT, **place)
    assert api_client_for(raw_key=raw, at=AT) is None


def test_a_key_closes_with_the_account_of_whoever_issued_it(admin: TeamMember) -> None:
    raw = key(admin)
    type(admin.user).objects.filter(pk=admin.user_id).update(is_active=False)  # however that came about
    assert api_client_for(raw_key=raw, at=AT) is None
