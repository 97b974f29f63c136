"""Following a pair up: two minutes now and then, a contact a month, and from when its silence is somebody's business."""

from django.db import models
from django.db.models import F, Q

from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.core.records import Record
from portal.mentorship.enums import ContactWay, ContactWith, HelpTopic, ReviewSide
from portal.mentorship.rules import Care

from .pair import Pair

_USUAL = Care()


@no_personal_data
class FollowUpPolicy(Record):
    """How closely a programme follows its pairs, in days. A programme without one has the usual numbers (rules.Care)."""

    programme = models.OneToOneField("programmes.Programme", models.CASCADE, related_name="follow_up")
    nudge_days = models.PositiveSmallIntegerField(default=_USUAL.nudge_days)
    list_days = models.PositiveSmallIntegerField(default=_USUAL.list_days)
    goal_days = models.PositiveSmallIntegerField(default=_USUAL.goal_days)
    contact_days = models.PositiveSmallIntegerField(default=_USUAL.contact_days)
    first_check_in_days = models.PositiveSmallIntegerField(default=_USUAL.first_check_in_days)
    check_in_every_days = models.PositiveSmallIntegerField(default=_USUAL.check_in_every_days)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(nudge_days__range=(7, 90), list_days__range=(8, 180), nudge_days__lt=F("list_days")),
                name="mentorship_nudge_before_list",
            ),
            models.CheckConstraint(
                condition=Q(first_check_in_days__range=(7, 120), check_in_every_days__range=(14, 180)),
                name="mentorship_check_in_rhythm",
            ),
            models.CheckConstraint(
                condition=Q(goal_days__range=(7, 120), contact_days__range=(7, 92)), name="mentorship_goal_and_contact_days"
            ),
        )

    def __str__(self) -> str:
        return str(self.programme_id)

    @property
    def care(self) -> Care:
        """The numbers, as the rules take them."""
        return Care(**{name: getattr(self, name) for name in Care.names()})


@personal_data(
    subject="volunteer, young person",
    purpose="to notice early when a pair needs a hand",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("own association", "the mentor (own side)"),
    retention="closing + 1 year",
    erase=Erase.DELETE,
    personal=("pair", "satisfaction", "needs_help", "help_topic", "answered_by", "taken_up_by"),
    not_personal=("side", "due_on", "asked_at", "reminded_at", "answered_at", "taken_up_at", "escalated_at"),
)
class CheckIn(Record):
    """One side is asked how it goes: two answers, no words. A hand asked for is taken up by somebody of the association."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="check_ins")
    side = models.CharField(max_length=6, choices=ReviewSide.choices)
    due_on = models.DateField()
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    satisfaction = models.PositiveSmallIntegerField(null=True)
    needs_help = models.BooleanField(default=False)
    help_topic = models.CharField(max_length=10, choices=HelpTopic.choices, blank=True)
    taken_up_at = models.DateTimeField(null=True)
    taken_up_by = models.UUIDField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-due_on", "side", "id")
        constraints = (
            models.UniqueConstraint(fields=("pair", "side", "due_on"), name="mentorship_one_check_in_a_date"),
            models.CheckConstraint(
                condition=Q(answered_at=None, satisfaction=None, needs_help=False, taken_up_at=None)
                | Q(answered_at__isnull=False, satisfaction__isnull=False, satisfaction__range=(1, 5)),
                name="mentorship_check_in_answered_whole",
            ),
            models.CheckConstraint(
                condition=(Q(needs_help=True) & ~Q(help_topic="")) | Q(needs_help=False, help_topic=""),
                name="mentorship_help_has_a_topic",
            ),
        )
        indexes = (
            models.Index(fields=("pair", "side", "-due_on")),
            models.Index(fields=("answered_at",), condition=Q(needs_help=True, taken_up_at=None), name="mentorship_help_waiting"),
        )

    def __str__(self) -> str:
        return f"{self.due_on}: {self.side}"


@personal_data(
    subject="volunteer, young person, professional",
    purpose="to keep in touch with each pair every month",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("own association",),
    retention="closing + 1 year",
    erase=Erase.DELETE,
    personal=("pair", "recorded_by"),
    not_personal=("on", "way", "with_whom", "recorded_at"),
)
class FollowUp(Record):
    """A contact of the association with a pair: when, how, with whom; never what was said."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="follow_ups")
    on = models.DateField()
    way = models.CharField(max_length=10, choices=ContactWay.choices)
    with_whom = models.CharField(max_length=6, choices=ContactWith.choices)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)

    class Meta:
        ordering = ("-on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(way__in=ContactWay.values, with_whom__in=ContactWith.values), name="mentorship_contact_known"
            ),
        )
        indexes = (models.Index(fields=("pair", "-on")),)

    def __str__(self) -> str:
        return f"{self.on}: {self.way}"
