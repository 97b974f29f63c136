"""`python -m tests.killing DATABASE_URL`: kills a run of the workforce (SIGKILL) before and after each of its statements.

Each time the next morning comes: what was begun is finished, the same file comes again, and everybody has to be where a run that
nobody killed would have put them. Prints what was found as JSON. The database is the script's own, and migrated.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any


def set_up(url: str) -> None:
    """Begin on that database, and make every chunk small so that there are many of them."""
    os.environ["DATABASE_URL"], os.environ["DJANGO_SETTINGS_MODULE"] = url, "portal.config.settings.testing"
    import django

    django.setup()

    from portal.people.operations import applying, planning

    planning.CHUNK = applying.CHUNK = 4


def morning(day: int, *, killed_at: int = 0, after: bool = False) -> int:
    """Take the file of a day; die at a statement if told. Returns how many statements it took."""
    from django.db import connection

    from portal.accounts.actors import SYSTEM
    from portal.journeys import workforce
    from portal.people.enums import RunState
    from tests.factories.workforce_files import AT, people, record, snapshot

    moved = [
        record(1, site_code="NAN", job_title="Responsable"),
        record(2, end_date=AT.date()),
        *people(9)[2:],
        record(10),
        record(11),
    ]
    count = 0

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += 1
        if count == killed_at and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        done = execute(sql, params, many, context)
        if count == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    with connection.execute_wrapper(watch):
        workforce.resume(by=SYSTEM, at=AT)
        taken = replace(snapshot(people(10) if day == 0 else moved, days=day), file_sha256=f"{day:064d}")
        run = workforce.apply_sync(snapshot=taken, by=SYSTEM, at=AT + timedelta(days=day))
        if run.state != RunState.APPLIED:
            raise SystemExit(f"held: {run.held_for}")
    return count


def emptied() -> None:
    """Take everything away but what migrations put there."""
    from portal.people.models import Department, Employee, LegalEntity, Site, SyncRun

    for model in (SyncRun, Employee, Site, Department, LegalEntity):
        model.objects.all().delete()


def state() -> list[list[str]]:
    """Return where everybody is."""
    from portal.people.models import Employee

    names = ("external_id", "digest", "status", "missed_snapshots", "site__code", "job_title", "end_date")
    return [list(map(str, row)) for row in Employee.objects.order_by("external_id").values_list(*names)]


def killed(at: int, *, after: bool) -> bool:
    """Have a process of its own take the second file and die at a statement; return whether it died of it."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        morning(2, killed_at=at, after=after)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def main(url: str) -> None:
    """Kill at every statement, before and after."""
    set_up(url)
    from django.db.models import Count

    from portal.core.models import Transition
    from portal.people.enums import OPEN_RUNS
    from portal.people.models import SyncRun

    emptied()
    morning(0)
    statements = morning(2)
    right, wrong, deaths = state(), [], 0
    for at in range(1, statements + 1):
        for after in (False, True):
            emptied()
            morning(0)
            deaths += killed(at, after=after)
            morning(3)
            twice = Transition.objects.filter(step="apply").values("subject_id").annotate(n=Count("id")).filter(n__gt=1).exists()
            if state() != right or twice or SyncRun.objects.filter(state__in=OPEN_RUNS).exists():
                wrong.append([at, after])
    print(json.dumps({"statements": statements, "deaths": deaths, "people": len(right), "wrong": wrong}))


if __name__ == "__main__":
    main(sys.argv[1])
