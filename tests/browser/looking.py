"""Looking at a screen as a careful visitor would: accessible, narrow enough, light, nothing from elsewhere, no error said."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response, ViewportSize

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1280, 320)
PHONE: ViewportSize = {"width": 390, "height": 844}
DARK, LARGE, RIGHT_TO_LEFT = "dark", "text at 200 %", "right to left"
MOST_BYTES, MOST_REQUESTS = 150_000, 15
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe that read a colour: what the dark changes, and nothing else."""
LEAST, FOR_A_THUMB = 24, 44
"""CSS pixels of a target: of any (WCAG 2.2, 2.5.8), and of what a thumb presses, types in or chooses (2.5.5)."""
TOO_SMALL = """([least, thumb]) => {
    const names = 'a[href], button, summary, select, textarea, input:not([type=hidden])';
    const spot = one => (one.matches('[type=radio], [type=checkbox]') && one.closest('label') || one).getBoundingClientRect();
    const all = [...document.querySelectorAll(names)].filter(one => one.checkVisibility() && !one.matches('.skip'))
        .map(one => ({one, box: spot(one)}));
    const pressed = one => one.matches('button:not(.link), .btn, summary, select, textarea, input, nav a');
    const inSentence = one => getComputedStyle(one).display === 'inline'
        && one.parentElement.textContent.trim() !== one.textContent.trim();
    const alone = ({one, box}) => !all.some(other => {
        const [x, y, near] = [box.x + box.width / 2, box.y + box.height / 2, other.box];
        const [dx, dy] = [Math.max(near.left - x, 0, x - near.right), Math.max(near.top - y, 0, y - near.bottom)];
        return other.one !== one && !other.one.contains(one) && !one.contains(other.one) && Math.hypot(dx, dy) < least / 2;
    });
    const short = (box, size) => box.width < size - .5 || box.height < size - .5;
    const tight = ({one, box}) => short(box, least) && !inSentence(one) && !alone({one, box});
    return all.filter(target => pressed(target.one) ? short(target.box, thumb) : tight(target))
        .map(({one, box}) => `${one.localName} ${(one.getAttribute('aria-label') || one.innerText || one.name || '').trim()}`
            + ` ${Math.round(box.width)}×${Math.round(box.height)}`);
}"""


@dataclass
class Visit:
    """What a page asked for and said while it was open."""

    page: Page
    requests: list[str] = field(default_factory=list)
    bytes: int = 0
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._on_request)
        self.page.on("response", self._on_response)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def begin(self) -> None:
        """Forget what came before."""
        self.requests, self.bytes, self.complaints = [], 0, []

    def _on_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _on_response(self, response: Response) -> None:
        self.bytes += int(response.headers.get("content-length") or 0)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


def axe_violations(page: Page, *rules: str, within: str = "document") -> list[str]:
    """Run axe-core on the page, or some rules of it, or on what an expression of the page's own names. Returns "rule: elements" for
    each violation.

    Through the debugger, so that the content policy stays on; the library is put into a page once.
    """
    debugger = page.context.new_cdp_session(page)
    there = debugger.send("Runtime.evaluate", {"expression": "typeof axe"})["result"]["value"] != "undefined"
    options = json.dumps({"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {}))
    library = "" if there else AXE.read_text(encoding="utf-8") + ";"
    expression = f"{library}axe.run({within}, {options}).then(found => JSON.stringify(found.violations))"
    answer = debugger.send("Runtime.evaluate", {"expression": expression, "awaitPromise": True})
    debugger.detach()
    violations = json.loads(answer["result"]["value"])
    return [f"{one['id']}: {', '.join(' '.join(map(str, node['target'])) for node in one['nodes'])}" for one in violations]


def look(visit: Visit, *, light: bool = True, phone: bool = False) -> list[str]:
    """Look at the open page at both widths, in the dark, with large text, from right to left. Returns what is wrong, or nothing.

    On a phone, at its own width too: nothing wider than the screen, nothing too small for a thumb.
    """
    page, wrong = visit.page, []
    home = urlsplit(page.url).hostname
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wrong += [f"{page.url} at {width} px: axe {violation}" for violation in axe_violations(page)]
        wrong += _too_wide(page, f"{width} px")
    _picture(page)
    wrong += _otherwise(page)
    elsewhere = [url for url in visit.requests if urlsplit(url).hostname not in {home, "localhost", "127.0.0.1", None}]
    wrong += [f"{page.url}: asks {url}" for url in elsewhere] + [f"{page.url}: {text}" for text in visit.complaints]
    if light and (visit.bytes > MOST_BYTES or len(visit.requests) > MOST_REQUESTS):
        wrong.append(f"{page.url}: {visit.bytes} bytes in {len(visit.requests)} requests")
    page.set_viewport_size(PHONE if phone else {"width": WIDTHS[0], "height": 900})
    if phone:
        wrong += _too_wide(page, f"{PHONE['width']} px")
        wrong += [f"{page.url}: too small for a thumb, {one}" for one in page.evaluate(TOO_SMALL, [LEAST, FOR_A_THUMB])]
    return wrong


def too_wide(page: Page) -> bool:
    """Whether the page is wider than the screen."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def _too_wide(page: Page, how: str) -> list[str]:
    return [f"{page.url} at {how}: wider than the screen"] if too_wide(page) else []


def _otherwise(page: Page) -> list[str]:
    """Judge the page as others have it. Axe reads each colour once; what only moves things is measured at both widths.

    Large text is a root of 32 pixels, as a browser's own setting makes it (WCAG 1.4.4): at 1280 px, and at 640 px, which is what
    a wide screen of 1280 px leaves when everything is twice as large.
    """
    wrong = []
    page.set_viewport_size({"width": WIDTHS[1], "height": 900})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    wrong += [f"{page.url}, {DARK}: axe {violation}" for violation in axe_violations(page, *COLOURS)]
    page.emulate_media(color_scheme="light")
    page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    for width in (WIDTHS[0], WIDTHS[0] // 2):
        page.set_viewport_size({"width": width, "height": 900})
        wrong += _too_wide(page, f"{width} px, {LARGE}")
    page.evaluate("() => { document.documentElement.style.fontSize = ''; document.documentElement.dir = 'rtl' }")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wrong += _too_wide(page, f"{width} px, {RIGHT_TO_LEFT}") + _left_behind(page)
    page.evaluate("() => document.documentElement.removeAttribute('dir')")
    return wrong


def _left_behind(page: Page) -> list[str]:
    """In a page from right to left, the mark stands at the right edge and the account at the left one."""
    turned = page.evaluate(
        """() => {
            const [mark, account] = ['header .logo', 'header .me'].map(name => document.querySelector(name));
            return !mark || !account || mark.getBoundingClientRect().x > account.getBoundingClientRect().x;
        }"""
    )
    return [] if turned else [f"{page.url}, {RIGHT_TO_LEFT}: the header does not turn"]


def _picture(page: Page) -> None:
    """Keep a picture of the screen where BINOME_PICTURES says, for people to judge."""
    folder = os.environ.get("BINOME_PICTURES")
    if folder:
        name = urlsplit(page.url).path.strip("/").replace("/", "_") or "root"
        page.screenshot(path=Path(folder) / f"{name[:80]}-narrow.png", full_page=True)
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        page.screenshot(path=Path(folder) / f"{name[:80]}-wide.png", full_page=True)
