"""Programmes with their quality sheet, intakes and places."""

from django.db import models
from django.db.models import F, Q

from portal.core.privacy import no_personal_data
from portal.core.records import Record
from portal.programmes.enums import LegalScope, Mode, ProgrammeStatus, QualityStepNumber

from .associations import Antenna, Association


@no_personal_data
class Programme(Record):
    """A mentoring programme: everything an employee reads before choosing, everything routing may compare."""

    association = models.ForeignKey(Association, on_delete=models.PROTECT, related_name="programmes")
    antenna = models.ForeignKey(Antenna, null=True, blank=True, on_delete=models.PROTECT, related_name="programmes")
    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=280)
    description = models.TextField()
    audience = models.CharField(max_length=160)
    requirements = models.CharField(max_length=280, blank=True)
    mode = models.CharField(max_length=10, choices=Mode.choices)
    departements = models.JSONField(default=list, blank=True)
    age_min = models.PositiveSmallIntegerField()
    age_max = models.PositiveSmallIntegerField()
    duration_months = models.PositiveSmallIntegerField()
    hours_per_month = models.PositiveSmallIntegerField()
    slots = models.JSONField(default=list)
    causes = models.JSONField(default=list)
    skills = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    legal_scope = models.CharField(max_length=20, choices=LegalScope.choices, default=LegalScope.NONE)
    need = models.PositiveSmallIntegerField(default=50)
    labels = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=10, choices=ProgrammeStatus.choices, default=ProgrammeStatus.DRAFT)

    class Meta:
        ordering = ("title", "id")
        constraints = (
            models.CheckConstraint(condition=Q(age_max__gte=F("age_min")), name="programmes_ages"),
            models.CheckConstraint(condition=Q(need__lte=100), name="programmes_need"),
            models.CheckConstraint(condition=Q(duration_months__gte=1, hours_per_month__gte=1), name="programmes_rhythm"),
        )

    def __str__(self) -> str:
        return self.title


@no_personal_data
class QualityStep(Record):
    """How a programme does one of the six steps."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="quality_steps")
    step = models.PositiveSmallIntegerField(choices=QualityStepNumber.choices)
    text = models.TextField()

    class Meta:
        ordering = ("step", "id")
        constraints = (
            models.UniqueConstraint(fields=("programme", "step"), name="programmes_one_text_a_step"),
            models.CheckConstraint(condition=Q(step__gte=1, step__lte=6), name="programmes_six_steps"),
        )

    def __str__(self) -> str:
        return f"{self.step}"


@no_personal_data
class QualityTarget(Record):
    """What a programme aims at for one indicator of its quality sheet, where it is not the usual target (rules.quality)."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="quality_targets")
    indicator = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("indicator", "id")
        constraints = (models.UniqueConstraint(fields=("programme", "indicator"), name="programmes_one_target_an_indicator"),)

    def __str__(self) -> str:
        return self.indicator


@no_personal_data
class Intake(Record):
    """A session d'entrée: places offered never exceed those funded nor what the staff can carry; taken never exceed offered."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="intakes")
    opens_on = models.DateField()
    closes_on = models.DateField()
    starts_on = models.DateField()
    places_funded = models.PositiveIntegerField()
    staff_capacity = models.PositiveIntegerField()
    places_offered = models.PositiveIntegerField()
    places_taken = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("starts_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("programme", "starts_on"), name="programmes_one_intake_a_start"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="programmes_intake_dates"),
            models.CheckConstraint(condition=Q(places_offered__lte=F("places_funded")), name="programmes_offered_are_funded"),
            models.CheckConstraint(condition=Q(places_offered__lte=F("staff_capacity")), name="programmes_offered_are_carried"),
            models.CheckConstraint(condition=Q(places_taken__lte=F("places_offered")), name="programmes_taken_were_offered"),
        )

    def __str__(self) -> str:
        return f"{self.starts_on}"

    @property
    def places_left(self) -> int:
        """Places that can still be taken."""
        return self.places_offered - self.places_taken
