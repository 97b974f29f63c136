"""Well-signed answers that say something wrong: refused with one plain page and one audit row."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from integrations.sso.models import ConsumedAssertion, IdentityProvider
from portal.accounts.models import User
from portal.core.models import AuditEntry
from portal.people.models import Employee

from . import saml_forge as forge
from .conftest import Begin

ACS = "http://127.0.0.1:8000/sso/acme/acs/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NUMBER = ("employeeNumber", ("000042",))


@dataclass(frozen=True)
class Ago:
    """Minutes before the moment the test runs (not before the moment the suite was loaded)."""

    minutes: float

    def __str__(self) -> str:
        return forge.instant(datetime.now(UTC) - timedelta(minutes=self.minutes))


def ago(minutes: float) -> Ago:
    return Ago(minutes)


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no audience": ({"audiences": ()}, "wrong_audience"),
    "another audience": ({"audiences": (("https://else.example.org",),)}, "wrong_audience"),
    "two restrictions, one for another": ({"audiences": ((forge.Facts("").sp,), ("https://else.example.org",))}, "wrong_audience"),
    "audience with our name inside": ({"audiences": ((forge.Facts("").sp + "x",),)}, "wrong_audience"),
    "no recipient": ({"recipient": None}, "wrong_recipient"),
    "another recipient": ({"recipient": "https://else.example.org/acs/"}, "wrong_recipient"),
    "recipient with ours inside": ({"recipient": f"https://else.example.org/?{ACS}"}, "wrong_recipient"),
    "recipient that ours begins": ({"recipient": f"{ACS}more"}, "wrong_recipient"),
    "another destination": ({"destination": "https://else.example.org/acs/"}, "wrong_destination"),
    "destination that ours begins": ({"destination": f"{ACS}more"}, "wrong_destination"),
    "empty destination": ({"destination": ""}, "wrong_destination"),
    "another issuer": ({"issuer": "https://else.example.org"}, "wrong_issuer"),
    "another issuer of the envelope": ({"response_issuer": "https://else.example.org"}, "wrong_issuer"),
    "no end": ({"not_on_or_after": None}, "no_end"),
    "over": ({"not_on_or_after": ago(3)}, "expired"),
    "not yet": ({"not_before": ago(-3)}, "too_early"),
    "confirmation without end": ({"confirmation_ends": None}, "no_end"),
    "confirmation over": ({"confirmation_ends": ago(3)}, "expired"),
    "session over": ({"session_ends": ago(3)}, "expired"),
    "issued 13 minutes ago": ({"issued": ago(13)}, "not_fresh"),
    "issued in 10 minutes": ({"issued": ago(-10)}, "not_fresh"),
    "no zone": ({"not_before": "2026-01-01T00:00:00"}, "instant_malformed"),
    "holder of key": ({"method": "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"}, "confirmation_form"),
    "not a success": ({"status": "urn:oasis:names:tc:SAML:2.0:status:Responder"}, "status_not_success"),
    "no request in the signed part": ({"confirmation_answers": None}, "no_request"),
    "another request in the signed part": ({"confirmation_answers": "_other"}, "unknown_request"),
    "another request on the envelope": ({"response_answers": "_other"}, "unknown_request"),
    "transient name id": ({"name_id_format": forge.TRANSIENT}, "name_id_format"),
    "empty name id": ({"name_id": " "}, "name_id_form"),
    "no number": ({"attributes": (("mail", ("zoe@example.org",)),)}, "no_employee_number"),
    "two numbers": ({"attributes": (("employeeNumber", ("000042", "000043")),)}, "no_employee_number"),
    "two numbers under two names": (
        {"attributes": (NUMBER, ("urn:oid:2.16.840.1.113730.3.1.3", ("000043",)))},
        "no_employee_number",
    ),
    "one attribute twice": ({"attributes": (NUMBER, NUMBER)}, "attribute_twice"),
    "endless number": ({"attributes": (("employeeNumber", ("0" * 65,)),)}, "no_employee_number"),
    "unknown condition": (
        {"extra_condition": f'<saml:Condition xmlns:x="urn:x" xmlns:xsi="{XSI}" xsi:type="x:y"/>'},
        "conditions_form",
    ),
}


def refused(answer: Any, code: str) -> None:
    """One plain page, one audit row without anything personal, nobody signed in, nothing used up."""
    assert answer.status_code == 403
    assert "La connexion n’a pas abouti" in answer.content.decode()
    row = AuditEntry.objects.get(action="sso.refuse")
    assert row.facts.keys() == {"code", "idp", "reference"} and row.facts["code"] == code
    assert row.facts["reference"] in answer.content.decode()
    assert "_auth_user_id" not in answer.client.session
    assert not User.objects.exists()
    assert not ConsumedAssertion.objects.exists()


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_fact_is_refused(name: str, begin: Begin, employee: Employee, client: Client) -> None:
    given, code = BAD[name]
    changes = {fact: str(value) if isinstance(value, Ago) else value for fact, value in given.items()}
    answer = forge.post(client, forge.encode(forge.signed(begin().but(**changes))))
    if code == "conditions_form":  # the schema may say it first
        code = AuditEntry.objects.get(action="sso.refuse").facts["code"]
        assert code in {"conditions_form", "schema"}
    refused(answer, code)


def test_a_signed_envelope_must_say_where_it_goes(begin: Begin, employee: Employee, client: Client) -> None:
    refused(forge.post(client, forge.encode(forge.signed(begin().but(destination=None), whole=True))), "wrong_destination")


def test_unsolicited(idp: IdentityProvider, employee: Employee, client: Client) -> None:
    refused(forge.post(client, forge.encode(forge.signed(forge.Facts("_nobody-asked")))), "unknown_request")


def test_the_request_of_another_browser(begin: Begin, employee: Employee, client: Client) -> None:
    """Login by cross-site request: a victim's browser posts the attacker's own good answer."""
    attackers = begin()
    refused(forge.post(Client(), forge.encode(forge.signed(attackers))), "unknown_request")


def test_a_cookie_that_is_not_ours(begin: Begin, employee: Employee, client: Client) -> None:
    facts = begin()
    client.cookies["sso_request"] = client.cookies["sso_request"].value[:-1] + "x"
    refused(forge.post(client, forge.encode(forge.signed(facts))), "unknown_request")


def test_a_cookie_that_is_old(begin: Begin, employee: Employee, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = begin()
    monkeypatch.setattr("integrations.sso.pending.SECONDS", -1)
    refused(forge.post(client, forge.encode(forge.signed(facts))), "unknown_request")


def test_replay(begin: Begin, employee: Employee, client: Client) -> None:
    """Even with the cookie put back, in the same browser or another."""
    facts = begin()
    held, raw = client.cookies["sso_request"].value, forge.encode(forge.signed(facts))
    assert forge.post(client, raw).status_code == 302
    for browser in (client, Client()):
        browser.cookies["sso_request"] = held
        assert forge.post(browser, raw).status_code == 403
    codes = [row.facts["code"] for row in AuditEntry.objects.filter(action="sso.refuse")]
    assert codes == ["replayed", "replayed"]
    assert ConsumedAssertion.objects.count() == 1


def test_the_host_header_changes_nothing(begin: Begin, employee: Employee, client: Client) -> None:
    facts = begin()
    elsewhere = {"acs": "http://testserver/sso/acme/acs/", "destination": None, "recipient": "http://testserver/sso/acme/acs/"}
    raw = forge.encode(forge.signed(facts.but(**elsewhere)))
    refused(forge.post(client, raw, HTTP_HOST="testserver"), "wrong_recipient")


def test_the_other_provider_cannot_speak_for_this_one(
    begin: Begin, employee: Employee, other_idp: IdentityProvider, client: Client
) -> None:
    """Signed by the key of the second one, in the name of the first."""
    refused(forge.post(client, forge.encode(forge.signed(begin(), key=forge.key_pair("other")))), "signature")


def test_the_other_provider_signs_in_its_own_entities_only(
    begin: Begin, employee: Employee, other_idp: IdentityProvider, client: Client
) -> None:
    """It vouches for number 000042, who works for another legal entity: nobody of that number is known there."""
    from .conftest import request_id_of

    base = "http://127.0.0.1:8000/sso/filiale"
    facts = forge.Facts(
        request_id=request_id_of(client.get("/sso/filiale/login/")["Location"]),
        issuer=other_idp.entity_id,
        response_issuer=other_idp.entity_id,
        audiences=((f"{base}/metadata/",),),
        destination=f"{base}/acs/",
        recipient=f"{base}/acs/",
    )
    raw = forge.encode(forge.signed(facts, key=forge.key_pair("other")))
    answer = forge.post(client, raw, slug="filiale")
    assert answer.status_code == 403
    assert "Nous ne vous trouvons pas encore" in answer.content.decode()
    assert not User.objects.exists()


def test_an_answer_for_one_door_at_another(begin: Begin, employee: Employee, other_idp: IdentityProvider, client: Client) -> None:
    refused(forge.post(client, forge.encode(forge.signed(begin())), slug="filiale"), "signature")


def test_a_provider_put_to_rest(begin: Begin, employee: Employee, idp: IdentityProvider, client: Client) -> None:
    facts = begin()
    IdentityProvider.objects.update(is_active=False)
    assert forge.post(client, forge.encode(forge.signed(facts)), follow=True).status_code == 404
    assert not User.objects.exists()
