"""Role rules: every route says who may open it; a route that says nothing opens for nobody.

    @allow(Role.COORDINATOR, Role.REFERENT)
    def candidates(request): ...

The middleware resolves the actor once per request (`request.actor`) and enforces the rule before the view runs: someone who is not
signed in goes to the sign-in page, someone without the role gets the plain 403 page. `tests/consistency` walks the whole URL
table with every role.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import ResolverMatch

from portal.accounts import queries as accounts
from portal.accounts.actors import ANONYMOUS, Actor
from portal.accounts.enums import ASSOCIATION_ROLES, Role
from portal.accounts.models import User
from portal.engagement import queries as engagement
from portal.people import queries as people
from portal.programmes import queries as programmes

View = TypeVar("View", bound=Callable[..., Any])

EVERYONE = frozenset(str(role) for role in Role)
SIGNED_IN = EVERYONE - {Role.ANONYMOUS, Role.API_CLIENT, Role.SYSTEM}
# Views that are not ours, by the module they live in: who may open them. Wagtail and allauth check their own permissions as well.
FOREIGN_RULES: Mapping[str, frozenset[str]] = {
    "wagtail.views": EVERYONE,
    "wagtail.documents.views.serve": EVERYONE,
    "wagtail.images.views.serve": EVERYONE,
    "wagtail.": frozenset({Role.EDITOR}),
    "django.views.static": EVERYONE,
    "django.contrib.staticfiles": EVERYONE,
    "django.views.i18n": EVERYONE,
    "allauth.": EVERYONE,
}


class PortalRequest(HttpRequest):
    """A request that passed RoleRuleMiddleware: it knows who acts. Views annotate their request with it."""

    actor: Actor


@dataclass(frozen=True)
class Rule:
    """Who may open a route. `second_factor` is on by default for association roles (access to candidates' data)."""

    roles: frozenset[str]


def allow(*roles: str) -> Callable[[View], View]:
    """Give a view its rule."""

    def mark(view: View) -> View:
        view.rule = Rule(frozenset(map(str, roles)))  # type: ignore[attr-defined]
        return view

    return mark


def allow_everyone(view: View) -> View:
    """Mark a public page."""
    return allow(*EVERYONE)(view)


def rule_of(view: Any) -> Rule | None:
    """Return the rule of a resolved view, ours or a library's, or None."""
    for candidate in (view, getattr(view, "view_class", None), getattr(view, "cls", None)):
        rule = getattr(candidate, "rule", None)
        if isinstance(rule, Rule):
            return rule
    module = getattr(view, "__module__", "") or ""
    prefix = next((prefix for prefix in FOREIGN_RULES if module.startswith(prefix)), None)
    return Rule(FOREIGN_RULES[prefix]) if prefix else None


def actor_of(request: HttpRequest) -> Actor:
    """Return who is acting: company roles by grant, employee and volunteer by link, association roles by membership of a team."""
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return ANONYMOUS
    roles = set(accounts.company_roles(user=user))
    if people.is_current_employee(user_id=user.id):
        roles.add(Role.EMPLOYEE)
    if engagement.is_volunteer(user_id=user.id):
        roles.add(Role.VOLUNTEER)
    team = programmes.team_of(user_id=user.id, association_id=request.session.get("association_id"))
    if team is None:
        return Actor(user.id, frozenset(roles))
    return Actor(user.id, frozenset(roles | team.roles), team.association_id, team.antenna_ids)


def has_left(request: HttpRequest, actor: Actor) -> bool:
    """Return whether this session is of a company account whose owner is no longer employed: it ends, whatever roles remain."""
    user = request.user
    return isinstance(user, User) and accounts.is_company_account(user=user) and Role.EMPLOYEE not in actor.roles


class RoleRuleMiddleware:
    """Enforces the rules."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the rule is enforced once the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponseBase | None:
        """Let the request through, send to the sign-in page, or refuse."""
        actor = actor_of(request)
        if has_left(request, actor):
            logout(request)
            actor = ANONYMOUS
        request.actor = actor  # type: ignore[attr-defined]
        rule = rule_of(view)
        if rule is None:
            raise PermissionDenied("no_rule")
        if Role.ANONYMOUS in rule.roles or Role.API_CLIENT in rule.roles:
            return None
        if actor == ANONYMOUS:
            return redirect_to_login(request.get_full_path())
        if rule.roles.isdisjoint(actor.roles):
            raise PermissionDenied("role")
        return second_factor_missing(request, actor, rule)


def second_factor_missing(request: HttpRequest, actor: Actor, rule: Rule) -> HttpResponseBase | None:
    """Send someone of an association to their second factor unless this very session was opened with it.

    Pages that every signed-in person may open stay open, so that the factor can be set up.
    """
    if not actor.has(*ASSOCIATION_ROLES) or rule.roles >= SIGNED_IN:
        return None
    from . import second_factor  # noqa: PLC0415  needs the applications loaded

    return None if second_factor.was_used(request) else redirect_to_login(request.get_full_path(), "account:second-factor")


def match_rule(match: ResolverMatch) -> Rule | None:
    """Return the rule of a resolved address."""
    return rule_of(match.func)
