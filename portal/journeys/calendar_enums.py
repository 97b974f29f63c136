"""What the calendar of a desk shows."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class DateKind(models.TextChoices):
    """A sort of date, to filter by."""

    APPOINTMENT = "appointment", _("Rendez-vous")
    TRAINING = "training", _("Formation")
    GATE = "gate", _("Condition à renouveler")
    REVIEW = "review", _("Bilan")
    DEADLINE = "deadline", _("Échéance")


class What(StrEnum):
    """What a date is about."""

    APPOINTMENT = "appointment"
    TRAINING = "training"
    GATE = "gate"
    MID_TERM = "mid_term"
    AGREEMENT = "agreement"
    REFERRAL = "referral"
    CANDIDATES = "candidates"
    PROPOSALS = "proposals"

    @property
    def kind(self) -> DateKind:
        """The sort it is filtered under."""
        return KINDS[self]


KINDS = {
    What.APPOINTMENT: DateKind.APPOINTMENT,
    What.TRAINING: DateKind.TRAINING,
    What.GATE: DateKind.GATE,
    What.MID_TERM: DateKind.REVIEW,
    What.AGREEMENT: DateKind.REVIEW,
    What.REFERRAL: DateKind.DEADLINE,
    What.CANDIDATES: DateKind.DEADLINE,
    What.PROPOSALS: DateKind.DEADLINE,
}
