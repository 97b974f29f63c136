"""A volunteer whom the company's records let go: what the association has to know, and what it decided."""

from django.db import models

from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record

from .volunteers import Volunteer


@personal_data(
    subject="volunteer",
    purpose="to tell the association that the company account is over, so that the young person does not find out by silence",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("the person", "associations the profile was handed over to"),
    retention="as long as the volunteer",
    erase=Erase.DELETE,
    personal=("volunteer", "noticed_at", "kept_at", "returned_at"),
    not_personal=("kept_by",),
)
class Departure(Record):
    """One, from the day it was noticed until the person came back or stays on an account of the association. No reason is kept."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="departures")
    noticed_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True)
    kept_by = models.UUIDField(null=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-noticed_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("volunteer",), condition=models.Q(kept_at=None, returned_at=None), name="engagement_one_open_departure"
            ),
        )

    def __str__(self) -> str:
        return str(self.id)
