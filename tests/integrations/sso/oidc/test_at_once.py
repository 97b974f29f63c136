"""Two callbacks with one answer at the same time give one login, whichever is faster, on any database."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from integrations.sso.oidc import begun, client, operations
from integrations.sso.oidc.client import Tokens
from integrations.sso.oidc.errors import OidcRefused
from integrations.sso.oidc.models import OidcProvider, UsedSignIn
from portal.accounts.actors import SYSTEM
from portal.accounts.models import SignIn, User
from portal.core import clock
from portal.core.models import AuditEntry
from portal.people.models import Employee

from .provider import Provider


def test_the_second_comes_while_the_first_exchanges_its_code(
    fake: Provider, employee: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Client(), Client()
    said = fake.authorize(first.get("/sso/acme/login/")["Location"])
    second.cookies["oidc_request"] = first.cookies["oidc_request"].value
    exchange, seconds = client.exchange, list[int]()

    def meanwhile(provider: OidcProvider, *, code: str, verifier: str, secret: str) -> Tokens:
        seconds.append(second.get("/sso/acme/callback/", said).status_code)
        return exchange(provider, code=code, verifier=verifier, secret=secret)

    monkeypatch.setattr(client, "exchange", meanwhile)
    assert first.get("/sso/acme/callback/", said).status_code == 302
    assert seconds == [403]
    assert (User.objects.count(), SignIn.objects.count(), UsedSignIn.objects.count()) == (1, 1, 1)
    assert AuditEntry.objects.get(action="sso.refuse").facts["code"] == "replayed"
    assert fake.calls == ["/token"], "the code was sent once"


def test_the_database_lets_one_of_two_in(provider: OidcProvider) -> None:
    """Both have looked, neither has written: the constraint decides."""
    one = begun.new("acme", "")
    operations.use_up(provider=provider, begun=one, by=SYSTEM, at=clock.now())
    with pytest.raises(OidcRefused, match="replayed"):
        operations.use_up(provider=provider, begun=one, by=SYSTEM, at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        UsedSignIn.objects.create(provider=provider, state=one.fingerprint, expires_at=clock.now())
    operations.use_up(provider=provider, begun=begun.new("acme", ""), by=SYSTEM, at=clock.now())
    assert UsedSignIn.objects.count() == 2


def test_what_was_used_up_is_forgotten_long_after(provider: OidcProvider) -> None:
    from datetime import timedelta

    operations.use_up(provider=provider, begun=begun.new("acme", ""), by=SYSTEM, at=clock.now() - timedelta(days=2))
    operations.use_up(provider=provider, begun=begun.new("acme", ""), by=SYSTEM, at=clock.now())
    assert UsedSignIn.objects.count() == 1
