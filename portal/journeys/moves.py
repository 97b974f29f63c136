"""Working at another site: the mentor is asked whether the pair can still meet (hris.md). The association learns what they say."""

from datetime import date, datetime

from django.db import transaction

from portal.core.actors import Acting
from portal.engagement import queries as volunteers
from portal.mentorship import operations as mentorship
from portal.people import operations, queries
from portal.people.models import Employee


def ask_movers(*, on: date, by: Acting, at: datetime) -> int:
    """Ask everyone whom a list put at another site, each once, in a transaction of their own. Returns how many pairs were asked."""
    return sum(_ask(employee, by, at) for employee in queries.movers(on=on))


@transaction.atomic
def _ask(employee: Employee, by: Acting, at: datetime) -> int:
    volunteer = volunteers.volunteer_of(user_id=employee.user_id) if employee.user_id else None
    asked = mentorship.ask_if_reachable(volunteer_id=volunteer.pk, by=by, at=at) if volunteer else 0
    operations.note_move_seen_to(employee=employee, by=by, at=at)
    return asked
