"""What the plug keeps: sources it calls, how files are read; the SCIM service's tokens, resources as pushed, and their index."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import OperationalError, models

from portal.core.encryption import EncryptedTextField
from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.core.records import Record

NOTED_EVERY = timedelta(minutes=1)


@no_personal_data
class CalledSource(Record):
    """An HRIS that is called: its connector, its settings, and its secrets as one encrypted text of JSON.

    `mapping` is what the company wrote over the connector's own (TOML). `problem` and `facts` tell of the last trial;
    `read_at` is when the last nightly reading began.
    """

    name = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    said = models.JSONField(default=dict)
    secrets = EncryptedTextField(blank=True)
    mapping = models.TextField(blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


@personal_data(
    subject="human resources",
    purpose="to know who changed how a file of the workforce is read",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("human resources",),
    retention="as long as the source",
    erase=Erase.ANONYMISE,
    personal=("made_by",),
    not_personal=("source", "number", "said", "made_at"),
)
class MappingVersion(Record):
    """How the files of a source are read from a moment on: `said` is the grammar of `csv_drop.mapping`, as JSON.

    The latest number is in force; without any, what was delivered with the portal is.
    """

    source = models.SlugField(max_length=40)
    number = models.PositiveIntegerField()
    said = models.JSONField(default=dict)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("source", "-number")
        constraints = (models.UniqueConstraint(fields=("source", "number"), name="hris_mapping_version_once"),)

    def __str__(self) -> str:
        return f"{self.source}, {self.number}"


class ScimTokenQuerySet(models.QuerySet["ScimToken"]):
    """Tokens of identity providers."""

    def used(self, token: "ScimToken", at: datetime) -> None:
        """Note that a token was used, at most once a minute and by one of those who come at once: a read is no writer.

        A database whose one writer is busy goes without the note.
        """
        before = at - NOTED_EVERY
        if token.last_used_at is None or token.last_used_at <= before:
            with suppress(OperationalError):
                unnoted = models.Q(last_used_at=None) | models.Q(last_used_at__lte=before)
                self.filter(unnoted, pk=token.pk).update(last_used_at=at)


@no_personal_data
class ScimToken(Record):
    """A bearer token of an identity provider, by the name it was given. Only its SHA-256 is stored; `prefix` finds the row."""

    name = models.SlugField(max_length=40)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ScimTokenQuerySet.as_manager()

    class Meta:
        ordering = ("name", "created_at", "id")

    def __str__(self) -> str:
        return self.name


@personal_data(
    subject="employee",
    purpose="to answer the identity provider with what it pushed, and to know who may sign in",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("the company's identity provider",),
    retention="as long as the identity provider keeps the person; after a deletion the row alone, without its content",
    erase=Erase.DELETE,
    personal=("document", "unique_key", "employee_id"),
    not_personal=("kind", "seq", "version", "created_at", "modified_at", "deleted_at"),
)
class ScimResource(Record):
    """A user or a group as pushed. `seq` counts those of a kind without a gap, deleted ones included: it makes deep pages cheap.

    `unique_key` is the user name as it is compared; `employee_id` the employee the user is. A deletion leaves the row, emptied.
    """

    kind = models.CharField(max_length=20)
    seq = models.PositiveIntegerField()
    document = models.JSONField(default=dict)
    unique_key = models.CharField(max_length=400, blank=True)
    employee_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("kind", "seq")
        constraints = (
            models.UniqueConstraint(fields=("kind", "seq"), name="hris_scim_place"),
            models.UniqueConstraint(
                fields=("kind", "unique_key"),
                condition=models.Q(deleted_at=None) & ~models.Q(unique_key=""),
                name="hris_scim_unique_name",
            ),
            models.UniqueConstraint(
                fields=("employee_id",),
                condition=models.Q(deleted_at=None, employee_id__isnull=False),
                name="hris_scim_one_user_per_employee",
            ),
        )
        indexes = (models.Index(fields=("kind", "seq"), condition=models.Q(deleted_at__isnull=False), name="hris_scim_deleted"),)

    def __str__(self) -> str:
        return str(self.id)


@personal_data(
    subject="employee",
    purpose="to find what the identity provider asks for without reading everybody",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("the company's identity provider",),
    retention="as long as the resource",
    erase=Erase.DELETE,
    personal=("key",),
    not_personal=("resource", "path", "entry", "leads"),
)
class ScimValue(models.Model):
    """One value of a resource in the form it is compared in. `entry` is its place in a list; `leads` marks the entry sorted by.

    An attribute with parts has a row of its own, with the key "1" when any part is there, so that `pr` finds it.
    """

    resource = models.ForeignKey(ScimResource, on_delete=models.CASCADE, related_name="values")
    path = models.CharField(max_length=120)
    entry = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=400)
    leads = models.BooleanField(default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("resource", "path", "entry"), name="hris_scim_value_once"),)
        indexes = (models.Index(fields=("path", "key", "resource"), name="hris_scim_value_by_key"),)

    def __str__(self) -> str:
        return self.path
