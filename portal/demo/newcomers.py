"""Who has just offered their help when somebody opens the demo: nobody has answered them yet."""

from datetime import datetime

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.accounts.models import RoleGrant
from portal.engagement.enums import SharedField
from portal.engagement.models import Volunteer
from portal.journeys.applying import Handed, apply_to
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee

from .names import plain
from .stage import Desk, Stage

NEWCOMERS = 3


def welcome_newcomers(stage: Stage, desk: Desk, at: datetime) -> None:
    """People who had only looked so far offer their help; nobody has answered them yet."""
    mine = [one for one in stage.programmes.values() if one.association_id == desk.association.id]
    programme = min(mine, key=lambda one: one.code)
    looked = Employee.objects.filter(status=EmployeeStatus.ACTIVE, end_date=None, user__isnull=False)
    looked = looked.exclude(user__in=RoleGrant.objects.values("user")).exclude(user__in=Volunteer.objects.values("user"))
    for employee in looked.exclude(user__volunteer_profile=None).order_by("external_id")[:NEWCOMERS]:
        mailbox = f"{plain(employee.given_name)}.{plain(employee.family_name)}.{employee.employee_number}@perso.example.org"
        by = Actor(employee.user_id, frozenset({str(Role.EMPLOYEE)}))
        handed = Handed(tuple(SharedField.values), mailbox, "06 00 00 00 00", contact_previous_associations=True)
        apply_to(programme=programme, handed=handed, by=by, at=at)
        stage.count("newcomers")
