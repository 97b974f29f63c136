"""Break-glass accounts: from the command line only, two factors from the first moment, and everybody told when one is used."""

import logging
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from portal.accounts import operations, queries
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Door, Role
from portal.accounts.models import RoleGrant, SignIn, User
from portal.core import clock
from portal.core.models import AuditEntry, OutboxMessage
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.personas import user_as
from tests.factories.programmes import AssociationFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
EMAIL = "astreinte@example.org"
SIGN_IN, CODE, SETTINGS = "/fr/account/sign-in/", "/fr/account/sign-in/code/", "/fr/company/settings/"


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def run(*words: str) -> str:
    out = StringIO()
    call_command("break_glass", *words, stdout=out, stderr=StringIO())
    return out.getvalue()


def envelope(said: str) -> tuple[str, str]:
    """Read password and secret off what the command wrote."""
    found = dict(line.split(None, 1) for line in said.splitlines())
    return found["password"], found["secret"]


def code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def comes_in(client: Client, password: str, secret: str, email: str = EMAIL) -> bool:
    client.post(SIGN_IN, {"login": email, "password": password})
    client.post(CODE, {"code": code(secret)})
    return "_auth_user_id" in client.session


def test_an_envelope_opens_the_settings_for_an_hour(client: Client) -> None:
    assert comes_in(client, *envelope(run("create", EMAIL)))
    assert client.get(SETTINGS).status_code == 200
    row = SignIn.objects.get()
    assert (row.door, row.ends_at) == (Door.RESCUE, row.at + timedelta(hours=1))
    assert client.get("/api/v1/me/").json()["roles"] == [Role.PLATFORM_ADMIN]


def test_the_password_alone_opens_nothing(client: Client) -> None:
    password, _secret = envelope(run("create", EMAIL))
    assert client.post(SIGN_IN, {"login": EMAIL, "password": password})["Location"] == CODE
    assert "_auth_user_id" not in client.session


def test_a_session_without_the_factor_sees_no_setting(client: Client) -> None:
    """Should the factor be forgotten in the database: the screens still wait for one."""
    run("create", EMAIL)
    sign_in(client, User.objects.get(), second_factor=False)
    assert client.get(SETTINGS)["Location"].startswith("/fr/account/second-factor/")


def test_every_administrator_is_told_when_it_is_used(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    employee, other = user_as(Role.PLATFORM_ADMIN), user_as(Role.HR)
    gone = user_as(Role.PLATFORM_ADMIN)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    secret = envelope(run("create", EMAIL))
    OutboxMessage.objects.all().delete()
    with caplog.at_level(logging.WARNING, logger="portal.accounts.operations.rescue"):
        comes_in(client, *secret)
    rescue = User.objects.get(email=EMAIL)
    told = {(row.recipient_kind, row.recipient_id) for row in OutboxMessage.objects.filter(kind="accounts.rescue_used")}
    assert told == {("employee", employee.id), ("account", rescue.id)}
    assert other.id not in {recipient for _kind, recipient in told}
    assert "break-glass account was used" in caplog.text and EMAIL not in caplog.text


def test_and_when_one_is_made_or_renewed() -> None:
    employee = user_as(Role.PLATFORM_ADMIN)
    run("create", EMAIL)
    run("renew", EMAIL)
    assert OutboxMessage.objects.filter(kind="accounts.rescue_sealed", recipient_id=employee.id).count() == 2


def test_renewing_shuts_out_the_former_envelope(client: Client) -> None:
    old = envelope(run("create", EMAIL))
    assert comes_in(client, *old)
    new = envelope(run("renew", EMAIL))
    assert client.get(SETTINGS).status_code == 302
    cache.clear()
    assert not comes_in(Client(), *old)
    assert comes_in(Client(), *new)
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_closing_ends_everything_and_it_can_be_opened_again(client: Client) -> None:
    old = envelope(run("create", EMAIL))
    assert comes_in(client, *old)
    assert "Closed" in run("close", EMAIL)
    assert client.get(SETTINGS).status_code == 403
    assert not RoleGrant.objects.exists()
    cache.clear()
    assert not comes_in(Client(), *old)
    assert comes_in(Client(), *envelope(run("create", EMAIL)))
    assert User.objects.filter(email=EMAIL).count() == 1


@pytest.mark.parametrize("words", [("renew", EMAIL), ("close", EMAIL), ("create", "not an address"), ("create",), ("renew", "")])
def test_what_is_not_there_or_unreadable_is_said(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run(*words)
    assert not User.objects.exists()


def test_an_address_in_use_is_refused() -> None:
    run("create", EMAIL)
    operations.create_local_account(email="a@asso.example.org", display_name="A", password=None, by=SYSTEM, at=clock.now())
    for email in (EMAIL, EMAIL.upper(), "a@asso.example.org"):
        with pytest.raises(CommandError, match="has an account already"):
            run("create", email)


def test_the_list_says_what_there_is(client: Client) -> None:
    assert "There is none" in run("list")
    secret = envelope(run("create", EMAIL))
    assert re.search(rf"{EMAIL}  open  never used", run("list"))
    comes_in(client, *secret)
    run("close", EMAIL)
    assert re.search(rf"{EMAIL}  closed  last used 20", run("list"))


def test_nothing_secret_is_kept_in_clear() -> None:
    password, secret = envelope(run("create", EMAIL))
    kept = str(list(User.objects.values())) + str(list(Authenticator.objects.values())) + str(list(AuditEntry.objects.values()))
    assert password not in kept and secret not in kept


def test_no_page_resets_it_and_no_association_takes_it_in(client: Client) -> None:
    run("create", EMAIL)
    OutboxMessage.objects.all().delete()
    client.post("/fr/account/password/forgotten/", {"email": EMAIL})
    assert not OutboxMessage.objects.exists()
    admin = TeamMemberFactory.create(administrator=True, association=AssociationFactory.create())
    sign_in(client, admin.user)
    new = {"display_name": "X", "email": EMAIL, "role": Role.REFERENT, "capacity": "0"}
    assert client.post("/fr/association/team/invite/", new).status_code == 200
    assert queries.rescue_account(email=EMAIL).team_memberships.count() == 0  # type: ignore[union-attr]


def test_its_passkeys_go_with_the_envelope() -> None:
    run("create", EMAIL)
    user = User.objects.get()
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "x", "credential": {}})
    run("renew", EMAIL)
    assert list(Authenticator.objects.values_list("type", flat=True)) == ["totp"]


def test_others_are_not_rescue_accounts() -> None:
    UserFactory.create(local=True)
    assert queries.rescue_accounts() == []
