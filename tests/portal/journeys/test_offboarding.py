"""Leaving: access is cut at once, no pair changes, the association is told once and may keep the mentor as its own volunteer."""

from datetime import date, timedelta

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from portal.accounts import queries as accounts
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.accounts.models import RoleGrant, SignIn
from portal.core import clock
from portal.core.models import AuditEntry, OutboxMessage
from portal.engagement import queries
from portal.engagement.errors import DepartureRefused
from portal.engagement.models import Application, Departure, Volunteer
from portal.journeys import offboarding, workforce
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.engagement import VolunteerFactory, a_candidate_waiting, a_draft, coordinator
from tests.factories.mentorship import an_accepted_pair
from tests.factories.people import EmployeeFactory
from tests.factories.programmes import AssociationFactory

pytestmark = pytest.mark.django_db


def a_volunteer() -> Volunteer:
    user = UserFactory.create()
    employee = EmployeeFactory.create(user=user)
    volunteer: Volunteer = VolunteerFactory.create(user=user, employee=employee)
    return volunteer


def theirs(volunteer: Volunteer) -> QuerySet[Employee]:
    """The company's record of somebody."""
    assert volunteer.employee is not None
    return Employee.objects.filter(pk=volunteer.employee.pk)


def left(volunteer: Volunteer, *, on: date | None = None) -> None:
    theirs(volunteer).update(status=EmployeeStatus.ENDED, end_date=on)


def night() -> dict[str, int]:
    return workforce.pass_day(on=clock.today(), by=SYSTEM, at=clock.now())


def kinds() -> list[str]:
    return sorted(OutboxMessage.objects.exclude(kind__contains="candidate").values_list("kind", flat=True))


def test_whoever_leaves_loses_roles_and_sessions_at_once() -> None:
    volunteer = a_volunteer()
    assert volunteer.user is not None
    grant(volunteer.user, Role.HR, Role.CSR)
    client = sign_in(Client(), volunteer.user)
    assert client.get(reverse("company:hris")).status_code == 200
    left(volunteer)
    assert client.get(reverse("company:hris")).status_code == 403, "before any nightly run"
    assert night()["closed"] == 1
    assert not RoleGrant.objects.filter(user=volunteer.user).exists()
    assert not SignIn.objects.live(clock.now()).filter(user=volunteer.user).exists()
    assert night()["closed"] == 0


def test_the_association_is_told_once_and_nothing_of_the_relationship_changes() -> None:
    volunteer = a_volunteer()
    application = a_candidate_waiting(volunteer)
    coordinator(application.programme.association)
    OutboxMessage.objects.all().delete()
    state = Application.objects.get(pk=application.pk).state
    left(volunteer)
    night()
    night()
    assert kinds().count("engagement.company_account_over") == kinds().count("engagement.you_can_go_on") == 1
    assert Application.objects.get(pk=application.pk).state == state
    assert Departure.objects.get().volunteer == volunteer


def test_a_pair_is_never_broken_by_a_departure() -> None:
    pair = an_accepted_pair()
    volunteer = pair.volunteer
    user = volunteer.user or UserFactory.create()
    employee = EmployeeFactory.create(user=user)
    Volunteer.objects.filter(pk=volunteer.pk).update(user=user, employee=employee)
    before = pair.state
    Employee.objects.filter(pk=employee.pk).update(status=EmployeeStatus.ENDED)
    night()
    pair.refresh_from_db()
    assert pair.state == before


def test_an_association_that_was_handed_nothing_is_told_nothing() -> None:
    volunteer = a_volunteer()
    a_draft(volunteer)
    OutboxMessage.objects.all().delete()
    left(volunteer)
    assert night()["closed"] == 1
    assert not Departure.objects.exists() and not OutboxMessage.objects.exists()


def test_leave_is_no_departure() -> None:
    volunteer = a_volunteer()
    a_candidate_waiting(volunteer)
    theirs(volunteer).update(status=EmployeeStatus.ON_LEAVE)
    assert night()["closed"] == 0 and not Departure.objects.exists()


def test_a_last_day_is_worked_and_the_day_after_is_not() -> None:
    volunteer = a_volunteer()
    theirs(volunteer).update(end_date=clock.today())
    assert night()["closed"] == 0
    theirs(volunteer).update(end_date=clock.today() - timedelta(days=1))
    assert night() == {"started": 0, "ended": 1, "closed": 1, "reopened": 0, "asked": 0}


def test_whoever_comes_back_finds_the_way_as_it_was() -> None:
    volunteer = a_volunteer()
    a_candidate_waiting(volunteer)
    left(volunteer)
    night()
    theirs(volunteer).update(status=EmployeeStatus.ACTIVE, end_date=None)
    assert night()["reopened"] == 1
    assert Departure.objects.get().returned_at is not None
    left(volunteer)
    assert night()["closed"] == 1 and Departure.objects.count() == 2


def test_a_mentor_who_is_kept_has_an_account_of_their_own_and_the_company_is_cut() -> None:
    volunteer = a_volunteer()
    application = a_candidate_waiting(volunteer)
    by = coordinator(application.programme.association)
    left(volunteer)
    night()
    departure = queries.departures_seen_by(actor=by).get()
    kept = offboarding.keep_as_volunteer(departure=departure, by=by, at=clock.now())
    kept.refresh_from_db()
    assert (kept.pk, kept.employee) == (volunteer.pk, None)
    assert kept.user is not None and kept.user != volunteer.user and not accounts.is_company_account(user=kept.user)
    assert kept.user.email == volunteer.personal_email.lower()
    assert Employee.objects.get(user=volunteer.user).pk == volunteer.employee_id, "the company's record stays the company's"
    assert not Volunteer.objects.filter(user=volunteer.user).exists()
    assert not queries.departures_seen_by(actor=by).exists()
    with pytest.raises(DepartureRefused):
        offboarding.keep_as_volunteer(departure=departure, by=by, at=clock.now())


def test_another_association_sees_no_departure_of_somebody_who_is_not_theirs() -> None:
    volunteer = a_volunteer()
    a_candidate_waiting(volunteer)
    left(volunteer)
    night()
    stranger = coordinator(AssociationFactory.create())
    assert not queries.departures_seen_by(actor=stranger).exists()
    assert queries.departure_for(actor=stranger, departure_id=Departure.objects.get().pk) is None


def test_nothing_of_a_departure_names_anybody_in_the_trail() -> None:
    volunteer = a_volunteer()
    a_candidate_waiting(volunteer)
    left(volunteer)
    night()
    told = list(
        AuditEntry.objects.filter(action__in=["people.offboard", "engagement.note_departure"]).values_list("facts", flat=True)
    )
    assert told == [{}, {}]
