"""A coordinator's day with the keyboard alone, whole: in by password and code, the inbox, a candidate, a gate, a pair, the
follow-up, and out again. Nothing in this file clicks, and nothing is filled in but by keys.
"""

import re

import pytest
from playwright.sync_api import Browser

from .keyboard import Keyboard
from .persons import PASSWORD, Person, Persona, at_a_browser
from .portal import Portal

ALIAS = "Maëlys"
MET = r"(\d+) conditions? sur (\d+)"


@pytest.fixture
def desk(browser: Browser, portal: Portal, personas: list[Persona]) -> Keyboard:
    return Keyboard(at_a_browser(browser, portal, next(one for one in personas if one.key == "coordinator")))


def comes_in(keys: Keyboard) -> None:
    """A password that is wrong, its error, then the right one, and the code of the phone."""
    person = keys.person
    person.goes("/fr/account/sign-in/")
    keys.tabs_to("^Adresse")
    keys.types(person.persona.email)
    keys.tabs_to("^Mot de passe$")
    keys.types("pas le bon")
    keys.enters()
    is_led_to_the_error(keys)
    keys.tabs_to("^Mot de passe$")
    keys.types(PASSWORD)
    keys.enters()
    keys.tabs_to("^Code")
    keys.types(person.portal.new_code(person.persona.email))
    keys.enters()
    assert "/fr/association/" in person.page.url


def is_led_to_the_error(keys: Keyboard) -> None:
    """The summary of errors has the focus when the page comes back, and what it names is one Enter away."""
    summary = keys.person.page.evaluate("() => document.activeElement.getAttribute('role')")
    assert summary == "alert", f"{keys.person.page.url}: after an error the focus is on {keys.here()}"


def skips_the_menu(keys: Keyboard) -> None:
    """The first stop of a page leads past its menu."""
    keys.press("Tab")
    here = keys.here()
    assert here and here["name"] == "Aller au contenu"
    keys.press("Enter")
    keys.person.page.wait_for_function("() => document.activeElement.id === 'main'")  # a browser goes there in its own time
    after = keys.tabs_to(".")
    assert keys.person.page.evaluate("() => document.querySelector('main').contains(document.activeElement)"), after


def opens_and_leaves_a_menu(keys: Keyboard) -> None:
    """A menu opens with Enter, closes with Escape, gives the focus back, and lets pass who goes on."""
    keys.tabs_to("^Plus")
    keys.press("Enter")
    keys.tabs_to("^Formations$")
    keys.press("Escape")
    here = keys.here()
    assert here and here["name"].startswith("Plus")
    assert not keys.person.page.get_by_role("link", name="Formations").is_visible()
    keys.press("Enter")
    keys.tabs_to("^Formations$")
    keys.tabs_to("^English$")
    keys.press("Escape")
    assert not keys.person.page.get_by_role("link", name="Formations").is_visible()


def sees_a_gate(keys: Keyboard) -> None:
    """A candidate is opened, and one more gate is met."""
    keys.enters("^Candidatures$")
    name = re.search(r"Acceptée, accueil en cours\n(.+) · .*\n.*(?<!\d)[0-4] conditions? sur", keys.person.reads())
    assert name
    keys.enters(f"^Ouvrir.*{name[1]}")
    gates = keys.person.page.locator("main ul.todo .tag.ok")
    before = gates.count()
    keys.tabs_to("^C’est vu")
    keys.enters()
    assert gates.count() == before + 1


def opens_a_pair(keys: Keyboard) -> None:
    """From the inbox: a young person is added, chosen by the arrows, a referent too, and what opening does is read before."""
    person = keys.person
    keys.enters("^Aujourd’hui$")
    keys.enters("^Proposer un binôme")
    keys.tabs_to("^Prénom ou alias")
    keys.types(ALIAS)
    keys.tabs_to("^Âge")
    keys.types("18")
    keys.tabs_to("^Département")
    keys.types("69")
    keys.enters("^Ajouter à la liste$")
    keys.tabs_to("^Voir ce que cela fera$")
    keys.press("Enter")
    assert person.page.evaluate("() => document.activeElement.matches('[name=mentee]:invalid')"), (
        "the browser leads to what is missing"
    )
    keys.press("Space")
    while not (keys.here() or {"name": ""})["name"].startswith(ALIAS):
        keys.press("ArrowDown")
    keys.tabs_to("^Qui se tient derrière")
    keys.press("ArrowDown")
    keys.enters("^Voir ce que cela fera$")
    assert "Ce que l’ouverture fera" in person.reads()
    keys.enters("^Ouvrir le binôme$")
    assert re.search(r"/association/pairs/[0-9a-f-]{36}/", person.page.url)
    assert ALIAS in person.reads()


def follows_up(keys: Keyboard) -> None:
    """One call noted."""
    keys.enters("^Suivi$")
    before = contacts(keys.person)
    keys.enters("^Au téléphone")
    assert contacts(keys.person) == before + 1


def contacts(person: Person) -> int:
    found = re.search(r"Contact pris ce mois-ci : (\d+) sur", person.reads())
    assert found
    return int(found[1])


def leaves(keys: Keyboard) -> None:
    """Out by the account's menu; what was open a moment ago asks who one is."""
    keys.tabs_to(f"^{keys.person.persona.name}")
    keys.press("Enter")
    keys.enters("^Se déconnecter$")
    keys.person.goes("/fr/association/")
    assert "/account/sign-in/" in keys.person.page.url


def test_a_coordinators_day_with_the_keyboard_alone(desk: Keyboard) -> None:
    comes_in(desk)
    skips_the_menu(desk)
    desk.walks_through()
    opens_and_leaves_a_menu(desk)
    sees_a_gate(desk)
    desk.walks_through()
    opens_a_pair(desk)
    follows_up(desk)
    desk.walks_through()
    leaves(desk)
    assert desk.wrong == [], "\n".join(desk.wrong)
