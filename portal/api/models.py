"""What the API remembers: the replies it gave, so that a request sent twice acts once."""

from django.db import models

from portal.core.privacy import no_personal_data
from portal.core.records import Record


@no_personal_data
class StoredReply(Record):
    """The reply to a POST under its Idempotency-Key: ids, states and dates, never a person's data. Kept for a day."""

    client_id = models.UUIDField()
    key = models.CharField(max_length=100)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("client_id", "key"), name="api_one_reply_per_key"),)
        indexes = (models.Index(fields=("at",)),)

    def __str__(self) -> str:
        return str(self.id)
