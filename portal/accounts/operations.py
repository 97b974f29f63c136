"""Writes on accounts."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string

from portal.core import audit
from portal.core.actors import Acting

from . import notifications, queries, rules
from .enums import Door, GrantSource, Role, Scope
from .errors import EmailInUse, InvitationRefused, KeyRefused
from .models import ApiClient, ApiKey, Invitation, RoleGrant, SignIn, User
from .ports import SecondFactor

INVITATION_DAYS = 7
SIGN_INS_KEPT = timedelta(days=183)


@transaction.atomic
def create_user(*, handle: str, by: Acting, at: datetime, display_name: str = "", email: str = "", language: str = "fr") -> User:
    """Create an account that cannot sign in by password until one is set. Raises IntegrityError on a handle or e-mail in use."""
    user = User(handle=handle, email=email, display_name=display_name, language=language, created_at=at)
    user.set_unusable_password()
    user.save(force_insert=True)
    audit.record("accounts.create_user", by=by, at=at, subject=user.id)
    return user


@transaction.atomic
def set_company_roles(*, user: User, roles: Iterable[Role], source: GrantSource, by: Acting, at: datetime) -> frozenset[str]:
    """Make `roles` exactly what this source grants the user; roles from other sources stay. Returns the roles held after."""
    wanted = {str(role) for role in roles}
    held = {grant.role: grant for grant in user.role_grants.all()}
    gone = [grant.pk for role, grant in held.items() if grant.source == source and role not in wanted]
    fresh = sorted(wanted - held.keys())
    if gone:
        RoleGrant.objects.filter(pk__in=gone).delete()
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role, source=source, granted_at=at) for role in fresh)
    if gone or fresh:
        audit.record("accounts.set_roles", by=by, at=at, subject=user.id, added=fresh, removed=len(gone))
    return frozenset(RoleGrant.objects.filter(user=user).values_list("role", flat=True))


@transaction.atomic
def record_sign_in(*, user: User, door: Door, by: Acting, at: datetime, provider: str = "") -> SignIn:
    """Log a sign-in, for the person's own page and for the audit; rows of more than six months go, whoever's they are."""
    SignIn.objects.filter(at__lt=at - SIGN_INS_KEPT).delete()
    audit.record("accounts.sign_in", by=by, at=at, subject=user.id, door=str(door), provider=provider)
    return SignIn.objects.create(user=user, door=door, provider=provider, at=at)


@transaction.atomic
def create_local_account(
    *, email: str, display_name: str, password: str | None, by: Acting, at: datetime, totp_secret: str | None = None
) -> User:
    """Create an account of an association's person. Without a password it waits for an invitation; `totp_secret` is base32.

    Raises EmailInUse.
    """
    if queries.local_account(email=email):
        raise EmailInUse
    user = create_user(handle=rules.local_handle(email), email=email.strip().lower(), display_name=display_name, by=by, at=at)
    if password is not None:
        user.set_password(password)
        user.save(update_fields=["password"])
    if totp_secret is not None:
        second_factor: SecondFactor = import_string(settings.SECOND_FACTOR)
        second_factor(user=user, secret=totp_secret)
    return user


@transaction.atomic
def invite_local_account(*, email: str, display_name: str, by: Acting, at: datetime) -> Invitation:
    """Invite somebody to a local account (made at once, without a password), or renew the invitation they have not used.

    Raises EmailInUse when the account has been opened already.
    """
    user = queries.local_account(email=email)
    if user is not None and user.has_usable_password():
        raise EmailInUse
    user = user or create_local_account(email=email, display_name=display_name, password=None, by=by, at=at)
    ends = at + timedelta(days=INVITATION_DAYS)
    invitation, _ = Invitation.objects.update_or_create(
        user=user, accepted_at=None, defaults={"invited_by": by.id, "sent_at": at, "expires_at": ends}
    )
    notifications.invited(invitation, at)
    audit.record("accounts.invite", by=by, at=at, subject=user.id)
    return invitation


@transaction.atomic
def accept_invitation(*, token: str, password: str, by: Acting, at: datetime) -> User:
    """Set the password of an invited account, once. Raises InvitationRefused. The caller has checked the password's strength."""
    invitation = queries.invitation_for(token=token, at=at)
    if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(accepted_at=at):
        raise InvitationRefused("invitation_used")
    user: User = invitation.user
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record("accounts.accept_invitation", by=by, at=at, subject=user.id)
    return user


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
    ApiKey.objects.create(client=client, prefix=prefix, digest=text.digest, created_at=at, expires_at=expires_at)
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
