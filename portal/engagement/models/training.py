"""Training of mentors: modules of an association, dated sessions, who came. Its hours are apart from volunteering hours."""

from django.db import models

from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.core.records import Record
from portal.engagement.enums import TrainingMode

from .volunteers import Volunteer


@no_personal_data
class TrainingModule(Record):
    """A module of an association; a required one comes before the pair."""

    association = models.ForeignKey("programmes.Association", on_delete=models.CASCADE, related_name="training_modules")
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=240, blank=True)
    minutes = models.PositiveSmallIntegerField()
    required = models.BooleanField()

    class Meta:
        ordering = ("-required", "title")
        constraints = (
            models.UniqueConstraint(fields=("association", "title"), name="engagement_module_title"),
            models.CheckConstraint(condition=models.Q(minutes__range=(15, 960)), name="engagement_module_minutes"),
        )

    def __str__(self) -> str:
        return self.title


@no_personal_data
class TrainingSession(Record):
    """A dated session of a module."""

    module = models.ForeignKey(TrainingModule, on_delete=models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField()
    mode = models.CharField(max_length=10, choices=TrainingMode.choices)
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("starts_at", "id")

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d}"


@personal_data(
    subject="volunteer",
    purpose="to know who is trained, and for how many hours",
    basis=Basis.CONTRACT,
    controller=Controller.ASSOCIATION,
    seen_by=("the person", "the association that trained"),
    retention="as long as the pair, and 3 years",
    erase=Erase.DELETE,
    personal=("volunteer",),
    not_personal=("session", "minutes", "held_on"),
)
class TrainingAttendance(Record):
    """A volunteer came to a session."""

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="attendances")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="attendances")
    held_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("session", "volunteer"), name="engagement_attendance_once"),)

    def __str__(self) -> str:
        return str(self.id)
