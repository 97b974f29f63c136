"""The quality sheet of a programme: how it does each step, and what it aims at."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit
from portal.programmes.enums import QualityStepNumber
from portal.programmes.errors import ProgrammeRefused
from portal.programmes.models import Programme, QualityTarget
from portal.programmes.rules.quality import INDICATORS, target_objection

from .programmes import write_steps
from .version import bump

WRITERS = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.SYSTEM)
LONGEST_STEP = 600


@transaction.atomic
def write_sheet(
    *, programme: Programme, steps: Mapping[int, str], targets: Mapping[str, int], by: Actor, at: datetime, recipe: str = ""
) -> Programme:
    """Make the quality sheet of a programme exactly these texts (all six steps) and targets; a target that is the usual one is not
    kept. `recipe` is the one it began from, for the trail.

    Raises ProgrammeRefused "not_yours", "six_steps" (one is missing, empty or longer than 600 signs), "unknown_indicator" or
    "out_of_bounds" (indicator).
    """
    ours = by.association_id == programme.association_id and (not by.antenna_ids or programme.antenna_id in by.antenna_ids)
    if not (by.has(*WRITERS) and (ours or by.has(Role.SYSTEM))):
        raise ProgrammeRefused("not_yours")
    written = {step: text.strip() for step, text in steps.items()}
    if written.keys() != set(QualityStepNumber.values) or not all(0 < len(text) <= LONGEST_STEP for text in written.values()):
        raise ProgrammeRefused("six_steps")
    for code, value in targets.items():
        if found := target_objection(code, value):
            raise ProgrammeRefused(found, indicator=code)
    write_steps(programme, written)
    QualityTarget.objects.filter(programme=programme).delete()
    own = [QualityTarget(programme=programme, indicator=code, value=value) for code, value in sorted(targets.items())]
    QualityTarget.objects.bulk_create(row for row in own if row.value != INDICATORS[row.indicator].target)
    bump()
    audit.record("programmes.write_sheet", by=by, at=at, subject=programme.id, association=programme.association_id, recipe=recipe)
    return programme
