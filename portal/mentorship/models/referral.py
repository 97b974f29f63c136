"""A referral to a professional: when a young person's need goes beyond mentoring. Who and when; never why."""

from django.db import models
from django.db.models import Q

from portal.core.encryption import EncryptedTextField
from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record
from portal.mentorship.enums import Meanwhile, ReferralEnd, ReferralState, SpecialistKind

from .pair import Pair


@personal_data(
    subject="young person, professional",
    purpose="to hand over to a professional where mentoring stops, and not to lose the thread",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("own association",),
    retention="closing of the pair + 1 year",
    erase=Erase.DELETE,
    personal=("pair", "kind", "professional", "proposed_by"),
    not_personal=(
        "meanwhile",
        "state",
        "since",
        "due_on",
        "proposed_on",
        "agreed_on",
        "transmitted_on",
        "acknowledged_on",
        "closed_on",
        "end",
        "reminded_at",
    ),
)
class SpecialistReferral(Record):
    """One referral. Its kind is encrypted as its words are: even "which kind of professional" can say too much of somebody.

    `due_on` is the day by which its next step is expected.
    """

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="referrals")
    kind = EncryptedTextField(max_length=13, choices=SpecialistKind.choices)
    professional = EncryptedTextField(max_length=80, blank=True)
    meanwhile = models.CharField(max_length=7, choices=Meanwhile.choices, default=Meanwhile.GOES_ON)
    state = models.CharField(max_length=12, choices=ReferralState.choices, default=ReferralState.PROPOSED)
    since = models.DateField()
    due_on = models.DateField(null=True)
    proposed_on = models.DateField()
    proposed_by = models.UUIDField(null=True)
    agreed_on = models.DateField(null=True)
    transmitted_on = models.DateField(null=True)
    acknowledged_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    end = models.CharField(max_length=10, choices=ReferralEnd.choices, blank=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-proposed_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state=ReferralState.CLOSED, due_on=None, closed_on__isnull=False, end__in=ReferralEnd.values)
                | (
                    ~Q(state=ReferralState.CLOSED) & Q(state__in=ReferralState.values, due_on__isnull=False, closed_on=None, end="")
                ),
                name="mentorship_referral_never_without_a_next_day",
            ),
            models.CheckConstraint(condition=Q(meanwhile__in=Meanwhile.values), name="mentorship_meanwhile_known"),
        )
        indexes = (
            models.Index(fields=("due_on",), condition=~Q(state=ReferralState.CLOSED), name="mentorship_referral_due"),
            models.Index(fields=("pair", "-proposed_on")),
        )

    def __str__(self) -> str:
        return str(self.id)
