"""Programmes: written, opened, closed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit
from portal.programmes import rules
from portal.programmes.enums import Cause, Label, Language, ProgrammeStatus, Skill, Slot
from portal.programmes.errors import OpeningRefused, ProgrammeRefused
from portal.programmes.models import Association, Programme, QualityStep

from .version import bump

CODE_LISTS = {"slots": Slot, "causes": Cause, "skills": Skill, "languages": Language, "labels": Label}


@transaction.atomic
def create_programme(
    *, association: Association, code: str, steps: Mapping[int, str], by: Actor, at: datetime, **fields: Any
) -> Programme:
    """Write a programme, in preparation, with the texts of its quality sheet by step (1 to 6); `fields` are those of the model.

    Raises ProgrammeRefused "code_taken", or "unknown_code" when a list holds a code that is in no list.
    """
    if Programme.objects.filter(code=code).exists():
        raise ProgrammeRefused("code_taken", programme=code)
    for name, known in CODE_LISTS.items():
        if unknown := rules.unknown_codes(fields.get(name, ()), known.values):
            raise ProgrammeRefused("unknown_code", field=name, codes=unknown)
    made = Programme.objects.create(association=association, code=code, **fields)
    write_steps(made, steps)
    bump()
    audit.record("programmes.create_programme", by=by, at=at, subject=made.id, association=association.id)
    return made


@transaction.atomic
def open_programme(*, programme: Programme, by: Actor, at: datetime) -> Programme:
    """Show a programme to employees. Raises OpeningRefused "safeguarding_not_ready" (product rule 4), "association_leaving"."""
    if programme.association.leaving_since:
        raise OpeningRefused("association_leaving", programme=str(programme.id))
    require_safeguarding(programme)
    return _set_status(programme, ProgrammeStatus.OPEN, by, at)


@transaction.atomic
def close_programme(*, programme: Programme, by: Actor, at: datetime) -> Programme:
    """Show a programme to new people no more; its pairs go on."""
    return _set_status(programme, ProgrammeStatus.CLOSED, by, at)


@transaction.atomic
def set_need(*, programme: Programme, need: int, by: Actor, at: datetime) -> Programme:
    """Say how much a programme needs mentors, 0 to 100. Raises ProgrammeRefused "out_of_bounds" outside."""
    if not 0 <= need <= 100:
        raise ProgrammeRefused("out_of_bounds", need=need)
    programme.need = need
    programme.save(update_fields=("need",))
    bump()
    audit.record("programmes.set_need", by=by, at=at, subject=programme.id, association=programme.association_id, need=need)
    return programme


def require_safeguarding(programme: Programme) -> None:
    """Raise OpeningRefused unless somebody answers a worry about this programme, whatever the age of whom it accompanies."""
    if not programme.association.safeguarding_ready:
        raise OpeningRefused("safeguarding_not_ready", programme=str(programme.id))


def write_steps(programme: Programme, steps: Mapping[int, str]) -> None:
    """Make the quality sheet exactly these texts."""
    programme.quality_steps.all().delete()
    QualityStep.objects.bulk_create(QualityStep(programme=programme, step=step, text=text) for step, text in sorted(steps.items()))


def _set_status(programme: Programme, status: ProgrammeStatus, by: Actor, at: datetime) -> Programme:
    programme.status = status
    programme.save(update_fields=("status",))
    bump()
    audit.record(f"programmes.set_{status}", by=by, at=at, subject=programme.id, association=programme.association_id)
    return programme
