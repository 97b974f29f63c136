"""A concern, and its way to the authorities: for the named safeguarding referents of one association, and nobody else."""

from django.db import models
from django.db.models import Q

from portal.core.encryption import EncryptedTextField
from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record
from portal.engagement.models import Volunteer
from portal.mentorship.enums import (
    ASKED_AGAIN,
    UNACKNOWLEDGED,
    Authority,
    CallWhen,
    ConcernCategory,
    ConcernOutcome,
    ConcernState,
    RaisedBy,
    Urgency,
)

from .pair import Pair


@personal_data(
    subject="young person, volunteer, whoever raises it",
    purpose="to protect young people",
    basis=Basis.VITAL_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("named safeguarding referents of the association",),
    retention="closing of the concern + the years its association chose, 1 to 10",
    erase=Erase.KEEP,
    personal=("pair", "text", "contact", "category", "acknowledged_by", "mentor", "about"),
    not_personal=(
        "association",
        "programme",
        "raised_by",
        "urgency",
        "call_when",
        "raised_at",
        "due_at",
        "acknowledged_at",
        "escalated_at",
        "closed_at",
        "asks_at",
        "outcome",
        "state",
    ),
)
class Concern(Record):
    """Somebody is worried. `due_at` is when it must have been acknowledged, in the association's opening hours; from then on, and
    once it is taken up, `asks_at` is when somebody is asked about it again. None is without such a moment until it is closed.
    `mentor`: the name that its pair bore, once the association erased it everywhere else; `about`: whose it was, so that an
    allegation holds whoever asks to be erased and comes back.
    """

    association = models.ForeignKey("programmes.Association", models.PROTECT, related_name="concerns")
    programme = models.ForeignKey("programmes.Programme", models.PROTECT, related_name="concerns")
    pair = models.ForeignKey(Pair, models.PROTECT, null=True, related_name="concerns")
    raised_by = models.CharField(max_length=10, choices=RaisedBy.choices)
    category = models.CharField(max_length=15, choices=ConcernCategory.choices)
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    call_when = models.CharField(max_length=10, choices=CallWhen.choices)
    text = EncryptedTextField(max_length=300, blank=True)
    contact = EncryptedTextField(max_length=120, blank=True)
    mentor = EncryptedTextField(max_length=170, blank=True, default="")
    about = models.ForeignKey(Volunteer, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=ConcernState.choices, default=ConcernState.RAISED)
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    asks_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=ConcernOutcome.choices, blank=True)

    class Meta:
        ordering = ("due_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=UNACKNOWLEDGED) | Q(acknowledged_at__isnull=False),
                name="mentorship_concern_acknowledged_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ASKED_AGAIN, asks_at__isnull=False) | (~Q(state__in=ASKED_AGAIN) & Q(asks_at=None)),
                name="mentorship_concern_never_forgotten",
            ),
        )
        indexes = (
            models.Index(fields=("association", "state", "due_at")),
            models.Index(fields=("asks_at",), condition=Q(asks_at__isnull=False), name="mentorship_concern_asks"),
        )

    def __str__(self) -> str:
        return str(self.id)


@personal_data(
    subject="young person, professional",
    purpose="to keep that a concern was handed to the authorities, when and by whom",
    basis=Basis.LEGAL_OBLIGATION,
    controller=Controller.ASSOCIATION,
    seen_by=("named safeguarding referents of the association",),
    retention="closing of the concern + the years its association chose, 1 to 10",
    erase=Erase.KEEP,
    personal=("concern", "sent_by"),
    not_personal=("authority", "sent_on", "recorded_at"),
)
class CripTransmission(Record):
    """A concern went to the authorities (CASF L.226-2-1): when, to whom, by whom. Never what was written: that stays with them."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="transmissions")
    authority = models.CharField(max_length=13, choices=Authority.choices)
    sent_on = models.DateField()
    sent_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("sent_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("concern", "authority", "sent_on"), name="mentorship_transmitted_once_a_day"),
            models.CheckConstraint(condition=Q(authority__in=Authority.values), name="mentorship_authority_known"),
        )

    def __str__(self) -> str:
        return f"{self.sent_on}: {self.authority}"
