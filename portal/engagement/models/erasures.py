"""What is left of an erasure until the last message about it has gone."""

from django.db import models

from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record

from .volunteers import Volunteer


@personal_data(
    subject="volunteer",
    purpose="to erase the address that the last messages still need, and dates that calendars are still told of",
    basis=Basis.LEGAL_OBLIGATION,
    controller=Controller.ASSOCIATION,
    seen_by=("nobody",),
    retention="until the last message left, 7 days at most",
    erase=Erase.DELETE,
    personal=("volunteer", "association"),
    not_personal=("erased_at",),
)
class ErasureLeft(Record):
    """An association erased somebody; what this row stands for goes with it (`engagement.operations.finish_erasures`)."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="+")
    association = models.ForeignKey("programmes.Association", models.CASCADE, related_name="+")
    erased_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("volunteer", "association"), name="engagement_erasure_left_once"),)

    def __str__(self) -> str:
        return str(self.id)
