"""One namespace for both kinds of doors: a company's SAML provider and an OpenID provider begin at the same address."""

from django.http import HttpRequest, HttpResponse

from portal.accounts.ports import CompanyDoor
from portal.ui.access import allow_everyone

from . import queries, views
from .oidc import queries as oidc
from .oidc import views as oidc_views


@allow_everyone
def sign_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a sign-in at whichever kind of provider has this name."""
    return oidc_views.sign_in(request, slug) if oidc.is_taken(slug=slug) else views.sign_in(request, slug)


def leave(request: HttpRequest) -> HttpResponse | None:
    """Return the page that takes a browser to the logout of the provider its session came from; None when there is none."""
    return oidc_views.leave(request) or views.leave(request)


def company_doors(*, active_only: bool = True) -> list[CompanyDoor]:
    """Return all the ways in through a company (portal.accounts.ports.CompanyDoors), by name."""
    doors = queries.company_doors(active_only=active_only) + oidc.company_doors(active_only=active_only)
    return sorted(doors, key=lambda door: (door.name, door.slug))
