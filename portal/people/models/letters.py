"""Activation letters: batches that human resources printed, and the code in each letter, of which only a keyed digest is kept."""

from datetime import datetime
from uuid import UUID

from django.db import models

from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record

from .company import LegalEntity, Site
from .employee import Employee


@personal_data(
    subject="human resources",
    purpose="to know which letters went out, when, and to call them back",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("human resources",),
    retention="1 year",
    erase=Erase.ANONYMISE,
    personal=("printed_by",),
    not_personal=("site", "legal_entity", "count", "printed_at", "expires_at", "cancelled_at"),
)
class LetterBatch(Record):
    """Letters printed in one go; the document itself is never stored."""

    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    legal_entity = models.ForeignKey(LegalEntity, null=True, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField()
    printed_by = models.UUIDField(null=True)
    printed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-printed_at", "-id")
        constraints = (
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("printed_at")), name="people_letters_end_later"),
        )

    def __str__(self) -> str:
        return str(self.id)


class ActivationCodeQuerySet(models.QuerySet["ActivationCode"]):
    """Codes in letters."""

    def open(self) -> "ActivationCodeQuerySet":
        """Keep the codes neither used nor revoked; one that is too old is open still, and opens nothing."""
        return self.filter(used_at=None, revoked_at=None)

    def take(self, pk: UUID, *, at: datetime) -> bool:
        """Use a code up. Returns whether this call did it: of two at once, one wins."""
        return bool(self.open().filter(pk=pk).update(used_at=at))


@personal_data(
    subject="employees without a company account",
    purpose="to let them open their access with a code that nobody else knows",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("nobody",),
    retention="until the next letter, or the end of the contract; 1 year at most",
    erase=Erase.DELETE,
    personal=("employee", "used_at", "tries"),
    not_personal=("batch", "digest", "created_at", "expires_at", "revoked_at"),
)
class ActivationCode(Record):
    """The code of a letter, as a keyed digest. One is open per employee: a new letter revokes the former."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="activation_codes")
    batch = models.ForeignKey(LetterBatch, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ActivationCodeQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("employee",), condition=models.Q(used_at=None, revoked_at=None), name="people_one_open_activation_code"
            ),
        )

    def __str__(self) -> str:
        return str(self.id)
