"""The URL table, flat: every route with its name, its address and its rule."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from portal.accounts.enums import Role
from portal.core.ids import new_id
from portal.ui.access import Rule, rule_of

# What stands for an id, a code or a number in an address that leads to nothing.
SAMPLES: dict[str, Callable[[], object]] = {"UUIDConverter": new_id, "IntConverter": lambda: 1}


@dataclass(frozen=True)
class Route:
    """One route. `address` has samples in place of its parameters."""

    name: str
    pattern: str
    address: str
    parameters: tuple[str, ...]
    view: Any
    rule: Rule | None

    @property
    def area(self) -> str:
        """The namespace, or the plug it belongs to."""
        return self.name.partition(":")[0] if ":" in self.name else ""

    def __str__(self) -> str:
        return self.name or self.pattern


def routes() -> list[Route]:
    """Return every route with a pattern of ours or a library's, Wagtail's own interface left out (one rule holds all of it)."""
    with translation.override("fr"):
        return [route for route in _walk(get_resolver(), "/", "") if not route.pattern.startswith(("/cms/", "/documents/"))]


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, pattern, inner)
        elif isinstance(entry, URLPattern):
            address = _address(entry, pattern)
            name = f"{namespace}{entry.name}" if entry.name else ""
            yield Route(name, pattern, address, tuple(entry.pattern.converters), entry.callback, rule_of(entry.callback))


def _address(entry: URLPattern, pattern: str) -> str:
    """Return the pattern with a sample in place of each parameter."""
    address = pattern
    for name, converter in entry.pattern.converters.items():
        sample = str(SAMPLES.get(type(converter).__name__, lambda: "rien")())
        address = re.sub(rf"<(\w+:)?{name}>", sample, address)
    return address.replace("\\Z", "").rstrip("$")


def roles_of(route: Route) -> frozenset[str]:
    """Return the roles a route opens for."""
    return route.rule.roles if route.rule else frozenset()


ALL_ROLES = tuple(str(role) for role in Role)
