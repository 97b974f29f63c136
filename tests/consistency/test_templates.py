"""No template that nothing uses, no style or script in an attribute, no address of somebody else."""

import re
from functools import cache
from pathlib import Path

import pytest

from .source import ROOT, modules, templates

TEMPLATES = [path.relative_to(ROOT / "templates") for path in templates()]
# Mail clients know no stylesheet: the wrapper alone carries its own.
INLINE_STYLE_ALLOWED = {Path("emails/wrapper.mjml")}


@cache
def everything() -> str:
    texts = [path.read_text(encoding="utf-8") for path in modules()]
    texts += [path.read_text(encoding="utf-8") for path in templates()]
    return "\n".join(texts)


def is_named(template: Path) -> bool:
    if template.parts[0] == "emails" and len(template.parts) == 3:
        return f'"{template.parts[1]}.{template.stem}"' in everything()
    if template.parts[0] in {"allauth", "account", "mfa", "wagtailadmin", "django"} or template.name in {"404.html", "500.html"}:
        return True  # names a library looks for
    if template.parts[0] == "cms" and template.stem.endswith("_page"):
        return f"class {template.stem.title().replace('_', '')}(" in everything()
    return f'"{template.as_posix()}"' in everything() or f"'{template.as_posix()}'" in everything()


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_a_template_is_used(template: Path) -> None:
    assert is_named(template)


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_a_template_keeps_the_content_policy(template: Path) -> None:
    text = (ROOT / "templates" / template).read_text(encoding="utf-8")
    if template not in INLINE_STYLE_ALLOWED:
        assert not re.search(
            r"\sstyle=|<style|javascript:|\son(click|load|change|submit|input|error|key\w+|mouse\w+|focus|blur)=", text
        )
    assert not re.search(r"<script(?![^>]*(nonce|src))", text)
    assert not re.search(r"(src|href|action)=[\"']https?://", text.replace("https://www.w3.org", ""))


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_what_stands_between_two_values_is_french_only_in_a_message(template: Path) -> None:
    """English has no space before its signs, and French no ordinary one: " : " between two values is a message of its own."""
    text = (ROOT / "templates" / template).read_text(encoding="utf-8")
    assert not re.search(r"\}\} [;:?!»](?=[ <{])", re.sub(r"(?s)\{% blocktranslate.*?\{% endblocktranslate %\}", "", text))
