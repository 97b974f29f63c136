"""The menu."""

import pytest
from django.test import Client
from django.urls import resolve, reverse

from portal.accounts.actors import ANONYMOUS, Actor
from portal.accounts.enums import Role
from portal.core.ids import new_id
from portal.ui.access import match_rule
from portal.ui.navigation import ENTRIES, Entry, links


def actor(*roles: Role) -> Actor:
    return Actor(new_id(), frozenset(map(str, roles)))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.url_name)
def test_an_entry_leads_somewhere_its_roles_may_go(entry: Entry) -> None:
    rule = match_rule(resolve(reverse(entry.url_name)))
    assert rule is not None
    assert entry.roles <= rule.roles


def test_a_visitor_has_no_menu() -> None:
    assert links(actor=ANONYMOUS, path="/fr/") == []


def test_each_sees_the_entries_of_their_roles_only() -> None:
    labels = [str(link.label) for link in links(actor=actor(Role.EMPLOYEE), path="/fr/")]
    assert labels == ["Mon parcours", "Mes programmes", "Ce que voient les RH"]
    assert "Inquiétudes" not in {str(link.label) for link in links(actor=actor(Role.COORDINATOR), path="/fr/")}
    assert "Inquiétudes" in {str(link.label) for link in links(actor=actor(Role.SAFEGUARDING), path="/fr/")}


def test_the_longest_address_that_fits_is_the_current_one() -> None:
    path = f"{reverse('me:programmes')}{new_id()}/"
    current = [str(link.label) for link in links(actor=actor(Role.EMPLOYEE), path=path) if link.current]
    assert current == ["Mes programmes"]


@pytest.mark.parametrize("screen", ["team", "antennas", "systems", "system-add"])
def test_what_is_reached_from_the_team_belongs_to_it(screen: str) -> None:
    menu = links(actor=actor(Role.ASSOCIATION_ADMIN), path=reverse(f"association:{screen}"))
    assert [str(link.label) for link in menu if link.current] == ["Équipe"]


def test_outside_every_entry_none_is_current() -> None:
    assert not any(link.current for link in links(actor=actor(Role.ASSOCIATION_ADMIN), path="/fr/account/sign-ins/"))


@pytest.mark.django_db
def test_the_menu_speaks_both_languages(client: Client) -> None:
    assert "Aller au contenu" in client.get("/fr/statements/privacy/").content.decode()
    assert "Skip to content" in client.get("/en/statements/privacy/").content.decode()
