"""What a place is worth while a campaign runs, as learnt from those who came so far."""

from django.db import models
from django.db.models import Q

from portal.core.privacy import no_personal_data
from portal.core.records import Record
from portal.programmes.models import Campaign


@no_personal_data
class SeasonPrices(Record):
    """Prices learnt from everyone who then waited for a place, for as many as were still expected: sums over people, nobody's own.

    `prices`: programme id → [price in points, places left at that time]; programmes without a price are not in it. `most` is the
    largest weight there was. The newest of a campaign replaces the one before.
    """

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="season_prices")
    learnt_at = models.DateTimeField()
    waiting = models.PositiveIntegerField()
    to_come = models.PositiveIntegerField()
    most = models.PositiveIntegerField()
    prices = models.JSONField(default=dict)

    class Meta:
        ordering = ("-learnt_at", "id")
        constraints = (models.CheckConstraint(condition=Q(waiting__gte=1), name="routing_season_of_somebody"),)

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.learnt_at:%Y-%m-%d}"
