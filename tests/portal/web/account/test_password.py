"""A forgotten password, another one, another address: one answer for everybody, links that serve once, and the person is told."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from integrations.messaging.operations import deliver_due
from portal.accounts import operations
from portal.accounts.actors import SYSTEM
from portal.accounts.models import EmailChange, User
from portal.core import clock
from portal.core.models import OutboxMessage
from portal.ui.second_factor import add_totp
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
OLD, NEW = "une phrase assez longue", "une autre phrase bien plus longue"
FORGOTTEN, PASSWORD, EMAIL, SIGN_IN = (f"/fr/account/{page}/" for page in ("password/forgotten", "password", "email", "sign-in"))


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def claire() -> User:
    account = operations.create_local_account(
        email="claire@asso.example.org", display_name="Claire Moreau", password=OLD, by=SYSTEM, at=clock.now()
    )
    TeamMemberFactory.create(user=account)
    return account


def link() -> str:
    """Read the link of the latest mail."""
    deliver_due(by=SYSTEM, at=clock.now())
    found = re.search(r"https?://[^/\s]+(/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def recent(client: Client, user: User) -> Client:
    """Sign in as somebody who has just proved who they are."""
    client.post(SIGN_IN, {"login": user.email, "password": OLD})
    return client


def opens(password: str, email: str = "claire@asso.example.org") -> bool:
    cache.clear()
    browser = Client()
    browser.post(SIGN_IN, {"login": email, "password": password})
    return "_auth_user_id" in browser.session


def chosen(client: Client, address: str, password: str = NEW) -> int:
    return client.post(address, {"password": password, "again": password}).status_code


def test_a_forgotten_password_by_a_link_that_serves_once(client: Client, claire: User) -> None:
    there = recent(Client(), claire)
    assert "Claire@asso.example.org" in client.post(FORGOTTEN, {"email": "Claire@asso.example.org"}).content.decode()
    address = link()
    assert client.get(address).status_code == 200
    assert chosen(client, address) == 302
    assert (opens(OLD), opens(NEW)) == (False, True)
    assert there.get("/fr/account/sign-ins/").status_code == 302
    assert (client.get(address).status_code, chosen(client, address)) == (410, 410)
    assert OutboxMessage.objects.filter(kind="accounts.security_changed").count() == 1


def test_the_second_factor_stays(client: Client, claire: User) -> None:
    add_totp(user=claire, secret="JBSWY3DPEHPK3PXP")
    client.post(FORGOTTEN, {"email": claire.email})
    chosen(client, link())
    answer = client.post(SIGN_IN, {"login": claire.email, "password": NEW})
    assert answer["Location"] == "/fr/account/sign-in/code/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("whose", ["nobody", "closed", "not opened yet", "of the company"])
def test_one_answer_for_everybody_and_no_mail(whose: str, client: Client, claire: User) -> None:
    known = client.post(FORGOTTEN, {"email": claire.email})
    OutboxMessage.objects.all().delete()
    email = "autre@asso.example.org"
    if whose != "nobody":
        password = None if whose == "not opened yet" else OLD
        user = operations.create_local_account(email=email, display_name="A", password=password, by=SYSTEM, at=clock.now())
        if whose == "closed":
            operations.close_account(user=user, by=SYSTEM, at=clock.now())
        if whose == "of the company":
            User.objects.filter(pk=user.pk).update(handle="sso:acme:1")
    answer = client.post(FORGOTTEN, {"email": email})
    main = [page.content.decode().partition("<main")[2].replace(one, "X") for page, one in ((known, claire.email), (answer, email))]
    assert main[0] == main[1]
    assert not OutboxMessage.objects.exists()


def test_an_hour_and_the_link_is_over(client: Client, claire: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client.post(FORGOTTEN, {"email": claire.email})
    address = link()
    for minutes, status in ((59, 200), (61, 410)):
        late = datetime.now() + timedelta(minutes=minutes)
        monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda _self, late=late: late)
        assert client.get(address).status_code == status


@pytest.mark.parametrize("spoil", [lambda a: a[:-3] + "xx/", lambda a: a.replace(a.split("/")[-3], "0" * 32)])
def test_a_link_that_is_not_ours(spoil: object, client: Client, claire: User) -> None:
    client.post(FORGOTTEN, {"email": claire.email})
    assert client.get(spoil(link())).status_code in {404, 410}  # type: ignore[operator]
    assert opens(OLD)


def test_a_weak_password_uses_no_link_up(client: Client, claire: User) -> None:
    client.post(FORGOTTEN, {"email": claire.email})
    address = link()
    assert chosen(client, address, "court") == 200
    assert chosen(client, address) == 302


def test_three_mails_an_hour_for_one_address_and_twenty_from_one_place(client: Client, claire: User) -> None:
    statuses = [client.post(FORGOTTEN, {"email": claire.email}).status_code for _ in range(21)]
    assert OutboxMessage.objects.filter(kind="accounts.password_reset").count() == 3
    assert (statuses[:20], statuses[20]) == ([200] * 20, 429)


def test_another_password_ends_the_other_sessions(client: Client, claire: User) -> None:
    there = recent(Client(), claire)
    recent(client, claire)
    assert client.post(PASSWORD, {"password": NEW, "again": NEW})["Location"] == "/fr/account/sign-ins/"
    assert client.get("/fr/account/sign-ins/").status_code == 200
    assert there.get("/fr/account/sign-ins/").status_code == 302
    assert (opens(OLD), opens(NEW)) == (False, True)


def test_it_is_asked_of_whoever_has_just_proved_who_they_are(client: Client, claire: User) -> None:
    sign_in(client, claire)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    assert "confirm" in client.get(PASSWORD)["Location"]
    assert chosen(client, PASSWORD) == 302
    assert opens(OLD)


def test_another_address_once_it_is_proved(client: Client, claire: User) -> None:
    recent(client, claire)
    client.post(EMAIL, {"email": "Claire.M@asso.example.org"})
    kinds = set(OutboxMessage.objects.values_list("kind", flat=True))
    assert kinds == {"accounts.email_changing", "accounts.email_change"}
    deliver_due(by=SYSTEM, at=clock.now())
    told = {tuple(one.to): one for one in mail.outbox}
    assert set(told) == {("claire@asso.example.org",), ("claire.m@asso.example.org",)}
    address = re.search(r"https?://[^/\s]+(/\S+confirm\S+)", str(told[("claire.m@asso.example.org",)].body))
    assert address is not None
    stranger = Client()
    assert stranger.get(address[1]).status_code == 200
    claire.refresh_from_db()
    assert claire.email == "claire@asso.example.org"  # a mail scanner opens links
    assert stranger.post(address[1]).status_code == 302
    claire.refresh_from_db()
    assert (claire.email, claire.handle) == ("claire.m@asso.example.org", "local:claire.m@asso.example.org")
    assert stranger.post(address[1]).status_code == 410
    assert (opens(OLD), opens(OLD, "claire.m@asso.example.org")) == (False, True)


def test_an_address_in_use_is_asked_for_in_vain_and_nobody_learns_so(client: Client, claire: User) -> None:
    UserFactory.create(handle="local:b@asso.example.org", email="b@asso.example.org")
    recent(client, claire)
    said = {client.post(EMAIL, {"email": email}, follow=True).content.decode().count("Un courriel est parti")
            for email in ("b@asso.example.org", "libre@asso.example.org")}  # fmt: skip
    assert said == {1}
    assert EmailChange.objects.get().new_email == "libre@asso.example.org"


def test_taken_in_between_or_too_late(client: Client, claire: User) -> None:
    recent(client, claire)
    client.post(EMAIL, {"email": "c@asso.example.org"})
    deliver_due(by=SYSTEM, at=clock.now())
    body = next(str(one.body) for one in mail.outbox if one.to == ["c@asso.example.org"])
    address = re.search(r"https?://[^/\s]+(/\S+confirm\S+)", body)
    assert address is not None
    UserFactory.create(handle="local:c@asso.example.org", email="c@asso.example.org")
    assert client.post(address[1]).status_code == 410
    EmailChange.objects.update(asked_at=clock.now() - timedelta(days=2), expires_at=clock.now() - timedelta(seconds=1))
    assert client.get(address[1]).status_code == 410
    assert client.get("/fr/account/email/confirm/rien/").status_code == 410


@pytest.mark.parametrize("page", [PASSWORD, EMAIL])
def test_a_company_account_has_neither(page: str, client: Client) -> None:
    from tests.factories.personas import user_as

    user = user_as("employee")
    User.objects.filter(pk=user.pk).update(handle="sso:acme:1")
    sign_in(client, user)
    assert client.get(page)["Location"] == "/fr/start/"
