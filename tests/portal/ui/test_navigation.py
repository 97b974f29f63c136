"""The menu."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.actors import ANONYMOUS, Actor
from portal.accounts.enums import Role
from portal.core.ids import new_id
from portal.ui.access import match_rule
from portal.ui.navigation import ENTRIES, MOST, Entry, Link, menu_of


def actor(*roles: Role) -> Actor:
    return Actor(new_id(), frozenset(map(str, roles)))


def links(*, actor: Actor, path: str) -> list[Link]:
    return menu_of(actor=actor, path=path).links


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


def test_a_long_menu_folds_what_is_not_of_every_day() -> None:
    menu = menu_of(actor=actor(Role.ASSOCIATION_ADMIN), path=reverse("association:today"))
    assert [str(link.label) for link in menu.folded] == [
        "Places",
        "Formations",
        "Compétences",
        "Qualité",
        "Départs",
        "Nos chiffres",
        "Équipe",
    ]
    assert len(menu.links) - len(menu.folded) < MOST
    assert menu.folded_here is None


@pytest.mark.parametrize("screen", ["training", "skills", "departures", "team", "antennas"])
def test_plus_says_where_one_is(screen: str) -> None:
    menu = menu_of(actor=actor(Role.COORDINATOR), path=reverse(f"association:{screen}"))
    assert menu.folded_here is not None
    assert menu.folded_here.current


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT}])
def test_a_short_menu_folds_nothing(role: Role) -> None:
    menu = menu_of(actor=actor(role), path="/fr/")
    assert menu.folded == []
    assert len(menu.links) <= MOST


@given(st.sets(st.sampled_from(sorted(Role)), min_size=1))
def test_whoever_one_is_folding_loses_no_entry(roles: set[Role]) -> None:
    menu = menu_of(actor=actor(*roles), path="/fr/")
    assert [link.label for link in menu.links] == [entry.label for entry in ENTRIES if entry.roles & roles]
    assert bool(menu.folded) == (len(menu.links) > MOST and any(not link.folded for link in menu.links) and folds(roles))


def folds(roles: set[Role]) -> bool:
    return any(entry.roles & roles and not entry.daily for entry in ENTRIES)


def test_every_folded_link_is_written_for_narrow_screens_too() -> None:
    request = RequestFactory().get(reverse("association:team"))
    request.actor = actor(Role.ASSOCIATION_ADMIN)  # type: ignore[attr-defined]
    html = render_to_string("components/navigation.html", {}, request)
    assert html.count("when-narrow") == 7
    assert html.count(f'href="{reverse("association:team")}"') == 2
    assert 'popovertarget="more-menu" aria-current="true">Plus&nbsp;· Équipe</button>' in html


@pytest.mark.django_db
def test_the_menu_speaks_both_languages(client: Client) -> None:
    assert "Aller au contenu" in client.get("/fr/statements/privacy/").content.decode()
    assert "Skip to content" in client.get("/en/statements/privacy/").content.decode()


@pytest.mark.parametrize(("template", "menu"), [("navigation", "more-menu"), ("account", "account-menu")])
def test_a_menu_is_the_browsers_own(template: str, menu: str) -> None:
    """A button that names its popover: it closes on Escape without a script (tests/browser/test_keyboard.py)."""
    source = Path(settings.BASE_DIR, "templates", "components", f"{template}.html").read_text(encoding="utf-8")
    assert source.count(f'popovertarget="{menu}"') == source.count(f'<div id="{menu}" popover>') == 1
    assert "<details" not in source
