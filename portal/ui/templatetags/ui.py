"""Template tags: the menu, the language switch, numbers as one reads them, and components with a body."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from portal.accounts.actors import ANONYMOUS
from portal.accounts.enums import Role
from portal.ui import navigation
from portal.ui.numbers import grouped

register = template.Library()
_FRENCH = re.compile(r"0\d{9}")


@register.simple_tag(takes_context=True)
def menu(context: template.Context) -> navigation.Menu:
    """Return the entries the reader may open: `{% menu as entries %}`."""
    request = getattr(context, "request", None)
    return navigation.menu_of(actor=getattr(request, "actor", ANONYMOUS), path=getattr(request, "path", ""))


@register.simple_tag(takes_context=True)
def programmes_address(context: template.Context) -> str:
    """Return where programmes are chosen, to an employee and to who has not signed in; nothing to who could not enter there."""
    actor = getattr(context.get("request"), "actor", ANONYMOUS)
    return reverse("me:programmes") if actor == ANONYMOUS or actor.has(Role.EMPLOYEE) else ""


@register.simple_tag(takes_context=True)
def language_url(context: template.Context, code: str) -> str:
    """Return the address that changes the language and comes back to this page in it (`alternates` knows slugs)."""
    request = getattr(context, "request", None)
    here = request.get_full_path() if request is not None else "/"
    translated = next((one.url for one in context.get("alternates") or [] if one.code == code), here)
    return f"{reverse('language', args=[code])}?{urlencode({'next': translated})}"


@register.simple_tag
def other_language() -> dict[str, str]:
    """Return code and own name of the language the reader could switch to."""
    french = (get_language() or "fr").startswith("fr")
    return {"code": "en", "name": "English"} if french else {"code": "fr", "name": "Français"}


register.filter("grouped", grouped)


@register.filter
def phone(number: str) -> str:
    """Return a French number by twos, so that it can be read aloud: "03 53 01 01 10"; any other as it was written."""
    plain = re.sub(r"[\s.]", "", number)
    return "\u00a0".join(re.findall("..", plain)) if _FRENCH.fullmatch(plain) else number


@register.filter
def at(values: Mapping[str, Any], name: str) -> Any:
    """Return what a mapping has under a name, None for nothing."""
    return values.get(name)


@register.filter
def initials(name: str) -> str:
    """Return up to two initials: "Claire Moreau" gives "CM"."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@register.filter
def beside(cells: Sequence[Any], columns: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Return each cell of a row with its column."""
    return list(zip(cells, columns, strict=True))


class ComponentNode(Node):
    """A component template around a body."""

    def __init__(self, name: FilterExpression, values: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.name, self.values, self.nodelist = name, values, nodelist

    def render(self, context: template.Context) -> str:
        """Render the body, then the component around it; the component sees its own parameters only."""
        values: dict[str, Any] = {key: value.resolve(context) for key, value in self.values.items()}
        values["slot"] = self.nodelist.render(context)
        if csrf_token := context.get("csrf_token"):
            values["csrf_token"] = csrf_token
        engine = context.template.engine if context.template else template.Engine.get_default()
        return engine.get_template(self.name.resolve(context)).render(context.new(values))


@register.tag
def component(parser: Parser, token: Token) -> ComponentNode:
    """Parse `{% component "components/card.html" title="…" tone="warm" %}body{% endcomponent %}`."""
    _tag, name, *bits = token.split_contents()
    values = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"component takes name=value only, not {bits}")
    nodelist = parser.parse(("endcomponent",))
    parser.delete_first_token()
    return ComponentNode(parser.compile_filter(name), values, nodelist)
