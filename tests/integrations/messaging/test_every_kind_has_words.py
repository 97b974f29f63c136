"""Every kind of message that any room can send has words, in French and in English, with nothing left blank."""

import ast
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings

from integrations.messaging.rendering import render
from portal.core.outbox import Contact
from portal.core.transitions import machines

ROOMS = ("accounts", "people", "programmes", "routing", "engagement", "mentorship", "metrics", "journeys")


def kinds_of_machines() -> set[str]:
    for room in ROOMS:
        if find_spec(f"portal.{room}.states"):
            import_module(f"portal.{room}.states")
    return {kind for machine in machines() if not machine.name.startswith("test") for step in machine.steps for kind in step.mails}


def kinds_in_source() -> set[str]:
    """Kinds written as text in a call of `put`, and constants that look like one in `notifications`."""
    found: set[str] = set()
    for path in (Path(settings.BASE_DIR) / "portal").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) == "put")
        found |= {
            arg.value
            for call in calls
            for arg in [*call.args[:1], *(k.value for k in call.keywords if k.arg == "kind")]
            if isinstance(arg, ast.Constant) and isinstance(arg.value, str) and "." in arg.value
        }
    return found


def kinds_with_words() -> set[str]:
    root = Path(settings.BASE_DIR) / "templates" / "emails"
    return {f"{path.parent.name}.{path.stem}" for path in root.glob("*/*.txt")}


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def test_no_kind_is_without_words() -> None:
    assert sorted((kinds_of_machines() | kinds_in_source()) - kinds_with_words()) == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.django_db
def test_every_mail_reads_well(language: str) -> None:
    contact = Contact("aicha.benali@example.org", "Aïcha", language)
    for kind in sorted(kinds_with_words()):
        mail = render(kind, contact=contact)
        assert 3 < len(mail.subject) < 90, kind
        assert "\n" not in mail.subject
        assert "Aïcha" in mail.text, kind
        assert f"/{language}/" in mail.text, f"{kind}: the link carries the language"
        assert not set("{}<>").intersection(mail.subject + mail.text), kind
        assert "style=" in mail.html
        addresses = set(re.findall(r"https?://[^/\"' <]+", mail.html.replace(settings.PUBLIC_URL, "")))
        assert addresses <= {"http://www.w3.org"}, f"{kind}: no other host"
        assert not re.search(r"<(img|link|script|iframe)\b|url\(", mail.html), f"{kind}: nothing is fetched when it is opened"


@pytest.mark.django_db
def test_french_and_english_differ() -> None:
    for kind in sorted(kinds_with_words()):
        french, english = (render(kind, contact=Contact("a@example.org", "A", code)) for code in ("fr", "en"))
        assert french.subject != english.subject, kind
        assert french.text != english.text, kind
