"""The administrator's help: refused sign-ins explained step by step, and guides with our addresses filled in."""

import pytest
from django.test import Client

from integrations.sso.failures import operations, shapes
from integrations.sso.models import IdentityProvider
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core import clock
from portal.web.company.sign_in_help.guides import GUIDES
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.integrations.sso.saml_forge import ENTITY_ID, key_pair

pytestmark = pytest.mark.django_db
FAILURES, HELP = "/fr/company/idps/failures/", "/fr/company/idps/guides/"
SECRET = "https://somebody.example.org/zoe"


@pytest.fixture
def idp(db: None) -> IdentityProvider:
    return IdentityProvider.objects.create(
        slug="acme",
        name="Acme",
        entity_id=ENTITY_ID,
        sso_url="https://idp.example.org/sso",
        certificates=[key_pair().certificate],
        legal_entities=["FR01"],
        employee_number_attribute="employeeNumber",
        created_at=clock.now(),
    )


@pytest.fixture
def admin(client: Client) -> Client:
    return sign_in(client, grant(UserFactory.create(), Role.PLATFORM_ADMIN))


def refused(idp: IdentityProvider, code: str) -> str:
    """A sign-in that a rule refused; its reference."""
    seen = [shapes.text("issuer", SECRET, expected=idp.entity_id)]
    return operations.note(idp_id=idp.id, idp=idp.slug, protocol="saml", code=code, received=seen, by=SYSTEM, at=clock.now())


def test_each_is_listed_with_what_refused_it(admin: Client, idp: IdentityProvider) -> None:
    reference = refused(idp, "signature")
    page = admin.get(FAILURES).content.decode()
    assert reference in page and "Aucun certificat enregistré" in page and "Acme" in page


def test_nothing_refused_is_said(admin: Client) -> None:
    page = admin.get(FAILURES)
    assert page.status_code == 200 and "<table" not in page.content.decode()


def test_one_says_what_to_change_and_where_it_stopped(admin: Client, idp: IdentityProvider) -> None:
    page = admin.get(f"{FAILURES}{refused(idp, 'signature')}/")
    states = [step.state for step in page.context["steps"]]
    assert states.count("now") == 1 and states[0] == "done" and states[-1] == "next"
    assert "Étape par étape" in page.content.decode() and SECRET not in page.content.decode()


def test_a_code_that_nobody_knows_any_more_claims_no_step(admin: Client, idp: IdentityProvider) -> None:
    """An older version may have written it: no step is shown as passed."""
    page = admin.get(f"{FAILURES}{refused(idp, 'of_long_ago')}/")
    text = page.content.decode()
    assert page.context["steps"] == [] and "Étape par étape" not in text
    assert "n’a plus d’explication" in text and "of_long_ago" in text


def test_a_reference_that_is_none(admin: Client) -> None:
    assert admin.get(f"{FAILURES}AAAA-AAAA/").status_code == 404


@pytest.mark.parametrize(("protocol", "provider"), [(kind, name) for kind, guides in GUIDES.items() for name in guides])
def test_a_guide_has_our_addresses_and_leads_to_the_screen(protocol: str, provider: str, admin: Client) -> None:
    text = admin.get(f"{HELP}{protocol}/{provider}/", {"slug": "acme"}).content.decode()
    ours = "acs" if protocol == "saml" else "callback"
    assert f"http://127.0.0.1:8000/sso/acme/{ours}/" in text and "--slug acme" in text
    assert f'href="/fr/company/idps/{"new" if protocol == "saml" else "openid/new"}/"' in text


@pytest.mark.parametrize("address", ["saml/nobody/", "ws-fed/entra/"])
def test_a_guide_that_is_none(address: str, admin: Client) -> None:
    assert admin.get(f"{HELP}{address}").status_code == 404


@pytest.mark.parametrize("role", [Role.HR, Role.CSR, Role.DPO, Role.EDITOR])
@pytest.mark.parametrize("address", [FAILURES, HELP, f"{HELP}saml/entra/"])
def test_for_platform_administrators_only(address: str, role: Role, client: Client) -> None:
    assert sign_in(client, grant(UserFactory.create(), role)).get(address).status_code == 403
