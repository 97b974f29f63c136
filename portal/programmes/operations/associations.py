"""Associations, and when somebody of them answers a worry."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit
from portal.programmes import rules
from portal.programmes.enums import ProgrammeStatus
from portal.programmes.errors import NotYours, ProgrammeRefused
from portal.programmes.models import Association, TeamMember


@transaction.atomic
def create_association(*, code: str, name: str, by: Actor, at: datetime, **details: Any) -> Association:
    """Create an association; `details` are further fields of the model. Raises ProgrammeRefused "code_taken"."""
    if Association.objects.filter(code=code).exists():
        raise ProgrammeRefused("code_taken", association=code)
    made = Association.objects.create(code=code, name=name, **details)
    audit.record("programmes.create_association", by=by, at=at, subject=made.id, association=made.id)
    return made


@transaction.atomic
def set_safeguarding(
    *,
    association: Association,
    hours: Mapping[str, Sequence[str]],
    by: Actor,
    at: datetime,
    backup: TeamMember | None = None,
    backup_phone: str = "",
    closures: Iterable[Sequence[str]] = (),
) -> Association:
    """Say when somebody answers a worry, when not (first and last day), and who stands in (product rule 4).

    Raises NotYours on a foreign back-up, ProgrammeRefused "nobody_answers" where that leaves an open programme without.
    """
    if backup is not None and backup.association_id != association.id:
        raise NotYours(member=str(backup.id))
    ready = rules.safeguarding_ready(hours=hours, has_backup=backup is not None or bool(backup_phone))
    if not ready and association.programmes.filter(status=ProgrammeStatus.OPEN).exists():
        raise ProgrammeRefused("nobody_answers", association=str(association.id))
    association.safeguarding_hours = {day: list(span) for day, span in hours.items()}
    association.safeguarding_closures = [list(span) for span in closures]
    association.safeguarding_backup = backup
    association.safeguarding_phone = backup_phone
    fields = ("safeguarding_hours", "safeguarding_closures", "safeguarding_backup", "safeguarding_phone")
    association.save(update_fields=fields)
    audit.record(
        "programmes.set_safeguarding", by=by, at=at, subject=association.id, association=association.id, days=sorted(hours)
    )
    return association


@transaction.atomic
def set_concern_years(*, association: Association, years: int, by: Actor, at: datetime) -> Association:
    """Say how many years a concern that is over is kept; a shorter time holds from the next night on.

    Raises NotYours, ProgrammeRefused "out_of_bounds" (`rules.LEAST_CONCERN_YEARS` to `MOST_CONCERN_YEARS`).
    """
    if by.association_id not in {None, association.id} or by.antenna_ids:
        raise NotYours(association=str(association.id))
    if not rules.LEAST_CONCERN_YEARS <= years <= rules.MOST_CONCERN_YEARS:
        raise ProgrammeRefused("out_of_bounds", least=rules.LEAST_CONCERN_YEARS, most=rules.MOST_CONCERN_YEARS)
    before, association.concern_years = association.concern_years, years
    association.save(update_fields=("concern_years",))
    audit.record(
        "programmes.set_concern_years", by=by, at=at, subject=association.id, association=association.id, before=before, years=years
    )
    return association
