"""The catalogue as a file, in API Engagement’s field names."""

from datetime import date
from typing import Any

from django.utils import translation

from portal.programmes.enums import Skill, Slot
from portal.programmes.models import Intake, Programme
from portal.programmes.rules import exchange


def catalogue_rows(*, on: date) -> list[dict[str, Any]]:
    """Return every programme as a flat row of a catalogue file (`rules.files.write`), with its next intake open on this day."""
    upcoming = Intake.objects.filter(closes_on__gte=on).order_by("-starts_on", "-id")
    next_intake = {intake.programme_id: intake for intake in upcoming}
    listed = Programme.objects.select_related("association").prefetch_related("quality_steps").order_by("association__code", "code")
    return [_file_row(one, next_intake.get(one.id)) for one in listed]


def _file_row(programme: Programme, intake: Intake | None) -> dict[str, Any]:
    """Return a programme as a flat row in API Engagement's field names."""
    flat = {field.name: getattr(programme, field.key) for field in exchange.PROGRAMME}
    flat["remote"] = next(name for name, mode in exchange.REMOTE.items() if mode == programme.mode)
    flat |= {field.name: getattr(programme.association, field.key) for field in exchange.ASSOCIATION}
    flat |= {f"binome.step{step.step}": step.text for step in programme.quality_steps.all()}
    if intake:
        values = {field.name: getattr(intake, field.key) for field in exchange.INTAKE}
        flat |= {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    with translation.override("fr"):
        flat["softSkills"] = [str(Skill(code).label) for code in programme.skills]
        flat["schedule"] = ", ".join(str(Slot(code).label) for code in programme.slots)
    return flat | {"openToMinors": "no", "activity": exchange.ACTIVITY}
