"""The daily round of applications: deadlines that passed, deadlines that come near, gates that end."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.engagement import operations


class Command(BaseCommand):
    """`follow_applications`: run by cron once a day; running it again changes nothing."""

    help = "Remind of deadlines, give more time or end what nobody answered, remind of gates that end. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the round and say what it did."""
        at = clock.now()
        overdue = operations.expire_overdue(by=SYSTEM, at=at)
        reminded = operations.remind(by=SYSTEM, at=at)
        gates = operations.remind_of_gates(by=SYSTEM, at=at)
        self.stdout.write(f"{overdue} deadlines passed, {reminded} come near, {gates} people reminded of a gate that ends.")
