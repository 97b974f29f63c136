"""Signing in an employee: what the provider and the file say counts anew each time, and who is gone is gone at once."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.http import HttpRequest
from django.test import Client, RequestFactory

from portal.accounts import operations as accounts
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Door, GrantSource, Role
from portal.accounts.models import SignIn, User
from portal.accounts.queries import company_roles, standing
from portal.core import clock
from portal.journeys import workforce
from portal.journeys.sign_in import SignInRefused, VerifiedIdentity, sign_in_employee
from portal.people.models import Employee
from portal.people.ports import Pushed
from portal.people.rules.record import EmployeeRecord
from portal.programmes.errors import TeamRefused
from portal.programmes.operations import add_team_member
from portal.ui import sessions
from tests.factories.people import EmployeeFactory
from tests.factories.programmes import AssociationFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PAGE = "/fr/account/sign-ins/"


@pytest.fixture
def nora() -> Employee:
    employee: Employee = EmployeeFactory.create(given_name="Nora", family_name="Exemple", work_email="nora@example.org")
    return employee


def identity(employee: Employee, ends: datetime | None = None, **said: str) -> VerifiedIdentity:
    return VerifiedIdentity("acme", "n1", "s1", employee.employee_number, {}, ends, **said)


def comes(employee: Employee, roles: Iterable[Role] = (), at: datetime = AT, ends: datetime | None = None, **said: str) -> SignIn:
    return sign_in_employee(identity=identity(employee, ends, **said), entity_codes=["FR01"], roles=roles, by=SYSTEM, at=at)


def browser(sign_in: SignIn) -> Client:
    """The browser in which a sign-in has just opened a session."""
    client = Client()
    client.get("/fr/account/sign-in/")
    request: HttpRequest = RequestFactory().get("/")
    request.session = client.session
    sessions.open_session(request, sign_in, at=clock.now())
    request.session.save()
    client.cookies["sessionid"] = str(request.session.session_key)
    return client


def roles_of(user: User) -> set[str]:
    return set(company_roles(user=user))


def test_a_role_comes_with_its_attribute_and_goes_with_it(nora: Employee) -> None:
    user = comes(nora, [Role.CSR, Role.EDITOR]).user
    assert roles_of(user) == {Role.CSR, Role.EDITOR}
    comes(nora, [Role.EDITOR])
    assert roles_of(user) == {Role.EDITOR}
    comes(nora)
    assert roles_of(user) == set()


def test_a_role_given_by_hand_stays(nora: Employee) -> None:
    user = comes(nora, [Role.CSR]).user
    accounts.set_company_roles(user=user, roles=[Role.DPO], source=GrantSource.COMMAND, by=SYSTEM, at=AT)
    comes(nora)
    assert roles_of(user) == {Role.DPO}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SAFEGUARDING, Role.SYSTEM, Role.API_CLIENT])
def test_no_provider_gives_a_role_that_is_not_the_company_s(role: Role, nora: Employee) -> None:
    assert roles_of(comes(nora, [role]).user) == set()


def test_a_role_gone_is_gone_from_the_live_session_too(nora: Employee) -> None:
    client = browser(comes(nora, [Role.CSR], at=clock.now()))
    assert client.get("/fr/company/campaigns/").status_code == 200
    comes(nora, at=clock.now())  # in another browser, after the group went
    assert client.get("/fr/company/campaigns/").status_code == 403


def test_the_name_follows_the_file_then_the_provider(nora: Employee) -> None:
    assert comes(nora, display_name="N. E.").user.display_name == "Nora Exemple"
    Employee.objects.update(family_name="Autre")
    assert comes(nora).user.display_name == "Nora Autre"
    Employee.objects.update(given_name="", family_name="", preferred_name="")
    assert comes(nora, display_name="Nora du fournisseur").user.display_name == "Nora du fournisseur"


def test_a_company_account_has_no_e_mail_and_no_row_of_allauth(nora: Employee) -> None:
    user = comes(nora).user
    assert (user.email, user.has_usable_password(), EmailAddress.objects.count()) == ("", False, 0)


def test_the_account_of_an_association_with_the_same_address_is_another(nora: Employee) -> None:
    """One human, two users: nothing is ever found by e-mail."""
    theirs = TeamMemberFactory.create(
        user=accounts.create_local_account(email=nora.work_email, display_name="Nora", password=None, by=SYSTEM, at=AT)
    ).user
    user = comes(nora, [Role.CSR]).user
    assert user.pk != theirs.pk and User.objects.count() == 2
    assert roles_of(theirs) == set()
    with pytest.raises(TeamRefused, match="company_account"):
        add_team_member(user=user, association=AssociationFactory.create(), role=Role.COORDINATOR, by=SYSTEM, at=AT)
    assert comes(nora).user.pk == user.pk


@pytest.mark.parametrize(("minutes", "over"), [(29, False), (30, True), (31, True)])
def test_the_session_ends_when_the_provider_said(minutes: int, over: bool, nora: Employee) -> None:
    """SessionNotOnOrAfter: on that instant it is over."""
    row = comes(nora, ends=AT + timedelta(minutes=30))
    accounts.open_session(sign_in=row, device="", by=SYSTEM, at=AT)
    found = standing(sign_in_id=str(row.id), user_id=row.user_id, at=AT + timedelta(minutes=minutes))
    assert found is not None and found.over is over


@pytest.mark.parametrize(("hours", "over"), [(11.9, False), (12, True)])
def test_without_a_word_of_it_after_twelve_hours(hours: float, over: bool, nora: Employee) -> None:
    row = comes(nora)
    accounts.open_session(sign_in=row, device="", by=SYSTEM, at=AT)
    found = standing(sign_in_id=str(row.id), user_id=row.user_id, at=AT + timedelta(hours=hours))
    assert found is not None and found.over is over


def pushed(employee: Employee, *, active: bool) -> Pushed:
    record = EmployeeRecord(employee.source, employee.external_id, employee_number=employee.employee_number)
    return Pushed(record=record, active=active, employee_id=employee.id, known_as="")


def test_cut_by_the_provider_with_a_session_open(nora: Employee) -> None:
    """Out at the next request, the API as well; and that session stays over when the access comes back."""
    client = browser(comes(nora, at=clock.now()))
    assert client.get("/api/v1/me/").status_code == 200
    workforce.push(pushed=pushed(nora, active=False), by=SYSTEM, at=clock.now())
    untouched = browser_like(client)
    assert client.get("/api/v1/me/").status_code == 401
    assert client.get(PAGE).status_code == 302
    workforce.push(pushed=pushed(nora, active=True), by=SYSTEM, at=clock.now())
    assert untouched.get(PAGE).status_code == 302
    assert SignIn.objects.get().ended_at is not None


def browser_like(client: Client) -> Client:
    """Another tab of the same browser."""
    twin = Client()
    twin.cookies["sessionid"] = client.cookies["sessionid"].value
    return twin


def test_withdrawn_by_the_provider_with_a_session_open(nora: Employee) -> None:
    client = browser(comes(nora, at=clock.now()))
    workforce.withdraw(employee_id=nora.id, by=SYSTEM, at=clock.now())
    assert client.get("/api/v1/me/").status_code == 401
    with pytest.raises(SignInRefused, match="not_employed"):
        comes(nora)


def test_the_day_after_the_contract_roles_and_sessions_are_over(nora: Employee) -> None:
    client = browser(comes(nora, [Role.CSR], at=clock.now()))
    Employee.objects.update(end_date=clock.today() - timedelta(days=1))
    assert client.get("/api/v1/me/").status_code == 401  # before any round
    workforce.pass_day(on=clock.today(), by=SYSTEM, at=clock.now())
    assert roles_of(User.objects.get()) == set()
    assert SignIn.objects.get().ended_at is not None


def test_others_keep_their_sessions(nora: Employee) -> None:
    other = EmployeeFactory.create()
    client = browser(comes(other, at=clock.now()))
    workforce.withdraw(employee_id=nora.id, by=SYSTEM, at=clock.now())
    assert client.get(PAGE).status_code == 200


def test_a_closed_account_is_refused_whatever_the_provider_says(nora: Employee) -> None:
    user = comes(nora).user
    accounts.close_account(user=user, by=SYSTEM, at=AT)
    with pytest.raises(SignInRefused, match="account_closed"):
        comes(nora)
    assert SignIn.objects.filter(door=Door.COMPANY).count() == 1
