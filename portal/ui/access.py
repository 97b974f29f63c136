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
from uuid import UUID

from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import ResolverMatch

from portal.accounts import queries as accounts
from portal.accounts.actors import ANONYMOUS, Actor
from portal.accounts.enums import ASSOCIATION_ROLES, Role
from portal.accounts.models import User
from portal.core import clock
from portal.engagement import queries as engagement
from portal.people import queries as people
from portal.programmes import queries as programmes
from portal.programmes.queries import Team

from . import sessions, shared_screen

View = TypeVar("View", bound=Callable[..., Any])

EVERYONE = frozenset(str(role) for role in Role)
BOUND = "bound_to_association"
CHOSEN = "association_id"
"""In the session: the association that its person acts for, of several."""
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
    """A request that passed RoleRuleMiddleware: it knows who acts, and in which teams they may. Views annotate theirs with it."""

    actor: Actor
    teams: tuple[Team, ...]


@dataclass(frozen=True)
class Rule:
    """Who may open a route."""

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


@dataclass(frozen=True)
class Presence:
    """Who is there: who acts, the teams they may act in, and why their session is over, if it is ("left", "closed", "ended")."""

    actor: Actor
    teams: tuple[Team, ...] = ()
    over: str = ""


def presence_of(request: HttpRequest) -> Presence:
    """Return who is there: company roles by grant, employee and volunteer by link, association roles by membership of a team.

    A session counts as long as it is on the person's list, and an account linked to an employee as long as they are employed.
    """
    user, at = request.user, clock.now()
    if not isinstance(user, User) or not user.is_active:
        return Presence(ANONYMOUS, over="closed" if SESSION_KEY in request.session else "")
    standing = sessions.standing(request, at)
    if standing is None:
        return Presence(ANONYMOUS, over="ended")
    employed = people.employment(user_id=user.id)
    if employed is False or (employed is None and accounts.is_company_account(user=user)):
        return Presence(ANONYMOUS, over="left")
    if standing.over:
        return Presence(ANONYMOUS, over="ended")
    roles = set(standing.roles)
    if employed:
        roles.add(Role.EMPLOYEE)
    if engagement.is_volunteer(user_id=user.id):
        roles.add(Role.VOLUNTEER)
    bound = request.session.get(BOUND)
    teams = tuple(team for team in programmes.teams_of(user_id=user.id) if bound in {None, str(team.association_id)})
    team = programmes.chosen(teams=teams, association_id=request.session.get(CHOSEN))
    if team is None:
        return Presence(Actor(user.id, frozenset(roles)))
    return Presence(Actor(user.id, frozenset(roles | team.roles), team.association_id, team.antenna_ids), teams)


def bind_to_association(request: HttpRequest, association_id: UUID) -> None:
    """Let this session act in one association alone: its own identity provider opened it, which speaks for no other."""
    request.session[BOUND] = str(association_id)


class RoleRuleMiddleware:
    """Enforces the rules."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the rule is enforced once the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponseBase | None:
        """Let the request through, send to the sign-in page, or refuse."""
        presence = presence_of(request)
        shared = shared_screen.ends_at(request) is not None
        if presence.over:
            logout(request)
        actor = presence.actor
        request.actor, request.teams = actor, presence.teams  # type: ignore[attr-defined]
        rule = rule_of(view)
        if rule is None:
            raise PermissionDenied("no_rule")
        if Role.ANONYMOUS in rule.roles or Role.API_CLIENT in rule.roles:
            return None
        if presence.over in {"left", "closed"}:
            return render(request, "account/access_over.html", {"code": presence.over}, status=403)
        if presence.over and shared:  # to no page of somebody who was here before
            return redirect(shared_screen.OVER)
        if actor == ANONYMOUS:
            return redirect_to_login(request.get_full_path())
        if rule.roles.isdisjoint(actor.roles) and not rule.roles >= SIGNED_IN:
            raise PermissionDenied("role")
        return second_factor_missing(request, actor, rule)


def second_factor_missing(request: HttpRequest, actor: Actor, rule: Rule) -> HttpResponseBase | None:
    """Send someone of an association, or whoever broke the glass, to their second factor unless this session was opened with it.

    Pages that every signed-in person may open stay open, so that the factor can be set up.
    """
    rescue = isinstance(request.user, User) and accounts.is_rescue_account(user=request.user)
    if not (rescue or actor.has(*ASSOCIATION_ROLES)) or rule.roles >= SIGNED_IN:
        return None
    from . import second_factor  # noqa: PLC0415  needs the applications loaded

    return None if second_factor.was_used(request) else redirect_to_login(request.get_full_path(), "account:second-factor")


def match_rule(match: ResolverMatch) -> Rule | None:
    """Return the rule of a resolved address."""
    return rule_of(match.func)
