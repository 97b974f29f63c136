"""Frameworks as loaded, waves with their answers, what a person shares, and who asked to be left in peace."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from portal.core.models import AppendOnly
from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.core.records import Record

from .enums import Wave
from .frameworks import framework_of
from .shapes import Framework


@no_personal_data
class Instrument(AppendOnly):
    """A framework as it was loaded. A version never changes; who began with one ends with it."""

    code = models.CharField(max_length=24)
    version = models.PositiveSmallIntegerField()
    contents = models.JSONField()
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ("-loaded_at", "-id")
        constraints = (models.UniqueConstraint(fields=("code", "version"), name="skills_a_version_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    @property
    def framework(self) -> Framework:
        """What it asks."""
        return framework_of(self.contents)


@personal_data(
    subject="volunteer",
    purpose="to see one's own progress, and to find out in figures that name nobody what mentoring changes",
    basis=Basis.CONSENT,
    controller=Controller.COMPANY,
    seen_by=("the person", "whom the person shares it with"),
    retention="closing + 3 years, or until the person erases it",
    erase=Erase.DELETE,
    personal=("volunteer", "application", "answers"),
    not_personal=("instrument", "wave", "due_on", "closes_on", "asked_at", "reminded_at", "answered_at", "declined_at"),
)
class Questionnaire(Record):
    """One wave asked of one person on one path. `answers`: item → 1 to 5, or None for "not observed"."""

    volunteer = models.ForeignKey("engagement.Volunteer", models.CASCADE, related_name="questionnaires")
    application = models.ForeignKey("engagement.Application", models.CASCADE, related_name="questionnaires")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="+")
    wave = models.CharField(max_length=4, choices=Wave.choices)
    due_on = models.DateField()
    closes_on = models.DateField()
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    answers: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        ordering = ("due_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("application", "wave"), name="skills_a_wave_once_a_path"),
            models.CheckConstraint(condition=Q(wave__in=Wave.values), name="skills_wave_known"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("due_on")), name="skills_closes_after_due"),
            models.CheckConstraint(condition=Q(answered_at=None) | Q(declined_at=None), name="skills_answered_or_declined"),
        )
        indexes = (models.Index(fields=("volunteer", "answered_at")), models.Index(fields=("wave", "answered_at")))

    def __str__(self) -> str:
        return f"{self.wave}: {self.due_on}"


@personal_data(
    subject="volunteer",
    purpose="to show an association a skills profile, because the person wants to",
    basis=Basis.CONSENT,
    controller=Controller.ASSOCIATION,
    seen_by=("the person", "the association it was shared with, until taken back"),
    retention="until the person takes it back",
    erase=Erase.DELETE,
    personal=("volunteer", "association"),
    not_personal=("shared_at",),
)
class Share(Record):
    """A person's own act: this association may read my profile, as long as I want."""

    volunteer = models.ForeignKey("engagement.Volunteer", models.CASCADE, related_name="skill_shares")
    association = models.ForeignKey("programmes.Association", models.CASCADE, related_name="+")
    shared_at = models.DateTimeField()

    class Meta:
        ordering = ("-shared_at", "-id")
        constraints = (models.UniqueConstraint(fields=("volunteer", "association"), name="skills_shared_once"),)

    def __str__(self) -> str:
        return str(self.id)


@personal_data(
    subject="volunteer",
    purpose="to leave in peace who does not want to be asked about skills",
    basis=Basis.CONSENT,
    controller=Controller.COMPANY,
    seen_by=("the person",),
    retention="until the person wants to be asked again",
    erase=Erase.DELETE,
    personal=("volunteer",),
    not_personal=("since",),
)
class Peace(Record):
    """Somebody asked not to be asked any more."""

    volunteer = models.OneToOneField("engagement.Volunteer", models.CASCADE, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.since)
