"""A key opens what it was given and nothing else: each endpoint and method, by each scope."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from portal.accounts.enums import Scope
from portal.api.endpoints import Endpoint
from tests.factories.api import Partner
from tests.factories.programmes import AssociationFactory

pytestmark = pytest.mark.django_db
WANTED = {
    ("candidates/", "GET"): Scope.CANDIDATES_READ,
    ("candidates/ID/", "GET"): Scope.CANDIDATES_READ,
    ("candidates/ID/gates/", "POST"): Scope.GATES_WRITE,
    ("pairs/", "GET"): Scope.PAIRS_READ,
    ("pairs/", "POST"): Scope.PAIRS_WRITE,
    ("pairs/ID/sessions/", "POST"): Scope.SESSIONS_WRITE,
    ("referents/", "GET"): Scope.PAIRS_READ,
}


def endpoints(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, type[Endpoint]]]:
    """Yield the address and the view of each endpoint for partners."""
    for one in patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from endpoints(one.url_patterns, here)
        else:
            found: type[Any] = getattr(one.callback, "cls", object)
            if issubclass(found, Endpoint):
                yield here, found


def methods() -> set[tuple[str, str]]:
    """Every method of every endpoint, with ID for what is in an address."""
    under = [(path.partition("api/v1/")[2], view) for path, view in endpoints(get_resolver().url_patterns)]
    plain = [("/".join("ID" if "<" in part else part for part in path.split("/")), view) for path, view in under]
    return {
        (path, name.upper()) for path, view in plain for name in ("get", "post", "put", "patch", "delete") if hasattr(view, name)
    }


def test_no_method_is_without_a_scope() -> None:
    assert methods() == set(WANTED)


@pytest.mark.parametrize("scope", Scope.values)
def test_a_key_opens_the_methods_of_its_scope_alone(scope: str) -> None:
    partner = Partner(AssociationFactory.create().id, scope)
    for (path, method), wanted in WANTED.items():
        address = path.replace("ID", str(uuid4()))
        answer = partner.get(address) if method == "GET" else partner.post(address, {})
        refused = answer.status_code == 403 and answer.json()["code"] == "scope_missing"
        assert refused == (wanted != scope), (path, method)
        assert refused or answer.status_code in {200, 400, 404, 422}, (path, answer.status_code)
