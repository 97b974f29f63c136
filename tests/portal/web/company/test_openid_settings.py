"""Registering an OpenID provider on the screens: looked at before it counts, its secret tried, and never shown again."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from integrations.sso.oidc.models import OidcProvider
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.models import AuditEntry
from portal.web.company.idp_words import OPENID, words_of_openid
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.people import EmployeeFactory, LegalEntityFactory
from tests.factories.programmes import AssociationFactory
from tests.integrations.sso.oidc.provider import Provider

pytestmark = pytest.mark.django_db
NEW, DOOR, LIST = "/fr/company/idps/openid/new/", "/fr/company/idps/openid/door/acme/", "/fr/company/idps/"
SECRET = "s3cret-canary/+"
FINER = {"proof": "client_secret_basic", "response_mode": "query", "scopes": "openid"}
AGREED = {
    "name": "Compte Acme",
    "entities": ["FR01"],
    "number_claim": "matricule",
    "role_claim": "groups",
    "roles": "rse = csr",
    **FINER,
}


@pytest.fixture
def fake() -> Iterator[Provider]:
    provider = Provider()
    provider.behaviour.secret = SECRET
    yield provider
    provider.close()


@pytest.fixture
def admin(client: Client) -> Client:
    LegalEntityFactory.create(code="FR01", name="Acme France")
    return sign_in(client, grant(UserFactory.create(), Role.PLATFORM_ADMIN))


def said(fake: Provider, **more: Any) -> dict[str, Any]:
    return {"slug": "acme", "issuer": fake.base, "client_id": "binome", **AGREED, **more}


def confirmed(admin: Client, page: Any, **secret: str) -> Any:
    """Post the preview's form: what was typed, the fingerprint of what was looked at, and the secret."""
    typed: dict[str, Any] = {}
    for name, value in page.context["typed"]:
        typed.setdefault(name, []).append(value)
    return admin.post(NEW, typed | {"seen": page.context["published"].fingerprint, "confirm": "1", **secret})


@pytest.fixture
def acme(admin: Client, fake: Provider) -> OidcProvider:
    answer = confirmed(admin, admin.post(NEW, said(fake)), text=SECRET, ends="2027-05-31")
    assert (answer.status_code, answer["Location"]) == (302, DOOR)
    return OidcProvider.objects.get()


def text_of(page: Any, status: int = 200) -> str:
    text: str = page.content.decode()
    assert page.status_code == status, text
    assert SECRET not in text, "a secret is never written into a page"
    return text


def step(admin: Client, name: str, **more: str) -> Any:
    return admin.post(f"{DOOR}step/", {"step": name, **more})


def test_what_it_publishes_is_looked_at_first(admin: Client, fake: Provider) -> None:
    page = text_of(admin.post(NEW, said(fake)))
    assert f"{fake.base}/token" in page and "RSA 2048" in page and "Secret du client" in page
    assert not OidcProvider.objects.exists()


def test_a_provider_with_its_secret(acme: OidcProvider) -> None:
    assert (acme.name, acme.legal_entities, acme.employee_number_claim) == ("Compte Acme", ["FR01"], "matricule")
    assert (acme.role_mapping, acme.client_secret, acme.secret_ends) == ({"rse": "csr"}, SECRET, date(2027, 5, 31))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM oidc_oidcprovider")
        assert SECRET not in str(cursor.fetchall())
    assert SECRET not in str(list(AuditEntry.objects.values_list("facts", flat=True)))


def test_the_groups_come_before_the_roles_they_give(admin: Client, acme: OidcProvider) -> None:
    for address in (NEW, DOOR):
        names = list(admin.get(address).context["form"].fields)
        assert names.index("entities") < names.index("number_claim") < names.index("role_claim") < names.index("roles"), address


def test_somebody_then_signs_in_through_it(acme: OidcProvider, fake: Provider) -> None:
    EmployeeFactory.create(employee_number="000042")
    browser = Client()
    begun = browser.get("/sso/acme/login/")
    assert browser.get("/sso/acme/callback/", fake.authorize(begun["Location"])).status_code == 302


def test_a_secret_that_the_provider_refuses_is_not_kept(admin: Client, fake: Provider) -> None:
    page = confirmed(admin, admin.post(NEW, said(fake)), text="typed wrong")
    assert "refuse ce secret" in text_of(page, 400) and "typed wrong" not in page.content.decode()
    assert not OidcProvider.objects.exists()
    assert confirmed(admin, page, text=SECRET).status_code == 302, "what was typed before is still there"


def test_what_changed_between_the_look_and_the_yes_is_looked_at_again(admin: Client, fake: Provider) -> None:
    page = admin.post(NEW, said(fake))
    fake.behaviour.configuration = {"token_endpoint": f"{fake.base}/evil"}
    again = confirmed(admin, page, text=SECRET)
    assert "a changé entre-temps" in text_of(again, 400) and "/evil" in again.content.decode()
    assert not OidcProvider.objects.exists()
    assert "a changé" in text_of(admin.post(NEW, said(fake, confirm="1", text=SECRET)), 400), "nothing was looked at"


def test_what_it_does_not_announce_is_said(admin: Client, fake: Provider) -> None:
    fake.behaviour.configuration = {
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "scopes_supported": ["openid"],
        "claims_supported": ["sub", "groups"],
    }
    page = text_of(admin.post(NEW, said(fake, scopes="openid profile")))
    assert "cette façon de se prouver" in page and "toutes les portées" in page and "déclaration du matricule" in page
    assert "déclaration des groupes" not in page and "rendre sa réponse" not in page


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no entity": ({"entities": []}, "id_entities"),
    "no number": ({"number_claim": ""}, "porte le matricule"),
    "an e-mail as number": ({"number_claim": "email"}, "peut changer de personne"),
    "a role that is none": ({"roles": "x = king"}, "Ligne 1"),
    "a slug with a space": ({"slug": "a b"}, "id_slug"),
    "no client": ({"client_id": " "}, "id_client_id"),
    "no openid scope": ({"scopes": "profile"}, "doivent contenir"),
    "an issuer that is no address": ({"issuer": "acme"}, "ne convient pas"),
    "an issuer with a query": ({"issuer": "https://idp.example.org/?x=1"}, "ne convient pas"),
    "an issuer that is silent": ({"issuer": "http://127.0.0.1:9/"}, "ne répond pas"),
    "an association that is not": ({"association": "x"}, "id_association"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_registered(name: str, admin: Client, fake: Provider) -> None:
    changes, words = BAD[name]
    assert words in text_of(admin.post(NEW, said(fake, **changes)), 400)
    assert not OidcProvider.objects.exists()


PUBLISHED: dict[str, tuple[dict[str, Any], str]] = {
    "another issuer": ({"issuer": "https://other.example.org"}, "nomme un autre émetteur"),
    "no code flow": ({"response_types_supported": ["token"]}, "authorization code"),
    "no PKCE": ({"code_challenge_methods_supported": ["plain"]}, "PKCE"),
    "secrets as keys": ({"id_token_signing_alg_values_supported": ["HS256"]}, "aucun algorithme accepté"),
    "no token address": ({"token_endpoint": None}, "n’a pas les adresses"),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_what_it_must_publish(name: str, admin: Client, fake: Provider) -> None:
    fake.behaviour.configuration, words = PUBLISHED[name]
    assert words in text_of(admin.post(NEW, said(fake)), 400)


def test_keys_that_are_too_weak(admin: Client, fake: Provider) -> None:
    fake.behaviour.keys = []
    assert "Aucune de ses clés" in text_of(admin.post(NEW, said(fake)), 400)


def test_no_userinfo_where_it_is_asked(admin: Client, fake: Provider) -> None:
    fake.behaviour.configuration = {"userinfo_endpoint": None}
    page = admin.post(NEW, said(fake, asks_userinfo="on"))
    assert "n’a pas d’adresse" in text_of(page, 400)
    assert '<details class="fold" open>' in page.content.decode(), "the error is in sight"


SECRETS: dict[str, tuple[dict[str, str], str]] = {
    "twice": ({"text": "a", "variable": "BINOME_OIDC_A"}, "pas les deux"),
    "any variable": ({"variable": "PATH"}, "commence par BINOME_OIDC_"),
    "a variable that is empty": ({"variable": "BINOME_OIDC_NOWHERE"}, "est vide sur le serveur"),
    "a day that is none": ({"text": SECRET, "ends": "hier"}, "id_ends"),
}


@pytest.mark.parametrize("name", SECRETS)
def test_secrets_that_cannot_be(name: str, admin: Client, fake: Provider) -> None:
    given, words = SECRETS[name]
    assert words in text_of(confirmed(admin, admin.post(NEW, said(fake)), **given), 400)
    assert not OidcProvider.objects.exists()


def test_a_short_name_serves_once(admin: Client, acme: OidcProvider, fake: Provider) -> None:
    assert "sert déjà" in text_of(admin.post(NEW, said(fake, client_id="other")), 400)
    page = admin.post(NEW, said(fake, slug="two"))
    assert "déjà enregistré" in text_of(confirmed(admin, page, text=SECRET), 400)


def test_the_own_door_of_an_association(admin: Client, fake: Provider) -> None:
    association = AssociationFactory.create(name="Les Passerelles")
    given = said(fake, association=str(association.pk), entities=[], number_claim="", acr_values="urn:a urn:b")
    assert confirmed(admin, admin.post(NEW, given), text=SECRET).status_code == 302
    held = OidcProvider.objects.get()
    assert (held.association, held.legal_entities, held.acr_values) == (association, [], ["urn:a", "urn:b"])
    page = text_of(admin.get(DOOR))
    assert "Les Passerelles" in page and "Déclaration du matricule" not in page
    assert admin.post(DOOR, {"name": "Les Passerelles", "acr_values": "urn:a", **FINER}).status_code == 302
    assert OidcProvider.objects.get().acr_values == ["urn:a"]
    assert "Les associations qui ont le leur" in text_of(admin.get(LIST))


def test_its_page_and_its_line_in_the_list(admin: Client, acme: OidcProvider) -> None:
    page = text_of(admin.get(DOOR))
    assert "http://127.0.0.1:8000/sso/acme/callback/" in page and "Ici, chiffré" in page and "31 mai 2027" in page
    listed = text_of(admin.get(LIST))
    assert DOOR in listed and "OpenID Connect" in listed
    assert admin.get(DOOR.replace("acme", "nobody")).status_code == 404


def test_what_was_agreed_on_changes_and_nothing_else(admin: Client, acme: OidcProvider) -> None:
    given = {**AGREED, "name": "Acme", "roles": "", "client_id": "evil", "issuer": "https://evil.example.org"}
    assert admin.post(DOOR, given).status_code == 302
    held = OidcProvider.objects.get()
    assert (held.name, held.role_mapping) == ("Acme", {})
    assert (held.issuer, held.client_id, held.client_secret) == (acme.issuer, "binome", SECRET)
    form = admin.get(DOOR).context["form"]
    assert form.fields["entities"].required and form.fields["number_claim"].required, "neither is said to be optional"
    text_of(admin.post(DOOR, {**AGREED, "entities": []}), 400)
    assert "peut changer de personne" in text_of(admin.post(DOOR, {**AGREED, "number_claim": "upn"}), 400)
    assert OidcProvider.objects.get().employee_number_claim == "matricule"


def test_a_new_secret_is_tried_and_the_former_one_waits(admin: Client, acme: OidcProvider, fake: Provider) -> None:
    assert "refuse ce secret" in text_of(admin.post(f"{DOOR}secret/", {"text": "wrong"}), 400)
    assert OidcProvider.objects.get().client_secret == SECRET
    fake.behaviour.secret = "fresh"
    assert admin.post(f"{DOOR}secret/", {"text": "fresh"}).status_code == 302
    held = OidcProvider.objects.get()
    assert (held.client_secret, held.former_secret, held.secret_ends) == ("fresh", SECRET, None)
    assert "Oublier l’ancien" in text_of(admin.get(DOOR))
    assert step(admin, "forget").status_code == 302
    assert OidcProvider.objects.get().former_secret == ""
    step(admin, "forget")
    assert "ne sert déjà plus" in text_of(admin.get(DOOR))


def test_a_new_secret_must_be_given(admin: Client, acme: OidcProvider) -> None:
    assert "Donnez le nouveau secret" in text_of(admin.post(f"{DOOR}secret/", {}), 400)
    assert admin.get(f"{DOOR}secret/").status_code == 405


def test_a_secret_that_moves_to_the_server(admin: Client, acme: OidcProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINOME_OIDC_ACME", SECRET)
    assert admin.post(f"{DOOR}secret/", {"variable": "BINOME_OIDC_ACME"}).status_code == 302
    held = OidcProvider.objects.get()
    assert (held.client_secret, held.secret_variable, held.former_secret) == ("", "BINOME_OIDC_ACME", ""), "it is the same"
    assert "BINOME_OIDC_ACME" in text_of(admin.get(DOOR))


def test_a_refused_secret_is_said(admin: Client, acme: OidcProvider) -> None:
    OidcProvider.objects.update(former_secret="old", secret_refused_at=clock.now())
    assert "refuse le nouveau secret" in text_of(admin.get(DOOR))
    assert "il refuse notre nouveau secret" in text_of(admin.get(LIST))


def test_looking_again(admin: Client, acme: OidcProvider, fake: Provider) -> None:
    page = text_of(step(admin, "check"))
    assert "rien n’a changé" in page and "n’a pas refusé notre secret" in page
    fake.behaviour.configuration = {"authorization_endpoint": f"{fake.base}/new"}
    page = step(admin, "check")
    assert "publie autre chose" in text_of(page) and "Changée" in page.content.decode()
    assert OidcProvider.objects.get().configuration == acme.configuration, "a look writes nothing"
    seen = page.context["now"].fingerprint
    step(admin, "take", seen="x")
    assert "a changé entre-temps" in text_of(admin.get(DOOR))
    step(admin, "take", seen=seen)
    assert OidcProvider.objects.get().configuration["authorization_endpoint"] == f"{fake.base}/new"


def test_looking_again_when_the_secret_is_over_or_nobody_answers(admin: Client, acme: OidcProvider, fake: Provider) -> None:
    fake.behaviour.secret = "another"
    assert "refuse ce secret" in text_of(step(admin, "check"))
    fake.behaviour.configuration = {"issuer": "https://other.example.org"}
    assert step(admin, "check").status_code == 302
    assert "nomme un autre émetteur" in text_of(admin.get(DOOR))


def test_at_rest_and_back(admin: Client, acme: OidcProvider) -> None:
    step(admin, "rest")
    assert "Au repos" in text_of(admin.get(DOOR))
    assert Client().get("/sso/acme/login/").status_code == 404
    step(admin, "serve")
    assert Client().get("/sso/acme/login/").status_code == 302
    assert step(admin, "x").status_code == 404
    assert admin.get(f"{DOOR}step/").status_code == 405


def test_every_deed_is_in_the_audit_without_a_secret(admin: Client, acme: OidcProvider, fake: Provider) -> None:
    admin.post(DOOR, AGREED)
    admin.post(f"{DOOR}secret/", {"text": SECRET})
    step(admin, "take", seen=step(admin, "check").context["now"].fingerprint)
    step(admin, "rest")
    deeds = [entry.action for entry in AuditEntry.objects.filter(action__startswith="sso.").order_by("at", "id")]
    assert deeds == ["sso.register_provider", "sso.change_provider", "sso.change_secret", "sso.take_published", "sso.set_active"]
    assert SECRET not in str(list(AuditEntry.objects.values()))


def test_words() -> None:
    assert words_of_openid("slug_in_use")[0] == "slug" and words_of_openid("not_reached")[0] == "issuer"
    assert all(str(words) for _, words in OPENID.values())


@pytest.mark.parametrize("role", [Role.CSR, Role.HR, Role.DPO, Role.EDITOR])
@pytest.mark.parametrize("page", [NEW, DOOR])
def test_for_nobody_else(page: str, role: Role, client: Client) -> None:
    assert sign_in(client, grant(UserFactory.create(), role)).get(page).status_code == 403
