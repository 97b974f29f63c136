"""The workforce comes in: read, planned, applied when nothing holds it; whoever left loses what the company had opened."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from portal.accounts import operations as accounts
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.actors import Acting
from portal.core.background import task
from portal.people import operations, queries
from portal.people.enums import RunState
from portal.people.models import SyncRun
from portal.people.ports import Pushed, Snapshot

from .moves import ask_movers
from .offboarding import offboard_leavers


def apply_sync(*, snapshot: Snapshot, by: Acting, at: datetime, progress: Callable[[int], object] = int) -> SyncRun:
    """Plan what a snapshot changes and apply it unless something holds it. Returns the run, applied or held.

    Raises RunRefused "run_unfinished" or "base_moved".
    """
    run = operations.plan_run(snapshot=snapshot, by=by, at=at)
    return apply_approved(run=run, by=by, at=at, progress=progress) if run.state == RunState.APPROVED else run


def apply_approved(*, run: SyncRun, by: Acting, at: datetime, progress: Callable[[int], object] = int) -> SyncRun:
    """Apply an approved run, then let dates speak and close what the company had opened to those who left.

    Raises RunRefused "not_approved" or "base_moved".
    """
    if run.state == RunState.APPLIED:
        return run
    operations.apply_run(run=run, by=by, at=at, progress=progress)
    pass_day(on=clock.local_day(at), by=by, at=at)
    return run


def resume(*, by: Acting, at: datetime, source: str = "") -> list[SyncRun]:
    """Finish the runs, of one source or all, that a crash left half applied, or that a person approved and nobody applied."""
    return [apply_approved(run=run, by=by, at=at) for run in queries.runs_to_finish(source=source)]


def approve_and_apply(*, run: SyncRun, reason: str, by: Acting, at: datetime) -> SyncRun:
    """Let a held run through and have the worker apply it. Raises RunRefused "reason_missing", StepRefused."""
    operations.approve_run(run=run, reason=reason, by=by, at=at)
    apply_in_background.enqueue(str(run.id))
    return run


def confirm_and_apply(*, run: SyncRun, by: Acting, at: datetime) -> SyncRun:
    """Have the worker apply a plan that nothing holds, on somebody's word. Raises RunRefused "not_approved"."""
    operations.confirm_run(run=run, by=by, at=at)
    apply_in_background.enqueue(str(run.id))
    return run


def pass_day(*, on: date, by: Acting, at: datetime) -> dict[str, int]:
    """Let contracts start and end on their day, close what the company had opened behind whoever left, ask mentors who moved.

    Returns {"started", "ended", "closed", "reopened", "asked"}.
    """
    dated, left = operations.reevaluate_dates(on=on, by=by, at=at), offboard_leavers(on=on, by=by, at=at)
    return {**dated, **left, "asked": ask_movers(on=on, by=by, at=at)}


def push(*, pushed: Pushed, by: Acting, at: datetime) -> UUID:
    """Take in somebody whom an identity provider pushes; access is cut or given back at once. Returns the employee's id.

    Raises PushRefused.
    """
    employee = operations.push(pushed=pushed, by=by, at=at)
    if pushed.active is False:
        end_sessions_of_the_cut(by=by, at=at)
    return employee.id


def withdraw(*, employee_id: UUID, by: Acting, at: datetime) -> None:
    """Cut the access of somebody whom the identity provider deleted; whoever no list names leaves with it."""
    operations.withdraw(employee_id=employee_id, by=by, at=at)
    end_sessions_of_the_cut(by=by, at=at)
    offboard_leavers(on=clock.local_day(at), by=by, at=at)


def end_sessions_of_the_cut(*, by: Acting, at: datetime) -> int:
    """End the sessions of those whose access the identity provider cut, so that none goes on when it comes back. Returns how many.

    Their next request is refused already, whatever their session (`ui.access.presence_of`).
    """
    return sum(accounts.end_sessions(user_id=user_id, by=by, at=at) for user_id in queries.cut_with_sessions(at=at))


@task
def apply_in_background(run_id: str) -> None:
    """Apply an approved run; the worker may run it twice, or go on with it after a crash."""
    run = queries.run(run_id=UUID(run_id))
    if run is not None and run.state in {RunState.APPROVED, RunState.APPLIED}:
        apply_approved(run=run, by=SYSTEM, at=clock.now())
