"""A person's word on a run that is held."""

from datetime import datetime

from django.db import transaction

from portal.core import audit
from portal.core.actors import Acting
from portal.people import notifications
from portal.people.errors import RunRefused
from portal.people.models import SyncRun
from portal.people.states import RUN


@transaction.atomic
def approve_run(*, run: SyncRun, reason: str, by: Acting, at: datetime) -> SyncRun:
    """Let a held run through. Raises RunRefused "reason_missing", StepRefused when it is not held or `by` may not decide."""
    return _decide(run, "approve", reason, by, at)


@transaction.atomic
def reject_run(*, run: SyncRun, reason: str, by: Acting, at: datetime) -> SyncRun:
    """Give a held run up. Raises RunRefused "reason_missing", StepRefused when it is not held or `by` may not decide."""
    return _decide(run, "reject", reason, by, at)


@transaction.atomic
def record_download(*, run: SyncRun, by: Acting, at: datetime) -> None:
    """Write down that somebody took the dry run of a run away as a file."""
    audit.record("people.download_dry_run", by=by, at=at, subject=run.id, source=run.source)


@transaction.atomic
def note_refused_file(*, source: str, code: str, by: Acting, at: datetime) -> None:
    """Write down that a file of a source could not be read at all, and tell human resources; `code` is that of the refusal."""
    audit.record("people.refuse_file", by=by, at=at, source=source, code=code)
    notifications.file_refused(at=at)


def _decide(run: SyncRun, step: str, reason: str, by: Acting, at: datetime) -> SyncRun:
    note = reason.strip()[:200]
    if not note:
        raise RunRefused("reason_missing")
    RUN.run(run, step, by=by, at=at, changes={"decided_by": by.id, "decided_at": at, "decision_note": note})
    audit.record(f"people.{step}_run", by=by, at=at, subject=run.id, source=run.source)
    return run
