"""The base of every model: a public id as primary key."""

from django.db import models

from .ids import new_id


class Record(models.Model):
    """A row with a public id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True
