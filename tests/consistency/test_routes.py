"""Every route has a role rule, and no rule opens what product.md says a role never sees."""

import pytest

from portal.accounts.enums import ASSOCIATION_ROLES, COMPANY_ROLES, Role
from portal.ui.access import EVERYONE, SIGNED_IN

from .routes import Route, roles_of, routes

ROUTES = routes()
FIGURES = frozenset({Role.CSR, Role.HR, Role.WORKS_COUNCIL, Role.EDITOR, Role.DPO})
# Who may open what, at most, by the beginning of the route's name: product.md, "Who uses it". The first that fits holds.
AT_MOST: tuple[tuple[str, frozenset[str]], ...] = (
    ("me:", frozenset({Role.EMPLOYEE, Role.VOLUNTEER})),
    ("association:concern", frozenset({Role.SAFEGUARDING})),
    ("association:", frozenset(ASSOCIATION_ROLES)),
    ("company:hris", frozenset({Role.HR})),
    ("company:settings", frozenset({Role.PLATFORM_ADMIN})),
    ("company:source", frozenset({Role.PLATFORM_ADMIN})),
    ("company:idp", frozenset({Role.PLATFORM_ADMIN})),
    ("company:payroll", frozenset({Role.PAYROLL})),
    ("company:register", frozenset({Role.DPO})),
    ("company:audit", frozenset({Role.DPO})),
    ("company:figures-publish", frozenset({Role.CSR, Role.DPO})),
    ("company:catalogue", frozenset({Role.CSR, Role.EDITOR})),
    ("company:campaign", frozenset({Role.CSR, Role.EDITOR})),
    ("company:", FIGURES),
    ("api:schema", EVERYONE),
    ("api:me", EVERYONE),
    ("api:", frozenset({Role.API_CLIENT})),
    ("account:", EVERYONE),
)


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_a_route_has_a_rule(route: Route) -> None:
    assert route.rule is not None, f"{route.pattern} opens for nobody: give its view @allow(...)"


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_a_rule_opens_no_more_than_product_md(route: Route) -> None:
    limit = next((roles for prefix, roles in AT_MOST if route.name.startswith(prefix)), None)
    if limit is None:
        assert roles_of(route) in {EVERYONE, SIGNED_IN}, f"{route}: say in AT_MOST who may open it"
    else:
        assert roles_of(route) <= limit


def test_association_and_company_roles_share_no_screen_but_public_ones() -> None:
    for route in ROUTES:
        roles = roles_of(route)
        if not roles >= SIGNED_IN:
            assert not (roles & ASSOCIATION_ROLES and roles & COMPANY_ROLES), route


def test_every_route_of_ours_has_a_name() -> None:
    assert [
        route.pattern for route in ROUTES if not route.name and route.view.__module__.startswith(("portal.", "integrations."))
    ] == []
