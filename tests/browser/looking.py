"""Looking at a screen as a careful visitor would: accessible, narrow enough, light, nothing from elsewhere, no error said."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1280, 320)
MOST_BYTES, MOST_REQUESTS = 150_000, 15


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


def axe_violations(page: Page) -> list[str]:
    """Run axe-core on the page. Returns "rule: elements" for each violation (through the debugger, so that the CSP stays on)."""
    expression = AXE.read_text(encoding="utf-8") + ";axe.run().then(found => JSON.stringify(found.violations))"
    answer = page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": expression, "awaitPromise": True})
    violations = json.loads(answer["result"]["value"])
    return [f"{one['id']}: {', '.join(' '.join(map(str, node['target'])) for node in one['nodes'])}" for one in violations]


def look(visit: Visit, *, light: bool = True) -> list[str]:
    """Look at the open page at both widths. Returns what is wrong with it, or nothing."""
    page, wrong = visit.page, []
    home = urlsplit(page.url).hostname
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wrong += [f"{page.url} at {width} px: axe {violation}" for violation in axe_violations(page)]
        if page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{page.url} at {width} px: wider than the screen")
    _picture(page)
    elsewhere = [url for url in visit.requests if urlsplit(url).hostname not in {home, "localhost", "127.0.0.1", None}]
    wrong += [f"{page.url}: asks {url}" for url in elsewhere] + [f"{page.url}: {text}" for text in visit.complaints]
    if light and (visit.bytes > MOST_BYTES or len(visit.requests) > MOST_REQUESTS):
        wrong.append(f"{page.url}: {visit.bytes} bytes in {len(visit.requests)} requests")
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return wrong


def _picture(page: Page) -> None:
    """Keep a picture of the screen where BINOME_PICTURES says, for people to judge."""
    folder = os.environ.get("BINOME_PICTURES")
    if folder:
        name = urlsplit(page.url).path.strip("/").replace("/", "_") or "root"
        page.screenshot(path=Path(folder) / f"{name[:80]}-narrow.png", full_page=True)
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        page.screenshot(path=Path(folder) / f"{name[:80]}-wide.png", full_page=True)
