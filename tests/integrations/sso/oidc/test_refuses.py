"""Every answer that must open nothing: one plain 403 page, one audit row with the rule it broke, nothing else written."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from integrations.sso.models import FailedSignIn
from integrations.sso.oidc.models import OidcProvider, UsedSignIn
from portal.accounts.models import SignIn as LoggedSignIn
from portal.accounts.models import User
from portal.core.models import AuditEntry
from portal.people.models import Employee
from tests.factories.people import EmployeeFactory, LegalEntityFactory

from .conftest import SignIn, made
from .provider import Behaviour, Provider, b64, ec_key, jwk, pem, rsa_key, token
from .test_accepts import plus, shifted, signed_in, without

BAD_CLAIMS: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "wrong issuer": (plus(iss="https://evil.example.org"), "wrong_issuer"),
    "issuer with a slash more": (lambda claims: claims | {"iss": claims["iss"] + "/"}, "wrong_issuer"),
    "no issuer": (without("iss"), "wrong_issuer"),
    "token of another client": (plus(aud="another"), "wrong_audience"),
    "our name inside another": (plus(aud="binome-test"), "wrong_audience"),
    "no audience": (without("aud"), "wrong_audience"),
    "an empty list of audiences": (plus(aud=[]), "wrong_audience"),
    "an audience that is no text": (plus(aud=["binome", 7]), "wrong_audience"),
    "several audiences, no party": (plus(aud=["binome", "api"]), "wrong_party"),
    "issued to another party": (plus(azp="another"), "wrong_party"),
    "issued to nobody's party": (plus(aud=["binome", "api"], azp=None), "wrong_party"),
    "expired": (shifted(-430), "expired"),
    "ten minutes behind": (lambda claims: claims | {"iat": claims["iat"] - 730}, "not_fresh"),
    "ten minutes ahead": (shifted(600), "not_fresh"),
    "not before later": (lambda claims: claims | {"nbf": claims["iat"] + 200}, "too_early"),
    "no end": (without("exp"), "instant_malformed"),
    "no beginning": (without("iat"), "instant_malformed"),
    "an end that is a text": (plus(exp="2099"), "instant_malformed"),
    "an end that is true": (plus(exp=True), "instant_malformed"),
    "an end beyond all time": (plus(exp=10**30), "instant_malformed"),
    "an end before all time": (plus(exp=-1), "instant_malformed"),
    "an infinite end": (lambda claims: json.dumps(claims | {"exp": float("inf")}).encode(), "claims_form"),
    "an end too large to be a number": (
        lambda claims: json.dumps(claims).replace(str(claims["exp"]), "1e999").encode(),
        "instant_malformed",
    ),
    "no nonce": (without("nonce"), "wrong_nonce"),
    "another nonce": (plus(nonce="another"), "wrong_nonce"),
    "a nonce that is a list": (lambda claims: claims | {"nonce": [claims["nonce"]]}, "wrong_nonce"),
    "a nonce of half a character": (lambda claims: json.dumps(claims | {"nonce": "\ud800"}).encode(), "wrong_nonce"),
    "the hash of another access token": (plus(at_hash=b64(b"x" * 16)), "wrong_access_token"),
    "a hash that is no text": (plus(at_hash=[1]), "wrong_access_token"),
    "no subject": (without("sub"), "subject_form"),
    "a blank subject": (plus(sub="  "), "subject_form"),
    "a subject too long": (plus(sub="s" * 256), "subject_form"),
    "no number": (without("matricule"), "no_employee_number"),
    "two numbers": (plus(matricule=["000042", "000043"]), "no_employee_number"),
    "a number that is no text": (plus(matricule=42), "no_employee_number"),
    "an empty number": (plus(matricule=" "), "no_employee_number"),
    "claims that are a list": (lambda claims: b"[]", "claims_form"),
    "a claim twice": (lambda claims: json.dumps(claims).replace("{", '{"sub": "x", ', 1).encode(), "claims_form"),
    "claims too deep": (lambda claims: b'{"a":' + b"[" * 15_000 + b"]" * 15_000 + b"}", "claims_form"),
    "claims in another encoding": (lambda claims: json.dumps(claims).encode("utf-16"), "claims_form"),
    "an unknown employee": (plus(matricule="999999"), "unknown_employee"),
}


def hs256_with_the_public_key() -> Behaviour:
    return Behaviour(header={"alg": "HS256"}, key=pem(rsa_key("k1")))


def an_rsa_token_named_es() -> Behaviour:
    """The published key is for elliptic curves only; the token says RS256 under its name."""
    return Behaviour(header={"alg": "RS256", "kid": "p256"}, keys=[jwk("p256", ec_key("p256"))])


def headed(raw: str, head: bytes) -> str:
    return f"{b64(head)}.{raw.partition('.')[2]}"


def swapped_payload(raw: str) -> str:
    head, body, signed = raw.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    return f"{head}.{b64(json.dumps(claims | {'matricule': '000001'}).encode())}.{signed}"


BAD_TOKENS: dict[str, tuple[Callable[[], Behaviour], str]] = {
    "alg none": (lambda: Behaviour(header={"alg": "none"}), "algorithm_not_allowed"),
    "alg NONE, signature left out": (lambda: Behaviour(header={"alg": "NoNe"}, raw_token=lambda raw: raw), "algorithm_not_allowed"),
    "HS256 keyed with the public key": (hs256_with_the_public_key, "algorithm_not_allowed"),
    "no algorithm": (lambda: Behaviour(raw_token=lambda raw: headed(raw, b"{}")), "algorithm_not_allowed"),
    "an algorithm that is a list": (
        lambda: Behaviour(raw_token=lambda r: headed(r, b'{"alg":["RS256"]}')),
        "algorithm_not_allowed",
    ),
    "a critical extension": (lambda: Behaviour(header={"crit": ["exp"]}), "critical_header"),
    "an unencoded payload": (lambda: Behaviour(header={"b64": False}), "critical_header"),
    "an access token for an ID token": (lambda: Behaviour(header={"typ": "at+jwt"}), "wrong_type"),
    "a logout token": (lambda: Behaviour(header={"typ": "logout+jwt"}), "wrong_type"),
    "a type that is a number": (lambda: Behaviour(header={"typ": 1}), "wrong_type"),
    "a key nobody published": (lambda: Behaviour(header={"kid": "k9"}, key=rsa_key("k9")), "unknown_key"),
    "a path for a key's name": (lambda: Behaviour(header={"kid": "../../../dev/null"}), "unknown_key"),
    "SQL for a key's name": (lambda: Behaviour(header={"kid": "x' UNION SELECT 'k1"}), "unknown_key"),
    "a key's name that is a list": (lambda: Behaviour(header={"kid": ["k1"]}), "token_form"),
    "signed by another under this name": (lambda: Behaviour(key=rsa_key("other")), "signature"),
    "an own key in the header": (lambda: Behaviour(header={"jwk": jwk("k1", rsa_key("other"))}, key=rsa_key("other")), "signature"),
    "an address of keys in the header": (
        lambda: Behaviour(header={"jku": "https://evil.example.org/"}, key=rsa_key("other")),
        "signature",
    ),
    "another kind of key under this name": (an_rsa_token_named_es, "unknown_key"),
    "changed after signing": (lambda: Behaviour(raw_token=swapped_payload), "signature"),
    "signature cut off": (lambda: Behaviour(raw_token=lambda raw: raw.rpartition(".")[0] + "."), "token_form"),
    "two segments": (lambda: Behaviour(raw_token=lambda raw: raw.rpartition(".")[0]), "token_form"),
    "an encrypted token": (lambda: Behaviour(raw_token=lambda raw: f"{raw}.x.y"), "token_encrypted"),
    "padding": (lambda: Behaviour(raw_token=lambda raw: f"{raw}="), "token_form"),
    "a line break": (lambda: Behaviour(raw_token=lambda raw: f"{raw}\n"), "token_form"),
    "a huge token": (lambda: Behaviour(raw_token=lambda raw: f"{raw}{'A' * 70_000}"), "token_too_large"),
    "a token that is a number": (lambda: Behaviour(raw_token=lambda raw: 7), "no_id_token"),
    "no token": (lambda: Behaviour(raw_token=lambda raw: None), "no_id_token"),
    "an empty token": (lambda: Behaviour(raw_token=lambda raw: ""), "token_form"),
}

REPLIES: dict[str, tuple[tuple[int, dict[str, str], bytes], str]] = {
    "a code of somebody else": ((400, {}, b'{"error": "invalid_grant"}'), "code_refused"),
    "a secret that is over": ((401, {}, b'{"error": "invalid_client"}'), "client_refused"),
    "not a word": ((403, {}, b""), "code_refused"),
    "too many requests": ((429, {"Retry-After": "60"}, b"{}"), "provider_busy"),
    "an error of the server": ((503, {}, b"<html>"), "provider_error"),
    "a redirect to elsewhere": ((302, {"Location": "http://127.0.0.1:1/token"}, b""), "provider_redirects"),
    "a huge body": ((200, {}, b" " * 300_000), "provider_not_reached"),
    "no JSON": ((200, {}, b"access_token=1"), "token_answer"),
    "a list": ((200, {}, b"[1]"), "token_answer"),
    "no access token": ((200, {}, b'{"id_token": "a.b.c"}'), "token_answer"),
    "an access token with a line break": ((200, {}, b'{"id_token": "a.b.c", "access_token": "a\\r\\nX: y"}'), "token_answer"),
    "less than it says": ((200, {"Content-Length": "10"}, b"{}"), "provider_not_reached"),
}


def assert_refused(answer: Any, code: str, client: Client) -> None:
    assert answer.status_code == 403
    assert list(AuditEntry.objects.filter(action="sso.refuse").values_list("facts__code", flat=True)) == [code]
    failed = FailedSignIn.objects.get()
    assert failed.code == code and failed.reference in answer.content.decode()
    assert signed_in(client) is None
    assert not User.objects.exists() and not LoggedSignIn.objects.exists()


@pytest.mark.parametrize("name", BAD_CLAIMS)
def test_claims_that_open_nothing(name: str, fake: Provider, employee: Employee, sign_in: SignIn, client: Client) -> None:
    change, code = BAD_CLAIMS[name]
    fake.behaviour = Behaviour(claims=change)
    assert_refused(sign_in(), code, client)


@pytest.mark.parametrize("name", BAD_TOKENS)
def test_tokens_that_open_nothing(name: str, fake: Provider, employee: Employee, sign_in: SignIn, client: Client) -> None:
    make, code = BAD_TOKENS[name]
    fake.behaviour = make()
    OidcProvider.objects.update(keys=fake.behaviour.keys)
    assert_refused(sign_in(), code, client)


@pytest.mark.parametrize("name", REPLIES)
def test_replies_that_open_nothing(name: str, fake: Provider, employee: Employee, sign_in: SignIn, client: Client) -> None:
    reply, code = REPLIES[name]
    fake.behaviour = Behaviour(token_reply=reply)
    assert_refused(sign_in(), code, client)
    assert fake.calls == ["/token"]


def test_nobody_answers(fake: Provider, employee: Employee, sign_in: SignIn, client: Client) -> None:
    configuration = OidcProvider.objects.get().configuration
    OidcProvider.objects.update(configuration=configuration | {"token_endpoint": "http://127.0.0.1:1/token"})
    assert_refused(sign_in(), "provider_not_reached", client)


ANSWERS: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "no state": (lambda said: {"code": said["code"]}, "unknown_state"),
    "a made-up state": (lambda said: said | {"state": "x"}, "unknown_state"),
    "nothing at all": (lambda said: {}, "unknown_state"),
    "two states": (lambda said: said | {"state": [said["state"], "x"]}, "answer_form"),
    "two codes": (lambda said: said | {"code": [said["code"], "x"]}, "answer_form"),
    "another provider names itself": (lambda said: said | {"iss": "https://evil.example.org"}, "wrong_response_issuer"),
    "an empty issuer": (lambda said: said | {"iss": ""}, "wrong_response_issuer"),
    "the provider says no": (lambda said: {"state": said["state"], "error": "access_denied"}, "provider_says_no"),
    "an error beside a code": (lambda said: said | {"error": "server_error"}, "provider_says_no"),
    "no code": (lambda said: {"state": said["state"]}, "no_code"),
    "a code with a line break": (lambda said: said | {"code": "a\r\nb"}, "no_code"),
    "a code too long": (lambda said: said | {"code": "c" * 5000}, "no_code"),
    "a code nobody gave": (lambda said: said | {"code": "another"}, "code_refused"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_that_open_nothing(name: str, fake: Provider, employee: Employee, sign_in: SignIn, client: Client) -> None:
    change, code = ANSWERS[name]
    assert_refused(sign_in(change=change), code, client)


def test_an_answer_that_does_not_name_its_provider_when_it_promised_to(
    fake: Provider, employee: Employee, sign_in: SignIn, client: Client
) -> None:
    configuration = OidcProvider.objects.get().configuration
    OidcProvider.objects.update(configuration=configuration | {"names_itself": True})
    assert_refused(sign_in(), "no_response_issuer", client)


def test_an_answer_that_names_its_provider(fake: Provider, employee: Employee, sign_in: SignIn) -> None:
    OidcProvider.objects.update(configuration=OidcProvider.objects.get().configuration | {"names_itself": True})
    assert sign_in(change=lambda said: said | {"iss": fake.base}).status_code == 302


def test_the_state_of_another_browser(fake: Provider, employee: Employee, client: Client) -> None:
    """Login CSRF: the attacker's own answer, brought by the victim's browser, which has begun a sign-in too."""
    of_the_attacker = fake.authorize(Client().get("/sso/acme/login/")["Location"])
    client.get("/sso/acme/login/")
    assert_refused(client.get("/sso/acme/callback/", of_the_attacker), "unknown_state", client)
    assert fake.calls == [], "the attacker's code is not even exchanged"


def test_a_code_stolen_into_another_sign_in(fake: Provider, employee: Employee, client: Client) -> None:
    """PKCE: the victim's code with the attacker's own state is exchanged with the wrong verifier."""
    stolen = fake.authorize(Client().get("/sso/acme/login/")["Location"])["code"]
    own = fake.authorize(client.get("/sso/acme/login/")["Location"])
    assert_refused(client.get("/sso/acme/callback/", own | {"code": stolen}), "code_refused", client)


def test_one_answer_twice(fake: Provider, employee: Employee, client: Client) -> None:
    said = fake.authorize(client.get("/sso/acme/login/")["Location"])
    cookie = client.cookies["oidc_request"].value
    assert client.get("/sso/acme/callback/", said).status_code == 302
    again = Client()
    again.cookies["oidc_request"] = cookie
    assert again.get("/sso/acme/callback/", said).status_code == 403
    assert AuditEntry.objects.get(action="sso.refuse").facts["code"] == "replayed"
    assert fake.calls == ["/token"], "a code is never sent twice"


def test_a_sign_in_that_failed_is_used_up_too(fake: Provider, employee: Employee, client: Client) -> None:
    fake.behaviour = Behaviour(token_reply=(503, {}, b""))
    said = fake.authorize(client.get("/sso/acme/login/")["Location"])
    assert client.get("/sso/acme/callback/", said).status_code == 403
    fake.behaviour = Behaviour()
    assert client.get("/sso/acme/callback/", said).status_code == 403
    assert UsedSignIn.objects.count() == 1


def test_the_token_of_another_sign_in(fake: Provider, employee: Employee, sign_in: SignIn, client: Client) -> None:
    """A nonce used once: the provider (or who sits before it) gives the token of an earlier sign-in."""
    kept: list[str] = []

    def keep(raw: str) -> str:
        kept.append(raw)
        return raw

    fake.behaviour = Behaviour(raw_token=keep)
    sign_in()
    fake.behaviour = Behaviour(raw_token=lambda raw: kept[0])
    other = Client()
    assert sign_in(other).status_code == 403
    assert AuditEntry.objects.get(action="sso.refuse").facts["code"] == "wrong_nonce"


def test_mix_up_of_two_providers(fake: Provider, employee: Employee, client: Client) -> None:
    """The answer to a sign-in begun at one provider, brought to the address of another, is none of its answers."""
    LegalEntityFactory.create(code="FR02", name="Filiale")
    made(fake, slug="filiale", client_id="binome-filiale", legal_entities=["FR02"])
    said = fake.authorize(client.get("/sso/acme/login/")["Location"])
    assert_refused(client.get("/sso/filiale/callback/", said), "unknown_state", client)
    assert fake.calls == []


def test_an_employee_of_another_entity(fake: Provider, employee: Employee, sign_in: SignIn, client: Client) -> None:
    other = LegalEntityFactory.create(code="FR02", name="Filiale")
    EmployeeFactory.create(employee_number="000777", legal_entity=other)
    fake.behaviour = Behaviour(claims=plus(matricule="000777", email=employee.work_email))
    answer = sign_in()
    assert_refused(answer, "unknown_employee", client)
    assert "ressources humaines" in answer.content.decode()


def test_somebody_who_left(fake: Provider, provider: OidcProvider, sign_in: SignIn, client: Client) -> None:
    EmployeeFactory.create(employee_number="000043", left_last_month=True)
    fake.behaviour = Behaviour(claims=plus(matricule="000043"))
    assert_refused(sign_in(), "not_employed", client)


def test_the_page_says_the_same_of_every_refusal(fake: Provider, employee: Employee, sign_in: SignIn) -> None:
    pages = set()
    for claims in (plus(iss="x"), plus(aud="x"), plus(nonce="x")):
        fake.behaviour = Behaviour(claims=claims)
        text = sign_in().content.decode()
        for failed in FailedSignIn.objects.values_list("reference", flat=True):
            text = text.replace(failed, "")
        pages.add(text.partition("<h1>")[2].partition("</main>")[0])
    assert len(pages) == 1


def test_userinfo_of_somebody_else(fake: Provider, employee: Employee, sign_in: SignIn, client: Client) -> None:
    OidcProvider.objects.update(asks_userinfo=True)
    fake.behaviour = Behaviour(userinfo={"sub": "subject-2", "matricule": "000042"})
    assert_refused(sign_in(), "userinfo_of_another", client)


def test_userinfo_that_is_no_object(fake: Provider, employee: Employee, sign_in: SignIn, client: Client) -> None:
    OidcProvider.objects.update(asks_userinfo=True)
    fake.behaviour = Behaviour(userinfo=b"a.b.c")
    assert_refused(sign_in(), "userinfo_form", client)


@pytest.mark.parametrize("address", ["/sso/nobody/login/", "/sso/nobody/callback/"])
def test_no_such_provider(address: str, client: Client, db: None) -> None:
    assert client.get(address).status_code == 404


def test_a_provider_at_rest(provider: OidcProvider, client: Client) -> None:
    OidcProvider.objects.update(is_active=False)
    assert client.get("/sso/acme/login/").status_code == 404


def test_a_posted_answer_too_large(provider: OidcProvider, client: Client) -> None:
    assert_refused(client.post("/sso/acme/callback/", {"code": "x" * 70_000}), "answer_form", client)


def test_a_posted_answer_that_is_no_form(provider: OidcProvider, client: Client) -> None:
    answer = client.post("/sso/acme/callback/", b"--x\r\nbroken", content_type="multipart/form-data; boundary=y")
    assert answer.status_code == 403


def test_an_old_cookie_counts_for_nothing(
    fake: Provider, employee: Employee, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = fake.authorize(client.get("/sso/acme/login/")["Location"])
    later = time.time() + 601
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert client.get("/sso/acme/callback/", said).status_code == 403


def test_the_token_of_the_fake_is_what_a_provider_gives() -> None:
    """The forge is sound: without a change it makes three segments."""
    assert token({}).count(".") == 2
