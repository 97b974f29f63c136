"""What the plug leaves to the worker."""

from uuid import UUID

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.background import task
from portal.people import queries


@task()
def plan_handed_in(run_id: str) -> None:
    """Plan a file handed in on a screen; the worker may run it twice, or go on with it after a crash."""
    from integrations.hris.csv_drop import handed  # noqa: PLC0415  its desk names this task

    run = queries.run(run_id=UUID(run_id))
    if run is not None:
        handed.plan(run=run, by=SYSTEM, at=clock.now())
