"""A demo in production is an error, not a surprise: its people have known passwords."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.utils import DatabaseError

from .models import World


@register(Tags.database)
def no_demo_in_production(**options: Any) -> list[CheckMessage]:
    """Refuse a production database that holds a demo world."""
    if not settings.IN_PRODUCTION or "default" not in (options.get("databases") or ()):
        return []
    try:
        there = World._meta.db_table in connections["default"].introspection.table_names() and World.objects.exists()
    except DatabaseError:
        return []
    if not there:
        return []
    return [Error("This database holds the demo's world, whose people have known passwords.", id="binome.E010")]
