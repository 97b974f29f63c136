"""API keys: hashed, two valid at once, bound to an association and its scopes."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.forms.models import model_to_dict

from portal.accounts import operations, queries
from portal.accounts.actors import SYSTEM, api_actor
from portal.accounts.enums import Role, Scope
from portal.accounts.errors import KeyRefused
from portal.accounts.models import ApiClient, ApiKey
from portal.core.models import AuditEntry
from tests.factories.accounts import AT, ApiClientFactory, in_days

pytestmark = pytest.mark.django_db
WHO: dict[str, Any] = {"by": SYSTEM, "at": AT}


def issue(client: ApiClient, days: int = 90) -> str:
    return operations.issue_api_key(client=client, expires_at=in_days(days), **WHO)


def test_a_client_acts_for_its_association_within_its_scopes() -> None:
    association = uuid4()
    client = operations.create_api_client(association_id=association, name="Suivi", scopes=["pairs:read", Scope.PAIRS_READ], **WHO)
    actor = api_actor(client)
    assert actor.association_id == association
    assert (set(actor.scopes), set(actor.roles)) == ({"pairs:read"}, {str(Role.API_CLIENT)})


def test_a_scope_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="everything"):
        operations.create_api_client(association_id=uuid4(), name="Suivi", scopes=["everything"], **WHO)


def test_a_key_opens_for_its_client() -> None:
    client = ApiClientFactory.create()
    assert queries.api_client_for(raw_key=issue(client), at=AT) == client


def test_the_key_itself_is_nowhere() -> None:
    raw = issue(ApiClientFactory.create())
    secret = raw.rpartition("_")[2]
    stored = str([model_to_dict(key) for key in ApiKey.objects.all()]) + str(list(AuditEntry.objects.values()))
    assert len(secret) == 43
    assert secret not in stored


def changed(raw: str) -> str:
    return raw[:-1] + ("a" if raw[-1] != "a" else "b")


@pytest.mark.parametrize(
    "spoil", [changed, str.upper, lambda raw: raw + "x", lambda _: "", lambda _: "bnm_x_y", lambda raw: raw[4:]]
)
def test_another_text_opens_nothing(spoil: Any) -> None:
    assert queries.api_client_for(raw_key=spoil(issue(ApiClientFactory.create())), at=AT) is None


def test_a_key_ends_on_its_day() -> None:
    raw = issue(ApiClientFactory.create(), days=1)
    assert queries.api_client_for(raw_key=raw, at=in_days(1) - timedelta(seconds=1))
    assert queries.api_client_for(raw_key=raw, at=in_days(1)) is None


def test_two_are_valid_for_a_rotation_and_no_third() -> None:
    client = ApiClientFactory.create()
    first, second = issue(client), issue(client)
    with pytest.raises(KeyRefused) as refusal:
        issue(client)
    assert refusal.value.code == "two_keys_valid"
    operations.revoke_api_key(key=ApiKey.objects.get(prefix=first.split("_")[1]), **WHO)
    third = issue(client)
    assert [queries.api_client_for(raw_key=raw, at=AT) for raw in (first, second, third)] == [None, client, client]


def test_an_expired_key_makes_room() -> None:
    client = ApiClientFactory.create()
    issue(client, 1), issue(client, 1)
    assert operations.issue_api_key(client=client, expires_at=in_days(30), by=SYSTEM, at=in_days(2))


def test_a_key_that_would_be_over_already() -> None:
    with pytest.raises(KeyRefused) as refusal:
        issue(ApiClientFactory.create(), 0)
    assert refusal.value.code == "key_expiry_past"


def test_a_revoked_client_has_no_key_any_more() -> None:
    client = ApiClientFactory.create()
    raw = issue(client)
    operations.revoke_api_client(client=client, **WHO)
    assert queries.api_client_for(raw_key=raw, at=AT) is None
    with pytest.raises(KeyRefused) as refusal:
        issue(client)
    assert refusal.value.code == "client_revoked"


def test_use_is_noted_to_the_minute() -> None:
    raw = issue(ApiClientFactory.create())
    for seconds, noted in ((0, 0), (59, 0), (60, 60), (61, 60)):
        queries.api_client_for(raw_key=raw, at=AT + timedelta(seconds=seconds))
        assert ApiKey.objects.get().last_used_at == AT + timedelta(seconds=noted)


def test_an_association_sees_its_own_clients() -> None:
    mine, _other = ApiClientFactory.create(), ApiClientFactory.create()
    assert list(queries.api_clients_of(association_id=mine.association_id)) == [mine]


def test_revoking_twice_is_noted_once() -> None:
    issue(ApiClientFactory.create())
    for _ in range(2):
        operations.revoke_api_key(key=ApiKey.objects.get(), **WHO)
    assert AuditEntry.objects.filter(action="accounts.revoke_api_key").count() == 1
