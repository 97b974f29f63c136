"""The portal against an identity provider that is not ours: its own metadata, its own answers, its own logouts."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from integrations.sso import certificates
from integrations.sso.models import IdentityProvider
from portal.accounts.models import User
from portal.core.models import AuditEntry
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee
from tests.factories.people import EmployeeFactory, LegalEntityFactory
from tests.integrations.sso import saml_forge as forge

from . import NUMBER, PERSON, Independent, as_registered, called, fetched, field, running, sealing

pytestmark = [pytest.mark.live, pytest.mark.django_db]
HOME = "/fr/me/"


@pytest.fixture(scope="module")
def process() -> Iterator[Independent]:
    with running() as found:
        yield found


@pytest.fixture
def provider(process: Independent) -> Independent:
    process.say(**as_registered())
    return process


@pytest.fixture
def acme(provider: Independent, tmp_path: Path) -> IdentityProvider:
    """Registered as a stranger would: the file it gives, one command."""
    LegalEntityFactory.create(code="FR01")
    file = tmp_path / "metadata.xml"
    file.write_bytes(provider.metadata())
    call_command(
        "sso", "register", "--slug=acme", "--entity=FR01", f"--metadata={file}", "--role-attribute=groups", "--role=rse=csr"
    )
    return IdentityProvider.objects.get()


@pytest.fixture
def employee(acme: IdentityProvider) -> Employee:
    return EmployeeFactory.create(employee_number=NUMBER, given_name="Zoé", family_name="Exemple")


def begun(client: Client) -> str:
    answer = client.get("/sso/acme/login/", {"next": HOME})
    assert answer.status_code == 302
    return str(answer["Location"])


def sign_in(client: Client, provider: Independent) -> Any:
    return forge.post(client, provider.answer(begun(client)))


def refusal() -> str:
    row = AuditEntry.objects.filter(action="sso.refuse").order_by("at", "id").last()
    assert row is not None
    return str(row.facts["code"])


WAYS: dict[str, dict[str, Any]] = {
    "assertion signed": {},
    "both signed": {"whole": True},
    "typed and untyped values": {"person": {**PERSON, "attributes": {**PERSON["attributes"], "n": 3, "yes": True}}},
    "the number as a persistent name id": {"person": {"nameId": NUMBER, "attributes": {"groups": ["rse"]}}},
}


@pytest.mark.parametrize("way", WAYS)
def test_a_person_comes_in(way: str, provider: Independent, employee: Employee, client: Client) -> None:
    provider.say(**WAYS[way])
    answer = sign_in(client, provider)
    assert (answer.status_code, answer["Location"]) == (302, HOME)
    user = User.objects.get()
    assert (user.display_name, list(user.role_grants.values_list("role", flat=True))) == ("Zoé Exemple", ["csr"])
    assert client.get("/api/v1/me/").status_code == 200


@pytest.mark.parametrize("size", [128, 256])
@pytest.mark.parametrize("whole", [False, True], ids=["alone", "enveloped"])
def test_encrypted_for_us(size: int, whole: bool, provider: Independent, employee: Employee, client: Client) -> None:
    provider.say(sealed=sealing(f"http://www.w3.org/2009/xmlenc11#aes{size}-gcm"), whole=whole)
    assert sign_in(client, provider).status_code == 302


def test_encrypted_as_it_must_not_be(provider: Independent, employee: Employee, client: Client) -> None:
    provider.say(sealed=sealing("http://www.w3.org/2001/04/xmlenc#aes256-cbc"))
    assert (sign_in(client, provider).status_code, refusal()) == (403, "encryption_not_allowed")


def test_an_old_hash(provider: Independent, employee: Employee, client: Client) -> None:
    provider.say(hash="sha1")
    assert (sign_in(client, provider).status_code, refusal()) == (403, "signature_algorithm_not_allowed")


def test_signed_requests_are_what_it_reads(
    acme: IdentityProvider, provider: Independent, employee: Employee, client: Client
) -> None:
    IdentityProvider.objects.update(sign_requests=True)
    assert "&Signature=" in begun(client)
    assert sign_in(client, provider).status_code == 302


def test_before_during_and_after_a_roll_over(
    acme: IdentityProvider, provider: Independent, employee: Employee, tmp_path: Path
) -> None:
    """It announces the new certificate, changes over, drops the old one; nobody is locked out on the way."""
    file = tmp_path / "metadata.xml"

    def taken() -> None:
        file.write_bytes(provider.metadata())
        call_command("sso", "rollover", "--slug=acme", f"--metadata={file}", stdout=StringIO())

    assert sign_in(Client(), provider).status_code == 302
    provider.say(signs="new")
    assert (sign_in(Client(), provider).status_code, refusal()) == (403, "signature"), "a key that nobody announced"
    provider.say(signs="old", announces=["old", "new"])
    taken()
    for signs in ("old", "new"):
        provider.say(signs=signs)
        assert sign_in(Client(), provider).status_code == 302
    provider.say(announces=["new"])
    taken()
    assert sign_in(Client(), provider).status_code == 302
    provider.say(signs="old")
    assert (sign_in(Client(), provider).status_code, refusal()) == (403, "signature"), "the old key is over"


def test_metadata_from_its_address_and_an_outage(provider: Independent) -> None:
    LegalEntityFactory.create(code="FR01")
    pin = certificates.fingerprint(forge.key_pair("idp").certificate)
    source = ["--slug=acme", "--entity=FR01", f"--metadata={provider.url}/metadata"]
    with pytest.raises(CommandError, match=pin):
        call_command("sso", "register", *source)
    call_command("sso", "register", *source, f"--pin={pin}", stdout=StringIO())
    EmployeeFactory.create(employee_number=NUMBER)
    browser = Client()
    raw = provider.answer(begun(browser))
    provider.say(down=True)
    with pytest.raises(CommandError, match="stored copy"):
        call_command("sso", "fetch-metadata")
    assert forge.post(browser, raw).status_code == 302
    provider.say(down=False)
    call_command("sso", "fetch-metadata", stdout=StringIO())
    assert IdentityProvider.objects.get().metadata_problem == ""


def test_somebody_who_left_is_out_at_the_next_request(provider: Independent, employee: Employee, client: Client) -> None:
    sign_in(client, provider)
    assert client.get("/api/v1/me/").status_code == 200
    Employee.objects.update(status=EmployeeStatus.ENDED)
    assert client.get("/fr/account/sign-ins/").status_code == 403
    assert client.get("/api/v1/me/").status_code == 401
    assert sign_in(client, provider).status_code == 403


def test_its_logout_ends_the_session_here(provider: Independent, employee: Employee, client: Client) -> None:
    sign_in(client, provider)
    sent = _redirect(f"{provider.url}/logout")
    assert sent.startswith("http://127.0.0.1:8000/sso/acme/logout/?SAMLRequest=")
    answer = client.get(sent.removeprefix("http://127.0.0.1:8000"))
    assert answer.status_code == 302 and answer["Location"].startswith(f"{provider.url}/logout?SAMLResponse=")
    assert client.get("/api/v1/me/").status_code == 401


def test_its_logout_by_a_form_without_our_session_cookie(provider: Independent, employee: Employee, client: Client) -> None:
    provider.say(binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST")
    sign_in(client, provider)
    page = fetched(f"{provider.url}/logout").decode()
    assert Client().post("/sso/acme/logout/", {"SAMLRequest": field(page, "SAMLRequest")}).status_code == 302
    assert client.get("/api/v1/me/").status_code == 401


def test_our_logout_is_understood_and_answered(provider: Independent, employee: Employee, client: Client) -> None:
    sign_in(client, provider)
    page = client.post("/fr/account/sign-out/")
    answer = _redirect(page["Refresh"].removeprefix("0; url="))
    assert dict(parse_qsl(urlsplit(answer).query)).keys() >= {"SAMLResponse", "Signature"}
    assert client.get(answer.removeprefix("http://127.0.0.1:8000"))["Location"] == "/fr/account/sign-in/"


def _redirect(address: str) -> str:
    """Where a provider's page sends the browser, without going there."""
    status, said, leads = called("GET", address)
    assert status == 302, said
    return leads
