"""A session: when, how long, about what. One private line, for the mentor alone."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

from portal.core.encryption import EncryptedTextField
from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record
from portal.mentorship.enums import Modality, SessionOutcome, TimeBasis

from .pair import Pair

SHORTEST, LONGEST = 5, 600


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions."""

    def with_a_line(self) -> "SessionQuerySet":
        """Keep those with a private line, without reading it (an encrypted column cannot be compared)."""
        return self.annotate(line_length=Length("private_line")).filter(line_length__gt=0)


@personal_data(
    subject="volunteer, young person",
    purpose="to follow a pair, and to count hours by whose time they take",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("own association (not the private line)", "the mentor"),
    retention="the private line: closing; the rest: closing + 3 years",
    erase=Erase.KEEP,
    personal=("pair", "private_line", "logged_by"),
    not_personal=(
        "on", "minutes", "modality", "topics", "time_basis", "outcome", "logged_at", "starts_at", "planned_minutes", "sequence",
        "asked_at",
    ),
)  # fmt: skip
class Session(Record):
    """One meeting of a pair, planned, held or not.

    One that was planned has its instant, its planned minutes, and `sequence`: how often calendars were told of a change (RFC 5545).
    `asked_at`: when the mentor was asked what became of it.
    """

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="sessions")
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField(default=0)
    modality = models.CharField(max_length=10, choices=Modality.choices)
    topics = models.JSONField(default=list)
    time_basis = models.CharField(max_length=13, choices=TimeBasis.choices)
    outcome = models.CharField(max_length=13, choices=SessionOutcome.choices)
    private_line = EncryptedTextField(max_length=200, blank=True)
    logged_at = models.DateTimeField()
    logged_by = models.UUIDField(null=True)
    starts_at = models.DateTimeField(null=True)
    planned_minutes = models.PositiveSmallIntegerField(default=0)
    sequence = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome=SessionOutcome.HELD, minutes__gte=SHORTEST, minutes__lte=LONGEST)
                | (~Q(outcome=SessionOutcome.HELD) & Q(minutes=0)),
                name="mentorship_minutes_when_held",
            ),
            models.CheckConstraint(condition=Q(time_basis__in=TimeBasis.values), name="mentorship_time_basis_known"),
            models.CheckConstraint(
                condition=~Q(outcome=SessionOutcome.PLANNED) | Q(starts_at__isnull=False, planned_minutes__gte=SHORTEST),
                name="mentorship_planned_has_an_instant",
            ),
            models.UniqueConstraint(
                fields=("pair", "on"), condition=Q(outcome=SessionOutcome.PLANNED), name="mentorship_one_appointment_a_day"
            ),
            models.UniqueConstraint(
                fields=("pair", "on"), condition=Q(outcome=SessionOutcome.HELD), name="mentorship_one_held_session_a_day"
            ),
        )
        indexes = (
            models.Index(fields=("pair", "on")),
            models.Index(fields=("on",)),
            models.Index(fields=("starts_at",), condition=Q(outcome=SessionOutcome.PLANNED), name="mentorship_appointments"),
        )

    def __str__(self) -> str:
        return f"{self.on}: {self.outcome}"
