"""Leaving the company: access is cut at once, the relationship is staged (product.md, rule 11). No pair changes here.

Whoever comes back finds the way as it was. Whoever stays with the association does so on an account of their own: the company's
record and account no longer lead to the volunteer.
"""

from datetime import date, datetime

from django.db import transaction

from portal.accounts import operations as accounts
from portal.accounts.actors import Actor
from portal.accounts.enums import GrantSource
from portal.core.actors import Acting
from portal.engagement import operations as engagement
from portal.engagement import queries as volunteers
from portal.engagement.models import Departure, Volunteer
from portal.people import operations, queries
from portal.people.models import Employee
from portal.routing import operations as routing


def offboard_leavers(*, on: date, by: Acting, at: datetime) -> dict[str, int]:
    """Deal with everyone with an account who is no longer employed, and with those who came back, each once.

    Returns {"closed", "reopened"}. Each person is a transaction of their own: a crash leaves the others to the next run.
    """
    gone, back = queries.to_offboard(on=on), queries.to_welcome_back(on=on)
    for employee in gone:
        offboard_employee(employee=employee, by=by, at=at)
    for employee in back:
        welcome_back(employee=employee, by=by, at=at)
    return {"closed": len(gone), "reopened": len(back)}


@transaction.atomic
def offboard_employee(*, employee: Employee, by: Acting, at: datetime) -> None:
    """Take company roles and sessions from somebody who left, pass on what was proposed to them, and tell the associations that
    count on them.
    """
    user = employee.user
    if user is not None:
        for source in GrantSource:
            accounts.set_company_roles(user=user, roles=(), source=source, by=by, at=at)
        accounts.end_sessions(user_id=user.id, by=by, at=at)
        routing.step_aside(user_id=user.id, by=by, at=at)
        volunteer = volunteers.volunteer_of(user_id=user.id)
        if volunteer is not None:
            engagement.note_departure(volunteer=volunteer, by=by, at=at)
    operations.note_offboarded(employee=employee, by=by, at=at)


@transaction.atomic
def welcome_back(*, employee: Employee, by: Acting, at: datetime) -> None:
    """Close what was opened when somebody left who is employed again; roles come back with the next sign-in or file."""
    volunteer = volunteers.volunteer_of(user_id=employee.user.id) if employee.user else None
    if volunteer is not None:
        engagement.note_return(volunteer=volunteer, by=by, at=at)
    operations.note_welcomed_back(employee=employee, by=by, at=at)


@transaction.atomic
def keep_as_volunteer(*, departure: Departure, by: Actor, at: datetime) -> Volunteer:
    """Invite a leaver, at their personal address, to a local account of the association on the same volunteer.

    Raises EmailInUse when the address already opens an account, DepartureRefused "not_open".
    """
    volunteer = departure.volunteer
    name = f"{volunteer.given_name} {volunteer.family_name}".strip()
    invitation = accounts.invite_local_account(email=volunteer.personal_email, display_name=name, by=by, at=at)
    return engagement.keep_volunteer(departure=departure, user=invitation.user, by=by, at=at)
