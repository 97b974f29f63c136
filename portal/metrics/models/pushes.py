"""Where releases are pushed."""

from django.db import models
from django.db.models import Q

from portal.core.encryption import EncryptedTextField
from portal.core.privacy import no_personal_data
from portal.core.records import Record
from portal.metrics.enums import FileKind, Way


@no_personal_data
class Destination(Record):
    """Where each release is pushed: a folder of its name under settings.FIGURES_DROP, or an address that checks our signature."""

    name = models.SlugField(max_length=40, unique=True)
    way = models.CharField(max_length=10, choices=Way.choices)
    file_kind = models.CharField(max_length=10, choices=FileKind.choices)
    address = models.CharField(max_length=500, blank=True)
    secret = EncryptedTextField(max_length=100, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(way=Way.FOLDER, address="") | (Q(way=Way.POST) & ~Q(address="")), name="metrics_destination_address"
            ),
            models.CheckConstraint(condition=Q(file_kind__in=FileKind.values), name="metrics_destination_file"),
        )

    def __str__(self) -> str:
        return self.name
