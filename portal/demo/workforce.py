"""The staff list comes in, as the command would bring it, on the first day."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from integrations.hris import registry
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.errors import Refusal
from portal.journeys.workforce import apply_sync
from portal.mentorship.enums import PairState
from portal.mentorship.models import Pair
from portal.people import operations as people
from portal.people.enums import EmployeeStatus, RunState
from portal.people.models import Employee

from .stage import Stage
from .workforce_file import COMPANY_NAME

SOURCE = "demo"
HOURS_A_YEAR = 24


class WorkforceHeld(Refusal):
    """The staff list was held by a brake: "run_held"."""

    code = "run_held"


def bring_in(stage: Stage, *, limit: int | None = None) -> list[Employee]:
    """Set the company up, apply the list, and return who may live through the demo, by external id (the first `limit`)."""
    at = stage.opening
    people.set_up_company(name=COMPANY_NAME, by=SYSTEM, at=at)
    run = apply_sync(snapshot=registry.source(SOURCE).snapshot(as_of=stage.start), by=SYSTEM, at=at)
    if run.state != RunState.APPLIED:
        raise WorkforceHeld(state=run.state)
    everyone = Employee.objects.select_related("site", "legal_entity", "department").order_by("external_id")
    return list(everyone[:limit] if limit else everyone)


def give_time(stage: Stage) -> None:
    """Let the company give everybody some hours a year on working time."""
    people.set_allowance(
        legal_entity=None, staff_category="", from_year=stage.start.year, hours=HOURS_A_YEAR, by=SYSTEM, at=stage.opening
    )


def note_a_long_leave(stage: Stage, at: datetime) -> None:
    """A mentor begins a long leave: the list says so to the company, and nobody else hears of it (product.md, rule 11)."""
    rows = Pair.objects.filter(state=PairState.ACTIVE, volunteer__employee__status=EmployeeStatus.ACTIVE)
    pair = rows.filter(volunteer__employee__end_date=None).select_related("volunteer__employee").order_by("proposed_at").first()
    if pair is None or pair.volunteer.employee is None:
        return
    whole = registry.source(SOURCE).snapshot(as_of=clock.local_day(at))
    named = pair.volunteer.employee.external_id
    away = [
        (1, replace(row[1], status=EmployeeStatus.ON_LEAVE))
        for row in whole.rows
        if isinstance(row, tuple) and row[1].external_id == named
    ]
    digest = sha256(f"{whole.file_sha256}:{at.isoformat()}".encode()).hexdigest()
    delta = replace(
        whole, file_name="absences.csv", file_sha256=digest, file_at=at, rows=away, partial=True, since=at - timedelta(days=1)
    )
    apply_sync(snapshot=delta, by=SYSTEM, at=at)
    stage.count("long_leaves")
