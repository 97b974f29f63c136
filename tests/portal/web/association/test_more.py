"""The short menu of a small association: what it has, what comes, and that every screen stays within two clicks."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.journeys.light_menu import SCREENS
from portal.programmes.models import Association, Programme
from portal.ui.navigation import ENTRIES
from portal.web.association.more import WHEN
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.engagement import a_programme
from tests.factories.mentorship import an_introduced_pair
from tests.factories.programmes import AntennaFactory, TeamMemberFactory

from .clicks import Page

pytestmark = pytest.mark.django_db
WAITING = {entry.url_name for entry in ENTRIES if entry.later}


@pytest.fixture
def programme() -> Programme:
    return a_programme()


def at_desk(home: Association, role: str = Role.COORDINATOR, **of: object) -> Client:
    found = home.team.filter(role=role).first() if not of else None
    member = found or TeamMemberFactory.create(association=home, role=role, **of)
    return sign_in(Client(), member.user)


def hrefs(client: Client, name: str) -> set[str]:
    answer = client.get(reverse(f"association:{name}"))
    assert answer.status_code == 200
    return {href for _words, href in Page(answer.content.decode()).links}


def addresses(names: set[str]) -> set[str]:
    return {reverse(name) for name in names}


def test_each_screen_that_waits_says_what_brings_it() -> None:
    assert set(WHEN) == set(SCREENS) == {entry.later for entry in ENTRIES if entry.later}


def test_a_small_association_has_a_short_menu_and_the_others_one_page_further(programme: Programme) -> None:
    desk = at_desk(programme.association)
    menu = hrefs(desk, "team")
    assert not menu & addresses(WAITING)
    assert reverse("association:more") in menu
    assert addresses(WAITING) <= hrefs(desk, "more")


@pytest.mark.parametrize("role", [Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT])
def test_nothing_that_a_role_may_open_is_out_of_reach(programme: Programme, role: str) -> None:
    desk = at_desk(programme.association, role)
    reached = hrefs(desk, "today") | hrefs(desk, "more")
    mine = {entry.url_name for entry in ENTRIES if role in entry.roles}
    assert addresses(mine) <= reached
    for name in mine & WAITING:
        assert desk.get(reverse(name)).status_code == 200


def test_a_screen_joins_the_menu_once_something_is_in_it(programme: Programme) -> None:
    desk = at_desk(programme.association)
    assert reverse("association:follow-up") not in hrefs(desk, "team")
    an_introduced_pair(programme=programme)
    menu = hrefs(desk, "team")
    assert {reverse(f"association:{name}") for name in ("follow-up", "calendar", "figures")} <= menu
    assert reverse("association:follow-up") not in hrefs(desk, "more") - menu


def test_a_screen_that_waits_is_in_the_menu_while_one_is_on_it(programme: Programme) -> None:
    desk = at_desk(programme.association)
    text = desk.get(reverse("association:figures")).content.decode()
    assert f'href="{reverse("association:figures")}" aria-current="page"' in text
    assert reverse("association:figures") not in hrefs(desk, "team")


def test_with_antennas_the_menu_is_whole_and_the_page_says_so(programme: Programme) -> None:
    antenna = AntennaFactory.create(association=programme.association)
    for desk in (at_desk(programme.association), at_desk(programme.association, antenna=antenna)):
        menu = hrefs(desk, "today")
        assert addresses(WAITING) <= menu
        assert reverse("association:more") not in menu
        assert "Tout est dans le menu" in desk.get(reverse("association:more")).content.decode()


def test_who_receives_concerns_loses_nothing(programme: Programme) -> None:
    desk = sign_in(Client(), TeamMemberFactory.create(association=programme.association, safeguarding=True).user)
    assert reverse("association:concerns") in hrefs(desk, "today")
    assert reverse("association:more") not in hrefs(desk, "today")


@pytest.mark.parametrize("role", [Role.CSR, Role.HR, Role.EMPLOYEE, Role.EDITOR])
def test_no_role_of_the_company_opens_it(client: Client, role: str) -> None:
    assert sign_in(client, grant(UserFactory.create(), Role(role))).get(reverse("association:more")).status_code == 403
