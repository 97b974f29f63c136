"""What the room tells people."""

from datetime import datetime

from portal.accounts import queries as accounts
from portal.accounts.enums import Role
from portal.core import outbox
from portal.core.transitions import Step

from .models import SyncRun


def announce(run: SyncRun, step: Step, at: datetime) -> None:
    """Tell everyone in human resources that a run waits for them."""
    for user_id in accounts.holders_of(role=Role.HR):
        for kind in step.mails:
            outbox.put(kind, recipient_kind="employee", recipient=user_id, subject=run.id, at=at)
