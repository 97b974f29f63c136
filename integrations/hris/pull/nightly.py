"""Sources that are read each night: whole once a day, and where the vendor has deltas, who changed once an hour in between.

Runs with everything else that happens by itself (`manage.py run_scheduled`, every few minutes); what fails waits an hour.
"""

import logging
from datetime import datetime, timedelta

from integrations.hris.connectors import connector
from integrations.hris.models import CalledSource
from portal.core import clock
from portal.core.actors import Acting
from portal.core.errors import Refusal
from portal.journeys import workforce
from portal.people import queries
from portal.people.enums import RunState
from portal.people.ports import Checked, Snapshot

from . import setups
from .asks import NIGHTLY

BETWEEN = timedelta(hours=1)
log = logging.getLogger(__name__)


def pull_due(*, by: Acting, at: datetime) -> int:
    """Read every source that is due and apply what nothing holds. Returns how many runs were made; a refusal is noted."""
    return sum(_pull(source, by, at) for source in CalledSource.objects.order_by("name") if _is_due(source, at))


def _is_due(source: CalledSource, at: datetime) -> bool:
    waits = queries.open_run(source=source.name)
    if source.said.get("reading") != NIGHTLY or (waits is not None and waits.state == RunState.HELD):
        return False
    tried = [moment for moment in (source.read_at, _last(source)) if moment is not None]
    return not tried or at - max(tried) >= BETWEEN


def _last(source: CalledSource) -> datetime | None:
    run = queries.runs(source=source.name).first()
    return run.created_at if run else None


def _pull(source: CalledSource, by: Acting, at: datetime) -> int:
    CalledSource.objects.filter(pk=source.pk).update(read_at=at)
    try:
        snapshot = _snapshot(source, at)
        if snapshot is None:
            return 0
        workforce.apply_sync(snapshot=snapshot, by=by, at=at)
    except Refusal as refusal:
        log.warning("source %s not read: %s", source.name, refusal.code)
        setups.note_check(name=source.name, checked=Checked(problem=refusal.code, facts=refusal.facts), by=by, at=at)
        return 0
    return 1


def _snapshot(source: CalledSource, at: datetime) -> Snapshot | None:
    """Return everybody when today's list was not read yet, else who changed, else nothing."""
    today, whole = clock.local_day(at), queries.last_whole(source=source.name)
    called = setups.called(name=source.name)
    if whole is None or whole.as_of < today:
        return called.snapshot(as_of=today)
    cursor = queries.last_cursor(source=source.name)
    return called.delta(cursor=cursor, as_of=today) if cursor and connector(source.kind).kind.deltas else None
