"""The mark that a demo world stands, complete."""

from django.db import models

from portal.core.privacy import no_personal_data
from portal.core.records import Record


@no_personal_data
class World(Record):
    """A demo world. It is written in the transaction that builds it: there is a whole world or none.

    `cast` maps what one can be to the employee number of an invented person: whoever comes back finds the same people.
    """

    seed = models.PositiveIntegerField()
    months = models.PositiveSmallIntegerField()
    until = models.DateField()
    seconds = models.FloatField()
    counts = models.JSONField(default=dict)
    cast = models.JSONField(default=dict)
    built_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"seed {self.seed}, {self.months} months"
