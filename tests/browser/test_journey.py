"""The six steps in headless Chromium, on the demo world: each person signs in by their own door, does their part, and every screen
met on the way is looked at (tests/browser/looking.py) at 1280 and 320 px.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from .looking import Visit, look
from .portal import Portal

SAYS = {
    "employee": "Ses programmes avec leurs raisons",
    "mentor": "Son binôme, ses séances",
    "csr": "Le catalogue, les campagnes",
    "hr": "Les fichiers du personnel reçus",
    "platform_admin": "Les réglages et la connexion unique",
    "dpo": "Le registre, les publications",
}


def by_company(visit: Visit, portal: Portal, role: str) -> None:
    """Sign in through the company's provider: real SAML, a person chosen by what they see."""
    page = visit.page
    page.goto(f"{portal.url}/fr/account/sign-in/")
    page.get_by_role("link", name=re.compile("^Continuer avec")).click()
    page.locator("li", has_text=SAYS[role]).get_by_role("button").click()
    page.wait_for_url(re.compile(r"/fr/(?!account)"))


def by_association(visit: Visit, portal: Portal, email: str) -> None:
    """Sign in by password, then the one-time code of the phone."""
    page = visit.page
    page.goto(f"{portal.url}/fr/account/sign-in/")
    page.locator("input[type=email]").fill(email)
    page.locator("input[type=password]").fill("binome-demo-2026")
    page.get_by_role("button", name="Se connecter").click()
    code = re.search(r"\b\d{6}\b", portal.manage("demo", "code", email))
    assert code
    page.locator("input[name=code]").fill(code[0])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/fr/association/"))


def team_email(portal: Portal, role: str) -> str:
    """Return the e-mail of the first local persona of a role, from the table `make run` prints."""
    line = next(line for line in portal.manage("demo", "personas").splitlines() if f" {role} " in line and "@" in line)
    found = re.search(r"[\w.\-]+@[\w.\-]+", line)
    assert found
    return found[0]


def menu(page: Page) -> Iterator[str]:
    """Yield the addresses of the main menu."""
    links = page.locator("header nav a").all()
    yield from [href for link in links if (href := link.get_attribute("href")) and not href.startswith("/cms/")]


def seen(visit: Visit, portal: Portal, address: str) -> list[str]:
    visit.begin()
    answer = visit.page.goto(portal.url + address if address.startswith("/") else address)
    visit.page.wait_for_load_state("networkidle")
    assert answer is not None and answer.status == 200, address
    return look(visit)


def first_of(page: Page, pattern: str) -> str:
    """Return the first link of the page's main part whose address fits."""
    for link in page.locator("main a").all():
        href = link.get_attribute("href") or ""
        if re.search(pattern, href):
            return href
    raise AssertionError(f"no link to {pattern} on {page.url}")


@pytest.mark.parametrize("address", ["/fr/", "/fr/campagne/", "/fr/programmes/", "/fr/account/sign-in/", "/en/", "/demo/"])
def test_public_screens(visit: Visit, portal: Portal, address: str) -> None:
    assert seen(visit, portal, address) == []


def test_an_employee_with_ten_minutes(visit: Visit, portal: Portal) -> None:
    """S'engager, orientation, and the hand-over."""
    by_company(visit, portal, "employee")
    page, wrong = visit.page, seen(visit, portal, "/fr/me/")
    wrong += seen(visit, portal, "/fr/me/preferences/")
    page.get_by_label("Orientation", exact=False).first.check()
    page.get_by_label("soir", exact=False).first.check()
    page.get_by_label(re.compile("À distance")).first.check()
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile("/fr/me/programmes/"))
    wrong += seen(visit, portal, "/fr/me/programmes/")
    page.get_by_role("button", name=re.compile("vœu 1")).first.click()
    sheet = first_of(page, r"/fr/me/programmes/[0-9a-f-]{36}/")
    wrong += seen(visit, portal, sheet)
    wrong += seen(visit, portal, first_of(page, r"/applications/to/"))
    page.get_by_label(re.compile("courriel personnel")).fill("personne@perso.example.org")
    page.get_by_label(re.compile("^Non, je préfère")).check()
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/fr/me/applications/[0-9a-f-]{36}/"))
    wrong += seen(visit, portal, page.url)
    assert wrong == []


def test_a_mentor(visit: Visit, portal: Portal) -> None:
    """Accompagner: one tap, the list, the worry one click away."""
    by_company(visit, portal, "mentor")
    page, wrong = visit.page, seen(visit, portal, "/fr/me/")
    worry = first_of(page, r"/fr/me/concern/")
    page.get_by_role("button", name=re.compile("C’est fait")).first.click()
    page.wait_for_load_state()
    assert "C’est noté" in page.inner_text("main, body")
    for address in (worry, *menu(page)):
        wrong += seen(visit, portal, address)
    assert wrong == []


def test_a_coordinator(visit: Visit, portal: Portal) -> None:
    """Accueil: the inbox, candidates, gates; pairs and their history."""
    by_association(visit, portal, team_email(portal, "coordinator"))
    page, wrong = visit.page, seen(visit, portal, "/fr/association/")
    for address in menu(page):
        wrong += seen(visit, portal, address)
    wrong += seen(visit, portal, "/fr/association/candidates/?tab=stopped")
    page.goto(f"{portal.url}/fr/association/pairs/")
    wrong += seen(visit, portal, first_of(page, r"/association/pairs/[0-9a-f-]{36}/"))
    assert wrong == []


def test_a_safeguarding_referent(visit: Visit, portal: Portal) -> None:
    by_association(visit, portal, team_email(portal, "safeguarding"))
    assert seen(visit, portal, "/fr/association/concerns/") == []


@pytest.mark.parametrize("role", ["csr", "hr", "platform_admin", "dpo"])
def test_company_roles(visit: Visit, portal: Portal, role: str) -> None:
    """Faire le bilan, for the company: what each role's menu opens."""
    by_company(visit, portal, role)
    visit.page.goto(f"{portal.url}/fr/start/")
    wrong = [one for address in list(menu(visit.page)) for one in seen(visit, portal, address)]
    assert wrong == []
