"""What associations published of skills over several companies."""

from typing import Any

from django.db import models
from django.db.models import Q

from portal.core.models import AppendOnly
from portal.core.privacy import no_personal_data


@no_personal_data
class PooledSkills(AppendOnly):
    """What an association published of one closed year: how much its mentors' skills changed, over three companies or more.

    `figures`: a cell a competence, rounded, or without a value where it is not shown. No company is named or counted.
    """

    association = models.ForeignKey("programmes.Association", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    k = models.PositiveSmallIntegerField()
    figures: models.JSONField[Any, Any] = models.JSONField()
    published_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("association", "-year")
        constraints = (
            models.UniqueConstraint(fields=("association", "year"), name="metrics_pooled_once_a_year"),
            models.CheckConstraint(condition=Q(k__gte=5, k__lte=20), name="metrics_pooled_k_in_bounds"),
        )

    def __str__(self) -> str:
        return str(self.year)
