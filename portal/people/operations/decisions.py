"""A person's word on a run: that it may be applied, or not; and files that could not be read."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from portal.core import audit
from portal.core.actors import Acting
from portal.people import notifications
from portal.people.enums import RunState
from portal.people.errors import RunRefused
from portal.people.models import SyncRun
from portal.people.states import RUN


@transaction.atomic
def approve_run(*, run: SyncRun, reason: str, by: Acting, at: datetime) -> SyncRun:
    """Let a held run through. Raises RunRefused "reason_missing", StepRefused when it is not held or `by` may not decide."""
    return _decide(run, "approve", reason, by, at)


@transaction.atomic
def reject_run(*, run: SyncRun, reason: str, by: Acting, at: datetime) -> SyncRun:
    """Give a run up that is held, or that nothing holds and nobody began to apply.

    Raises RunRefused "reason_missing" or "run_unfinished", StepRefused when it waits for no decision or `by` may not decide.
    """
    if SyncRun.objects.select_for_update().get(pk=run.pk).apply_started_at is not None:
        raise RunRefused("run_unfinished", run=str(run.id))
    return _decide(run, "reject", reason, by, at)


@transaction.atomic
def confirm_run(*, run: SyncRun, by: Acting, at: datetime) -> SyncRun:
    """Let a plan that nothing holds be applied, on somebody's word. Raises RunRefused "not_approved"."""
    waiting = SyncRun.objects.filter(pk=run.pk, state=RunState.APPROVED, decided_at=None)
    if not waiting.update(decided_by=by.id, decided_at=at):
        raise RunRefused("not_approved", run=str(run.id))
    run.refresh_from_db()
    audit.record("people.confirm_run", by=by, at=at, subject=run.id, source=run.source)
    return run


@transaction.atomic
def fail_run(*, run: SyncRun, code: str, by: Acting, at: datetime) -> SyncRun:
    """Give up a run whose file could not be read to its end, and why (the refusal's code); nothing changed.

    Raises StepRefused when it was read.
    """
    RUN.run(run, "fail", by=by, at=at, reason=code)
    return run


@transaction.atomic
def record_download(*, run: SyncRun, by: Acting, at: datetime) -> None:
    """Write down that somebody took the dry run of a run away as a file."""
    audit.record("people.download_dry_run", by=by, at=at, subject=run.id, source=run.source)


@transaction.atomic
def note_refused_file(*, source: str, code: str, by: Acting, at: datetime, fields: Sequence[str] = ()) -> None:
    """Write down that a file of a source could not be read at all, and tell human resources.

    `code` is that of the refusal; `fields` the fields of ours that it is about, never a heading of the file.
    """
    said: dict[str, list[str]] = {"fields": list(fields)} if fields else {}
    audit.record("people.refuse_file", by=by, at=at, source=source, code=code, **said)  # type: ignore[arg-type]  # a list of codes
    notifications.file_refused(at=at)


def _decide(run: SyncRun, step: str, reason: str, by: Acting, at: datetime) -> SyncRun:
    note = reason.strip()[:200]
    if not note:
        raise RunRefused("reason_missing")
    RUN.run(run, step, by=by, at=at, changes={"decided_by": by.id, "decided_at": at, "decision_note": note})
    audit.record(f"people.{step}_run", by=by, at=at, subject=run.id, source=run.source)
    return run
