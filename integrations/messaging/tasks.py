"""The round of the outbox as a background task."""

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.background import task

from .operations import deliver_due


@task()
def deliver() -> dict[str, int]:
    """Send what is due now."""
    done = deliver_due(by=SYSTEM, at=clock.now())
    return {"sent": done.sent, "failed": done.failed}
