"""The association that everything happens in, its team and its programmes; people who come to it; the days it is counted from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core import clock
from portal.engagement import operations
from portal.engagement.enums import TrainingMode
from portal.engagement.models import Application, TrainingModule, TrainingSession, Volunteer
from portal.programmes.enums import LegalScope, Mode
from portal.programmes.models import Association, Intake, Programme, TeamMember
from tests.factories import engagement as apply
from tests.factories.accounts import UserFactory
from tests.factories.mentorship import staff
from tests.factories.people import EmployeeFactory
from tests.factories.programmes import AssociationFactory, TeamMemberFactory

NOW = clock.now()
TODAY = clock.local_day(NOW)
ALWAYS = {day: ["00:00", "23:59"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
TEAM = {
    Role.ASSOCIATION_ADMIN: "Nadia Bensaïd",
    Role.COORDINATOR: "Claire Moreau",
    Role.REFERENT: "Yann Le Goff",
    Role.SAFEGUARDING: "Sophie Garnier",
}


def ago(days: float) -> datetime:
    """Return the instant so many days ago."""
    return NOW - timedelta(days=days)


@dataclass(frozen=True)
class Home:
    """An association with everything it needs to welcome people."""

    association: Association
    team: dict[str, TeamMember]
    adults: Programme
    minors: Programme
    protected: Programme
    trained: TrainingSession

    def user(self, role: Role) -> User:
        """Return who holds a role."""
        return self.team[role].user

    def by(self, role: Role = Role.COORDINATOR) -> Actor:
        """Return who holds a role, as who acts."""
        return staff(self.team[role])


def a_team(association: Association) -> dict[str, TeamMember]:
    """Return one person for each role of an association, each with an account of their own."""
    return {
        role: TeamMemberFactory.create(
            association=association, role=role, display_name=name, user=UserFactory.create(local=True, display_name=name)
        )
        for role, name in TEAM.items()
    }


def a_home() -> Home:
    """Found the association more than a year ago, with three programmes and a training that was given."""
    association = AssociationFactory.create(code="passerelles", name="Les Passerelles", safeguarding_hours=ALWAYS)
    team = a_team(association)
    adults = a_programme(association, code="stage", title="Premier stage", summary="Trouver son premier stage, à deux.")
    minors = a_programme(association, "with_minors", code="college", title="Mon avenir au collège")
    protected = a_programme(
        association,
        "with_minors",
        code="protection",
        title="À tes côtés",
        legal_scope=LegalScope.CHILD_PROTECTION,
        mode=Mode.REMOTE,
    )
    by, module = staff(team[Role.COORDINATOR]), TrainingModule.objects.get(association=association)
    trained = operations.plan_session(module=module, starts_at=ago(60), mode=TrainingMode.REMOTE, by=by, at=ago(90))
    return Home(association, team, adults, minors, protected, trained)


def a_programme(association: Association, *traits: str, **fields: Any) -> Programme:
    """Return a programme open for more than a year, with places for many."""
    programme = apply.a_programme(*traits, at=ago(400), association=association, **fields)
    days = {"opens_on": clock.local_day(ago(400)), "closes_on": clock.local_day(ago(-200)), "starts_on": clock.local_day(ago(-230))}
    Intake.objects.filter(programme=programme).update(places_funded=60, staff_capacity=60, places_offered=60, **days)
    return programme


def somebody(name: str) -> Volunteer:
    """Return an employee of the company who wants to help."""
    given, _, family = name.partition(" ")
    user = UserFactory.create(display_name=name)
    employee = EmployeeFactory.create(user=user, given_name=given, family_name=family)
    return apply.VolunteerFactory.create(user=user, employee=employee, given_name=given, family_name=family)


def account(volunteer: Volunteer) -> User:
    """Return the account of a volunteer."""
    assert volunteer.user is not None
    return volunteer.user


def prepared(home: Home, name: str, programme: Programme, at: datetime) -> Application:
    """Return the application of somebody who met every condition within six weeks of `at`: accepted, trained, cleared."""
    application = apply.a_candidate_accepted(somebody(name), programme, at=at)
    by, later = home.by(), at + timedelta(days=30)
    operations.record_attendance(session=home.trained, volunteer_ids=[application.volunteer_id], by=by, at=later)
    apply.meet_gates(application, later)
    operations.clear(application=application, by=by, at=at + timedelta(days=40))
    return application
