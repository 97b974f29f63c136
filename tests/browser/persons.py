"""Who comes to the portal, by which door, and what they do there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from .looking import PHONE, Visit, look
from .portal import Portal

PASSWORD = "binome-demo-2026"
SESSION = "sessionid"


@dataclass(frozen=True)
class Persona:
    """A line of the table that `make run` prints. Who has an e-mail has an account of an association."""

    name: str
    key: str
    sees: str
    email: str = ""
    association: str = ""


def personas(portal: Portal) -> list[Persona]:
    """Read the table."""
    found = []
    for line in portal.manage("demo", "personas").splitlines():
        row = re.match(r"  (?P<name>\S.*?)\s{2,}(?P<key>\w+)\s+(?:(?P<email>\S+@\S+) — (?P<association>.*?) : )?(?P<sees>.+)", line)
        if row:
            found.append(Persona(**{name: text or "" for name, text in row.groupdict().items()}))
    return found


@dataclass
class Person:
    """Somebody at a browser of their own. Every screen they look at is judged; `wrong` gathers what is wrong."""

    persona: Persona
    portal: Portal
    page: Page
    phone: bool = False
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(60_000)
        self.visit = Visit(self.page)

    def comes_in(self) -> "Person":
        """Come back as who signed in before, or else by their own door."""
        who = f"{self.persona.key} {self.persona.association}"
        if kept := self.portal.came_in.get(who):
            self.takes(kept)
        else:
            self.comes_by_the_door()
            self.portal.came_in[who] = self.session()
        return self

    def session(self) -> str:
        """What keeps them signed in, or nothing."""
        return next((one["value"] for one in self.page.context.cookies() if one["name"] == SESSION), "")

    def takes(self, session: str) -> None:
        """Go on with a session of before, or of somebody else."""
        self.page.context.add_cookies([{"name": SESSION, "value": session, "url": self.portal.url}])

    def comes_by_the_door(self) -> None:
        """Sign in, whatever was kept from before."""
        (self._by_association if self.persona.email else self._by_company)()

    def looks(self, address: str = "", *, light: bool = True) -> None:
        """Open an address of the portal (or stay), and judge the screen."""
        self.visit.begin()
        answer = self.page.goto(self.portal.url + address) if address else self.page.reload()
        assert answer is not None and answer.status == 200, f"{self.persona.key}: {self.page.url} {answer and answer.status}"
        self.wrong += look(self.visit, light=light, phone=self.phone)

    def looks_as_it_is(self) -> None:
        """Judge the screen as it stands (it answered a form); what it weighs is another test's."""
        self.wrong += look(self.visit, light=False, phone=self.phone)

    def goes(self, address: str) -> None:
        """Open an address without judging it."""
        self.page.goto(address if address.startswith(self.portal.url) else self.portal.url + address)

    def answers_everything(self) -> None:
        """Give each question of the screen an answer: the first choice of every list."""
        for group in self.page.locator("main fieldset:visible").all():
            self.ticks(group.get_by_role("radio").first)
        for box in self.page.locator("main select:visible").all():
            box.select_option(index=1 if not box.locator("option").first.get_attribute("value") else 0)

    def presses(self, name: str, within: str = "main") -> None:
        """Press the first button of that name, and wait for the next screen."""
        button = self.page.locator(within).get_by_role("button", name=re.compile(name)).first
        with self.page.expect_navigation():
            self.touches(button)

    def follows(self, name: str, within: str = "main") -> None:
        """Follow the first link of that name."""
        link = self.page.locator(within).get_by_role("link", name=re.compile(name)).first
        with self.page.expect_navigation():
            self.touches(link)

    def touches(self, place: Locator) -> None:
        """With a finger on a phone, with a mouse elsewhere."""
        if self.phone:
            place.tap()
        else:
            place.click()

    def ticks(self, box: Locator) -> None:
        """Choose a box or a radio, unless it is chosen already."""
        if not box.is_checked():
            self.touches(box)
        assert box.is_checked()

    def reads(self) -> str:
        """What the page says, with plain spaces."""
        return self.page.inner_text("body").replace("\u00a0", " ").replace("\u202f", " ")

    def field(self, name: str) -> Locator:
        """The field of that name."""
        return self.page.locator(f"main [name={name}]")

    def menu(self) -> list[str]:
        """The addresses of their menu, from a page of the portal that is everybody's."""
        self.goes("/fr/account/sign-ins/")
        return list(dict.fromkeys(_addresses(self.page.locator("header nav a").all())))

    def _by_company(self) -> None:
        """Real SAML, through the provider's choice of persons."""
        self.goes("/fr/account/sign-in/")
        self.chooses_self()
        self.page.wait_for_url(re.compile(r"/fr/(?!account)|/cms/$"))

    def chooses_self(self) -> None:
        """From the sign-in page: the company's door, then oneself in the provider's list."""
        self.touches(self.page.get_by_role("link", name=re.compile("^Continuer avec")))
        self.touches(self.page.locator("main li", has_text=self.persona.name).get_by_role("button"))

    def _by_association(self) -> None:
        """A password, then the one-time code of the phone."""
        self.goes("/fr/account/sign-in/")
        self.page.locator("input[type=email]").fill(self.persona.email)
        self.page.locator("input[type=password]").fill(PASSWORD)
        self.presses("Se connecter")
        self.page.locator("input[name=code]").fill(self.portal.new_code(self.persona.email))
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_url(re.compile(r"/fr/association/"))


def _addresses(links: list[Locator]) -> Iterator[str]:
    yield from (address for link in links if (address := link.get_attribute("href")))


def at_a_browser(browser: Browser, portal: Portal, persona: Persona, *, phone: bool = False) -> Person:
    """Give somebody a browser that knows nothing yet: at a desk, or on a phone with a touch screen."""
    device: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 3} if phone else {}
    context = browser.new_context(
        locale="fr-FR", timezone_id="Europe/Paris", accept_downloads=True, reduced_motion="reduce", **device
    )
    return Person(persona, portal, context.new_page(), phone)
