"""Who else stands around a young person."""

from django.db import models
from django.db.models import Q

from portal.core.encryption import EncryptedTextField
from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record
from portal.mentorship.enums import NetworkRole

from .mentee import Mentee


@personal_data(
    subject="young person, professional",
    purpose="to know whom to turn to around a young person",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("own association",),
    retention="closing of the last pair + 1 year",
    erase=Erase.DELETE,
    personal=("mentee", "role", "structure"),
    not_personal=("added_at",),
)
class NetworkContact(Record):
    """Somebody of a young person's educational network: a role and a structure, no name."""

    mentee = models.ForeignKey(Mentee, models.CASCADE, related_name="network")
    role = models.CharField(max_length=14, choices=NetworkRole.choices)
    structure = EncryptedTextField(max_length=80)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at", "id")
        constraints = (models.CheckConstraint(condition=Q(role__in=NetworkRole.values), name="mentorship_network_role"),)

    def __str__(self) -> str:
        return self.role
