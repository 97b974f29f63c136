"""Answers that must open a session."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from integrations.sso.models import ConsumedAssertion, IdentityProvider
from portal.accounts.models import SignIn, User
from portal.core.models import AuditEntry
from portal.people.models import Employee
from tests.factories.people import EmployeeFactory

from . import saml_forge as forge
from .conftest import Begin


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def shifted(seconds: int) -> dict[str, Any]:
    """Facts as a provider whose clock is off by so many seconds writes them."""
    now = datetime.now(UTC) + timedelta(seconds=seconds)
    ends = forge.instant(now + timedelta(minutes=5))
    start = forge.instant(now)
    return {"issued": start, "not_before": start, "not_on_or_after": ends, "confirmation_ends": ends}


def in_milliseconds() -> dict[str, Any]:
    now = datetime.now(UTC)
    return {"issued": now.strftime("%Y-%m-%dT%H:%M:%S.") + "1234567Z", "not_before": now.strftime("%Y-%m-%dT%H:%M:%S.") + "001Z"}


GOOD: dict[str, Callable[[], dict[str, Any]]] = {
    "plain": dict,
    "no envelope issuer, no destination": lambda: {"response_issuer": None, "destination": None},
    "answer named in the signed part only": lambda: {"response_answers": None},
    "several audiences in one restriction": lambda: {"audiences": (("https://else.example.org", forge.Facts("").sp),)},
    "accents and markup characters": lambda: {
        "attributes": (("employeeNumber", ("000042",)), ("displayName", ("Zoé d’Été & <Cie>",)))
    },
    "several values": lambda: {"attributes": (("employeeNumber", ("000042",)), ("groups", ("rse", "rh", "autre")))},
    "the number under its OID": lambda: {"attributes": (("urn:oid:2.16.840.1.113730.3.1.3", ("000042",)),)},
    "fractions of a second": in_milliseconds,
    "name id without a format": lambda: {"name_id_format": None},
    "used once": lambda: {"extra_condition": "<saml:OneTimeUse/>"},
    "clock 100 s behind": lambda: shifted(-100),
    "clock 100 s ahead": lambda: shifted(100),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_answer_opens_a_session(name: str, begin: Begin, employee: Employee, client: Client) -> None:
    answer = forge.post(client, forge.encode(forge.signed(begin().but(**GOOD[name]()))))
    assert answer.status_code == 302, AuditEntry.objects.last()
    employee.refresh_from_db()
    assert signed_in(client) == str(employee.user_id)


def test_both_signed(begin: Begin, employee: Employee, client: Client) -> None:
    assert forge.post(client, forge.encode(forge.signed(begin(), whole=True))).status_code == 302


def test_base64_in_lines(begin: Begin, employee: Employee, client: Client) -> None:
    raw = forge.encode(forge.signed(begin()))
    assert forge.post(client, "\r\n".join(raw[i : i + 76] for i in range(0, len(raw), 76))).status_code == 302


def test_second_certificate_of_a_roll_over(begin: Begin, employee: Employee, idp: IdentityProvider, client: Client) -> None:
    idp.certificates = [forge.key_pair("other").certificate, forge.key_pair().certificate]
    idp.save()
    assert forge.post(client, forge.encode(forge.signed(begin()))).status_code == 302


def test_the_first_sign_in_makes_the_account_and_links_it(begin: Begin, employee: Employee, client: Client) -> None:
    forge.post(client, forge.encode(forge.signed(begin())))
    user = User.objects.get()
    employee.refresh_from_db()
    assert employee.user_id == user.id
    assert user.handle.startswith("sso:acme:")
    assert "000042" not in user.handle
    assert (user.display_name, user.email, user.has_usable_password()) == ("Zoé Exemple", "", False)
    assert SignIn.objects.get().provider == "acme"
    assert ConsumedAssertion.objects.count() == 1


def test_the_second_sign_in_is_the_same_account(begin: Begin, employee: Employee, client: Client) -> None:
    for _ in range(2):
        forge.post(client, forge.encode(forge.signed(begin())))
    assert User.objects.count() == 1
    assert SignIn.objects.count() == 2


def test_roles_follow_the_attribute(begin: Begin, employee: Employee, client: Client) -> None:
    number = ("employeeNumber", ("000042",))
    forge.post(client, forge.encode(forge.signed(begin().but(attributes=(number, ("groups", ("rse", "rh")))))))
    user = User.objects.get()
    assert set(user.role_grants.values_list("role", flat=True)) == {"csr", "hr"}
    forge.post(client, forge.encode(forge.signed(begin().but(attributes=(number, ("groups", ("rse",)))))))
    assert set(user.role_grants.values_list("role", flat=True)) == {"csr"}
    forge.post(client, forge.encode(forge.signed(begin())))
    assert not user.role_grants.exists()


def test_two_tabs_may_sign_in(begin: Begin, employee: Employee, client: Client) -> None:
    first, second = begin(), begin()
    assert forge.post(client, forge.encode(forge.signed(first))).status_code == 302
    assert forge.post(client, forge.encode(forge.signed(second))).status_code == 302


def test_one_goes_where_one_was_going(begin: Begin, employee: Employee, client: Client) -> None:
    answer = forge.post(client, forge.encode(forge.signed(begin(next="/fr/me/sessions/"))))
    assert answer["Location"] == "/fr/me/sessions/"


@pytest.mark.parametrize(
    "target", ["https://evil.example.org/", "//evil.example.org/", "/\\evil.example.org", "javascript:alert(1)"]
)
def test_never_elsewhere(target: str, begin: Begin, employee: Employee, client: Client) -> None:
    raw = forge.encode(forge.signed(begin(next=target)))
    answer = client.post("/sso/acme/acs/", {"SAMLResponse": raw, "RelayState": target})
    assert answer.status_code == 302
    assert "evil" not in answer["Location"] and "javascript" not in answer["Location"]


def test_the_cookie_of_a_begun_sign_in(begin: Begin, client: Client) -> None:
    begin()
    cookie = client.cookies["sso_request"]
    assert (cookie["samesite"], cookie["secure"], cookie["httponly"], cookie["path"], cookie["max-age"]) == (
        "None",
        True,
        True,
        "/sso/",
        600,
    )
    assert client.cookies.get("sessionid") is None


def test_the_cookie_goes_once_used(begin: Begin, employee: Employee, client: Client) -> None:
    forge.post(client, forge.encode(forge.signed(begin())))
    assert client.cookies["sso_request"].value == ""


def test_the_number_as_a_lasting_name_id(begin: Begin, idp: IdentityProvider, client: Client) -> None:
    idp.employee_number_attribute = "NameID"
    idp.save()
    EmployeeFactory.create(employee_number="N-7")
    assert forge.post(client, forge.encode(forge.signed(begin().but(name_id="N-7", attributes=())))).status_code == 302
