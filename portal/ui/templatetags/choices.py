"""The options of a list to choose from, written in one go: a hundred départements need no template each."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def options(groups: Iterable[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """Return the options of a widget's `optgroups`, as Django's own templates write them."""
    listed = [(name, one) for name, members, _index in groups for one in members]
    if all(name is None for name, _one in listed):
        return _options(one for _name, one in listed)
    return format_html_join("\n", "{}", ((_group(name, members),) for name, members, _index in groups))


def _group(name: str | None, members: list[dict[str, Any]]) -> SafeString:
    inside = _options(members)
    return format_html('<optgroup label="{}">{}</optgroup>', name, inside) if name else inside


def _options(members: Iterable[dict[str, Any]]) -> SafeString:
    rows = ((str(one["value"]), flatatt(one["attrs"]) if one["attrs"] else "", one["label"]) for one in members)
    return format_html_join("", '\n<option value="{}"{}>{}</option>', rows)
