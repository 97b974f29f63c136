"""The people of associations: e-mail, password, and always a second factor."""

import time
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.db import connection
from django.test import Client

from portal.accounts import operations
from portal.accounts.actors import SYSTEM
from portal.accounts.models import SignIn, User
from portal.core import clock
from portal.ui.second_factor import add_totp
from tests.factories.programmes import TeamMemberFactory

PASSWORD = "une phrase assez longue"
SIGN_IN = "/fr/account/sign-in/"
SET_UP = "/fr/account/second-factor/"
NEW_CODES = "/fr/account/second-factor/recovery-codes/new/"
DESK = "/desk/"


pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.web.account.desk_urls")]


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


@pytest.fixture
def secret() -> str:
    return str(generate_totp_secret())


def account(secret: str | None = None) -> User:
    """A coordinator with a password, and a second factor where asked."""
    user = operations.create_local_account(
        email="Claire@asso.example.org",
        display_name="Claire Moreau",
        password=PASSWORD,
        totp_secret=secret,
        by=SYSTEM,
        at=clock.now(),
    )
    TeamMemberFactory.create(user=user)
    return user


def with_password(client: Client, password: str = PASSWORD, email: str = "claire@asso.example.org") -> str:
    answer = client.post(SIGN_IN, {"login": email, "password": password})
    return answer["Location"] if answer.status_code == 302 else str(answer.status_code)


def opened(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_password_then_code(client: Client, secret: str) -> None:
    user = account(secret)
    assert with_password(client) == "/fr/account/sign-in/code/"
    assert not opened(client)
    client.post("/fr/account/sign-in/code/", {"code": code(secret)})
    assert client.session["_auth_user_id"] == str(user.id)
    assert SignIn.objects.get().door == "local"


def test_a_password_alone_opens_nothing(client: Client, secret: str) -> None:
    account(secret)
    with_password(client)
    assert client.get("/fr/account/sign-ins/")["Location"].startswith(SIGN_IN)
    assert client.post("/fr/account/sign-in/code/", {"code": "000000"}).status_code == 200
    assert not opened(client)


def test_a_code_serves_once(client: Client, secret: str) -> None:
    account(secret)
    used = code(secret)
    with_password(client)
    client.post("/fr/account/sign-in/code/", {"code": used})
    other = Client()
    with_password(other)
    assert "ne sert qu’une fois" in other.post("/fr/account/sign-in/code/", {"code": used}).content.decode()
    assert not opened(other)


@pytest.mark.parametrize(("email", "password"), [("claire@asso.example.org", "faux"), ("inconnue@asso.example.org", PASSWORD)])
def test_wrong_words_are_one_answer(email: str, password: str, client: Client) -> None:
    """Whether the address is known cannot be told."""
    account()
    page = client.post(SIGN_IN, {"login": email, "password": password})
    assert "ne vont pas ensemble" in page.content.decode()
    assert email in page.content.decode()


def test_an_account_without_a_password_is_shut(client: Client) -> None:
    operations.create_local_account(email="karim@asso.example.org", display_name="K", password=None, by=SYSTEM, at=clock.now())
    assert with_password(client, "", "karim@asso.example.org") == "200"
    assert with_password(client, "!", "karim@asso.example.org") == "200"


def test_five_wrong_passwords_lock_for_a_while(client: Client, secret: str) -> None:
    account(secret)
    for _ in range(5):
        with_password(client, "faux")
    page = client.post(SIGN_IN, {"login": "claire@asso.example.org", "password": PASSWORD})
    assert "Trop d’essais" in page.content.decode()


def test_five_wrong_codes_lock_for_a_while(client: Client, secret: str) -> None:
    account(secret)
    with_password(client)
    for _ in range(5):
        client.post("/fr/account/sign-in/code/", {"code": "000000"})
    assert "Trop d’essais" in client.post("/fr/account/sign-in/code/", {"code": code(secret)}).content.decode()
    assert not opened(client)


def test_thirty_tries_a_minute_from_one_address(client: Client) -> None:
    statuses = {client.post(SIGN_IN, {"login": f"a{n}@asso.example.org", "password": "x"}).status_code for n in range(31)}
    assert 429 in statuses


def test_the_desk_waits_for_the_second_factor(client: Client) -> None:
    """First sign-in: every screen of the association leads to the set-up; after it, the same session may go on."""
    account()
    with_password(client)
    assert opened(client)
    assert client.get(DESK)["Location"].startswith(SET_UP)
    page = client.get(SET_UP).content.decode()
    assert "<svg" in page and "data:" not in page.split("<main")[1]
    secret = client.session["mfa.totp.secret"]
    before = client.session.session_key
    answer = client.post(SET_UP, {"code": code(secret)})
    assert answer["Location"] == "/fr/account/second-factor/recovery-codes/"
    assert client.session.session_key != before
    codes = client.get(answer["Location"]).content.decode()
    assert codes.count("<code>") == 10
    assert client.get(DESK).status_code == 200


def test_a_wrong_first_code_keeps_the_same_picture(client: Client) -> None:
    account()
    with_password(client)
    client.get(SET_UP)
    secret = client.session["mfa.totp.secret"]
    assert "Ce code ne convient pas" in client.post(SET_UP, {"code": "000000"}).content.decode()
    assert client.session["mfa.totp.secret"] == secret
    assert not Authenticator.objects.exists()


def test_a_session_without_the_factor_is_sent_back(client: Client, secret: str) -> None:
    """Set up elsewhere since: this session was opened with a password alone."""
    user = account()
    with_password(client)
    add_totp(user=user, secret=secret)
    assert client.get(DESK)["Location"].startswith(SET_UP)
    page = client.get(SET_UP)
    assert (page.status_code, "Il manque votre second facteur" in page.content.decode()) == (403, True)


def test_a_recovery_code_replaces_the_telephone(client: Client, secret: str) -> None:
    account()
    with_password(client)
    client.get(SET_UP)
    client.post(SET_UP, {"code": code(client.session["mfa.totp.secret"])})
    spare = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    other = Client()
    with_password(other)
    other.post("/fr/account/sign-in/code/", {"code": spare})
    assert opened(other)


def test_new_codes_replace_the_old(client: Client) -> None:
    account()
    with_password(client)
    client.get(SET_UP)
    client.post(SET_UP, {"code": code(client.session["mfa.totp.secret"])})
    before = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert client.get(NEW_CODES).status_code == 405
    assert client.post(NEW_CODES)["Location"] == "/fr/account/second-factor/recovery-codes/"
    after = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert not set(before) & set(after)


def test_who_has_no_recovery_codes_is_offered_some(client: Client) -> None:
    account()
    with_password(client)
    client.get(SET_UP)
    client.post(SET_UP, {"code": code(client.session["mfa.totp.secret"])})
    Authenticator.objects.filter(type="recovery_codes").delete()
    page = client.get("/fr/account/second-factor/recovery-codes/")
    assert page.status_code == 200 and "Vous n’en avez pas encore" in page.content.decode()
    assert "Les anciens" not in page.content.decode()
    client.post(NEW_CODES)
    assert len(client.get("/fr/account/second-factor/recovery-codes/").context["unused_codes"]) == 10


def test_the_secret_is_not_in_the_database(client: Client, secret: str) -> None:
    account(secret)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        assert secret not in str(cursor.fetchall())


def test_signing_out_is_a_deed(client: Client) -> None:
    account()
    with_password(client)
    assert client.get("/fr/account/sign-out/").status_code == 405
    client.post("/fr/account/sign-out/")
    assert not opened(client)


@pytest.mark.parametrize("target", ["https://evil.example.org/", "//evil.example.org/"])
def test_never_elsewhere(target: str, client: Client) -> None:
    account()
    answer = client.post(f"{SIGN_IN}?next={target}", {"login": "claire@asso.example.org", "password": PASSWORD, "next": target})
    assert "evil" not in answer["Location"]


def test_a_code_serves_once_even_when_allauth_has_forgotten_it(client: Client, secret: str) -> None:
    """With a tolerance of a period either way a code lives longer than allauth remembers that it was used."""
    user = account(secret)
    used = code(secret)
    with_password(client)
    client.post("/fr/account/sign-in/code/", {"code": used})
    cache.delete(f"allauth.mfa.totp.used?user={user.pk}&code={used}")
    other = Client()
    with_password(other)
    assert "ne sert qu’une fois" in other.post("/fr/account/sign-in/code/", {"code": used}).content.decode()
    assert not opened(other)


def test_a_recovery_code_serves_once(client: Client, secret: str) -> None:
    account()
    with_password(client)
    client.get(SET_UP)
    client.post(SET_UP, {"code": code(client.session["mfa.totp.secret"])})
    spare = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    browsers = Client(), Client()
    for browser in browsers:
        with_password(browser)
        browser.post("/fr/account/sign-in/code/", {"code": spare})
    assert [opened(browser) for browser in browsers] == [True, False]


def test_another_telephone_takes_the_place_of_the_first(client: Client, secret: str) -> None:
    account(secret)
    with_password(client)
    client.post("/fr/account/sign-in/code/", {"code": code(secret)})
    page = "/fr/account/second-factor/telephone/"
    client.get(page)
    new = client.session["mfa.totp.secret"]
    assert client.post(page, {"code": code(new)}).status_code == 302
    assert Authenticator.objects.filter(type="totp").count() == 1
    cache.clear()
    for key, works in ((secret, False), (new, True)):
        other = Client()
        with_password(other)
        other.post("/fr/account/sign-in/code/", {"code": code(key)})
        assert opened(other) is works


def test_a_closed_account_is_told_so_only_with_its_password(client: Client) -> None:
    user = account()
    operations.close_account(user=user, by=SYSTEM, at=clock.now())
    assert "ne vont pas ensemble" in client.post(SIGN_IN, {"login": user.email, "password": "faux"}).content.decode()
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD}, follow=True)
    assert not opened(client)
