"""An employee signs in through the demo's own provider: the same ACS, really signed answers."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from integrations.sso.models import IdentityProvider
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.demo.idp import messages
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee
from tests.factories.accounts import grant
from tests.factories.people import EmployeeFactory, LegalEntityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.journeys.demo_urls")]
SIGN_INS = "/fr/account/sign-ins/"


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def provider(tmp_path: Path) -> IdentityProvider:
    """Registered from its metadata file by the command, as a company's own would be."""
    LegalEntityFactory.create(code="FR01")
    file = tmp_path / "metadata.xml"
    file.write_bytes(messages.metadata())
    roles = [f"--role={role}={role}" for role in (Role.CSR, Role.HR)]
    call_command("sso", "register", "--slug=orvane", "--entity=FR01", f"--metadata={file}", "--role-attribute=roles", *roles)
    return IdentityProvider.objects.get()


def field(page: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found is not None
    return found[1]


def sign_in(client: Client, number: str, target: str = SIGN_INS) -> Any:
    """Follow the links and forms of the pages, as a browser does."""
    to_provider = client.get("/sso/orvane/login/", {"next": target})["Location"]
    choice = client.get(to_provider.removeprefix("http://127.0.0.1:8000"))
    message = field(choice, "SAMLRequest")
    answer = client.post("/demo/idp/sign-in/", {"SAMLRequest": message, "employee_number": number})
    return client.post("/sso/orvane/acs/", {"SAMLResponse": field(answer, "SAMLResponse")})


def test_an_employee_comes_in(provider: IdentityProvider, client: Client) -> None:
    employee = EmployeeFactory.create(employee_number="204", given_name="Nora", family_name="Exemple")
    door = client.get("/fr/account/sign-in/", {"next": SIGN_INS}).content.decode()
    assert f'href="/sso/orvane/login/?next={SIGN_INS.replace("/", "%2F")}"' in door
    assert sign_in(client, "204")["Location"] == SIGN_INS
    page = client.get(SIGN_INS).content.decode()
    assert "Nora Exemple" in page and "Compte de l’entreprise" in page
    employee.refresh_from_db()
    assert employee.user_id == User.objects.get().id
    provider.refresh_from_db()
    assert provider.last_sign_in_at is not None


def test_somebody_the_hris_does_not_know(provider: IdentityProvider, client: Client) -> None:
    EmployeeFactory.create(employee_number="204", work_email="nora@example.org")
    page = sign_in(client, "nora@example.org")
    assert page.status_code == 403
    assert "Nous ne vous trouvons pas encore" in page.content.decode()
    assert "_auth_user_id" not in client.session
    assert not User.objects.exists()


@pytest.mark.parametrize("situation", ["left_last_month", "joins_next_month"])
def test_somebody_not_employed_today(situation: str, provider: IdentityProvider, client: Client) -> None:
    EmployeeFactory.create(employee_number="7", **{situation: True})
    page = sign_in(client, "7")
    assert (page.status_code, "Votre accès n’est pas ouvert" in page.content.decode()) == (403, True)


def test_somebody_on_leave_comes_in(provider: IdentityProvider, client: Client) -> None:
    EmployeeFactory.create(employee_number="7", on_leave=True)
    assert sign_in(client, "7").status_code == 302


def test_a_leaver_is_out_at_the_next_request(provider: IdentityProvider, client: Client) -> None:
    """Whatever company role remains."""
    EmployeeFactory.create(employee_number="204")
    sign_in(client, "204")
    grant(User.objects.get(), Role.CSR)
    assert client.get(SIGN_INS).status_code == 200
    Employee.objects.update(status=EmployeeStatus.ENDED)
    page = client.get(SIGN_INS)
    assert (page.status_code, "Votre accès a pris fin" in page.content.decode()) == (403, True)
    assert "_auth_user_id" not in client.session
    Employee.objects.update(status=EmployeeStatus.ACTIVE)
    assert client.get(SIGN_INS).status_code == 302  # the session is gone for good


def test_the_picker_names_people_and_what_they_see(provider: IdentityProvider, client: Client) -> None:
    EmployeeFactory.create(employee_number="1", given_name="Ana")
    csr = EmployeeFactory.create(employee_number="2", given_name="Luc")
    sign_in(client, "2")
    grant(User.objects.get(employee=csr), Role.CSR)
    to_provider = client.get("/sso/orvane/login/")["Location"]
    page = client.get(to_provider.removeprefix("http://127.0.0.1:8000")).content.decode()
    assert "Ana" in page and "Luc" in page and "jamais une personne" in page


def test_roles_of_the_world_come_with_the_answer(provider: IdentityProvider, client: Client) -> None:
    EmployeeFactory.create(employee_number="2")
    sign_in(client, "2")
    user = grant(User.objects.get(), Role.HR)
    sign_in(client, "2")
    assert list(user.role_grants.values_list("role", flat=True)) == ["hr"]


def test_the_provider_signs_nothing_it_was_not_asked(provider: IdentityProvider, client: Client) -> None:
    for message in ("", "%%%", "PHgvPg=="):
        assert client.get("/demo/idp/sign-in/", {"SAMLRequest": message}).status_code == 400


def test_never_in_production(provider: IdentityProvider, client: Client, settings: Settings) -> None:
    settings.IN_PRODUCTION = True
    assert client.get("/sso/orvane/login/", follow=True).status_code == 404
    from integrations.sso.checks import no_developers_provider_in_production

    assert [error.id for error in no_developers_provider_in_production(databases=["default"])] == ["sso.E001"]


def test_its_metadata_says_who_it_is(provider: IdentityProvider, client: Client) -> None:
    assert client.get("/demo/idp/metadata/").content == messages.metadata()
    assert provider.entity_id == "http://127.0.0.1:8000/demo/idp/metadata/"
