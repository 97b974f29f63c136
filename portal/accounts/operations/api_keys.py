"""Systems of associations: what they may do, their keys, and the end of both."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.crypto import get_random_string

from portal.accounts import rules
from portal.accounts.enums import Role, Scope
from portal.accounts.errors import KeyRefused
from portal.accounts.models import ApiClient, ApiKey
from portal.core import audit
from portal.core.actors import Acting


@transaction.atomic
def create_api_client(*, association_id: UUID, name: str, scopes: Iterable[str], by: Acting, at: datetime) -> ApiClient:
    """Register an association's system with what it may do. Raises ValueError on a scope that does not exist."""
    held = sorted({str(Scope(scope)) for scope in scopes})
    client = ApiClient.objects.create(association_id=association_id, name=name, scopes=held, created_at=at)
    audit.record("accounts.create_api_client", by=by, at=at, subject=client.id, association=association_id, scopes=held)
    return client


@transaction.atomic
def issue_api_key(*, client: ApiClient, expires_at: datetime, by: Acting, at: datetime) -> str:
    """Issue a key and return its text, this once; two may be valid at a time. Raises KeyRefused."""
    client = ApiClient.objects.select_for_update().get(pk=client.pk)
    if client.revoked_at is not None:
        raise KeyRefused("client_revoked")
    if expires_at <= at:
        raise KeyRefused("key_expiry_past")
    if ApiKey.objects.valid(at).filter(client=client).count() >= rules.VALID_KEYS:
        raise KeyRefused("two_keys_valid")
    prefix = get_random_string(12, "0123456789abcdefghijklmnopqrstuvwxyz")
    raw = f"bnm_{prefix}_{get_random_string(43)}"
    text = rules.read_key(raw)
    assert text is not None  # noqa: S101  the form is our own
    issuer = by.id if Role.ASSOCIATION_ADMIN in by.roles else None
    ApiKey.objects.create(
        client=client, prefix=prefix, digest=text.digest, created_at=at, expires_at=expires_at, issued_by_id=issuer
    )
    audit.record("accounts.issue_api_key", by=by, at=at, subject=client.id, association=client.association_id)
    return raw


@transaction.atomic
def revoke_api_key(*, key: ApiKey, by: Acting, at: datetime) -> None:
    """Close a key at once; closing it twice changes nothing."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        audit.record("accounts.revoke_api_key", by=by, at=at, subject=key.client_id, association=key.client.association_id)


@transaction.atomic
def revoke_api_client(*, client: ApiClient, by: Acting, at: datetime) -> None:
    """Close a client and so all its keys, at once."""
    if ApiClient.objects.filter(pk=client.pk, revoked_at=None).update(revoked_at=at):
        audit.record("accounts.revoke_api_client", by=by, at=at, subject=client.id, association=client.association_id)


@transaction.atomic
def revoke_keys_of(*, user_id: UUID, association_id: UUID, by: Acting, at: datetime) -> int:
    """Close the keys that somebody issued for an association, when they leave its team. Returns how many."""
    keys = ApiKey.objects.filter(issued_by_id=user_id, client__association_id=association_id, revoked_at=None)
    closed = keys.update(revoked_at=at)
    if closed:
        audit.record("accounts.revoke_keys_of", by=by, at=at, subject=user_id, association=association_id, keys=closed)
    return closed


@transaction.atomic
def mark_warned(*, key: ApiKey, by: Acting, at: datetime) -> bool:
    """Note that an association was told that a key ends; returns whether this call did it: of two rounds at once one tells."""
    told = bool(ApiKey.objects.filter(pk=key.pk, warned_at=None).update(warned_at=at))
    if told:
        audit.record("accounts.warn_of_key", by=by, at=at, subject=key.client_id, association=key.client.association_id)
    return told
