"""The screenshots of the documentation. `make pictures` (tests/pictures.py) builds a demo world, signs in, does each task up to its
last click, and takes the screen. Nothing is drawn or retouched; whoever changes a screen takes them again.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from .persons import Person, Persona, at_a_browser, personas
from .portal import Portal

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
SCREEN = {"width": 1280, "height": 860}
WIDE, QUALITY = 960, 68
"""How wide a picture is kept, and how closely: ten of them and two more stay under 600 KB."""
DESK = "coordinator"


@dataclass(frozen=True)
class Picture:
    """A picture: the name of its file, who looks (of several, which), and how they come to the screen."""

    name: str
    by: str
    comes: Callable[[Person], None]
    of: int = 0


def at(address: str) -> Callable[[Person], None]:
    """Open an address."""
    return lambda one: one.goes(address)


def following(address: str, *links: str) -> Callable[[Person], None]:
    """Open an address, then follow links by their words."""

    def comes(one: Person) -> None:
        one.goes(address)
        for link in links:
            one.follows(link)

    return comes


def with_several(address: str, act: str, lines: int) -> Callable[[Person], None]:
    """Open a list, tick its first lines, choose what to do for them, and go on to what it will come to."""

    def comes(one: Person) -> None:
        one.goes(address)
        for box in one.page.locator("main input[name=chosen]").all()[:lines]:
            one.ticks(box)
        one.page.locator("main select[name=act]").select_option(act)
        one.presses("^Continuer$")

    return comes


def to_somebody_else(one: Person) -> None:
    """Hand the first pairs to somebody who does not follow them yet."""
    with_several("/fr/association/pairs/", "referent", 3)(one)
    one.page.locator("main select").first.select_option(index=1)
    one.presses("^Revoir ce qui va se passer$")


def invites_then_accepts(one: Person) -> None:
    """Invite the first candidate for good, then come to the page that accepts them."""
    one.goes("/fr/association/candidates/")
    one.follows("^Inviter à un entretien")
    one.presses("^Confirmer$")
    one.goes("/fr/association/candidates/")
    one.follows("^Accepter et réserver une place")


def searches(one: Person) -> None:
    """Look for the beginning of the first name of the list."""
    one.goes("/fr/association/candidates/")
    name = one.page.locator("main table tbody th, main .todo b").first.inner_text()
    one.page.locator("main input[name=wanted]").first.fill(re.split(r"\s", name.strip())[0][:4])
    one.presses("^Chercher$")


PICTURES = (
    Picture("desk-1-follow-up", DESK, at("/fr/association/follow-up/")),
    Picture("desk-2-invite", DESK, following("/fr/association/candidates/", "^Inviter à un entretien")),
    Picture("desk-3-accept", DESK, invites_then_accepts),
    Picture("desk-4-condition", DESK, following("/fr/association/candidates/", "^Ouvrir "), of=1),
    Picture("desk-5-conditions", DESK, with_several("/fr/association/candidates/", "gate", 3), of=1),
    Picture("desk-6-training", DESK, with_several("/fr/association/candidates/", "training", 20), of=1),
    Picture("desk-7-attendance", DESK, following("/fr/association/training/", "^Noter "), of=1),
    Picture("desk-8-pair", DESK, following("/fr/association/", "^Proposer un binôme"), of=1),
    Picture("desk-9-search", DESK, searches, of=1),
    Picture("desk-10-referent", DESK, to_somebody_else, of=1),
    Picture("recommendations", "candidate", at("/fr/me/programmes/")),
    Picture("figures", "csr", at("/fr/company/figures/")),
)
"""The ten tasks of docs/desk.md in their order, then the two of the README."""


def small(png: bytes) -> bytes:
    """Return a screenshot as it is kept: WebP, no wider than it is shown."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        shown = image.convert("RGB").resize((WIDE, round(image.height * WIDE / image.width)))
        kept = io.BytesIO()
        shown.save(kept, "WEBP", quality=QUALITY, method=6)
    return kept.getvalue()


def take(browser: Browser, portal: Portal, pictures: Iterable[Picture] = PICTURES) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each picture. Raises LookupError when nobody of the world can take one."""
    known, people = personas(portal), dict[str, Person]()
    for picture in pictures:
        who = f"{picture.by} {picture.of}"
        if who not in people:
            people[who] = _comes_in(browser, portal, [one for one in known if one.key == picture.by], picture)
        one = people[who]
        picture.comes(one)
        _still(one.page)
        yield picture.name, small(one.page.screenshot())


def _comes_in(browser: Browser, portal: Portal, able: list[Persona], picture: Picture) -> Person:
    if not able:
        raise LookupError(f"nobody of the demo is a {picture.by}")
    one = at_a_browser(browser, portal, able[picture.of]).comes_in()
    one.page.set_viewport_size({"width": SCREEN["width"], "height": SCREEN["height"]})
    return one


def _still(page: Page) -> None:
    """Wait until everything is there, and put away whatever is being pointed at."""
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
