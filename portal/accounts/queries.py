"""Reads on accounts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from portal.core.outbox import Contact

from .enums import Role
from .errors import InvitationRefused, LinkOver
from .models import ApiClient, ApiKey, EmailChange, Invitation, SignIn, User
from .ports import (
    AssociationDoors,
    CompanyDoor,
    CompanyDoors,
    DoorDesk,
    DoorProblem,
    DoorProblems,
    FailedSignIns,
    OpenIdDesk,
)
from .rules import COMPANY_PREFIXES, LOCAL_PREFIX, RESCUE_PREFIX, read_key, rescue_handle, session_is_over

INVITATION_SALT = "portal.accounts.invitation"
EMAIL_SALT = "portal.accounts.email"


def company_roles(*, user: User) -> frozenset[str]:
    """Return the company roles of a user (codes of Role)."""
    return frozenset(user.role_grants.values_list("role", flat=True))


def holders_of(*, role: Role) -> list[UUID]:
    """Return the ids of the active users who hold a company role, in order."""
    return list(User.objects.filter(role_grants__role=role, is_active=True).order_by("id").values_list("id", flat=True))


def display_names(*, user_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of some users, by id. One SQL query."""
    return dict(User.objects.filter(pk__in=list(user_ids)).values_list("id", "display_name"))


def is_company_account(*, user: User) -> bool:
    """Return whether the company opened the account (by its identity provider, or a letter): it closes with the contract."""
    return user.handle.startswith(COMPANY_PREFIXES)


def user_by_handle(*, handle: str) -> User | None:
    """Return the account with this handle, or None."""
    return User.objects.filter(handle=handle).first()


def local_account(*, email: str) -> User | None:
    """Return the local account with this e-mail, in any case, or None."""
    return User.objects.filter(email__iexact=email.strip()).exclude(email="").first()


def has_been_opened(*, user: User) -> bool:
    """Return whether somebody has come to an account yet: by a password of theirs, or an invitation they took up."""
    if user.invitations.filter(accepted_at=None).exists():
        return False
    return user.has_usable_password() or user.invitations.exists()


def not_yet_come(*, user_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of these users whose invitation still waits. One SQL query."""
    return set(Invitation.objects.filter(user_id__in=list(user_ids), accepted_at=None).values_list("user_id", flat=True))


def opened_account(*, email: str) -> User | None:
    """Return the open local account with this e-mail to which somebody has come already, or None."""
    user = local_account(email=email)
    return user if user and user.is_active and not belongs_to_company(user=user) and has_been_opened(user=user) else None


def belongs_to_company(*, user: User) -> bool:
    """Return whether an account is of the company: opened by it, kept for a rescue, or with a company role."""
    return user.handle.startswith((*COMPANY_PREFIXES, RESCUE_PREFIX)) or user.role_grants.exists()


def is_rescue_account(*, user: User) -> bool:
    """Return whether an account is a break-glass one."""
    return user.handle.startswith(RESCUE_PREFIX)


def rescue_account(*, email: str) -> User | None:
    """Return the break-glass account with this e-mail, open or closed, or None."""
    return User.objects.filter(handle=rescue_handle(email)).first()


def rescue_accounts() -> list[User]:
    """Return the break-glass accounts, open or closed, by e-mail, with their sign-ins."""
    return list(User.objects.filter(handle__startswith=RESCUE_PREFIX).prefetch_related("sign_ins").order_by("email"))


def account_with_password(*, email: str) -> User | None:
    """Return the open local account of this e-mail whose person has a password to forget, or None."""
    user = local_account(email=email)
    if user is None or not user.is_active or not user.handle.startswith(LOCAL_PREFIX) or not user.has_usable_password():
        return None
    return user


def account_of_reset(*, user_id: UUID, token: str) -> User | None:
    """Return the account whose password a link may set, or None once it was used or is too old."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return user if user is not None and default_token_generator.check_token(user, token) else None


def email_change_for(*, token: str, at: datetime) -> EmailChange:
    """Return the change of address that a link proves. Raises LinkOver."""
    try:
        asked = EmailChange.objects.select_related("user").get(id=UUID(signing.Signer(salt=EMAIL_SALT).unsign(token)))
    except (signing.BadSignature, ValueError, EmailChange.DoesNotExist) as error:
        raise LinkOver from error
    if asked.expires_at <= at:
        raise LinkOver
    return asked


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


def openid_desk() -> OpenIdDesk:
    """Return who registers and keeps the OpenID providers (settings.OPENID_DESK)."""
    found: OpenIdDesk = import_string(settings.OPENID_DESK)()
    return found


def door_problems() -> Sequence[DoorProblem]:
    """Return what is wrong with the doors, or will be within thirty days (settings.DOOR_PROBLEMS knows)."""
    found: DoorProblems = import_string(settings.DOOR_PROBLEMS)
    return found()


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
    if not invitation.user.is_active:
        raise InvitationRefused
    if invitation.accepted_at is not None:
        raise InvitationRefused("invitation_used")
    if invitation.expires_at <= at:
        raise InvitationRefused("invitation_expired")
    return invitation


def contact_of_invited(*, recipient_id: UUID) -> Contact | None:
    """Return how to reach the person invited, and the page of the invitation; None once it has been used (an address book)."""
    invitation = Invitation.objects.select_related("user").filter(id=recipient_id, accepted_at=None, user__is_active=True).first()
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


def contact_of_forgetful(*, recipient_id: UUID) -> Contact | None:
    """Return how to reach somebody who forgot their password, and the page to choose another; made as the mail leaves, so that no
    store or queue holds the link (an address book).
    """
    user = User.objects.filter(id=recipient_id, is_active=True).exclude(email="").first()
    if user is None:
        return None
    page = f"account/password/new/{user.id}/{default_token_generator.make_token(user)}/"
    return Contact(user.email, user.get_short_name(), user.language, page)


def contact_of_new_email(*, recipient_id: UUID) -> Contact | None:
    """Return the address that waits to be proved, and the page that proves it; None once it has been (an address book)."""
    asked = EmailChange.objects.select_related("user").filter(id=recipient_id).first()
    if asked is None:
        return None
    user: User = asked.user
    page = f"account/email/confirm/{signing.Signer(salt=EMAIL_SALT).sign(asked.id.hex)}/"
    return Contact(asked.new_email, user.get_short_name(), user.language, page)


def keys_ending(*, before: datetime, at: datetime) -> list[ApiKey]:
    """Return the keys that end before an instant and whose association has not been told yet, with their systems."""
    return list(ApiKey.objects.valid(at).filter(expires_at__lt=before, warned_at=None).select_related("client").order_by("id"))
