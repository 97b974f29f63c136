"""The watched folders: each file that has come whole is read, applied or held, and put away with a report of what became of it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from integrations.hris import registry, report
from integrations.hris.csv_drop.inbox import Inbox
from integrations.hris.errors import missing_in
from portal.core import clock
from portal.core.actors import Acting
from portal.core.errors import Refusal
from portal.journeys import workforce
from portal.people import operations, queries
from portal.people.enums import RunState
from portal.people.models import SyncRun
from portal.people.ports import Snapshot
from portal.ui.workforce_words import why_refused

logger = logging.getLogger(__name__)
# Refusals that the file has no part in: it stays, and is taken at the next look.
NOT_NOW = frozenset({"run_unfinished", "gave_way", "base_moved"})


@dataclass(frozen=True)
class Taken:
    """A file that was taken: "applied", "held" or "failed", where it lies now, and what became of it in a sentence."""

    source: str
    outcome: str
    path: Path
    told: str


def inboxes(*, source: str = "") -> dict[str, Inbox]:
    """Return the folder of each source that is a file drop, or of one, made where it is missing."""
    names = [source] if source else registry.file_sources()
    found = {name: Inbox(Path(settings.HRIS_DROP) / name, settles_after=settings.HRIS_SETTLES_AFTER) for name in names}
    for inbox in found.values():
        inbox.prepare()
    return found


def take_whole(inbox: Inbox, *, source: str, by: Acting, at: datetime) -> Iterator[Taken]:
    """Take every file of a folder that has come whole, one after another; what an earlier crash left half done is finished first.

    Nothing while another process holds the folder.
    """
    with inbox.alone() as held:
        if not held:
            return
        workforce.resume(source=source, by=by, at=at)
        for path in inbox.whole(at):
            if taken := _take(inbox, source, path, by, at):
                yield taken
        inbox.purge(at=at, days=settings.HRIS_KEEP_DAYS)


def forget_files(*, at: datetime) -> int:
    """Delete the files put away in any folder, of a source that is no more too, HRIS_KEEP_DAYS after. Returns how many.

    `hris watch` does it at each look; where files come by hand alone nobody watches.
    """
    folders = [path for path in Path(settings.HRIS_DROP).glob("*") if path.is_dir()]
    return sum(Inbox(folder).purge(at=at, days=settings.HRIS_KEEP_DAYS) for folder in folders)


def _take(inbox: Inbox, source: str, path: Path, by: Acting, at: datetime) -> Taken | None:
    file = inbox.take(path)
    try:
        snapshot = registry.source(source, file=file).snapshot(as_of=clock.local_day(at))
        run = _seen_to(snapshot) if file == path else None
        run = run or workforce.apply_sync(snapshot=snapshot, by=by, at=at)
    except Refusal as refusal:
        if refusal.code in NOT_NOW:
            return None
        return _failed(inbox, source, file, refusal, why_refused(refusal), by, at)
    except Exception as error:  # noqa: BLE001  its message could quote a row of the file: its class alone is logged
        logger.error("a file of source %s could not be taken: %s", source, type(error).__name__)
        return _failed(inbox, source, file, Refusal("incident"), _("Un incident a empêché de lire ce fichier."), by, at)
    told = report.next_step(run)
    outcome = "applied" if run.state == RunState.APPLIED else "held"
    return Taken(source, outcome, inbox.put_away(file, where="done", at=at, report=[*report.plan(run), "", told]), told)


def _seen_to(snapshot: Snapshot) -> SyncRun | None:
    """Return the run of a file that a crash left, if all that was to be done is: it died before the file was put away."""
    last = queries.runs(source=snapshot.source).first()
    if last is None or last.state not in {RunState.APPLIED, RunState.HELD} or last.file_sha256 != snapshot.file_sha256:
        return None
    return last


def _failed(inbox: Inbox, source: str, file: Path, refusal: Refusal, why: str, by: Acting, at: datetime) -> Taken:
    operations.note_refused_file(source=source, code=refusal.code, fields=missing_in(refusal), by=by, at=at)
    said = [why, _("Rien n’a changé dans le portail.")]
    return Taken(source, "failed", inbox.put_away(file, where="failed", at=at, report=said), " ".join(said))
