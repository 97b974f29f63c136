"""What every template may use."""

from typing import Any

from django.http import HttpRequest

from portal.accounts.actors import ANONYMOUS

from . import shared_screen


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the actor, from whom the `navigation` tag builds the menu, the teams they are of and the one they act for, and when a
    session on a shared screen ends.
    """
    actor, teams = getattr(request, "actor", ANONYMOUS), getattr(request, "teams", ())
    return {
        "actor": actor,
        "teams": teams,
        "acting_for": next((team.association_name for team in teams if team.association_id == actor.association_id), ""),
        "shared_until": shared_screen.ends_at(request),
    }
