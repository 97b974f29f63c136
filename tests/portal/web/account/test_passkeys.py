"""Passkeys: enrolled, a second factor, a way in alone; and what a false one gets."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.accounts import operations
from portal.accounts.actors import SYSTEM
from portal.accounts.models import SignIn, User
from portal.core import clock
from portal.core.models import AuditEntry, OutboxMessage
from portal.ui.second_factor import add_totp
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.programmes import TeamMemberFactory
from tests.passkeys import PRESENT, SoftwarePasskey

PASSWORD = "une phrase assez longue"
SIGN_IN, CHALLENGE, ADD = "/fr/account/sign-in/", "/fr/account/sign-in/code/", "/fr/account/passkeys/add/"
ALONE, OPTIONS, HOME = "/fr/account/sign-in/passkey/", "/fr/account/sign-in/passkey/options/", "/fr/account/second-factor/"
DESK = "/desk/"

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.web.account.desk_urls")]


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def user() -> User:
    """A coordinator with a password and nothing else."""
    made = operations.create_local_account(
        email="claire@asso.example.org", display_name="Claire Moreau", password=PASSWORD, by=SYSTEM, at=clock.now()
    )
    TeamMemberFactory.create(user=made)
    return made


def with_password(client: Client) -> Any:
    return client.post(SIGN_IN, {"login": "claire@asso.example.org", "password": PASSWORD})


def asked(page: Any) -> str:
    found = re.search(r'data-options="([^"]+)"', page.content.decode())
    assert found is not None
    return html.unescape(found[1])


def enrol(client: Client, passkey: SoftwarePasskey, name: str = "Mon ordinateur") -> Any:
    return client.post(ADD, {"name": name, "credential": passkey.create(asked(client.get(ADD)))})


@pytest.fixture
def passkey(user: User) -> SoftwarePasskey:
    """A passkey that the account holds, made on its page."""
    made, browser = SoftwarePasskey(), Client()
    with_password(browser)
    assert enrol(browser, made).status_code == 302
    return made


def opened(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_first_one_brings_recovery_codes_and_opens_the_desk(user: User, client: Client) -> None:
    with_password(client)
    assert client.get(DESK).status_code == 302
    before = client.session.session_key
    answer = enrol(client, SoftwarePasskey())
    assert answer["Location"] == "/fr/account/second-factor/recovery-codes/"
    assert client.session.session_key != before
    assert client.get(DESK).status_code == 200
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"webauthn", "recovery_codes"}
    assert "Mon ordinateur" in client.get(HOME).content.decode()
    assert OutboxMessage.objects.get().kind == "accounts.security_changed"


def test_password_then_passkey(passkey: SoftwarePasskey, client: Client) -> None:
    assert with_password(client)["Location"] == CHALLENGE
    assert not opened(client)
    client.post(CHALLENGE, {"credential": passkey.get(asked(client.get(CHALLENGE)))})
    assert opened(client)
    assert client.get(DESK).status_code == 200
    assert SignIn.objects.order_by("-at").values_list("door", flat=True)[0] == "local"


def test_alone_it_is_both_factors(passkey: SoftwarePasskey, client: Client) -> None:
    options = client.get(OPTIONS).content.decode()
    assert json.loads(options)["publicKey"]["userVerification"] == "required"
    client.post(ALONE, {"credential": passkey.get(options)})
    assert opened(client)
    assert client.get(DESK).status_code == 200
    assert SignIn.objects.order_by("-at").values_list("door", flat=True)[0] == "passkey"


def test_it_goes_on_to_the_page_asked_for_and_never_elsewhere(passkey: SoftwarePasskey) -> None:
    for target, leads in ((DESK, DESK), ("https://evil.example.org/", reverse("start")), ("//evil.example.org/", reverse("start"))):
        client = Client()
        answer = client.post(ALONE, {"credential": passkey.get(client.get(OPTIONS).content.decode()), "next": target})
        assert answer["Location"] == leads


LIES: dict[str, dict[str, Any]] = {
    "another site": {"origin": "https://binome.example.com"},
    "another port is fine but plain http elsewhere is not": {"origin": "http://binome.example.org"},
    "for another party": {"rp_id": "example.org"},
    "nobody was verified": {"flags": PRESENT},
    "nobody was there": {"flags": 0},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_opens_nothing(lie: str, passkey: SoftwarePasskey, client: Client) -> None:
    for name, value in LIES[lie].items():
        setattr(passkey, name, value)
    answer = client.post(ALONE, {"credential": passkey.get(client.get(OPTIONS).content.decode())}, follow=True)
    assert "ne convient pas" in answer.content.decode()
    assert not opened(client)


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_enrols_nothing(lie: str, user: User, client: Client) -> None:
    with_password(client)
    answer = enrol(client, SoftwarePasskey(**LIES[lie]))
    assert (answer.status_code, Authenticator.objects.count()) == (400, 0)
    assert "ne convient pas" in answer.content.decode()


def test_another_key_under_the_same_name(passkey: SoftwarePasskey, client: Client) -> None:
    forged = SoftwarePasskey(credential_id=passkey.credential_id, user_handle=passkey.user_handle)
    client.post(ALONE, {"credential": forged.get(client.get(OPTIONS).content.decode())})
    assert not opened(client)


def test_somebody_else_s_passkey_is_no_second_factor_of_mine(passkey: SoftwarePasskey, client: Client) -> None:
    other = operations.create_local_account(
        email="karim@asso.example.org", display_name="Karim", password=PASSWORD, by=SYSTEM, at=clock.now()
    )
    add_totp(user=other, secret="JBSWY3DPEHPK3PXP")
    client.post(SIGN_IN, {"login": "karim@asso.example.org", "password": PASSWORD})
    client.get(CHALLENGE)
    options = client.get(OPTIONS).content.decode()
    page = client.post(CHALLENGE, {"credential": passkey.get(options)})
    assert "ne convient pas" in page.content.decode() or page.status_code == 200
    assert not opened(client)


def test_a_challenge_serves_once(passkey: SoftwarePasskey, client: Client) -> None:
    options = client.get(OPTIONS).content.decode()
    client.post(ALONE, {"credential": passkey.get(options)})
    client.post("/fr/account/sign-out/")
    client.post(ALONE, {"credential": passkey.get(options)})
    assert not opened(client)


def test_a_challenge_that_was_answered_wrongly_is_gone(passkey: SoftwarePasskey, client: Client) -> None:
    options = client.get(OPTIONS).content.decode()
    client.post(ALONE, {"credential": "{}"})
    client.post(ALONE, {"credential": passkey.get(options)})
    assert not opened(client)


def test_a_challenge_of_another_browser(passkey: SoftwarePasskey, client: Client) -> None:
    Client().get(OPTIONS)
    client.post(ALONE, {"credential": passkey.get(Client().get(OPTIONS).content.decode())})
    assert not opened(client)


def test_one_passkey_one_account(passkey: SoftwarePasskey, client: Client) -> None:
    """The same passkey on a second account: refused, so that it never says two names."""
    other = UserFactory.create(local=True)
    sign_in(client, other)
    assert enrol(client, passkey).status_code == 400
    assert not Authenticator.objects.filter(user=other).exists()


def test_a_closed_account_is_shut(passkey: SoftwarePasskey, user: User, client: Client) -> None:
    operations.close_account(user=user, by=SYSTEM, at=clock.now())
    client.post(ALONE, {"credential": passkey.get(client.get(OPTIONS).content.decode())})
    assert not opened(client)


def test_a_session_without_the_factor_adds_none(passkey: SoftwarePasskey, user: User) -> None:
    """A password alone, whose session was opened before the factor was, cannot enrol its own passkey."""
    browser = sign_in(Client(), user, second_factor=False)
    answer = browser.get(ADD)
    assert (answer.status_code, "Il manque votre second facteur" in answer.content.decode()) == (403, True)
    assert browser.post(ADD, {"name": "x", "credential": "{}"}).status_code == 403


def test_the_only_second_factor_stays(passkey: SoftwarePasskey, user: User) -> None:
    browser, key = sign_in(Client(), user), Authenticator.objects.get(type="webauthn")
    page = browser.post(f"/fr/account/passkeys/{key.pk}/remove/", follow=True).content.decode()
    assert "seul second facteur" in page
    add_totp(user=user, secret="JBSWY3DPEHPK3PXP")
    assert "est retirée" in browser.post(f"/fr/account/passkeys/{key.pk}/remove/", follow=True).content.decode()
    assert not Authenticator.objects.filter(type="webauthn").exists()
    assert AuditEntry.objects.filter(action="accounts.change_security", facts={"what": "passkey_removed"}).exists()


def test_another_s_passkey_is_not_mine_to_remove(passkey: SoftwarePasskey, client: Client) -> None:
    other = UserFactory.create(local=True)
    add_totp(user=other, secret="JBSWY3DPEHPK3PXP")
    key = Authenticator.objects.get(type="webauthn")
    assert sign_in(client, other).post(f"/fr/account/passkeys/{key.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_eleven_tries_a_minute_from_one_address(client: Client) -> None:
    assert [client.post(ALONE, {"credential": "{}"}).status_code for _ in range(11)] == [302] * 10 + [429]


def test_without_javascript_the_page_says_so(user: User, client: Client) -> None:
    page = client.get(SIGN_IN).content.decode()
    assert "demandent JavaScript" in page
    assert 'src="/static/js/passkey.js"' in page


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "rawId", "response", "type", "x"]), inner),
    max_leaves=8,
)


@given(value=JSON)
@settings(max_examples=25)
def test_whatever_is_posted_is_no_error_of_ours(value: Any) -> None:
    cache.clear()
    client = Client()
    client.get(OPTIONS)
    assert client.post(ALONE, {"credential": json.dumps(value)}).status_code == 302
    assert not opened(client)
