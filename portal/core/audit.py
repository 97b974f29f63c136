"""The audit trail: one row for every act that matters."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from .actors import Acting
from .clock import local_day, start_of_day
from .models import AppendOnlyQuerySet, AuditEntry
from .months import add_months

KEPT_MONTHS = 36
SLICE = 5000


def record(
    action: str,
    *,
    by: Acting,
    at: datetime,
    subject: UUID | None = None,
    association: UUID | None = None,
    **facts: str | int | bool | list[str] | None,
) -> AuditEntry:
    """Write one act. `action` reads "room.verb_object"; `facts` are codes, ids and counts, never a name, an address or a text."""
    return AuditEntry.objects.create(
        action=action, actor_id=by.id, actor_role=by.label, subject_id=subject, association_id=association, facts=facts, at=at
    )


def trail(*, room: str = "") -> QuerySet[AuditEntry]:
    """Return what was done, the newest first; of one room if named."""
    entries = AuditEntry.objects.order_by("-at", "-id")
    return entries.filter(action__startswith=f"{room}.") if room else entries


def purge(*, by: Acting, at: datetime) -> int:
    """Delete what is older than three years, in slices; that it was done is written down. Returns how many rows went."""
    old = AppendOnlyQuerySet(AuditEntry).filter(at__lt=start_of_day(add_months(local_day(at), -KEPT_MONTHS)))
    gone = 0
    while ids := list(old.order_by("at", "id").values_list("pk", flat=True)[:SLICE]):
        gone += AppendOnlyQuerySet(AuditEntry).filter(pk__in=ids).purge()
    if gone:
        record("core.purge_audit", by=by, at=at, rows=gone)
    return gone
