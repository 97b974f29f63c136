"""How somebody without a company account signs in: one means of their own, a passkey or a telephone."""

from django.db import models
from django.db.models import Q

from portal.core.encryption import EncryptedTextField
from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record
from portal.people.enums import MeansKind

from .employee import Employee


@personal_data(
    subject="employees without a company account",
    purpose="to sign in with a device of one's own",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("nobody",),
    retention="until the next letter, or the end of the contract",
    erase=Erase.DELETE,
    personal=("employee", "kind", "phone", "credential_id", "public_key", "sign_count"),
    not_personal=("created_at",),
)
class OwnMeans(Record):
    """One person's own means: a passkey (its public half), or a telephone number, encrypted and never shown again."""

    employee = models.OneToOneField(Employee, on_delete=models.CASCADE, related_name="own_means")
    kind = models.CharField(max_length=10, choices=MeansKind.choices)
    phone = EncryptedTextField(max_length=20, blank=True)
    credential_id = models.CharField(max_length=1400, null=True, unique=True)  # noqa: DJ001  null keeps telephones out of the uniqueness
    public_key = models.TextField(blank=True)
    sign_count = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=MeansKind.PASSKEY, credential_id__isnull=False) | Q(kind=MeansKind.PHONE, credential_id=None),
                name="people_own_means_of_a_kind",
            ),
        )

    def __str__(self) -> str:
        return self.kind


@personal_data(
    subject="employees without a company account",
    purpose="to prove, once, that somebody holds their telephone",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("nobody",),
    retention="1 day",
    erase=Erase.DELETE,
    personal=("employee", "phone"),
    not_personal=("digest", "tries", "created_at", "expires_at", "used_at"),
)
class PhoneCode(Record):
    """A code sent to a telephone. Without an employee it was asked for a number nobody has, and is never sent."""

    employee = models.ForeignKey(Employee, null=True, on_delete=models.CASCADE, related_name="+")
    phone = EncryptedTextField(max_length=20, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("created_at",), name="people_phone_code_created"),)

    def __str__(self) -> str:
        return str(self.id)
