"""Campaigns of the company, and how often they are opened."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.core.records import Record


@no_personal_data
class Campaign(Record):
    """A call to employees over a period; applications keep its reference."""

    reference = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=160)
    opens_on = models.DateField()
    closes_on = models.DateField()
    goal_pairs = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-opens_on", "id")
        constraints = (models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="programmes_campaign_dates"),)

    def __str__(self) -> str:
        return self.title

    def runs_on(self, on: date) -> bool:
        """Whether the campaign runs on this day."""
        return self.opens_on <= on <= self.closes_on


@no_personal_data
class CampaignDay(Record):
    """How often a campaign's page was opened, and its call followed, on one day: two numbers, about nobody."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="days")
    on = models.DateField()
    seen = models.PositiveIntegerField(default=0)
    called = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("on", "id")
        constraints = (models.UniqueConstraint(fields=("campaign", "on"), name="programmes_one_count_a_day"),)

    def __str__(self) -> str:
        return f"{self.on}: {self.seen}, {self.called}"


@personal_data(
    subject="employee",
    purpose="to count, in published figures alone, how many of those who signed in came by a campaign",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("nobody",),
    retention="6 months",
    erase=Erase.DELETE,
    personal=("user", "on"),
    not_personal=("campaign",),
)
class CampaignArrival(Record):
    """The first day somebody signed in came by a campaign's link, once a person and campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="arrivals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ("on", "id")
        constraints = (models.UniqueConstraint(fields=("campaign", "user"), name="programmes_one_arrival_a_campaign"),)
        indexes = (models.Index(fields=("on",)),)

    def __str__(self) -> str:
        return f"{self.on}"
