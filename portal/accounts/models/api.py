"""Systems of associations and their keys."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.core.records import Record


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
        """Keep the keys that open something now; the account that issued one must still be open."""
        open_account = Q(issued_by=None) | Q(issued_by__is_active=True)
        return self.filter(open_account, revoked_at=None, expires_at__gt=at, client__revoked_at=None)

    def used(self, key: "ApiKey", at: datetime) -> None:
        """Note that a key was used, to the minute, so that a busy client does not write at every call."""
        if key.last_used_at is None or (at - key.last_used_at).total_seconds() >= 60:
            self.filter(pk=key.pk).update(last_used_at=at)


@personal_data(
    subject="administrators of associations",
    purpose="so that a key ends with the rights of whoever issued it",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("own association's administrator",),
    retention="as long as the client",
    erase=Erase.ANONYMISE,
    personal=("issued_by",),
    not_personal=("client", "prefix", "digest", "created_at", "expires_at", "last_used_at", "revoked_at", "warned_at"),
)
class ApiKey(Record):
    """A key of a client. Only its SHA-256 is stored; `prefix` finds the row. Two may be valid at once, for a rotation."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="keys")
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="issued_keys")

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "id")
        constraints = (
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("created_at")), name="accounts_key_ends_later"),
        )

    def __str__(self) -> str:
        return self.prefix
