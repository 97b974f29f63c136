"""The individual agreement of a pair, where the law wants one."""

from django.db import models
from django.db.models import F, Q

from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record

from .pair import Pair


@personal_data(
    subject="volunteer, young person, professional",
    purpose="to know that the individual agreement is signed, and when it is reviewed",
    basis=Basis.LEGAL_OBLIGATION,
    controller=Controller.ASSOCIATION,
    seen_by=("own association",),
    retention="closing + 3 years",
    erase=Erase.KEEP,
    personal=("pair", "seen_by"),
    not_personal=("signed_on", "reviewed_on", "review_due_on", "reminded_on"),
)
class PairAgreement(Record):
    """The individual agreement of a pair: signed, reviewed each year (child protection: CASF L.221-2-6, D.221-34 to 40). Dates
    alone, no file.
    """

    pair = models.OneToOneField(Pair, models.CASCADE, related_name="agreement")
    signed_on = models.DateField()
    seen_by = models.UUIDField(null=True)
    reviewed_on = models.DateField(null=True)
    review_due_on = models.DateField()
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(review_due_on__gt=F("signed_on")) & (Q(reviewed_on=None) | Q(reviewed_on__gte=F("signed_on"))),
                name="mentorship_agreement_dates",
            ),
        )
        indexes = (models.Index(fields=("review_due_on",)),)

    def __str__(self) -> str:
        return f"{self.signed_on}"
