"""How a pair ends: who and why (for the association), a certificate for the mentor."""

from uuid import uuid4

from django.db import models

from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record
from portal.mentorship.enums import ClosedBy, CloseReason

from .pair import Pair


@personal_data(
    subject="volunteer, young person",
    purpose="to learn from how pairs end",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("own association",),
    retention="who and why: closing + 1 year; the days: closing + 3 years",
    erase=Erase.KEEP,
    personal=("pair", "closed_by", "reason", "interviewed_by"),
    not_personal=("started_on", "interviewed_on"),
)
class PairClosure(Record):
    """Who ends a pair, and why: a code that stays with the association; when both were heard for the last time."""

    pair = models.OneToOneField(Pair, models.CASCADE, related_name="closure")
    closed_by = models.CharField(max_length=12, choices=ClosedBy.choices)
    reason = models.CharField(max_length=14, choices=CloseReason.choices)
    started_on = models.DateField()
    interviewed_on = models.DateField(null=True)
    interviewed_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return self.reason


@personal_data(
    subject="volunteer",
    purpose="to let a mentor show the engagement, and anyone check it",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("the mentor", "whoever the mentor gives the number to (hours, dates, association)"),
    retention="10 years after the closing",
    erase=Erase.DELETE,
    personal=("pair", "code", "revoked_by"),
    not_personal=("minutes", "sessions", "introduced_on", "closed_on", "issued_at", "revoked_at"),
)
class EngagementCertificate(Record):
    """Hours and dates of a closed pair, under a number nobody can guess. No mentee. One taken back says so, never why."""

    pair = models.OneToOneField(Pair, models.PROTECT, related_name="certificate")
    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    minutes = models.PositiveIntegerField()
    sessions = models.PositiveIntegerField()
    introduced_on = models.DateField()
    closed_on = models.DateField()
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return str(self.code)
