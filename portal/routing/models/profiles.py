"""What a volunteer declares, the programmes they wish for, and the orientation they were shown."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record
from portal.programmes.models import Campaign, Programme


@personal_data(
    subject="employee who looks for a programme",
    purpose="to show the programmes that fit what the person declared, and why",
    basis=Basis.CONSENT,
    controller=Controller.COMPANY,
    seen_by=("the person",),
    retention="6 months after the campaign, or on withdrawal",
    erase=Erase.DELETE,
    personal=(
        "user", "causes", "skills", "slots", "hours_per_month", "months", "departements", "remote_ok", "languages", "declared_at",
    ),
)  # fmt: skip
class VolunteerProfile(Record):
    """What a volunteer declares, and nothing else: no field of the HRIS, no address, no protected attribute.

    `hours_per_month` and `months` are what the person can give at most.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="volunteer_profile")
    causes = models.JSONField(default=list)
    skills = models.JSONField(default=list)
    slots = models.JSONField(default=list)
    hours_per_month = models.PositiveSmallIntegerField()
    months = models.PositiveSmallIntegerField()
    departements = models.JSONField(default=list)
    remote_ok = models.BooleanField(default=False)
    languages = models.JSONField(default=list)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(hours_per_month__gte=1, months__gte=1), name="routing_profile_rhythm"),)

    def __str__(self) -> str:
        return str(self.id)


@personal_data(
    subject="employee who looks for a programme",
    purpose="to say which programmes the person would choose, in order",
    basis=Basis.CONSENT,
    controller=Controller.COMPANY,
    seen_by=("the person",),
    retention="6 months after the campaign, or on withdrawal",
    erase=Erase.DELETE,
    personal=("profile", "programme", "rank"),
)
class Wish(Record):
    """A vœu: one of at most three, in order."""

    profile = models.ForeignKey(VolunteerProfile, on_delete=models.CASCADE, related_name="wishes")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="wishes")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("rank", "id")
        constraints = (
            models.UniqueConstraint(fields=("profile", "rank"), name="routing_one_wish_a_rank"),
            models.UniqueConstraint(fields=("profile", "programme"), name="routing_wished_once"),
            models.CheckConstraint(condition=Q(rank__gte=1, rank__lte=3), name="routing_three_wishes"),
        )

    def __str__(self) -> str:
        return f"{self.rank}"


@personal_data(
    subject="employee who looks for a programme",
    purpose="to be able to say later why a programme was shown",
    basis=Basis.CONSENT,
    controller=Controller.COMPANY,
    seen_by=("the person",),
    retention="6 months after the campaign, or on withdrawal",
    erase=Erase.DELETE,
    personal=("profile", "programme", "reasons"),
    not_personal=("campaign", "decided_at"),
)
class RoutingDecision(Record):
    """An orientation: the reasons (code and share of the score, 0 to 100) as they were when the person chose."""

    profile = models.ForeignKey(VolunteerProfile, on_delete=models.CASCADE, related_name="decisions")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="decisions")
    campaign = models.ForeignKey(Campaign, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    reasons = models.JSONField(default=list)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("-decided_at", "id")

    def __str__(self) -> str:
        return str(self.id)
