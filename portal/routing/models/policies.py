"""How places are proposed in a campaign, and what an association puts first."""

from django.db import models
from django.db.models import Q

from portal.core.privacy import no_personal_data
from portal.core.records import Record
from portal.programmes.models import Association, Campaign
from portal.routing.enums import Method, PriorityCriterion


@no_personal_data
class RoutingPolicy(Record):
    """The settings of one campaign. `weights`: points by code of a soft criterion (none: those of the registry).

    `tiers`: [fill in percent, bonus in points] in rising order, so that each programme's first places count more. `lead_days`:
    days a welcome takes, by legal scope of the programme. `min_account_days`: how long an account must exist (0: does not matter).
    """

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="routing_policy")
    method = models.CharField(max_length=10, choices=Method.choices, default=Method.FLOW)
    weights = models.JSONField(default=dict, blank=True)
    tiers = models.JSONField(default=list, blank=True)
    lead_days = models.JSONField(default=dict, blank=True)
    min_account_days = models.PositiveSmallIntegerField(default=0)
    review_days = models.PositiveSmallIntegerField(default=10)
    consent_days = models.PositiveSmallIntegerField(default=10)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(review_days__gte=1, consent_days__gte=1), name="routing_time_to_answer"),
            models.CheckConstraint(condition=Q(method__in=Method.values), name="routing_policy_method"),
        )

    def __str__(self) -> str:
        return str(self.campaign_id)


@no_personal_data
class PriorityClass(Record):
    """One of at most three things an association puts first when a programme has more candidates than places."""

    association = models.ForeignKey(Association, on_delete=models.CASCADE, related_name="priority_classes")
    rank = models.PositiveSmallIntegerField()
    criterion = models.CharField(max_length=20, choices=PriorityCriterion.choices)

    class Meta:
        ordering = ("rank", "id")
        constraints = (
            models.UniqueConstraint(fields=("association", "rank"), name="routing_one_priority_a_rank"),
            models.UniqueConstraint(fields=("association", "criterion"), name="routing_priority_once"),
            models.CheckConstraint(condition=Q(rank__gte=1, rank__lte=3), name="routing_three_priorities"),
        )

    def __str__(self) -> str:
        return f"{self.rank}: {self.criterion}"
