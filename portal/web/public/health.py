"""Whether the process lives, and whether it can serve."""

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from portal.ui.access import allow_everyone


@allow_everyone
def alive(request: HttpRequest) -> HttpResponse:
    """Answer that the process is up."""
    return HttpResponse("ok", content_type="text/plain")


@allow_everyone
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, migrations and cache are usable, else 503 with what is not."""
    checks = {"database": _database, "migrations": _migrations, "cache": _cache}
    states = {name: check() for name, check in checks.items()}
    return JsonResponse(states, status=200 if all(states.values()) else 503)


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _cache() -> bool:
    cache.set("readyz", 1, 10)
    return bool(cache.get("readyz") == 1)
