"""Users and their company roles. What links a user to an employee or an association lives in the rooms above."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from portal.core.ids import new_id
from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.core.records import Record

from .enums import Door, GrantSource, Role


class UserManager(BaseUserManager["User"]):
    """Makes users; there is no public sign-up and no superuser screen."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a user by handle."""
        return self.get(handle=username)


@personal_data(
    subject="anyone with an account",
    purpose="to sign in and act under one's own name",
    basis=Basis.CONTRACT,
    controller=Controller.COMPANY,
    seen_by=("the person", "own association's administrator, for local accounts"),
    retention="6 months after the last right to sign in",
    erase=Erase.DELETE,
    personal=("handle", "email", "display_name", "password", "last_login", "language"),
    not_personal=("is_active", "is_superuser", "created_at"),
)
class User(AbstractBaseUser, PermissionsMixin):
    """An account. `handle` is opaque and unique ("sso:<idp>:<digest>" or "local:<e-mail>"); an SSO account has no e-mail."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handle = models.CharField(max_length=320, unique=True)
    email = models.EmailField(blank=True)
    display_name = models.CharField(max_length=160, blank=True)
    language = models.CharField(max_length=8, default="fr")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="accounts_user_email_unique"),)

    def __str__(self) -> str:
        return str(self.id)

    def get_full_name(self) -> str:
        """Return the name shown to the person (Wagtail asks for it)."""
        return self.display_name

    def get_short_name(self) -> str:
        """Return the first word of the name."""
        return self.display_name.split(" ")[0]


@personal_data(
    subject="people with a company role",
    purpose="to open the screens of a role",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("platform administrator",),
    retention="as long as the role",
    erase=Erase.DELETE,
    personal=("user", "role"),
    not_personal=("source", "granted_at"),
)
class RoleGrant(Record):
    """A company role of a user."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    source = models.CharField(max_length=10, choices=GrantSource.choices)
    granted_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "role"), name="accounts_one_grant_per_role"),)

    def __str__(self) -> str:
        return self.role


@personal_data(
    subject="anyone with an account",
    purpose="to show people when and how their account was used",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("the person",),
    retention="6 months",
    erase=Erase.DELETE,
    personal=("user", "at"),
    not_personal=("door", "provider"),
)
class SignIn(Record):
    """One sign-in: when, and through which door (`provider` is the identity provider's slug)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins")
    door = models.CharField(max_length=10, choices=Door.choices)
    provider = models.CharField(max_length=50, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("user", "-at")), models.Index(fields=("at",)))

    def __str__(self) -> str:
        return self.door


@personal_data(
    subject="people of associations",
    purpose="to open a local account to somebody who proves their e-mail",
    basis=Basis.CONTRACT,
    controller=Controller.ASSOCIATION,
    seen_by=("own association's administrator",),
    retention="as long as the account",
    erase=Erase.DELETE,
    personal=("user", "invited_by"),
    not_personal=("sent_at", "expires_at", "accepted_at"),
)
class Invitation(Record):
    """An invitation to choose the password of a local account; it opens once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user",), condition=models.Q(accepted_at=None), name="accounts_one_open_invitation"),
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("sent_at")), name="accounts_invitation_ends_later"),
        )

    def __str__(self) -> str:
        return str(self.id)


@no_personal_data
class ApiClient(Record):
    """The system of an association: what it may do through the API. It acts as `ApiClient.id`."""

    association_id = models.UUIDField()
    name = models.CharField(max_length=80)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at", "id")
        indexes = (models.Index(fields=("association_id",)),)

    def __str__(self) -> str:
        return str(self.id)


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Keys of API clients."""

    def valid(self, at: datetime) -> "ApiKeyQuerySet":
        """Keep the keys that open something now."""
        return self.filter(revoked_at=None, expires_at__gt=at, client__revoked_at=None)

    def used(self, key: "ApiKey", at: datetime) -> None:
        """Note that a key was used, to the minute, so that a busy client does not write at every call."""
        if key.last_used_at is None or (at - key.last_used_at).total_seconds() >= 60:
            self.filter(pk=key.pk).update(last_used_at=at)


@no_personal_data
class ApiKey(Record):
    """A key of a client. Only its SHA-256 is stored; `prefix` finds the row. Two may be valid at once, for a rotation."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="keys")
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "id")
        constraints = (
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("created_at")), name="accounts_key_ends_later"),
        )

    def __str__(self) -> str:
        return self.prefix
