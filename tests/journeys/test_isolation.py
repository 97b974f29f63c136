"""Object by object: everything association A holds, asked for by each role of B, by another volunteer, by each company role (HR
among them) and by the system of B, in every route that takes an id. Generated from the URL table, so a new screen is covered the
day it lands. The views are called without the middleware: it refuses more, never less, and `tests/consistency/test_matrix.py` has
it.
"""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.test import Client, RequestFactory
from django.urls import resolve

from portal.accounts.enums import ASSOCIATION_ROLES, COMPANY_ROLES, Role
from portal.engagement.models import Application
from tests.consistency.routes import Route, roles_of, routes
from tests.factories import engagement, mentorship
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.api import Partner
from tests.factories.personas import client_as
from tests.factories.programmes import AssociationFactory

ROOMS = ("engagement", "mentorship", "programmes")
# Programmes and certificates are for everyone signed in, or public by their random id.
PUBLIC_MODELS = {"Programme", "Association", "Campaign", "Antenna", "EngagementCertificate", "QualityStep"}
WITH_ID = [route for route in routes() if len(route.parameters) == 1 and route.name.startswith(("me:", "association:", "company:"))]
OF_THE_API = [route for route in routes() if route.name.startswith("api:") and len(route.parameters) == 1]
REFUSED = {400, 403, 404, 405, 415}
"""What the API may say about what is not the caller's: not there, not that way, or a body that no object would have taken."""


@pytest.fixture
def ids_of_a(db: None) -> set[UUID]:
    """A life at association A: a candidate waiting, one cleared, a closed pair, an active pair. Two ids of each kind."""
    engagement.a_candidate_waiting()
    engagement.a_volunteer_cleared()
    mentorship.an_active_pair()
    mentorship.a_closed_pair()
    return set(_private_ids())


def _private_ids() -> Iterator[UUID]:
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            if model.__name__ not in PUBLIC_MODELS:
                keys = model._default_manager.order_by("pk").values_list("pk", flat=True)[:2]
                yield from (key for key in keys if isinstance(key, UUID))


def addresses(route: Route, ids: set[UUID]) -> Iterator[str]:
    """Yield the route's address for each id, where the parameter is one."""
    if "<uuid:" not in route.pattern:
        return
    for key in ids:
        yield re.sub(r"<uuid:\w+>", str(key), route.pattern)


def reached(client: Client, ids: set[UUID], roles: set[str]) -> list[str]:
    signed_in = client.get("/fr/account/sign-ins/").wsgi_request
    found = set()
    for route in WITH_ID:
        if roles_of(route).isdisjoint(roles):
            continue
        for address in addresses(route, ids):
            for method in ("get", "post"):
                status = asked(signed_in, method, address)
                if status not in {403, 404, 405}:
                    found.add(f"{route.name} {status}")
    return sorted(found)


def asked(signed_in: HttpRequest, method: str, address: str) -> int:
    """The status that a view answers to whoever is signed in."""
    request = getattr(RequestFactory(), method)(address)
    for name in ("user", "session", "actor", "htmx"):
        setattr(request, name, getattr(signed_in, name))
    request._messages = CookieStorage(request)
    view, positional, named = resolve(address)
    try:
        return int(view(request, *positional, **named).status_code)
    except Http404:
        return 404
    except PermissionDenied:
        return 403


@pytest.mark.parametrize("role", sorted(ASSOCIATION_ROLES))
def test_association_b_reaches_nothing_of_a(role: str, ids_of_a: set[UUID]) -> None:
    assert len(ids_of_a) > 15
    other = client_as(role, association=AssociationFactory.create())
    assert reached(other, ids_of_a, {role}) == []


def test_another_volunteer_reaches_nothing_of_a_s_people(ids_of_a: set[UUID]) -> None:
    account = UserFactory.create()
    engagement.VolunteerFactory.create(user=account)
    client = sign_in(Client(), account)
    assert reached(client, ids_of_a, {str(Role.VOLUNTEER), str(Role.EMPLOYEE)}) == []


def test_no_company_role_reaches_anything_of_a_person(ids_of_a: set[UUID]) -> None:
    """HR has runs and hours, and nobody's path. What each of them may open as an employee, the test above asks for."""
    assert {role: reached(client_as(role), ids_of_a, {role}) for role in COMPANY_ROLES} == {role: [] for role in COMPANY_ROLES}


def by_api(association_id: UUID, ids: set[UUID]) -> list[str]:
    found = set()
    for route in OF_THE_API:
        system = Partner(association_id)  # one a route: a system may call only so often
        for address in addresses(route, ids):
            path = address.removeprefix("/api/v1/")
            for method, answer in (("get", system.get(path)), ("post", system.post(path, {}))):
                if answer.status_code not in REFUSED:
                    found.add(f"{method} {route} {answer.status_code}")
    return sorted(found)


def test_the_system_of_b_reaches_nothing_of_a(ids_of_a: set[UUID]) -> None:
    assert {str(route) for route in OF_THE_API} >= {"api:candidate", "api:gates", "api:sessions"}
    assert by_api(AssociationFactory.create().id, ids_of_a) == []


def test_the_system_of_a_reaches_its_own(ids_of_a: set[UUID]) -> None:
    """The same walk, so that the one before can fail."""
    association = Application.objects.order_by("opened_at").first().programme.association  # type: ignore[union-attr]
    assert by_api(association.id, ids_of_a) != []


def test_the_test_can_fail(ids_of_a: set[UUID]) -> None:
    """A's own coordinator does reach something by the same walk."""
    association = Application.objects.order_by("opened_at").first().programme.association  # type: ignore[union-attr]
    mine = client_as(Role.COORDINATOR, association=association)
    assert reached(mine, ids_of_a, {str(Role.COORDINATOR)}) != []
