"""What was chosen for the releases to come, and what the company put in."""

from django.db import models
from django.db.models import Q

from portal.core.models import AppendOnly
from portal.core.privacy import no_personal_data
from portal.metrics.enums import CostKind, Profile


@no_personal_data
class SmallestGroup(AppendOnly):
    """The smallest group that figures speak of, as the data-protection officer set it: chosen once, then only raised (R15)."""

    k = models.PositiveSmallIntegerField(unique=True)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ("k",)
        constraints = (models.CheckConstraint(condition=Q(k__gte=5, k__lte=20), name="metrics_smallest_group_in_bounds"),)

    def __str__(self) -> str:
        return str(self.k)


@no_personal_data
class ProfileChoice(AppendOnly):
    """That the data-protection officer wants the profile of a small company whatever the headcount, or not; the newest counts."""

    profile = models.CharField(max_length=10, choices=Profile.choices)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ("set_at", "id")
        constraints = (models.CheckConstraint(condition=Q(profile__in=Profile.values), name="metrics_profile_known"),)

    def __str__(self) -> str:
        return self.profile


@no_personal_data
class CostInput(AppendOnly):
    """What the company put into its mentoring in one quarter, by kind, in euros; the newest row of a kind and quarter counts."""

    period_start = models.DateField()
    kind = models.CharField(max_length=12, choices=CostKind.choices)
    euros = models.PositiveIntegerField()
    set_at = models.DateTimeField()

    class Meta:
        ordering = ("period_start", "kind", "set_at", "id")
        constraints = (models.CheckConstraint(condition=Q(kind__in=CostKind.values), name="metrics_cost_kind"),)

    def __str__(self) -> str:
        return f"{self.period_start}: {self.kind}"
