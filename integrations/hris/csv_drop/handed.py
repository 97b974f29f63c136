"""Files handed in on a screen: taken whole, refused at once when they cannot be read, planned by the worker, never applied here.

<folder>/<source>/handed/<id of the run>: a worker that dies leaves the file there, and its plan is made anew.
"""

import fcntl
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from integrations.hris import report
from integrations.hris.errors import SourceRefused, missing_in
from portal.core import clock
from portal.core.actors import Acting
from portal.core.errors import Refusal
from portal.core.ids import new_id
from portal.people import operations, queries
from portal.people.enums import RunState
from portal.people.models import SyncRun

from . import versions
from .inbox import Inbox, safe_name
from .reading import MAX_BYTES
from .source import CsvDrop

log = logging.getLogger(__name__)


def inbox_of(source: str) -> Inbox:
    """Return the folder of a source, made where it is missing."""
    inbox = Inbox(Path(settings.HRIS_DROP) / source, settles_after=settings.HRIS_SETTLES_AFTER)
    inbox.prepare()
    return inbox


def kept(path: Path, chunks: Iterable[bytes]) -> Path:
    """Write what is handed in, for nobody else to read. Raises SourceRefused "too_large", and then keeps nothing."""
    size = 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > MAX_BYTES:
                path.unlink()
                raise SourceRefused("too_large", mebibytes=MAX_BYTES // 1024 // 1024)
            out.write(chunk)
    return path


def hand_in(*, source: str, file_name: str, chunks: Iterable[bytes], by: Acting, at: datetime) -> SyncRun:
    """Take a file in and open its run, to be planned by `plan`.

    Raises SourceRefused when it cannot be read at all, RunRefused "run_unfinished"; nothing is kept then.
    """
    mapping, run_id = versions.in_force(source=source), new_id()
    path = kept(inbox_of(source).folder / "handed" / str(run_id), chunks)
    try:
        snapshot = CsvDrop(mapping, path, called=safe_name(file_name)).snapshot(as_of=clock.local_day(at))
        return operations.begin_run(run_id=run_id, snapshot=snapshot, by=by, at=at)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def plan(*, run: SyncRun, by: Acting, at: datetime) -> SyncRun:
    """Plan a file handed in and put it away with its report; one that is planned already, or by another worker now, is left."""
    inbox = inbox_of(run.source)
    path = inbox.folder / "handed" / str(run.id)
    with _alone(path) as held:
        if not held:
            return run
        run.refresh_from_db()
        if run.state == RunState.FETCHED:
            _plan(run, path, by, at)
        named = path.with_name(run.file_name)
        os.replace(path, named)
        failed = run.planned_at is None
        told = [_("Rien n’a changé dans le portail.")] if failed else [*report.plan(run), "", report.next_step(run)]
        inbox.put_away(named, where="failed" if failed else "done", at=at, report=told)
    return run


def plan_left_behind(*, by: Acting, at: datetime) -> int:
    """Plan the files handed in that still wait: the worker died, or has not come to them. Returns how many there were."""
    return len([plan(run=run, by=by, at=at) for run in list(_left_behind())])


def _left_behind() -> Iterator[SyncRun]:
    for source in versions.names():
        for path in sorted((Path(settings.HRIS_DROP) / source / "handed").glob("*-*-*-*-*")):
            run = queries.run(run_id=UUID(path.name))
            if run is None:
                path.unlink(missing_ok=True)
            else:
                yield run


def _plan(run: SyncRun, path: Path, by: Acting, at: datetime) -> None:
    try:
        mapping = versions.in_force(source=run.source)
        snapshot = CsvDrop(mapping, path, called=run.file_name).snapshot(as_of=run.as_of)
        operations.plan_begun(run=run, snapshot=snapshot, by=by, at=at)
    except Refusal as refusal:
        run.refresh_from_db()
        if refusal.code != "gave_way":
            _failed(run, refusal.code, by, at, missing_in(refusal))
    except Exception as error:  # noqa: BLE001  its message could quote a row of the file: its class alone is logged
        log.error("a file handed in for source %s could not be planned: %s", run.source, type(error).__name__)
        _failed(run, "incident", by, at)


def _failed(run: SyncRun, code: str, by: Acting, at: datetime, fields: Sequence[str] = ()) -> None:
    run.refresh_from_db()
    operations.fail_run(run=run, code=code, by=by, at=at)
    operations.note_refused_file(source=run.source, code=code, fields=fields, by=by, at=at)


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """Hold a file for as long as the block lasts; False when it is gone or another worker does. A killed one lets it go."""
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        yield False
        return
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield path.exists()
