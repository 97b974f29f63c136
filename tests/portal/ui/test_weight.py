"""What a page costs and what the style sheets promise: weights, right-to-left, dark, print, nothing from elsewhere."""

import gzip
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

SHEETS = sorted((settings.BASE_DIR / "static_src" / "css").glob("*.css"))
CSS = "\n".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)


def size_of(address: str) -> int:
    """Return what a static file weighs on the wire: text compressed, fonts and pictures as they are."""
    found = finders.find(address.removeprefix(f"/{settings.STATIC_URL}".replace("//", "/")))
    assert isinstance(found, str), address
    with open(found, "rb") as file:
        content = file.read()
    return len(gzip.compress(content)) if found.endswith((".css", ".js", ".svg")) else len(content)


def files_of(html: str) -> set[str]:
    linked = re.findall(
        r'<(?:link[^>]*rel="(?:stylesheet|icon|preload)"[^>]*href|link rel="[a-z ]*" href|img[^>]*src|script[^>]*src)="([^"]+)"',
        html,
    )
    linked += re.findall(r'<link[^>]*href="(/static/[^"]+)"', html)
    return {address for address in linked if address.startswith("/static/")}


@pytest.mark.django_db
def test_a_page_weighs_little_and_asks_for_little(client: Client) -> None:
    html = client.get("/fr/statements/privacy/").content
    files = files_of(html.decode()) | {"/static/img/chevron.svg"}
    assert 6 <= len(files) + 1 <= 15
    assert len(gzip.compress(html)) + sum(map(size_of, files)) <= 150_000


def test_all_style_sheets_weigh_at_most_15_kilobytes() -> None:
    assert sum(len(gzip.compress(sheet.read_bytes())) for sheet in SHEETS) <= 15_000


def test_sheets_ask_nobody_else_for_anything() -> None:
    assert re.findall(r"@import|https?://", CSS) == []


def test_sheets_mirror_by_themselves_for_right_to_left_scripts() -> None:
    """No left or right in a property; the arrow of a list box, which has no logical form, is turned for [dir=rtl]."""
    physical = r"(?<![\w-])((?:margin|padding|border)-(?:left|right)|(?:left|right|float|text-align): ?(?:left|right)?)(?=\s*[:;])"
    assert [match for match in re.findall(physical, CSS) if match] == []
    assert re.findall(r"text-align: (?:left|right)", CSS) == []
    assert "[dir=rtl] select" in CSS


@pytest.mark.parametrize(
    "promise", ["prefers-color-scheme: dark", "@media print", "prefers-reduced-motion", "forced-colors", ":focus-visible"]
)
def test_sheets_follow_the_readers_settings(promise: str) -> None:
    assert promise in CSS


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_colours_that_meet_are_legible(theme: int) -> None:
    """WCAG 2.2: 4.5 for text, 3 for the lines of controls."""
    text = (settings.BASE_DIR / "static_src/css/tokens.css").read_text(encoding="utf-8")
    token = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", text.split("@media")[theme]))
    pairs = [
        ("ink", "page"),
        ("ink-soft", "page"),
        ("ink-soft", "surface"),
        ("ink-soft", "sunken"),
        ("brand", "page"),
        ("brand", "brand-soft"),
    ]
    pairs += [
        ("brand-ink", "brand"),
        ("warm-ink", "warm"),
        ("warm", "warm-soft"),
        ("warm", "page"),
        ("alert", "alert-soft"),
        ("alert", "warm-soft"),
    ]
    pairs += [
        ("ok", "ok-soft"),
        ("sun-ink", "sun-soft"),
        ("ink-soft", "warm-soft"),
        ("ink-soft", "sun-soft"),
        ("ink-soft", "brand-soft"),
    ]
    assert {
        pair: round(contrast(token[pair[0]], token[pair[1]]), 2) for pair in pairs if contrast(token[pair[0]], token[pair[1]]) < 4.5
    } == {}
    assert min(contrast(token["line-strong"], token[ground]) for ground in ("page", "surface")) >= 3
    assert min(contrast(token["focus"], token[ground]) for ground in ("page", "surface", "brand-soft", "warm-soft")) >= 3
