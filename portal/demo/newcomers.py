"""Who has just offered their help when somebody opens the demo: most wait for an answer, one is on a waiting list."""

from datetime import datetime, timedelta

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.accounts.models import RoleGrant
from portal.engagement import operations as engagement
from portal.engagement.enums import ApplicationState, SharedField
from portal.engagement.models import Application, Volunteer
from portal.journeys.applying import Handed, apply_to
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee
from portal.programmes import operations as programmes

from .names import plain
from .stage import Desk, Stage

NEWCOMERS = 3
DAYS_AGO = 4


def welcome_newcomers(stage: Stage, desk: Desk, at: datetime) -> None:
    """People who had only looked so far offer their help; nobody has answered them yet."""
    programme = stage.programmes_of(desk)[0]
    looked = Employee.objects.filter(status=EmployeeStatus.ACTIVE, end_date=None, user__isnull=False)
    looked = looked.exclude(user__in=RoleGrant.objects.values("user")).exclude(user__in=Volunteer.objects.values("user"))
    for employee in looked.exclude(user__volunteer_profile=None).order_by("external_id")[:NEWCOMERS]:
        mailbox = f"{plain(employee.given_name)}.{plain(employee.family_name)}.{employee.employee_number}@perso.example.org"
        by = Actor(employee.user_id, frozenset({str(Role.EMPLOYEE)}))
        handed = Handed(tuple(SharedField.values), mailbox, "06 00 00 00 00", contact_previous_associations=True)
        apply_to(programme=programme, handed=handed, by=by, at=at)
        stage.count("newcomers")


def ask_for_patience(stage: Stage, desk: Desk, at: datetime) -> None:
    """The programme has no place left for now: the last of the newcomers is put on its waiting list."""
    rows = Application.objects.within_reach(desk.association.id).filter(state=ApplicationState.SUBMITTED)
    fresh = rows.filter(submitted_at__gte=at - timedelta(days=DAYS_AGO)).exclude(volunteer__employee=None)
    rows = fresh.select_related("volunteer", "programme", "intake")
    last = rows.order_by("-submitted_at", "-volunteer__employee__external_id").first()
    if last is not None:
        _fill(last, desk, at)
        engagement.put_on_waiting_list(application=last, by=desk.coordinator, at=at)
        stage.count("waiting")


def _fill(application: Application, desk: Desk, at: datetime) -> None:
    """Offer no more places than are taken, where the intake has some that are."""
    intake = application.intake
    if intake is not None and intake.places_taken:
        offers = {
            "places_funded": intake.places_funded,
            "staff_capacity": intake.places_taken,
            "places_offered": intake.places_taken,
        }
        programmes.change_places(intake=intake, **offers, by=desk.coordinator, at=at)
