"""Plain pages for what cannot be shown."""

import pytest
from django.test import Client, RequestFactory

from portal.accounts.enums import Role
from portal.web.public.errors import server_error
from tests.factories.accounts import UserFactory, grant, sign_in


@pytest.mark.django_db
def test_not_found_is_warm_and_leads_on(client: Client) -> None:
    answer = client.get("/fr/rien-ici/")
    assert answer.status_code == 404
    assert "Il n’y a rien à cette adresse" in answer.content.decode()
    assert 'href="/fr/start/"' in answer.content.decode()
    assert "There is nothing at this address" in client.get("/en/nothing/").content.decode()


@pytest.mark.django_db
def test_a_refusal_says_why_roles_are_narrow(client: Client) -> None:
    sign_in(client, grant(UserFactory.create(), Role.HR))
    answer = client.get("/cms/")
    assert answer.status_code == 403
    assert "Cet écran n’est pas pour ce compte" in answer.content.decode()


def test_our_own_fault_needs_no_template() -> None:
    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Rien n’a été enregistré" in answer.content.decode()
