"""Registering a SAML provider on the screens: looked at before it counts, kept in step, put to rest."""

import base64
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from integrations.sso.certificates import fingerprint
from integrations.sso.models import IdentityProvider
from portal.accounts.enums import Role
from portal.core import clock
from portal.web.company.idp_words import OTHERWISE, REFUSED, words_of
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.people import LegalEntityFactory
from tests.integrations.sso.saml_forge import key_pair
from tests.integrations.sso.saml_metadata import Source, description, key, served

pytestmark = pytest.mark.django_db
NEW, DOOR = "/fr/company/idps/new/", "/fr/company/idps/door/acme/"
SAID = {
    "slug": "acme",
    "name": "Compte Acme",
    "entities": ["FR01"],
    "number_attribute": "matricule",
    "role_attribute": "groups",
    "roles": "CN=rse,OU=x = csr\n\nrh = hr",
}


@pytest.fixture
def admin(client: Client) -> Client:
    LegalEntityFactory.create(code="FR01", name="Acme France")
    return sign_in(client, grant(UserFactory.create(), Role.PLATFORM_ADMIN))


@pytest.fixture
def source() -> Iterator[Source]:
    with served() as found:
        found.body = description().encode()
        yield found


def file(text: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile("metadata.xml", (text or description()).encode())


def confirmed(admin: Client, page: Any, address: str, **more: Any) -> Any:
    """Post the preview's form: what was typed, and the document that was looked at."""
    assert page.status_code == 200, page.content.decode()
    typed: dict[str, Any] = {}
    for name, value in page.context["typed"]:
        typed.setdefault(name, []).append(value)
    return admin.post(address, typed | {"document": page.context["document"], "confirm": "1", **more})


@pytest.fixture
def acme(admin: Client) -> IdentityProvider:
    answer = confirmed(admin, admin.post(NEW, {**SAID, "file": file()}), NEW)
    assert (answer.status_code, answer["Location"]) == (302, DOOR)
    return IdentityProvider.objects.get()


def test_nothing_is_written_before_it_was_looked_at(admin: Client) -> None:
    page = admin.post(NEW, {**SAID, "file": file()})
    text = page.content.decode()
    assert fingerprint(key_pair().certificate) in text and "https://idp.example.org/saml" in text
    assert not IdentityProvider.objects.exists()


def test_a_provider_from_a_file(acme: IdentityProvider) -> None:
    assert (acme.name, acme.legal_entities, acme.employee_number_attribute) == ("Compte Acme", ["FR01"], "matricule")
    assert acme.role_mapping == {"CN=rse,OU=x": "csr", "rh": "hr"}
    assert (acme.certificates, acme.metadata_url) == ([key_pair().certificate], "")


def test_a_provider_from_its_address_is_pinned_to_what_was_seen(admin: Client, source: Source) -> None:
    page = admin.post(NEW, {**SAID, "url": source.url})
    source.body = description(key(key_pair("attacker"))).encode()  # it changes between the look and the yes
    assert confirmed(admin, page, NEW).status_code == 302
    idp = IdentityProvider.objects.get()
    assert (idp.certificates, idp.metadata_pins) == ([key_pair().certificate], [fingerprint(key_pair().certificate)])
    assert idp.metadata_url == source.url


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no source": ({}, "Donnez un fichier de métadonnées"),
    "two sources": ({"file": description(), "url": "https://idp.example.org/"}, "pas les deux"),
    "not xml": ({"file": "hello"}, "pas lisible"),
    "too large": ({"file": "x" * (256 * 1024 + 1)}, "dépasse 256"),
    "a service, no provider": ({"file": "<EntityDescriptor/>"}, "et un seul"),
    "an address on this machine's disk": ({"url": "file:///etc/passwd"}, "ne peut pas être lue"),
    "no entity": ({"file": description(), "entities": []}, "id_entities"),
    "an entity that is not": ({"file": description(), "entities": ["XX"]}, "XX"),
    "a role that is none": ({"file": description(), "roles": "ok = csr\nx = king"}, "Ligne 2"),
    "a line without a role": ({"file": description(), "roles": "x"}, "Ligne 1"),
    "a slug with a space": ({"file": description(), "slug": "a b"}, "slug"),
    "a document that is none": ({"document": "%%%"}, "de nouveau"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_registered(name: str, admin: Client) -> None:
    changes, words = BAD[name]
    given = {field: file(value) if field == "file" else value for field, value in changes.items()}
    page = admin.post(NEW, {**SAID, **given})
    assert page.status_code == 400
    assert words in page.content.decode()
    assert not IdentityProvider.objects.exists()


def test_the_fields_follow_each_other(admin: Client) -> None:
    """Who it is, whom it lets in, where it is read; then the attributes, the groups before the roles they give."""
    names = list(admin.get(NEW).context["form"].fields)
    assert names[:6] == ["slug", "name", "entities", "file", "url", "entity_id"]
    assert names[6:10] == ["number_attribute", "role_attribute", "roles", "sign_requests"]


def test_new_metadata_are_a_file_and_it_is_asked_for(admin: Client, acme: IdentityProvider) -> None:
    page = admin.post(f"{DOOR}metadata/", {})
    assert page.status_code == 400 and "Donnez un fichier de métadonnées." in page.content.decode()
    assert page.context["document"].fields["file"].required, "no “optional” beside the only field"


def test_a_short_name_serves_once(admin: Client, acme: IdentityProvider) -> None:
    again = {**SAID, "file": file(description(entity="https://other.example.org"))}
    page = confirmed(admin, admin.post(NEW, again), NEW)
    assert page.status_code == 400 and "sert déjà" in page.content.decode()
    page = confirmed(admin, admin.post(NEW, {**SAID, "slug": "two", "file": file()}), NEW)
    assert "déjà enregistré" in page.content.decode()


def test_its_page(admin: Client, acme: IdentityProvider) -> None:
    page = admin.get(DOOR).content.decode()
    assert "Compte Acme" in page and fingerprint(key_pair().certificate) in page and "CN=rse,OU=x = csr" in page
    assert "Ne plus l’accepter" not in page, "the last one stays"
    assert admin.get(DOOR.replace("acme", "nobody")).status_code == 404


def test_what_was_agreed_on_changes(admin: Client, acme: IdentityProvider) -> None:
    answer = admin.post(DOOR, {"name": "Acme", "entities": ["FR01"], "number_attribute": "NameID", "roles": ""})
    assert answer.status_code == 302
    held = IdentityProvider.objects.get()
    assert (held.name, held.employee_number_attribute, held.role_mapping) == ("Acme", "NameID", {})
    assert held.certificates == acme.certificates
    assert admin.post(DOOR, {"name": ""}).status_code == 400


def test_a_new_file_is_looked_at_too(admin: Client, acme: IdentityProvider) -> None:
    both = description(key(key_pair()) + key(key_pair("fresh")), sso="https://idp.example.org/new")
    page = admin.post(f"{DOOR}metadata/", {"file": file(both)})
    assert "Changée" in page.content.decode()
    assert IdentityProvider.objects.get().certificates == acme.certificates
    assert confirmed(admin, page, f"{DOOR}metadata/").status_code == 302
    held = IdentityProvider.objects.get()
    assert held.certificates == [key_pair().certificate, key_pair("fresh").certificate]
    assert "Ne plus l’accepter" in admin.get(DOOR).content.decode()
    step(admin, "drop", fingerprint=fingerprint(key_pair().certificate))
    assert IdentityProvider.objects.get().certificates == [key_pair("fresh").certificate]
    step(admin, "drop", fingerprint=fingerprint(key_pair("fresh").certificate))
    assert "C’est le dernier certificat" in admin.get(DOOR).content.decode()


def test_a_new_file_of_somebody_else(admin: Client, acme: IdentityProvider) -> None:
    page = admin.post(f"{DOOR}metadata/", {"file": file(description(entity="https://evil.example.org"))})
    assert "Un autre fournisseur" in page.content.decode()
    page = confirmed(admin, page, f"{DOOR}metadata/")
    assert page.status_code == 400 and "d’un autre fournisseur" in page.content.decode()
    assert admin.post(f"{DOOR}metadata/", {}).status_code == 400
    assert IdentityProvider.objects.get().entity_id == acme.entity_id


def step(admin: Client, name: str, **more: str) -> Any:
    answer = admin.post(f"{DOOR}step/", {"step": name, **more})
    assert (answer.status_code, answer["Location"]) == (302, DOOR)
    return answer


def added(admin: Client, content: bytes) -> Any:
    return admin.post(f"{DOOR}certificate/", {"certificate": SimpleUploadedFile("new.pem", content)})


def test_a_certificate_announced_alone(admin: Client, acme: IdentityProvider) -> None:
    """The roll-over of a provider that sends its certificate by mail, as PEM or DER."""
    fresh = base64.b64decode(key_pair("fresh").certificate)
    assert added(admin, fresh).status_code == 302
    assert IdentityProvider.objects.get().certificates == [key_pair().certificate, key_pair("fresh").certificate]
    page = added(admin, fresh)
    assert page.status_code == 400 and "Ce certificat vaut déjà" in page.content.decode()
    third = added(admin, base64.b64decode(key_pair("attacker").certificate))
    assert third.status_code == 400, "two at most"
    assert IdentityProvider.objects.get().certificates == [key_pair().certificate, key_pair("fresh").certificate]


@pytest.mark.parametrize(
    ("content", "words"), [(b"hello", "pas un certificat en PEM"), (b"x" * 16_385, "dépasse 16"), (b"", "id_cert")]
)
def test_a_file_that_is_no_certificate(content: bytes, words: str, admin: Client, acme: IdentityProvider) -> None:
    page = added(admin, content)
    assert page.status_code == 400 and words in page.content.decode()
    assert IdentityProvider.objects.get().certificates == acme.certificates


def federation() -> str:
    names = ("https://a.example.org", "https://b.example.org")
    entities = "".join(description(entity=name).partition("-->")[2].replace(' ID="_md"', "") for name in names)
    return f'<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">{entities}</EntitiesDescriptor>'


def test_one_provider_of_a_federations_file(admin: Client) -> None:
    page = admin.post(NEW, {**SAID, "file": file(federation())})
    assert page.status_code == 400 and "plusieurs" in page.content.decode()
    page = admin.post(NEW, {**SAID, "entity_id": "https://b.example.org", "file": file(federation())})
    assert confirmed(admin, page, NEW).status_code == 302
    assert IdentityProvider.objects.get().entity_id == "https://b.example.org"
    page = admin.post(f"{DOOR}metadata/", {"file": file(federation())})
    assert "https://b.example.org" in page.content.decode(), "later it is known which one"
    assert confirmed(admin, page, f"{DOOR}metadata/").status_code == 302


def test_at_rest_and_back(admin: Client, acme: IdentityProvider) -> None:
    step(admin, "rest")
    assert "Au repos" in admin.get(DOOR).content.decode()
    assert admin.get("/sso/acme/login/").status_code in {302, 404}
    assert not IdentityProvider.objects.get().is_active
    step(admin, "serve")
    assert IdentityProvider.objects.get().is_active


def test_a_step_that_does_not_exist(admin: Client, acme: IdentityProvider) -> None:
    assert admin.post(f"{DOOR}step/", {"step": "x"}).status_code == 404
    assert admin.get(f"{DOOR}step/").status_code == 405
    step(admin, "refresh")
    assert "vient d’un fichier" in admin.get(DOOR).content.decode()
    step(admin, "accept")
    assert "Rien n’attend" in admin.get(DOOR).content.decode()


@pytest.mark.parametrize("answer", ["accept", "discard"])
def test_a_change_that_waits(answer: str, admin: Client, source: Source) -> None:
    confirmed(admin, admin.post(NEW, {**SAID, "url": source.url}), NEW)
    source.body = description(key(key_pair("fresh"))).encode()
    step(admin, "refresh")
    page = admin.get(DOOR).content.decode()
    assert "Accepter le changement" in page and fingerprint(key_pair("fresh").certificate) in page
    step(admin, answer)
    expected = key_pair("fresh" if answer == "accept" else "idp").certificate
    assert IdentityProvider.objects.get().certificates == [expected]
    assert "Accepter le changement" not in admin.get(DOOR).content.decode()


def test_an_address_that_is_silent(admin: Client, source: Source) -> None:
    confirmed(admin, admin.post(NEW, {**SAID, "url": source.url}), NEW)
    source.status = 503
    step(admin, "refresh")
    assert "ne donne pas de métadonnées" in admin.get(DOOR).content.decode()
    IdentityProvider.objects.update(metadata_valid_until=clock.now() + timedelta(days=2))
    assert "Valables jusqu’au" in admin.get(DOOR).content.decode()


def test_words() -> None:
    assert words_of("never heard") == ("", OTHERWISE)
    assert all(str(words) for _, words in REFUSED.values())


@pytest.mark.parametrize("role", [Role.CSR, Role.HR, Role.DPO])
@pytest.mark.parametrize("page", [NEW, DOOR])
def test_for_nobody_else(page: str, role: Role, client: Client) -> None:
    assert sign_in(client, grant(UserFactory.create(), role)).get(page).status_code == 403
