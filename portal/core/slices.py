"""Work on very many rows, so many at a time, each time in a transaction: a job that is killed loses one slice, and locks little."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

SLICE = 2000


def in_slices(rows: QuerySet[Any], work: Callable[[QuerySet[Any]], int]) -> int:
    """Do a piece of work on some of the rows at a time until none is left, and return the sum of what it counts.

    The work must take its rows out of `rows`: delete them, or change what `rows` asks for.
    """
    done = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:SLICE]):
        with transaction.atomic():
            done += work(rows.model._default_manager.filter(pk__in=ids))
    return done


def delete_in_slices(rows: QuerySet[Any]) -> int:
    """Delete rows. Returns how many, those that hung on them included."""
    return in_slices(rows, lambda some: some.delete()[0])
