"""`manage.py sso`: what a stranger types, what is said back, and what each refusal leaves behind: nothing."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.core.management import CommandError, call_command
from pytest_django import Settings

from integrations.sso import certificates, own_keys, renewal
from integrations.sso.cli.words import WORDS, said
from integrations.sso.models import IdentityProvider
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.models import AuditEntry, OutboxMessage
from tests.factories.accounts import UserFactory, grant
from tests.factories.people import LegalEntityFactory

from .saml_forge import curve_pair, decoded, key_pair
from .saml_metadata import Source, description, key, served

pytestmark = pytest.mark.django_db


def sso(*arguments: str) -> str:
    out = StringIO()
    call_command("sso", *arguments, stdout=out)
    return out.getvalue()


def refused(*arguments: str) -> str:
    with pytest.raises(CommandError) as caught:
        sso(*arguments)
    return str(caught.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "metadata.xml"
    path.write_text(description())
    return path


@pytest.fixture
def acme(file: Path) -> IdentityProvider:
    LegalEntityFactory.create(code="FR01")
    sso("register", "--slug=acme", "--entity=FR01", f"--metadata={file}", "--role=CN=rse,OU=x=csr", "--role-attribute=groups")
    return IdentityProvider.objects.get()


def pem(name: str, folder: Path, *, der: bool = False) -> str:
    path, raw = folder / f"{name}.pem", decoded(key_pair(name).certificate)
    text = x509.load_der_x509_certificate(raw).public_bytes(serialization.Encoding.PEM)
    path.write_bytes(raw if der else text)
    return str(path)


def test_registering_says_what_to_give_the_provider(file: Path) -> None:
    said = sso("register", "--slug=acme", "--entity=FR09", f"--metadata={file}")
    for address in ("metadata", "acs", "logout", "login"):
        assert f"http://127.0.0.1:8000/sso/acme/{address}/" in said
    assert "no legal entity FR09 yet" in said


def test_a_group_may_hold_an_equals_sign(acme: IdentityProvider) -> None:
    assert acme.role_mapping == {"CN=rse,OU=x": "csr"}


BAD: dict[str, tuple[tuple[str, ...], str]] = {
    "a slug with a space": (("--slug=a b",), "slug_malformed"),
    "a slug too long": ((f"--slug={'a' * 41}",), "slug_malformed"),
    "a role that is none": (("--slug=a", "--role=x=king"), "Roles: csr"),
    "half a role": (("--slug=a", "--role=x"), "Not GROUP=ROLE: x"),
    "a pin that is none": (("--slug=a", "--pin=/nowhere"), "Cannot read /nowhere"),
    "which of none": (("--slug=a", "--idp-entity-id=https://other.example.org"), "Found: https://idp.example.org/saml"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_registered(name: str, file: Path) -> None:
    extra, words = BAD[name]
    assert words in refused("register", "--entity=FR01", f"--metadata={file}", *extra)
    assert not IdentityProvider.objects.exists() and not AuditEntry.objects.exists()


def test_a_slug_of_an_openid_provider(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.sso.operations.openid.is_taken", lambda *, slug: True)
    assert "slug_in_use" in refused("register", "--slug=acme", "--entity=FR01", f"--metadata={file}")


def test_one_provider_of_a_federations_file(tmp_path: Path) -> None:
    names = ("https://a.example.org", "https://b.example.org")
    entities = "".join(description(entity=name).partition("-->")[2].replace(' ID="_md"', "") for name in names)
    path = tmp_path / "federation.xml"
    path.write_text(f'<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">{entities}</EntitiesDescriptor>')
    assert "not_one_idp" in refused("register", "--slug=a", "--entity=FR01", f"--metadata={path}")
    sso("register", "--slug=a", "--entity=FR01", f"--metadata={path}", f"--idp-entity-id={names[1]}")
    assert IdentityProvider.objects.get().entity_id == names[1]


def test_the_chain_of_an_issuer_signs_nothing(tmp_path: Path) -> None:
    issuer = f"<ds:X509Certificate>{key_pair('issuer').certificate}</ds:X509Certificate>"
    path = tmp_path / "metadata.xml"
    path.write_text(description(key(key_pair(), chain=issuer)))
    sso("register", "--slug=a", "--entity=FR01", f"--metadata={path}")
    assert IdentityProvider.objects.get().certificates == [key_pair().certificate]


def test_a_curve_and_all_that_a_description_says(tmp_path: Path) -> None:
    slo = (
        '<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{0}" ResponseLocation="{0}r"/>'
    )
    path = tmp_path / "metadata.xml"
    text = description(key(curve_pair()), slo=slo.format("https://idp.example.org/slo"), role=' WantAuthnRequestsSigned="true"')
    path.write_text(text)
    sso("register", "--slug=a", "--entity=FR01", f"--metadata={path}")
    idp = IdentityProvider.objects.get()
    assert (idp.certificates, idp.sign_requests) == ([curve_pair().certificate], True)
    assert (idp.slo_url, idp.slo_answer_url) == ("https://idp.example.org/slo", "https://idp.example.org/slor")


def test_signed_requests_want_a_key_of_ours(file: Path, settings: Settings) -> None:
    arguments = ("register", "--slug=a", "--entity=FR01", f"--metadata={file}", "--sign-requests")
    settings.IN_PRODUCTION = True
    assert "no_own_key" in refused(*arguments)
    settings.SSO_KEYS = [own_keys.new_pair("x", clock.now())]
    sso(*arguments)
    assert IdentityProvider.objects.get().sign_requests


def test_before_during_and_after_a_roll_over(acme: IdentityProvider, tmp_path: Path) -> None:
    assert "One certificate" in sso("rollover", "--slug=acme")
    assert "Two certificates count" in sso("rollover", "--slug=acme", "--add", pem("fresh", tmp_path))
    assert len(IdentityProvider.objects.get().certificates) == 2
    assert "certificate_known" in refused("rollover", "--slug=acme", "--add", pem("fresh", tmp_path, der=True))
    assert "certificates" in refused("rollover", "--slug=acme", "--add", pem("third", tmp_path))
    sso("rollover", "--slug=acme", "--drop", certificates.fingerprint(key_pair().certificate))
    held = IdentityProvider.objects.get()
    assert held.certificates == [key_pair("fresh").certificate]
    assert "last_certificate" in refused("rollover", "--slug=acme", "--drop", pem("fresh", tmp_path))
    assert "certificate_unknown" in refused("rollover", "--slug=acme", "--drop", pem("third", tmp_path))


def test_a_new_file_keeps_what_was_agreed_on(acme: IdentityProvider, file: Path) -> None:
    file.write_text(description(key(key_pair("fresh")), sso="https://idp.example.org/new"))
    sso("rollover", "--slug=acme", f"--metadata={file}")
    held = IdentityProvider.objects.get()
    assert (held.sso_url, held.certificates) == ("https://idp.example.org/new", [key_pair("fresh").certificate])
    assert (held.role_mapping, held.legal_entities) == (acme.role_mapping, ["FR01"])


def test_a_new_file_of_somebody_else(acme: IdentityProvider, file: Path) -> None:
    file.write_text(description(entity="https://evil.example.org"))
    assert "not_one_idp" in refused("rollover", "--slug=acme", f"--metadata={file}")


@pytest.mark.parametrize("arguments", [("rollover", "--slug=nobody"), ("fetch-metadata", "--slug=nobody")])
def test_a_slug_that_nobody_has(arguments: tuple[str, ...], acme: IdentityProvider) -> None:
    assert "Known: acme" in refused(*arguments)


@pytest.mark.parametrize("arguments", [("rollover",), ("fetch-metadata", "--accept")])
def test_a_slug_is_needed(arguments: tuple[str, ...]) -> None:
    assert "--slug" in refused(*arguments)


def test_a_file_is_not_fetched(acme: IdentityProvider) -> None:
    assert "no_metadata_address" in refused("fetch-metadata", "--slug=acme")
    assert "No provider has an address" in sso("fetch-metadata")


def test_fetching_accepting_discarding() -> None:
    with served() as source:
        assert isinstance(source, Source)
        source.body = description().encode()
        pin = f"--pin={certificates.fingerprint(key_pair().certificate)}"
        sso("register", "--slug=acme", "--entity=FR01", f"--metadata={source.url}", pin)
        assert "up to date" in sso("fetch-metadata")
        source.body = description(key(key_pair("fresh"))).encode()
        said = refused("fetch-metadata")
        assert certificates.fingerprint(key_pair("fresh").certificate) in said and "--accept" in said
        assert "waits" in refused("check")
        assert certificates.fingerprint(key_pair().certificate) in sso("fetch-metadata", "--slug=acme", "--discard")
        refused("fetch-metadata")
        assert certificates.fingerprint(key_pair("fresh").certificate) in sso("fetch-metadata", "--slug=acme", "--accept")
        assert "nothing_proposed" in refused("fetch-metadata", "--slug=acme", "--accept")


def test_a_key_pair_of_our_own(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "binome.pem"
    assert f"BINOME_SSO_KEYS={path}" in sso("rollover", f"--ours={path}")
    assert path.stat().st_mode & 0o777 == 0o600
    settings.SSO_KEYS = [str(path)]
    assert len(own_keys.own_keys()) == 1
    assert "nothing is written over" in refused("rollover", f"--ours={path}")
    assert "Cannot write" in refused("rollover", f"--ours={tmp_path / 'none' / 'x.pem'}")


AILING: dict[str, tuple[dict[str, Any], str]] = {
    "an end that comes": ({"metadata_valid_until": timedelta(hours=3)}, "then nobody gets in"),
    "an address that is silent": ({"metadata_problem": "metadata_not_reached"}, "was not read"),
    "an entity that is not": ({"legal_entities": ["FR01", "XX"]}, "no legal entity XX"),
}


@pytest.mark.parametrize("name", AILING)
def test_check_tells(name: str, acme: IdentityProvider) -> None:
    changes, words = AILING[name]
    IdentityProvider.objects.update(
        **{field: clock.now() + value if isinstance(value, timedelta) else value for field, value in changes.items()}
    )
    assert words in refused("check")


def test_check_lists(acme: IdentityProvider) -> None:
    said = sso("check", "--list")
    assert "acme  saml  in service  FR01" in said and "Nothing to mend." in said


def test_check_and_our_own_keys(acme: IdentityProvider, settings: Settings) -> None:
    settings.SSO_KEYS = ["/nowhere.pem"]
    assert "cannot read /nowhere.pem" in refused("check")
    settings.SSO_KEYS = [own_keys.new_pair("old", clock.now() - own_keys.LIFE + timedelta(days=9))]
    assert "our own newest certificate ends" in refused("check")


def test_administrators_are_warned_once_of_each_end(acme: IdentityProvider) -> None:
    admin = grant(UserFactory.create(), Role.PLATFORM_ADMIN)
    assert renewal.warn_of_ends(by=SYSTEM, at=clock.now()) == 0
    for ends in (20, 25):
        IdentityProvider.objects.update(certificates=[key_pair(f"ends in {ends}", ends).certificate])
        assert [renewal.warn_of_ends(by=SYSTEM, at=clock.now()) for _ in range(2)] == [1, 0]
    assert [(mail.kind, mail.recipient_id) for mail in OutboxMessage.objects.all()] == [("sso.certificate_ends", admin.id)] * 2
    IdentityProvider.objects.update(certificates=[key_pair("ends in 20", 20).certificate, key_pair().certificate])
    assert renewal.warn_of_ends(by=SYSTEM, at=clock.now()) == 0


def test_words_for_every_refusal() -> None:
    assert said("nothing_known") == "nothing_known"
    assert said("certificates", found=3).count("(found 3)") == 1
    for code in WORDS:
        assert "{" not in said(code) and json.dumps(said(code))


@pytest.mark.parametrize("action", ["", "register", "check", "fetch-metadata", "rollover", "register-oidc"])
def test_help_for_a_stranger(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("sso", *([action] if action else []), "--help")
    assert ended.value.code == 0
    assert ("manage.py sso register --slug acme" in capsys.readouterr().out) == (action == "")
