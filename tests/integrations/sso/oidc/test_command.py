"""`sso register-oidc` and what `sso check` says of OpenID providers."""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from integrations.sso.oidc.models import OidcProvider
from portal.core import clock
from portal.core.models import AuditEntry
from tests.factories.people import LegalEntityFactory
from tests.factories.programmes import AssociationFactory

from .provider import Provider

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def entity() -> None:
    LegalEntityFactory.create(code="FR01")


def sso(*arguments: str) -> str:
    out = StringIO()
    call_command("sso", *arguments, stdout=out)
    return out.getvalue()


def registered(fake: Provider, *more: str, whose: str = "--entity=FR01", claim: str = "matricule") -> str:
    number = [f"--employee-number-claim={claim}"] if claim else []
    return sso("register-oidc", "--slug=acme", whose, f"--issuer={fake.base}", "--client-id=binome", *number, *more)


def test_it_says_what_to_give_the_provider(fake: Provider) -> None:
    assert "http://127.0.0.1:8000/sso/acme/callback/" in registered(fake, "--name=Acme", "--secret-ends=2027-05-31")
    held = OidcProvider.objects.get()
    assert (held.name, held.issuer, held.client_id, held.secret_ends) == ("Acme", fake.base, "binome", date(2027, 5, 31))
    assert AuditEntry.objects.get(action="sso.register_provider").facts == {"idp": "acme", "created": True}


def test_again_brings_it_in_step_and_keeps_its_secret(fake: Provider) -> None:
    registered(fake)
    OidcProvider.objects.update(client_secret="held", secret_ends=date(2027, 5, 31))
    registered(fake, "--role-claim=groups", "--role=rse=csr", "--response-mode=form_post", "--userinfo")
    held = OidcProvider.objects.get()
    assert (held.role_mapping, held.response_mode, held.asks_userinfo) == ({"rse": "csr"}, "form_post", True)
    assert (held.client_secret, held.secret_ends) == ("held", date(2027, 5, 31))


def test_a_secret_of_the_server(fake: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.behaviour.secret = "of the server"
    monkeypatch.setenv("BINOME_OIDC_ACME", "typed wrong")
    with pytest.raises(CommandError, match="secret_refused"):
        registered(fake, "--client-secret-env=BINOME_OIDC_ACME")
    assert not OidcProvider.objects.exists()
    monkeypatch.setenv("BINOME_OIDC_ACME", "of the server")
    registered(fake, "--client-secret-env=BINOME_OIDC_ACME")
    assert OidcProvider.objects.get().secret_variable == "BINOME_OIDC_ACME"


def test_the_door_of_an_association(fake: Provider) -> None:
    association = AssociationFactory.create(code="passerelles", name="Les Passerelles")
    registered(fake, "--acr=urn:strong", whose="--association=passerelles", claim="")
    assert (OidcProvider.objects.get().association, OidcProvider.objects.get().acr_values) == (association, ["urn:strong"])
    assert "Les Passerelles" in sso("check", "--list")
    with pytest.raises(CommandError, match="There is no association 'x'"):
        registered(fake, whose="--association=x", claim="")


BAD: dict[str, tuple[dict[str, Any], tuple[str, ...], str]] = {
    "no number": ({"claim": ""}, (), "no_number_claim"),
    "an e-mail as number": ({"claim": "email"}, (), "number_claim_changes"),
    "a role that is none": ({}, ("--role=x=king",), "unknown_role"),
    "any variable of the server": ({}, ("--client-secret-env=PATH",), "secret_variable"),
    "an empty variable": ({}, ("--client-secret-env=BINOME_OIDC_NOWHERE",), "secret_missing"),
    "no openid scope": ({}, ("--scopes=profile",), "scopes"),
    "a slug with a space": ({}, ("--slug=a b",), "slug_malformed"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_registered(name: str, fake: Provider) -> None:
    facts, more, code = BAD[name]
    with pytest.raises(CommandError, match=code):
        registered(fake, *more, **facts)
    assert not OidcProvider.objects.exists() and not AuditEntry.objects.exists()


def test_check_says_what_will_be_wrong(fake: Provider) -> None:
    registered(fake)
    assert "Nothing to mend" in sso("check")
    OidcProvider.objects.update(secret_ends=clock.today() + timedelta(days=3), secret_refused_at=clock.now())
    with pytest.raises(CommandError, match="our secret there ends on") as wrong:
        sso("check")
    assert "it refuses our new secret" in str(wrong.value) and "2 to mend" in str(wrong.value)
    OidcProvider.objects.update(is_active=False)
    assert "at rest" in sso("check", "--list")
