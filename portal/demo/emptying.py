"""Empties the portal's own tables, for a new demo; never in production."""

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.color import no_style
from django.db import connection, transaction
from wagtail.models import Page

OURS = ("portal.", "cms", "integrations.", "allauth.", "django_tasks", "django.contrib.sessions", "wagtail.users")


def empty() -> int:
    """Delete the pages and every row of the portal's tables. Returns how many. Raises ImproperlyConfigured in production."""
    if settings.IN_PRODUCTION:
        raise ImproperlyConfigured("The demo empties tables: never in production.")
    with transaction.atomic():
        for page in Page.objects.filter(depth=2):
            page.delete()
    connection.check_constraints()  # PostgreSQL empties no table that has deferred checks pending
    tables = sorted(
        {
            model._meta.db_table
            for config in apps.get_app_configs()
            if config.name.startswith(OURS)
            for model in config.get_models(include_auto_created=True)
            if model._meta.managed and not model._meta.proxy
        }
    )
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), tables, allow_cascade=connection.vendor == "postgresql"))
    return len(tables)
