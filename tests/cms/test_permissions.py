"""Editors, and nobody else, enter Wagtail."""

import pytest
from django.test import Client
from django.urls import reverse

from cms.models import HomePage, StandardPage
from cms.permissions import GROUP
from portal.accounts.enums import Role
from portal.accounts.models import RoleGrant
from tests.factories.accounts import UserFactory, grant, sign_in


@pytest.mark.ignore_template_errors
def test_an_editor_writes_and_publishes_a_page(site: HomePage, client: Client) -> None:
    sign_in(client, grant(UserFactory.create(), Role.EDITOR))
    assert client.get("/cms/").status_code == 200
    add = reverse("wagtailadmin_pages:add", args=["cms", "standardpage", site.pk])
    assert client.get(add).status_code == 200
    sent = {
        "title": "Nos partenaires",
        "slug": "partenaires",
        "headline": "",
        "introduction": "",
        "statement": "",
        "body-count": "0",
    }
    answer = client.post(add, sent | {"action-publish": "1"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert StandardPage.objects.get(slug="partenaires").live
    assert client.get("/fr/partenaires/").status_code == 200


@pytest.mark.ignore_template_errors
def test_the_group_goes_with_the_role(site: HomePage, client: Client) -> None:
    user = grant(UserFactory.create(), Role.EDITOR)
    sign_in(client, user)
    client.get("/cms/")
    assert user.groups.filter(name=GROUP).exists()
    RoleGrant.objects.filter(user=user).delete()
    assert client.get("/cms/").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.CSR, Role.HR, Role.DPO, Role.PLATFORM_ADMIN])
def test_other_roles_stay_outside(role: Role, client: Client) -> None:
    sign_in(client, grant(UserFactory.create(), role))
    assert client.get("/cms/").status_code == 403


@pytest.mark.ignore_template_errors
def test_an_editor_manages_no_users_or_groups(site: HomePage, client: Client) -> None:
    sign_in(client, grant(UserFactory.create(), Role.EDITOR))
    client.get("/cms/")
    assert client.get("/cms/groups/").status_code in {302, 403, 404}
    assert client.get("/cms/users/").status_code in {302, 403, 404}
