"""Reads on accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from portal.core.outbox import Contact

from .enums import Role
from .errors import InvitationRefused
from .models import ApiClient, ApiKey, Invitation, SignIn, User
from .ports import AssociationDoors, CompanyDoor, CompanyDoors, DoorDesk, FailedSignIns
from .rules import COMPANY_PREFIXES, read_key, session_is_over

INVITATION_SALT = "portal.accounts.invitation"


def company_roles(*, user: User) -> frozenset[str]:
    """Return the company roles of a user (codes of Role)."""
    return frozenset(user.role_grants.values_list("role", flat=True))


def holders_of(*, role: Role) -> list[UUID]:
    """Return the ids of the active users who hold a company role, in order."""
    return list(User.objects.filter(role_grants__role=role, is_active=True).order_by("id").values_list("id", flat=True))


def is_company_account(*, user: User) -> bool:
    """Return whether the company opened the account (by its identity provider, or a letter): it closes with the contract."""
    return user.handle.startswith(COMPANY_PREFIXES)


def user_by_handle(*, handle: str) -> User | None:
    """Return the account with this handle, or None."""
    return User.objects.filter(handle=handle).first()


def local_account(*, email: str) -> User | None:
    """Return the local account with this e-mail, in any case, or None."""
    return User.objects.filter(email__iexact=email.strip()).exclude(email="").first()


@dataclass(frozen=True)
class Standing:
    """How a session stands: the company roles of its person, when it was last seen, and whether it is over."""

    roles: frozenset[str]
    last_seen_at: datetime
    over: bool


def standing(*, sign_in_id: str | None, user_id: UUID, at: datetime) -> Standing | None:
    """Return how a person's session stands, or None when it is on no list. One SQL query."""
    if not sign_in_id:
        return None
    columns = ("at", "ends_at", "ended_at", "last_seen_at", "user__role_grants__role")
    rows = list(SignIn.objects.filter(pk=sign_in_id, user_id=user_id, last_seen_at__isnull=False).order_by().values_list(*columns))
    if not rows:
        return None
    begun, ends, ended, seen, _role = rows[0]
    over = ended is not None or session_is_over(begun=begun, ends=ends, at=at)
    return Standing(frozenset(row[4] for row in rows if row[4]), seen, over)


def live_sessions(*, user_id: UUID, at: datetime) -> list[SignIn]:
    """Return the sessions of a person that are open, the one seen last first."""
    return list(SignIn.objects.live(at).filter(user_id=user_id).order_by("-last_seen_at", "-id"))


def sign_ins_of(*, user_id: UUID) -> QuerySet[SignIn]:
    """Return the sign-ins of a user, newest first."""
    return SignIn.objects.filter(user_id=user_id).order_by("-at", "-id")


def users_signed_in(*, start: datetime, end: datetime) -> set[UUID]:
    """Return who signed in from `start` to before `end`: for `portal.metrics`, which counts them. One SQL query."""
    return set(SignIn.objects.filter(at__gte=start, at__lt=end).order_by().values_list("user_id", flat=True).distinct())


def association_doors(*, association_ids: frozenset[UUID] | None = None) -> Sequence[CompanyDoor]:
    """Return the ways in of associations that have an own identity provider, by name; of some associations if named."""
    doors: AssociationDoors = import_string(settings.ASSOCIATION_DOORS)
    return doors(association_ids=association_ids)


def failed_sign_ins() -> FailedSignIns:
    """Return who knows the sign-ins that were refused."""
    found: FailedSignIns = import_string(settings.FAILED_SIGN_INS)
    return found


def door_desk() -> DoorDesk:
    """Return who registers and keeps the companies' SAML providers (settings.DOOR_DESK)."""
    found: DoorDesk = import_string(settings.DOOR_DESK)()
    return found


def company_doors(*, active_only: bool = True) -> Sequence[CompanyDoor]:
    """Return the companies' ways in, by name (settings.COMPANY_DOORS knows them)."""
    doors: CompanyDoors = import_string(settings.COMPANY_DOORS)
    return doors(active_only=active_only)


def invitation_token(*, invitation: Invitation) -> str:
    """Return the signed token for the address of an invitation; made again at will, so no store or queue holds it."""
    return signing.Signer(salt=INVITATION_SALT).sign(invitation.id.hex)


def invitation_for(*, token: str, at: datetime) -> Invitation:
    """Return the open invitation of a token. Raises InvitationRefused (unknown, used, expired)."""
    try:
        invitation = Invitation.objects.select_related("user").get(id=UUID(signing.Signer(salt=INVITATION_SALT).unsign(token)))
    except (signing.BadSignature, ValueError, Invitation.DoesNotExist) as error:
        raise InvitationRefused from error
    if invitation.accepted_at is not None:
        raise InvitationRefused("invitation_used")
    if invitation.expires_at <= at:
        raise InvitationRefused("invitation_expired")
    return invitation


def contact_of_invited(*, recipient_id: UUID) -> Contact | None:
    """Return how to reach the person invited, and the page of the invitation; None once it has been used (an address book)."""
    invitation = Invitation.objects.select_related("user").filter(id=recipient_id, accepted_at=None).first()
    if invitation is None:
        return None
    user: User = invitation.user
    page = f"account/invitation/{invitation_token(invitation=invitation)}/"
    return Contact(user.email, user.get_short_name(), user.language, page)


def api_client_for(*, raw_key: str, at: datetime) -> ApiClient | None:
    """Return the client a raw key opens for, or None; notes the use of the key, to the minute."""
    text = read_key(raw_key)
    if text is None:
        return None
    key = ApiKey.objects.valid(at).select_related("client").filter(prefix=text.prefix).first()
    if key is None or not compare_digest(key.digest, text.digest):
        return None
    ApiKey.objects.used(key, at)
    return key.client


def api_clients_of(*, association_id: UUID) -> QuerySet[ApiClient]:
    """Return an association's API clients with their keys, oldest first."""
    return ApiClient.objects.filter(association_id=association_id).prefetch_related("keys").order_by("created_at", "id")


def contact_of_account(*, recipient_id: UUID) -> Contact | None:
    """Return how to reach the person of a local account, about the account itself; None once it is closed (an address book)."""
    user = User.objects.filter(id=recipient_id, is_active=True).exclude(email="").first()
    return Contact(user.email, user.get_short_name(), user.language, "account/sign-ins/") if user else None
