"""Where each person begins."""

import pytest
from django.test import Client
from django.urls import resolve, reverse

from portal.accounts.actors import ANONYMOUS, Actor
from portal.accounts.enums import Role
from portal.core.ids import new_id
from portal.ui.access import match_rule
from portal.web.public.start import FIRST_SCREENS, first_screen
from tests.factories.accounts import UserFactory, grant, sign_in


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ({Role.EMPLOYEE}, "me:home"),
        ({Role.EMPLOYEE, Role.VOLUNTEER}, "me:home"),
        ({Role.COORDINATOR}, "association:today"),
        ({Role.SAFEGUARDING}, "association:today"),
        ({Role.CSR, Role.EMPLOYEE}, "company:figures"),
        ({Role.HR}, "company:figures"),
        ({Role.WORKS_COUNCIL}, "company:figures"),
        ({Role.PLATFORM_ADMIN, Role.EMPLOYEE}, "company:settings"),
        ({Role.DPO}, "company:register"),
        ({Role.EDITOR, Role.EMPLOYEE}, "wagtailadmin_home"),
    ],
)
def test_the_first_screen_follows_the_role(roles: set[Role], expected: str) -> None:
    assert first_screen(Actor(new_id(), frozenset(map(str, roles)))) == expected


def test_a_first_screen_opens_for_its_roles() -> None:
    for roles, url_name in FIRST_SCREENS:
        rule = match_rule(resolve(reverse(url_name)))
        assert rule is not None
        assert roles <= rule.roles, url_name


@pytest.mark.django_db
def test_visitors_and_people_without_a_role_see_the_home_page(client: Client) -> None:
    assert first_screen(ANONYMOUS) is None
    assert client.get("/fr/start/")["Location"] == "/fr/"
    sign_in(client, UserFactory.create())
    assert client.get("/fr/start/")["Location"] == "/fr/"


@pytest.mark.django_db
def test_an_editor_begins_in_the_cms(client: Client) -> None:
    sign_in(client, grant(UserFactory.create(), Role.EDITOR))
    assert client.get("/fr/start/")["Location"] == "/cms/"
