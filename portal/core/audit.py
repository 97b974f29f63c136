"""The audit trail: one row for every act that matters."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from .actors import Acting
from .models import AuditEntry


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
