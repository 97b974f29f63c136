"""Where each person begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from portal.accounts.actors import Actor
from portal.accounts.enums import ASSOCIATION_ROLES, Role
from portal.ui.access import allow_everyone

# The first line whose roles the person has decides; someone with several roles finds the other screens in the menu.
FIRST_SCREENS: tuple[tuple[frozenset[Role], str], ...] = (
    (ASSOCIATION_ROLES, "association:today"),
    (frozenset({Role.PLATFORM_ADMIN}), "company:settings"),
    (frozenset({Role.DPO}), "company:register"),
    (frozenset({Role.CSR, Role.HR, Role.WORKS_COUNCIL}), "company:figures"),
    (frozenset({Role.EDITOR}), "wagtailadmin_home"),
    (frozenset({Role.PAYROLL}), "company:payroll"),
    (frozenset({Role.EMPLOYEE, Role.VOLUNTEER}), "me:home"),
)


def first_screen(actor: Actor) -> str | None:
    """Return the url name of the screen an actor begins on, or None for visitors."""
    return next((url_name for roles, url_name in FIRST_SCREENS if actor.has(*roles)), None)


@allow_everyone
def start(request: HttpRequest) -> HttpResponse:
    """Send everyone to their first screen; visitors to the home page."""
    url_name = first_screen(request.actor)  # type: ignore[attr-defined]  # set by RoleRuleMiddleware
    return redirect(url_name) if url_name else redirect("wagtail_serve", "")


urlpatterns = [path("", start, name="start")]
