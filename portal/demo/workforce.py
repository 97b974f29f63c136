"""The staff list comes in, as the command would bring it, on the first day."""

from integrations.hris import registry
from portal.accounts.actors import SYSTEM
from portal.core.errors import Refusal
from portal.journeys.workforce import apply_sync
from portal.people import operations as people
from portal.people.enums import RunState
from portal.people.models import Employee

from .stage import Stage
from .workforce_file import COMPANY_NAME

SOURCE = "demo"


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
