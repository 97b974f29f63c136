"""Answers that must open a session."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from integrations.sso.models import FailedSignIn
from integrations.sso.oidc.models import OidcProvider, UsedSignIn
from portal.accounts.models import SignIn as LoggedSignIn
from portal.accounts.models import User
from portal.core.models import AuditEntry
from portal.people.models import Employee

from .conftest import SignIn
from .provider import Behaviour, Provider, at_hash, ec_key, jwk, rsa_key


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def shifted(seconds: int) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Claims as a provider whose clock is off by so many seconds writes them."""
    return lambda claims: claims | {"iat": claims["iat"] + seconds, "exp": claims["exp"] + seconds, "nbf": claims["iat"] + seconds}


def plus(**more: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda claims: claims | more


def without(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


def signing(algorithm: str, name: str) -> Behaviour:
    key = ec_key(name) if algorithm.startswith("ES") else rsa_key(name)
    return Behaviour(header={"alg": algorithm, "kid": name}, key=key, keys=[jwk("k1", rsa_key("k1")), jwk(name, key)])


GOOD: dict[str, Callable[[], Behaviour]] = {
    "plain": Behaviour,
    "clock 100 s behind": lambda: Behaviour(claims=shifted(-100)),
    "clock 100 s ahead": lambda: Behaviour(claims=shifted(100)),
    "fractions of a second": lambda: Behaviour(claims=plus(iat=time.time(), exp=time.time() + 60.5)),
    "audience in a list": lambda: Behaviour(claims=plus(aud=["binome"])),
    "several audiences, issued to us": lambda: Behaviour(claims=plus(aud=["binome", "api"], azp="binome")),
    "authorised party named": lambda: Behaviour(claims=plus(azp="binome")),
    "no hash of the access token": lambda: Behaviour(claims=without("at_hash")),
    "no session named": lambda: Behaviour(claims=without("sid")),
    "accents and markup": lambda: Behaviour(claims=plus(name="Zoé d’Été & <Cie>")),
    "the number in a list of one": lambda: Behaviour(claims=plus(matricule=["000042"])),
    "no type": lambda: Behaviour(header={"typ": None}),
    "a lower-case type": lambda: Behaviour(header={"typ": "jwt"}),
    "no key named, one key": lambda: Behaviour(header={"kid": None}),
    "addresses of keys elsewhere, not followed": lambda: Behaviour(
        header={"jku": "https://evil.example.org/keys", "x5u": "https://evil.example.org/x5u", "jwk": jwk("x", rsa_key("other"))}
    ),
    "RS512": lambda: signing("RS512", "k5"),
    "PS256": lambda: signing("PS256", "k2"),
    "ES256": lambda: signing("ES256", "p256"),
    "ES384": lambda: signing("ES384", "p384"),
    "ES512": lambda: signing("ES512", "p521"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_answer_opens_a_session(name: str, fake: Provider, employee: Employee, sign_in: SignIn, client: Client) -> None:
    fake.behaviour = GOOD[name]()
    answer = sign_in()
    assert answer.status_code == 302, AuditEntry.objects.filter(action="sso.refuse").values_list("facts")
    employee.refresh_from_db()
    assert signed_in(client) == str(employee.user_id)
    assert not FailedSignIn.objects.exists()


def test_what_we_ask(provider: OidcProvider, client: Client) -> None:
    asked = parse_qs(urlsplit(client.get("/sso/acme/login/")["Location"]).query)
    assert asked["response_type"] == ["code"] and asked["client_id"] == ["binome"] and asked["scope"] == ["openid"]
    assert asked["redirect_uri"] == ["http://127.0.0.1:8000/sso/acme/callback/"]
    assert asked["code_challenge_method"] == ["S256"] and len(asked["code_challenge"][0]) == 43
    assert len(asked["state"][0]) == 43 and len(asked["nonce"][0]) == 43
    assert "response_mode" not in asked and "prompt" not in asked


def test_what_the_token_endpoint_gets(fake: Provider, employee: Employee, sign_in: SignIn) -> None:
    sign_in()
    assert fake.forms[0]["grant_type"] == "authorization_code" and len(fake.forms[0]["code_verifier"]) == 43
    assert "client_secret" not in fake.forms[0]
    assert fake.authorizations == ["Basic Ymlub21lOnMzY3JldCUyRiUyQg=="]  # binome:s3cret%2F%2B
    assert fake.calls == ["/token"], "no document of the provider is read during a sign-in"


def test_the_secret_in_the_form(fake: Provider, provider: OidcProvider, employee: Employee, sign_in: SignIn) -> None:
    OidcProvider.objects.update(client_proof="client_secret_post")
    assert sign_in().status_code == 302
    assert fake.forms[0]["client_secret"] == "s3cret/+" and fake.authorizations == [""]


def test_the_secret_of_the_environment(
    fake: Provider, employee: Employee, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    OidcProvider.objects.update(secret_variable="BINOME_OIDC_ACME", client_proof="client_secret_post")
    monkeypatch.setenv("BINOME_OIDC_ACME", "from the environment")
    sign_in()
    assert fake.forms[0]["client_secret"] == "from the environment"


def test_the_secret_is_stored_encrypted(provider: OidcProvider) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT client_secret FROM oidc_oidcprovider")
        assert "s3cret" not in str(cursor.fetchone())


def test_the_answer_by_a_posted_form(fake: Provider, employee: Employee, client: Client) -> None:
    OidcProvider.objects.update(response_mode="form_post")
    browser = Client(enforce_csrf_checks=True)
    begun = browser.get("/sso/acme/login/")
    assert "response_mode=form_post" in begun["Location"]
    cookie = browser.cookies["oidc_request"]
    assert (cookie["samesite"], cookie["secure"], cookie["httponly"], cookie["path"]) == ("None", True, True, "/sso/")
    assert browser.post("/sso/acme/callback/", fake.authorize(begun["Location"])).status_code == 302


def test_the_first_sign_in_makes_the_account_and_links_it(employee: Employee, sign_in: SignIn) -> None:
    sign_in()
    user = User.objects.get()
    employee.refresh_from_db()
    assert employee.user_id == user.id and user.handle.startswith("sso:acme:")
    assert (user.display_name, user.email, user.has_usable_password()) == ("Zoé Exemple", "", False)
    assert LoggedSignIn.objects.get().provider == "acme" and UsedSignIn.objects.count() == 1


def test_roles_follow_the_claim(fake: Provider, employee: Employee, sign_in: SignIn) -> None:
    fake.behaviour = Behaviour(claims=plus(groups=["rse", "rh", "autre", 7]))
    sign_in()
    user = User.objects.get()
    assert set(user.role_grants.values_list("role", flat=True)) == {"csr", "hr"}
    fake.behaviour = Behaviour(claims=plus(groups="rse"))
    sign_in()
    assert set(user.role_grants.values_list("role", flat=True)) == {"csr"}
    fake.behaviour = Behaviour()
    sign_in()
    assert not user.role_grants.exists()


def test_roles_inside_an_object(fake: Provider, employee: Employee, sign_in: SignIn) -> None:
    OidcProvider.objects.update(role_claim="realm_access.roles")
    fake.behaviour = Behaviour(claims=plus(realm_access={"roles": ["rse"]}))
    sign_in()
    assert set(User.objects.get().role_grants.values_list("role", flat=True)) == {"csr"}


def test_the_number_from_userinfo_of_the_same_subject(fake: Provider, employee: Employee, sign_in: SignIn) -> None:
    OidcProvider.objects.update(asks_userinfo=True)
    fake.behaviour = Behaviour(claims=without("matricule"))
    assert sign_in().status_code == 302
    assert fake.authorizations[-1] == "Bearer access-1"


def test_the_signed_number_wins_over_userinfo(fake: Provider, employee: Employee, sign_in: SignIn) -> None:
    OidcProvider.objects.update(asks_userinfo=True)
    fake.behaviour = Behaviour(userinfo={"sub": "subject-1", "matricule": "000099"})
    assert sign_in().status_code == 302


def test_two_tabs_may_sign_in(fake: Provider, employee: Employee, client: Client) -> None:
    begun = [client.get("/sso/acme/login/")["Location"] for _ in range(2)]
    answers = [client.get("/sso/acme/callback/", fake.authorize(location)) for location in begun]
    assert [answer.status_code for answer in answers] == [302, 302]


def test_one_goes_where_one_was_going_and_never_elsewhere(employee: Employee, sign_in: SignIn) -> None:
    assert sign_in(next="/fr/me/sessions/")["Location"] == "/fr/me/sessions/"
    assert "evil" not in sign_in(next="https://evil.example.org/")["Location"]


def test_the_cookie_goes_once_used(employee: Employee, sign_in: SignIn, client: Client) -> None:
    sign_in()
    assert client.cookies["oidc_request"].value == ""


def test_hash_of_a_longer_algorithm(fake: Provider, employee: Employee, sign_in: SignIn) -> None:
    fake.behaviour = signing("ES512", "p521")
    assert at_hash("access-1", "512") != at_hash("access-1")
    assert sign_in().status_code == 302
