"""Role × route, by request, generated from the URL table: whoever a rule does not name is sent to sign in or gets the plain 403."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from portal.accounts.enums import ASSOCIATION_ROLES, COMPANY_ROLES, Role
from portal.web.public import errors
from tests.factories.personas import client_as

from .routes import Route, roles_of, routes

OURS = [route for route in routes() if route.view.__module__.startswith(("portal.", "integrations.")) or roles_of(route)]
PERSONS = [Role.ANONYMOUS, Role.EMPLOYEE, *sorted(COMPANY_ROLES), *sorted(ASSOCIATION_ROLES)]
CMS = ["/cms/", "/cms/pages/", "/cms/users/", "/cms/reports/site-history/"]


@pytest.fixture(autouse=True)
def _bare_error_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand refusals: their status is the matter here; `tests/portal/web/public` reads the pages."""

    def bare(request: HttpRequest, template: str, status: int) -> HttpResponse:
        return HttpResponse(template, status=status)

    monkeypatch.setattr(errors, "render", bare)


@pytest.fixture(params=PERSONS, ids=str)
def person(request: pytest.FixtureRequest, db: None) -> tuple[str, Client]:
    role = str(request.param)
    return role, Client() if role == Role.ANONYMOUS else client_as(role)


def held(role: str) -> set[str]:
    """Roles that come with one: who has a company role is an employee too."""
    return {role, str(Role.EMPLOYEE)} if role in COMPANY_ROLES else {role}


def test_a_route_opens_for_the_roles_of_its_rule_and_for_nobody_else(person: tuple[str, Client]) -> None:
    role, client = person
    wrong: list[str] = []
    for route in OURS:
        rule = roles_of(route)
        answer = client.get(route.address)
        sent_to_sign_in = answer.status_code == 302 and "sign-in" in answer["Location"]
        refused = answer.status_code in {401, 403} or sent_to_sign_in
        if Role.API_CLIENT in rule and Role.ANONYMOUS not in rule:
            expected_refusal = True  # a person's session is no key
        else:
            expected_refusal = Role.ANONYMOUS not in rule and rule.isdisjoint(held(role))
        if refused != expected_refusal and not _asks_for_a_key_or_token(route, answer.status_code):
            wrong.append(f"{route} as {role}: {answer.status_code}")
    assert wrong == []


@pytest.mark.ignore_template_errors  # Wagtail's own templates have variables that may be absent
def test_the_editors_interface_is_for_editors(person: tuple[str, Client]) -> None:
    role, client = person
    for address in CMS:
        answer = client.get(address)
        if role != Role.EDITOR:
            assert answer.status_code in {302, 403}
            assert answer.status_code == 403 or "sign-in" in answer["Location"]


def _asks_for_a_key_or_token(route: Route, status: int) -> bool:
    """A public address may still refuse what was sent to it (no SAML response, no key), or first ask who is there."""
    return Role.ANONYMOUS in roles_of(route) and status in {302, 401, 403}
