"""Users and their company roles. What links a user to an employee or an association lives in the rooms above."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from portal.accounts.enums import GrantSource, Role
from portal.core.ids import new_id
from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record


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
    not_personal=("is_active", "is_superuser", "created_at", "closed_at"),
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
    closed_at = models.DateTimeField(null=True, editable=False)

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
