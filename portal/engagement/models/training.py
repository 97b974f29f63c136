"""Training of mentors: modules of an association, dated sessions, who came. Its hours are apart from volunteering hours."""

from typing import Self

from django.db import models

from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.core.records import Record
from portal.engagement.enums import NO_TRAINING, TrainingMode, TrainingTrack

from .volunteers import Volunteer


@no_personal_data
class TrainingModule(Record):
    """A module of an association, on one of its tracks; a required one comes before the pair. `link`: followed on another site."""

    association = models.ForeignKey("programmes.Association", on_delete=models.CASCADE, related_name="training_modules")
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=240, blank=True)
    minutes = models.PositiveSmallIntegerField()
    required = models.BooleanField()
    track = models.CharField(max_length=8, choices=TrainingTrack.choices, default=TrainingTrack.ALONG)
    link = models.URLField(max_length=200, blank=True)

    class Meta:
        ordering = ("-required", "title")
        constraints = (
            models.UniqueConstraint(fields=("association", "title"), name="engagement_module_title"),
            models.CheckConstraint(condition=models.Q(minutes__range=(15, 960)), name="engagement_module_minutes"),
            models.CheckConstraint(condition=models.Q(track__in=TrainingTrack.values), name="engagement_module_track"),
            models.CheckConstraint(
                condition=models.Q(required=False) | models.Q(track=TrainingTrack.WELCOME), name="engagement_required_is_welcome"
            ),
        )

    def __str__(self) -> str:
        return self.title


class TrainingSessionQuerySet(models.QuerySet["TrainingSession"]):
    """Dated sessions."""

    def standing(self) -> Self:
        """Those that were not called off."""
        return self.filter(called_off_at=None)


@no_personal_data
class TrainingSession(Record):
    """A dated session of a module; `places`: how many may come, or anybody; `antenna`: whose volunteers it is for, or everybody's
    of the association. One called off stays for the calendars that are told of it.
    """

    module = models.ForeignKey(TrainingModule, on_delete=models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField()
    mode = models.CharField(max_length=10, choices=TrainingMode.choices)
    recorded_at = models.DateTimeField(null=True)
    places = models.PositiveSmallIntegerField(null=True)
    antenna = models.ForeignKey("programmes.Antenna", models.SET_NULL, null=True, related_name="+")
    called_off_at = models.DateTimeField(null=True)

    objects = TrainingSessionQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "id")

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d}"


class TrainingAttendanceQuerySet(models.QuerySet["TrainingAttendance"]):
    """Who came to what."""

    def training(self) -> Self:
        """What counts as training; an hour with one's referent does not."""
        return self.exclude(session__module__track__in=NO_TRAINING)


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

    objects = TrainingAttendanceQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("session", "volunteer"), name="engagement_attendance_once"),)

    def __str__(self) -> str:
        return str(self.id)


@personal_data(
    subject="volunteer",
    purpose="to keep a place at a training session",
    basis=Basis.CONTRACT,
    controller=Controller.ASSOCIATION,
    seen_by=("the person", "the association that trains"),
    retention="as long as the pair, and 3 years",
    erase=Erase.DELETE,
    personal=("volunteer",),
    not_personal=("session", "booked_at", "cancelled_at"),
)
class TrainingBooking(Record):
    """A volunteer's place at a session, given back if it is cancelled."""

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="bookings")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="bookings")
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("session", "volunteer"), condition=models.Q(cancelled_at=None), name="engagement_one_place_each"
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


@no_personal_data
class TrainingQuestion(Record):
    """One question of a module's short quiz: its choices, and which of them is right (from 0)."""

    module = models.ForeignKey(TrainingModule, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=160)
    choices = models.JSONField()
    right = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("module", "position"), name="engagement_question_position"),)

    def __str__(self) -> str:
        return self.text


@personal_data(
    subject="volunteer",
    purpose="to know that a module was understood; answers are not kept",
    basis=Basis.CONTRACT,
    controller=Controller.ASSOCIATION,
    seen_by=("the person", "the association that trains"),
    retention="as long as the pair, and 3 years",
    erase=Erase.DELETE,
    personal=("volunteer",),
    not_personal=("module", "passed_on"),
)
class QuizPassed(Record):
    """A volunteer answered a module's quiz; there is no row for having failed."""

    module = models.ForeignKey(TrainingModule, on_delete=models.CASCADE, related_name="quizzes_passed")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="quizzes_passed")
    passed_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("module", "volunteer"), name="engagement_quiz_passed_once"),)

    def __str__(self) -> str:
        return str(self.id)


@personal_data(
    subject="professional",
    purpose="to know that those who follow pairs are trained too",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("own association",),
    retention="as long as the membership",
    erase=Erase.DELETE,
    personal=("member",),
    not_personal=("module", "done_on", "minutes"),
)
class StaffTraining(Record):
    """Somebody of the team followed a module of the team's own track."""

    module = models.ForeignKey(TrainingModule, on_delete=models.CASCADE, related_name="staff")
    member = models.ForeignKey("programmes.TeamMember", on_delete=models.CASCADE, related_name="training")
    done_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("module", "member"), name="engagement_staff_trained_once"),)

    def __str__(self) -> str:
        return str(self.id)
