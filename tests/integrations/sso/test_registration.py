"""Registering a provider from its metadata, checking those registered, and our own metadata."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from lxml import etree
from pytest_django import Settings

from integrations.sso import checks
from integrations.sso.models import IdentityProvider
from tests.factories.people import LegalEntityFactory

from .saml_forge import KeyPair, key_pair
from .saml_metadata import MD, description, key

pytestmark = pytest.mark.django_db


def register(tmp_path: Path, text: str, *extra: str, slug: str = "acme") -> str:
    file, out = tmp_path / "metadata.xml", StringIO()
    file.write_text(text)
    call_command("sso", "register", f"--slug={slug}", "--entity=FR01", f"--metadata={file}", *extra, stdout=out)
    return out.getvalue()


def test_a_provider_from_its_file(tmp_path: Path) -> None:
    said = register(tmp_path, description(), "--entity=FR02", "--name=Acme", "--role-attribute=groups", "--role=rse=csr")
    idp = IdentityProvider.objects.get()
    assert (idp.entity_id, idp.sso_url, idp.name) == ("https://idp.example.org/saml", "https://idp.example.org/sso", "Acme")
    assert (idp.legal_entities, idp.certificates) == (["FR01", "FR02"], [key_pair().certificate])
    assert (idp.employee_number_attribute, idp.role_mapping) == ("employeeNumber|NameID", {"rse": "csr"})
    assert "http://127.0.0.1:8000/sso/acme/metadata/" in said


def test_again_with_a_new_file_for_a_roll_over(tmp_path: Path) -> None:
    register(tmp_path, description())
    register(tmp_path, description(key(key_pair()) + key(key_pair("other"), "") + key(key_pair("enc"), ' use="encryption"')))
    assert IdentityProvider.objects.get().certificates == [key_pair().certificate, key_pair("other").certificate]


REFUSED: dict[str, tuple[str, tuple[str, ...], str]] = {
    "not xml": ("hello", (), "metadata_unreadable"),
    "doctype": ("<!DOCTYPE x><x/>", (), "metadata_unreadable"),
    "not a provider": (f'<EntityDescriptor xmlns="{MD}" entityID="x"/>', (), "not_one_idp"),
    "no certificate": (description("<Extensions/>"), (), "certificates"),
    "three certificates": (description("".join(key(key_pair(name)) for name in "abc")), (), "certificates"),
    "a certificate that is none": (description(key(KeyPair(b"", "AAAA", key_pair().private))), (), "certificates"),
    "no name": (description(entity=""), (), "no_entity_id"),
    "an address that runs": (description(sso="javascript:alert(1)"), (), "no_redirect_address"),
    "a role that does not exist": (description(), ("--role=x=coordinator",), "unknown_role"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_description_that_will_not_do(name: str, tmp_path: Path) -> None:
    text, extra, code = REFUSED[name]
    with pytest.raises(CommandError, match=code):
        register(tmp_path, text, *extra)
    assert not IdentityProvider.objects.exists()


def test_one_entity_id_one_provider(tmp_path: Path) -> None:
    register(tmp_path, description())
    with pytest.raises(CommandError, match="entity_id_in_use"):
        register(tmp_path, description(), slug="other")


@pytest.mark.parametrize("address", ["http://idp.example.org/sso", "https://127.0.0.1/sso", "https://portal.example.org/demo/idp/"])
def test_production_takes_https_only(address: str, tmp_path: Path, settings: Settings) -> None:
    settings.IN_PRODUCTION = True
    with pytest.raises(CommandError, match="address_not_safe"):
        register(tmp_path, description(sso=address))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("sso", "register", "--slug=acme", "--entity=FR01", f"--metadata={tmp_path / 'none.xml'}")


def check() -> str:
    out = StringIO()
    try:
        call_command("sso", "check", stdout=out)
    except CommandError as error:
        out.write(str(error))
    return out.getvalue()


def test_check_says_what_is_wrong(tmp_path: Path) -> None:
    register(tmp_path, description(key(key_pair("soon", 10))))
    said = check()
    assert "no legal entity FR01" in said and "its last certificate ends on" in said and "2 to mend" in said


def test_check_says_that_all_is_well(tmp_path: Path) -> None:
    LegalEntityFactory.create(code="FR01")
    register(tmp_path, description())
    assert check() == "Nothing to mend.\n"


def test_our_metadata(client: Client) -> None:
    answer = client.get("/sso/acme/metadata/", HTTP_HOST="testserver")
    root = etree.fromstring(answer.content)
    acs = root.find(f".//{{{MD}}}AssertionConsumerService")
    assert acs is not None
    assert (root.get("entityID"), acs.get("Location")) == (
        "http://127.0.0.1:8000/sso/acme/metadata/",
        "http://127.0.0.1:8000/sso/acme/acs/",
    )


def test_two_libraries_of_xml_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.differing_libraries() == ""
    monkeypatch.setattr("xmlsec.get_libxml_version", lambda: (2, 9, 1))
    assert "(2, 9, 1)" in checks.differing_libraries()
