"""The versions of the catalogue that were read."""

from django.db import models
from django.db.models import Q

from portal.core.privacy import no_personal_data
from portal.core.records import Record


@no_personal_data
class CatalogueVersion(Record):
    """One row whose token changes with the catalogue (not with places), so that what is computed from it can be cached."""

    single = models.BooleanField(default=True, unique=True)
    token = models.UUIDField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(single=True), name="programmes_one_version"),)

    def __str__(self) -> str:
        return str(self.token)
