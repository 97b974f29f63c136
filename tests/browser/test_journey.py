"""The main job in headless Chromium, on the demo world, from the campaign to the certificate: everyone at a browser of their own,
by their own door, and every screen met on the way judged at 1280 and 320 px (tests/browser/looking.py). The employee has a phone of
390 px and a thumb, from the campaign to the review. One test walks it all; each chapter is a function, told in order.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser

from .persons import Person, Persona, at_a_browser
from .portal import Portal

MAILBOX = "personne@perso.example.org"
ALIAS = "Wassila"
ADDRESS = r"[0-9a-f-]{36}"


@dataclass
class Cast:
    """Who is in the story, and the addresses they come back to."""

    browser: Browser
    portal: Portal
    personas: list[Persona]
    coordinator: Person
    people: list[Person] = field(default_factory=list)
    candidate: str = ""
    pair: str = ""

    def enters(self, key: str, association: str = "") -> Person:
        """Somebody of the demo comes in by their own door."""
        persona = next(one for one in self.personas if one.key == key and one.association == association)
        person = at_a_browser(self.browser, self.portal, persona).comes_in()
        self.people.append(person)
        return person

    @property
    def wrong(self) -> list[str]:
        """What is wrong with the screens that anyone looked at."""
        return [one for person in (self.coordinator, *self.people) for one in person.wrong]


@pytest.fixture
def cast(browser: Browser, portal: Portal, personas: list[Persona]) -> Cast:
    coordinator = at_a_browser(browser, portal, next(one for one in personas if one.key == "coordinator")).comes_in()
    return Cast(browser, portal, personas, coordinator)


def opens_a_campaign(cast: Cast) -> None:
    """The CSR manager's part: a campaign that runs today."""
    csr, today = cast.enters("csr"), date.today()
    csr.looks("/fr/company/campaigns/new/")
    given = {"reference": "essai", "title": "Un mois pour commencer", "goal_pairs": "3"}
    given |= {"opens_on": f"{today:%Y-%m-%d}", "closes_on": f"{today + timedelta(days=30):%Y-%m-%d}"}
    for name, value in given.items():
        csr.field(name).fill(value)
    csr.presses("Enregistrer")
    assert "La campagne est créée" in csr.reads()
    csr.looks_as_it_is()


def comes_by_the_campaign(cast: Cast) -> Person:
    """S'engager: the home page calls, the call goes on through sign-in to the programmes."""
    persona = next(one for one in cast.personas if one.key == "employee")
    employee = at_a_browser(cast.browser, cast.portal, persona, phone=True)
    cast.people.append(employee)
    employee.looks("/fr/")
    assert "Campagne ouverte" in employee.reads()
    employee.follows("Trouver mon programme")
    assert {one["name"] for one in employee.page.context.cookies()} <= {"csrftoken"}, "nothing is kept before somebody signs in"
    employee.looks_as_it_is()
    employee.chooses_self()
    employee.page.wait_for_url(re.compile(r"/fr/me/programmes/\?campaign=essai"))
    return employee


def chooses(cast: Cast, employee: Person) -> None:
    """Orientation: what one has to offer, reasons, a wish, the sheet of a programme."""
    employee.looks("/fr/me/preferences/")
    for words in ("Orientation", "soir", "À distance"):
        employee.ticks(employee.page.get_by_label(re.compile(words)).first)
    with employee.page.expect_navigation(url=re.compile("/fr/me/programmes/")):
        employee.touches(employee.page.locator("main form button[type=submit]").last)
    reads_why_and_why_not(employee)
    employee.looks_as_it_is()
    employee.presses("vœu 1")
    employee.looks("/fr/me/programmes/all/?audience=adult&open=on")
    ours = employee.page.locator("main li", has_text=cast.coordinator.persona.association)
    employee.goes(ours.get_by_role("link").first.get_attribute("href") or "")
    employee.looks()


def reads_why_and_why_not(employee: Person) -> None:
    """Each recommendation has its reasons; what was left out says why, and is one touch away."""
    assert employee.page.locator("main article .reasons li").count() >= 3
    others = employee.page.locator("main details", has_text="Pourquoi pas les autres")
    employee.touches(others.locator("summary"))
    assert others.locator("tbody tr").first.is_visible()


def applies(cast: Cast, employee: Person) -> None:
    """The hand-over: what is given, and to whom; the association sees nobody before."""
    employee.follows("Candidater")
    employee.looks_as_it_is()
    employee.field("personal_email").fill(MAILBOX)
    employee.ticks(employee.page.get_by_label(re.compile("^Non, je préfère")))
    employee.touches(employee.page.locator("main form button[type=submit]").last)
    employee.page.wait_for_url(re.compile(rf"/fr/me/applications/{ADDRESS}/"))
    cast.candidate = employee.page.url
    employee.looks_as_it_is()
    employee.goes("/fr/me/")
    assert "À qui de jouer" in employee.reads()
    employee.follows("Mes six étapes")
    assert employee.page.locator("main .path li.now").count() == 1 and "C’est à qui" in employee.reads()
    employee.looks_as_it_is()


def is_welcomed(cast: Cast, employee: Person) -> None:
    """Accueil: step by step at the desk, each with its effects before; the charter, the gates."""
    desk, name = cast.coordinator, employee.persona.name
    desk.looks("/fr/association/candidates/")
    desk.goes(
        desk.page.locator("main li", has_text=name).get_by_role("link", name=re.compile("^Ouvrir")).get_attribute("href") or ""
    )
    address = desk.page.url
    for step in ("start_review", "invite", "accept"):
        desk.goes(f"{address}steps/{step}/")
        desk.looks()
        desk.presses("Confirmer")
    desk.goes(f"{address}steps/clear/")
    assert "il manque" in desk.reads().lower()
    desk.looks()
    employee.goes(f"{cast.candidate}charter/")
    employee.looks()
    employee.presses("accepte")
    desk.goes(address)
    while (gate := desk.page.get_by_role("button", name=re.compile("C’est vu"))).count():
        with desk.page.expect_navigation():
            gate.first.click()
    desk.looks()
    cast.candidate = address


def is_trained(cast: Cast) -> None:
    """Se former: a date is set, and who came is noted. The last date that is past stands for today's."""
    desk = cast.coordinator
    desk.looks("/fr/association/training/")
    desk.page.locator("main details summary", has_text="Dates passées").click()
    desk.goes(desk.page.locator("main details a").first.get_attribute("href") or "")
    desk.looks()
    name = next(person.persona.name for person in cast.people if person.persona.key == "employee")
    desk.page.get_by_label(name).check()
    desk.presses("Noter les présences")
    desk.goes(f"{cast.candidate}steps/clear/")
    desk.presses("Confirmer")
    assert "Proposer un binôme" in desk.reads()


def is_paired(cast: Cast) -> None:
    """Accompagner: a mentee by an alias, a referent behind the pair, and what opening does before it does it."""
    desk = cast.coordinator
    desk.follows("Proposer un binôme")
    desk.looks()
    mentee = desk.page.locator("main section", has_text="Ajouter un ou une jeune")
    mentee.locator("[name=alias]").fill(ALIAS)
    mentee.locator("[name=age_band]").select_option("18-25")
    mentee.locator("[name=departement]").fill("69")
    desk.presses("Ajouter à la liste")
    desk.page.get_by_label(re.compile(ALIAS)).check()
    desk.field("referent").select_option(index=1)
    desk.presses("Voir ce que cela fera")
    assert "Ce que l’ouverture fera" in desk.reads()
    desk.looks_as_it_is()
    desk.presses("Ouvrir le binôme")
    desk.page.wait_for_url(re.compile(rf"/fr/association/pairs/{ADDRESS}/"))
    desk.looks_as_it_is()
    cast.pair = desk.page.url


def meets(mentor: Person) -> None:
    """A session in one tap, and the whole form beside it."""
    mentor.looks("/fr/me/")
    assert f"J’ai une inquiétude pour {ALIAS}" in mentor.reads()
    mentor.presses("C’est fait")
    assert "C’est noté" in mentor.reads()
    mentor.looks_as_it_is()
    mentor.goes("/fr/me/")
    mentor.looks("/fr/me/sessions/")


def worries(cast: Cast, mentor: Person) -> None:
    """A worry leaves for the safeguarding referents alone; they read it, take it up, and say what came of it."""
    mentor.goes("/fr/me/")
    mentor.follows("J’ai une inquiétude")
    mentor.looks()
    assert [one for one in ("17", "112", "119") if not mentor.page.locator(f"main a[href='tel:{one}']").first.is_visible()] == []
    mentor.ticks(mentor.page.locator("main fieldset").nth(0).get_by_role("radio").last)
    mentor.field("text").fill("Elle ne répond plus depuis deux semaines.")
    mentor.presses("Transmettre")
    mentor.looks_as_it_is()
    referent = cast.enters("safeguarding", cast.coordinator.persona.association)
    referent.looks("/fr/association/concerns/")
    newest = referent.page.locator("main li", has_text="Inquiétude reçue").or_(referent.page.locator("main li")).first
    referent.goes(newest.get_by_role("link").first.get_attribute("href") or "")
    referent.looks()
    referent.presses("Je m’en occupe")
    referent.looks_as_it_is()
    refused = cast.coordinator.page.request.get(f"{cast.portal.url}/fr/association/concerns/")
    assert refused.status == 403, "a coordinator reads no worry"


def looks_back(cast: Cast, mentor: Person) -> None:
    """Faire le bilan: both sides, the closing with what it does, a certificate that anyone can check."""
    desk = cast.coordinator
    desk.goes(cast.pair)
    desk.page.locator("main summary", has_text="Commencer le bilan").click()
    desk.field("closed_by").select_option("mentor")
    desk.field("reason").select_option("goals_reached")
    desk.presses("Ouvrir le bilan")
    mentor.goes("/fr/me/")
    mentor.follows("Faire mon bilan")
    mentor.looks()
    mentor.answers_everything()
    mentor.presses("Envoyer mon bilan")
    desk.goes(cast.pair)
    desk.follows("Noter le bilan du ou de la jeune")
    desk.looks()
    desk.answers_everything()
    desk.presses("Enregistrer")
    desk.looks_as_it_is()
    desk.page.locator("main summary", has_text="Terminer le binôme").click()
    desk.presses("Oui, terminer")
    desk.looks_as_it_is()


def keeps_a_certificate(cast: Cast, mentor: Person) -> None:
    """The PDF, and the public page behind its code, which anybody opens without an account."""
    mentor.looks("/fr/me/certificate/")
    pdf = mentor.page.locator("main a[href$='.pdf']").first.get_attribute("href")
    answer = mentor.page.request.get(f"{cast.portal.url}{pdf}")
    assert answer.body().startswith(b"%PDF")
    check = mentor.page.locator("main a[href*='/certificate/']:not([href$='.pdf'])").first.get_attribute("href") or ""
    anybody = at_a_browser(cast.browser, cast.portal, mentor.persona)
    cast.people.append(anybody)
    anybody.looks(check.removeprefix(cast.portal.url))
    assert ALIAS not in anybody.reads()


def is_counted(cast: Cast) -> None:
    """The published release: nobody's name, and hidden cells all read the same."""
    csr = next(person for person in cast.people if person.persona.key == "csr")
    csr.looks("/fr/company/figures/")
    said = csr.reads()
    assert "non montré : trop peu de personnes" in said
    for name in (ALIAS, cast.coordinator.persona.name, cast.coordinator.persona.association):
        assert name not in said


def test_the_main_job(cast: Cast) -> None:
    opens_a_campaign(cast)
    employee = comes_by_the_campaign(cast)
    chooses(cast, employee)
    applies(cast, employee)
    is_welcomed(cast, employee)
    is_trained(cast)
    is_paired(cast)
    meets(employee)
    worries(cast, employee)
    looks_back(cast, employee)
    keeps_a_certificate(cast, employee)
    is_counted(cast)
    assert cast.wrong == []
