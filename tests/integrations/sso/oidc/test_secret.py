"""The client's secret while it changes: tried before it is kept, the former one in reserve, and a mail before it ends."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from integrations.sso.oidc import keeping, secret
from integrations.sso.oidc.errors import OidcRefused, ProviderRefused
from integrations.sso.oidc.models import OidcProvider
from integrations.sso.oidc.secret import Secret
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.models import AuditEntry, OutboxMessage
from portal.people.models import Employee
from tests.factories.accounts import UserFactory, grant

from .conftest import SignIn
from .provider import Provider

OLD, NEW = "s3cret/+", "n3w secret"


def change(provider: OidcProvider, text: str = NEW, **more: Any) -> None:
    keeping.change_secret(provider=provider, secret=Secret(text, **more), by=SYSTEM, at=clock.now())


@pytest.fixture
def typed_before_the_provider_knows_it(provider: OidcProvider) -> OidcProvider:
    """A new secret that this provider did not refuse when it was tried, and does at a sign-in (as Entra ID does)."""
    change(provider)
    provider.refresh_from_db()
    return provider


def test_the_former_secret_serves_until_the_new_one_has(
    typed_before_the_provider_knows_it: OidcProvider, fake: Provider, employee: Employee, sign_in: SignIn
) -> None:
    fake.behaviour.secret = OLD
    assert sign_in().status_code == 302, "nobody stands outside"
    held = OidcProvider.objects.get()
    assert held.former_secret == OLD and held.secret_refused_at is not None
    fake.behaviour.secret = NEW
    assert sign_in(Client()).status_code == 302
    held = OidcProvider.objects.get()
    assert (held.client_secret, held.former_secret, held.secret_refused_at) == (NEW, "", None)
    fake.behaviour.secret = OLD
    assert sign_in(Client()).status_code == 403, "the former one is over for good"


def test_neither_counts(
    typed_before_the_provider_knows_it: OidcProvider, fake: Provider, employee: Employee, sign_in: SignIn
) -> None:
    fake.behaviour.secret = "a third"
    assert sign_in().status_code == 403
    assert AuditEntry.objects.get(action="sso.refuse").facts["code"] == "client_refused"
    assert OidcProvider.objects.get().secret_refused_at is None


def test_the_former_one_is_not_tried_for_another_reason(
    typed_before_the_provider_knows_it: OidcProvider, fake: Provider, employee: Employee, sign_in: SignIn
) -> None:
    calls = len(fake.calls)
    fake.behaviour.token_reply = (400, {}, b'{"error": "invalid_grant"}')
    assert sign_in().status_code == 403
    assert fake.calls[calls:] == ["/token"]


def test_a_sign_in_does_not_settle_what_was_changed_meanwhile(
    typed_before_the_provider_knows_it: OidcProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An administrator gives a third secret while a sign-in proves the second: the second stays in reserve."""
    provider = typed_before_the_provider_knows_it
    OidcProvider.objects.update(client_secret="third", former_secret=NEW)
    monkeypatch.setattr("integrations.sso.oidc.client.exchange", lambda *_, **__: None)
    secret.exchange(provider, code="c", verifier="v", at=clock.now())
    assert OidcProvider.objects.get().former_secret == NEW


def test_the_trial_cannot_sign_anybody_in(provider: OidcProvider, fake: Provider) -> None:
    secret.attempt(provider)
    assert fake.forms[-1]["code"] == "binome-asks-whether-you-know-it" and fake.authorizations[-1].startswith("Basic ")


TRIALS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown client": ({"token_reply": (401, {}, b'{"error": "invalid_client"}')}, "secret_refused"),
    "a client that may not": ({"token_reply": (400, {}, b'{"error": "unauthorized_client"}')}, "secret_refused"),
    "no such code": ({"token_reply": (400, {}, b'{"error": "invalid_grant"}')}, ""),
    "a page": ({"token_reply": (400, {}, b"<html>")}, ""),
    "busy": ({"token_reply": (429, {}, b"")}, ""),
    "broken": ({"token_reply": (500, {}, b"")}, ""),
    "elsewhere": ({"token_reply": (302, {"Location": "https://evil.example.org"}, b"")}, ""),
}


@pytest.mark.parametrize("name", TRIALS)
def test_what_a_trial_says(name: str, provider: OidcProvider, fake: Provider) -> None:
    told, code = TRIALS[name]
    vars(fake.behaviour).update(told)
    if not code:
        secret.attempt(provider)
        return
    with pytest.raises(ProviderRefused) as refused:
        change(provider)
    assert refused.value.code == code
    assert OidcProvider.objects.get().client_secret == OLD


def test_a_token_endpoint_that_nobody_reaches(provider: OidcProvider) -> None:
    provider.configuration["token_endpoint"] = "http://127.0.0.1:9/token"
    with pytest.raises(ProviderRefused) as refused:
        secret.attempt(provider)
    assert refused.value.code == "token_not_reached"


FORMS: dict[str, tuple[Secret, str]] = {
    "twice": (Secret("a", "BINOME_OIDC_A"), "secret_twice"),
    "any variable of the server": (Secret(variable="BINOME_SECRET_KEY"), "secret_variable"),
    "a line break": (Secret("a\nb"), "secret_form"),
    "too long": (Secret("a" * 401), "secret_form"),
    "a variable that is empty": (Secret(variable="BINOME_OIDC_NOWHERE"), "secret_missing"),
}


@pytest.mark.parametrize("name", FORMS)
def test_secrets_that_cannot_be(name: str, provider: OidcProvider) -> None:
    given, code = FORMS[name]
    with pytest.raises(ProviderRefused) as refused:
        keeping.change_secret(provider=provider, secret=given, by=SYSTEM, at=clock.now())
    assert refused.value.code == code


def test_a_secret_is_in_no_representation(provider: OidcProvider) -> None:
    assert OLD not in repr(Secret(OLD)) and OLD not in repr(provider)


def test_a_refused_client_without_a_former_secret(provider: OidcProvider, fake: Provider) -> None:
    fake.behaviour.secret = "another"
    with pytest.raises(OidcRefused) as refused:
        secret.exchange(provider, code="c", verifier="v" * 43, at=clock.now())
    assert refused.value.code == "client_refused"


@pytest.mark.parametrize(("days", "mails"), [(31, 0), (30, 1), (0, 1), (-3, 1)])
def test_a_mail_thirty_days_before_it_ends(days: int, mails: int, provider: OidcProvider) -> None:
    admin = grant(UserFactory.create(), Role.PLATFORM_ADMIN)
    at = clock.now()
    OidcProvider.objects.update(secret_ends=clock.local_day(at) + timedelta(days=days))
    assert keeping.warn_of_ends(by=SYSTEM, at=at) == mails
    assert keeping.warn_of_ends(by=SYSTEM, at=at) == 0, "once for each end"
    assert [(mail.kind, mail.recipient_id) for mail in OutboxMessage.objects.all()] == [("sso.secret_ends", admin.id)] * mails


def test_a_provider_at_rest_and_one_without_an_end_warn_nobody(provider: OidcProvider) -> None:
    grant(UserFactory.create(), Role.PLATFORM_ADMIN)
    assert keeping.warn_of_ends(by=SYSTEM, at=clock.now()) == 0
    OidcProvider.objects.update(secret_ends=date(2020, 1, 1), is_active=False)
    assert keeping.warn_of_ends(by=SYSTEM, at=clock.now()) == 0


def test_a_new_secret_warns_anew(provider: OidcProvider) -> None:
    grant(UserFactory.create(), Role.PLATFORM_ADMIN)
    soon = clock.local_day(clock.now()) + timedelta(days=3)
    OidcProvider.objects.update(secret_ends=soon)
    keeping.warn_of_ends(by=SYSTEM, at=clock.now())
    change(OidcProvider.objects.get(), ends=soon)
    assert keeping.warn_of_ends(by=SYSTEM, at=clock.now()) == 1
    assert OutboxMessage.objects.count() == 2


def leaves(client: Client) -> Any:
    return client.post("/fr/account/sign-out/")


def test_signing_out_ends_the_session_here_before_the_provider_is_asked(
    fake: Provider, employee: Employee, sign_in: SignIn, client: Client
) -> None:
    sign_in()
    assert client.get("/api/v1/me/").status_code == 200
    page = leaves(client)
    assert page.status_code == 200 and f"{fake.base}/logout" in page["Refresh"]
    assert "no-store" in page["Cache-Control"]  # its address carries a token
    assert client.get("/api/v1/me/").status_code == 401


def test_a_provider_without_a_logout_is_not_asked(
    provider: OidcProvider, employee: Employee, sign_in: SignIn, client: Client
) -> None:
    OidcProvider.objects.update(configuration={**provider.configuration, "end_session_endpoint": ""})
    sign_in()
    assert leaves(client).status_code == 302
    assert client.get("/api/v1/me/").status_code == 401
