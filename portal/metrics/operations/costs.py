"""What the company put into its mentoring."""

from datetime import datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit
from portal.metrics.enums import CostKind
from portal.metrics.errors import CostRefused
from portal.metrics.models import CostInput
from portal.metrics.periods import Quarter

MOST_EUROS = 100_000_000


@transaction.atomic
def set_cost(*, period: Quarter, kind: str, euros: int, by: Actor, at: datetime) -> CostInput:
    """Say what the company put in during a quarter, by kind, in euros; said again, the newest counts. CSR alone.

    Raises CostRefused: "not_allowed", "unknown_kind", "amount".
    """
    if not by.has(Role.CSR, Role.SYSTEM):
        raise CostRefused("not_allowed")
    if kind not in CostKind.values:
        raise CostRefused("unknown_kind")
    if type(euros) is not int or not 0 <= euros <= MOST_EUROS:
        raise CostRefused("amount")
    said: CostInput = CostInput.objects.create(period_start=period.start, kind=kind, euros=euros, set_at=at)
    audit.record("metrics.set_cost", by=by, at=at, subject=said.id, period=str(period), kind=kind)
    return said
