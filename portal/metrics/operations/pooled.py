"""What an association says of its mentors’ skills over several companies."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit, clock
from portal.metrics.errors import PooledRefused
from portal.metrics.models import LedgerTurn, PooledSkills
from portal.metrics.periods import Year
from portal.metrics.queries import next_k, pooled_of, pooled_preview
from portal.metrics.rules import seal

from .protection import remember_beside


@transaction.atomic
def publish_pooled(*, association_id: UUID, year: Year, by: Actor, at: datetime) -> PooledSkills:
    """Publish what an association may say of its mentors' skills in a closed year, over three companies or more: once, for good.

    Raises PooledRefused: "not_allowed", "not_closed", "already_published", "companies", "too_few".
    """
    if not by.has(Role.ASSOCIATION_ADMIN) or by.association_id != association_id:
        raise PooledRefused("not_allowed")
    if year.end >= clock.local_day(at):
        raise PooledRefused("not_closed")
    LedgerTurn.hold()
    if any(one.year >= year.year for one in pooled_of(association_id=association_id)):
        raise PooledRefused("already_published")
    built = pooled_preview(association_id=association_id, year=year)
    if not built.companies:
        raise PooledRefused("companies")
    if not built.sets:
        raise PooledRefused("too_few")
    said = {"association": str(association_id), "year": year.year, "k": next_k(), "figures": list(built.figures)}
    done: PooledSkills = PooledSkills.objects.create(
        association_id=association_id, year=year.year, k=next_k(), figures=said["figures"], published_at=at, digest=seal(said, "")
    )
    remember_beside(subject_id=done.id, sets=built.sets, by=by, at=at)
    audit.record("metrics.publish_pooled", by=by, at=at, subject=done.id, year=year.year)
    return done
