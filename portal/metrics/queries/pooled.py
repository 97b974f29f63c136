"""What an association says of its mentors’ skills over several companies."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from portal.metrics.models import PooledSkills
from portal.metrics.periods import Year

from .memory import sets_beside
from .publishing import next_k

if TYPE_CHECKING:
    from portal.metrics.pooled import PooledDraft


def pooled_of(*, association_id: UUID) -> list[PooledSkills]:
    """Return what an association published of skills over several companies, the newest year first. One SQL query."""
    return list(PooledSkills.objects.filter(association_id=association_id).select_related("association").order_by("-year"))


def pooled_preview(*, association_id: UUID, year: Year) -> PooledDraft:
    """Return what an association may say of a closed year as things stand, beside everything ever shown. Nothing is kept."""
    from portal.metrics.pooled import pooled_draft  # noqa: PLC0415  numpy, pandas and scipy load when figures are computed, not at start-up

    before = PooledSkills.objects.filter(association_id=association_id, year__lt=year.year).order_by("-year").first()
    sets = list(sets_beside(subject_id=before.id).values()) if before else []
    return pooled_draft(association_id=association_id, year=year, k=next_k(), last=sets[0] if sets else None)
