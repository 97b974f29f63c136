"""Metadata at an address: https, small, alive, and believed only when a pinned certificate vouches for it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from integrations.sso import certificates, idp_metadata, metadata_source, outside, renewal
from integrations.sso.errors import RegistrationRefused
from integrations.sso.models import IdentityProvider
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.models import AuditEntry, OutboxMessage
from portal.people.models import Employee
from tests.factories.accounts import UserFactory, grant

from . import saml_forge as forge
from .conftest import Begin
from .saml_forge import KeyPair, key_pair
from .saml_metadata import Source, description, key, served, signed

pytestmark = pytest.mark.django_db


def pin(pair: KeyPair) -> str:
    return certificates.fingerprint(pair.certificate)


@pytest.fixture
def source() -> Iterator[Source]:
    with served() as found:
        found.body = description().encode()
        yield found


def register(source: Source, *extra: str) -> str:
    out = StringIO()
    call_command("sso", "register", "--slug=acme", "--entity=FR01", f"--metadata={source.url}", *extra, stdout=out)
    return out.getvalue()


@pytest.fixture
def acme(source: Source) -> IdentityProvider:
    """Registered from its address, by the fingerprint of its signing certificate."""
    register(source, f"--pin={pin(key_pair())}")
    return IdentityProvider.objects.get()


def refresh(idp: IdentityProvider, **later: int) -> str:
    return renewal.refresh(idp=IdentityProvider.objects.get(pk=idp.pk), by=SYSTEM, at=clock.now() + timedelta(**later))


def rolled(*names: str) -> str:
    return description("".join(key(key_pair(name)) for name in names))


def test_nothing_is_believed_without_a_pin_and_the_fingerprint_is_shown(source: Source) -> None:
    with pytest.raises(CommandError, match=pin(key_pair())):
        register(source)
    assert not IdentityProvider.objects.exists()


def test_another_pin_is_no_pin(source: Source) -> None:
    with pytest.raises(CommandError, match="No pin given vouches"):
        register(source, f"--pin={pin(key_pair('other'))}")


@pytest.mark.parametrize("form", [str, str.upper, lambda pin: ":".join(pin[i : i + 2] for i in range(0, 64, 2))])
def test_a_fingerprint_however_it_is_written(form: object, source: Source) -> None:
    register(source, f"--pin={form(pin(key_pair()))}")  # type: ignore[operator]
    idp = IdentityProvider.objects.get()
    assert (idp.metadata_url, idp.metadata_pins, idp.metadata_problem) == (source.url, [pin(key_pair())], "")


def test_signed_by_whoever_is_pinned(source: Source) -> None:
    source.body = signed(description(), key_pair("federation"))
    register(source, f"--pin={pin(key_pair('federation'))}")
    assert IdentityProvider.objects.get().certificates == [key_pair().certificate]


def test_signed_by_another_although_its_keys_are_pinned(source: Source) -> None:
    source.body = signed(description(), key_pair("attacker"))
    with pytest.raises(CommandError, match="No pin given vouches"):
        register(source, f"--pin={pin(key_pair())}")


def test_edited_after_signing(source: Source) -> None:
    source.body = signed(description(), key_pair("federation")).replace(b"idp.example.org/sso", b"evil.example.org/so")
    with pytest.raises(CommandError, match="No pin given vouches"):
        register(source, f"--pin={pin(key_pair('federation'))}")


def test_the_same_again_is_up_to_date(acme: IdentityProvider, source: Source) -> None:
    assert refresh(acme) == ""
    assert source.asked == ["/metadata", "/metadata"]
    assert not AuditEntry.objects.filter(action="sso.take_metadata").exists()


def test_a_roll_over_that_the_provider_signs_itself(acme: IdentityProvider, source: Source) -> None:
    """Old and new, then the new one alone; each document is signed by a certificate that counts at that time."""
    source.body = signed(rolled("idp", "fresh"), key_pair())
    assert refresh(acme) == ""
    assert IdentityProvider.objects.get().certificates == [key_pair().certificate, key_pair("fresh").certificate]
    source.body = signed(rolled("fresh"), key_pair("fresh"))
    assert refresh(acme) == ""
    assert IdentityProvider.objects.get().certificates == [key_pair("fresh").certificate]


def test_a_change_that_nobody_vouches_for_waits(acme: IdentityProvider, source: Source) -> None:
    admin = grant(UserFactory.create(), Role.PLATFORM_ADMIN)
    source.body = rolled("attacker").encode()
    assert [refresh(acme), refresh(acme)] == ["metadata_not_trusted"] * 2
    held = IdentityProvider.objects.get()
    assert held.certificates == [key_pair().certificate]
    assert held.proposed is not None and held.proposed["certificates"] == [key_pair("attacker").certificate]
    assert [(mail.kind, mail.recipient_id) for mail in OutboxMessage.objects.all()] == [("sso.metadata_waits", admin.id)], "once"


def test_an_administrator_takes_it(acme: IdentityProvider, source: Source) -> None:
    source.body = rolled("fresh").encode()
    refresh(acme)
    renewal.accept(idp=acme, by=SYSTEM, at=clock.now())
    held = IdentityProvider.objects.get()
    assert (held.certificates, held.proposed, held.metadata_problem) == ([key_pair("fresh").certificate], None, "")
    assert refresh(acme) == ""


def test_or_throws_it_away(acme: IdentityProvider, source: Source) -> None:
    source.body = rolled("fresh").encode()
    refresh(acme)
    renewal.discard(idp=acme, by=SYSTEM, at=clock.now())
    held = IdentityProvider.objects.get()
    assert (held.certificates, held.proposed) == ([key_pair().certificate], None)
    for act in (renewal.accept, renewal.discard):
        with pytest.raises(RegistrationRefused, match="nothing_proposed"):
            act(idp=acme, by=SYSTEM, at=clock.now())


def test_an_address_moved_by_nobody_known_waits_too(acme: IdentityProvider, source: Source) -> None:
    source.body = description(sso="https://evil.example.org/sso").encode()
    assert refresh(acme) == "metadata_not_trusted"
    assert IdentityProvider.objects.get().sso_url == "https://idp.example.org/sso"


AILING: dict[str, tuple[int, bytes, str]] = {
    "down": (503, b"", "metadata_not_reached"),
    "moved": (302, b"", "metadata_not_reached"),
    "hello": (200, b"hello", "metadata_unreadable"),
    "a document type": (200, b"<!DOCTYPE x [<!ENTITY y 'z'>]><x>&y;</x>", "metadata_unreadable"),
    "endless": (200, b" " * (outside.LARGEST + 1), "metadata_too_large"),
    "another provider": (200, description(entity="https://other.example.org").encode(), "not_one_idp"),
    "over": (200, description(more=' validUntil="2020-01-01T00:00:00Z"').encode(), "metadata_expired"),
    "nonsense of a day": (200, description(more=' validUntil="tomorrow"').encode(), "metadata_unreadable"),
}


@pytest.mark.parametrize("name", AILING)
def test_an_address_that_ails_changes_nothing(name: str, acme: IdentityProvider, source: Source) -> None:
    source.status, source.body, code = AILING[name]
    assert refresh(acme) == code
    held = IdentityProvider.objects.get()
    assert (held.metadata_problem, held.certificates, held.sso_url) == (code, acme.certificates, acme.sso_url)
    assert AuditEntry.objects.get(action="sso.metadata_problem").facts == {"idp": "acme", "code": code}


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "http://idp.example.org/metadata", "ftp://idp.example.org/", "https://", "https://u:p@idp.example.org/"],
)
def test_addresses_that_are_none(url: str) -> None:
    assert not metadata_source.may_be_source(url)
    with pytest.raises(CommandError, match="metadata_address"):
        call_command("sso", "register", "--slug=acme", "--entity=FR01", f"--metadata={url}")


def test_in_production_not_even_our_own_machine(source: Source, settings: Settings) -> None:
    settings.IN_PRODUCTION = True
    assert not metadata_source.may_be_source(source.url)


@pytest.mark.parametrize(("problem", "hours", "read"), [("", 11, 0), ("", 13, 1), ("metadata_not_reached", 0, 0), ("x", 2, 1)])
def test_when_it_is_read_again(problem: str, hours: int, read: int, acme: IdentityProvider) -> None:
    IdentityProvider.objects.update(metadata_problem=problem)
    assert renewal.refresh_due(by=SYSTEM, at=clock.now() + timedelta(hours=hours)) == read


def test_a_provider_at_rest_or_from_a_file_is_not_read(acme: IdentityProvider) -> None:
    IdentityProvider.objects.update(is_active=False)
    assert renewal.refresh_due(by=SYSTEM, at=clock.now() + timedelta(days=2)) == 0
    IdentityProvider.objects.update(is_active=True, metadata_url="")
    assert renewal.refresh_due(by=SYSTEM, at=clock.now() + timedelta(days=2)) == 0
    with pytest.raises(RegistrationRefused, match="no_metadata_address"):
        refresh(acme)


def test_the_first_of_several_ends_counts() -> None:
    text = description(more=' validUntil="2031-01-02T00:00:00Z"', role=' validUntil="2031-01-01T00:00:00.5Z"')
    assert idp_metadata.read(text.encode()).valid_until == datetime(2031, 1, 1, tzinfo=UTC)


def test_metadata_that_is_over_signs_nobody_in(begin: Begin, employee: Employee, client: Client) -> None:
    facts = begin()
    IdentityProvider.objects.update(metadata_valid_until=clock.now() - timedelta(seconds=1))
    assert forge.post(client, forge.encode(forge.signed(facts))).status_code == 403
    assert AuditEntry.objects.get(action="sso.refuse").facts["code"] == "metadata_expired"


def test_an_outage_of_the_metadata_during_a_sign_in(
    begin: Begin, idp: IdentityProvider, employee: Employee, client: Client
) -> None:
    """The stored copy serves; nobody is asked while somebody signs in."""
    IdentityProvider.objects.update(metadata_url="http://127.0.0.1:9/metadata", metadata_problem="metadata_not_reached")
    assert forge.post(client, forge.encode(forge.signed(begin()))).status_code == 302
