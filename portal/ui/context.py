"""What every template may use."""

from typing import Any

from django.http import HttpRequest

from portal.accounts.actors import ANONYMOUS

from . import shared_screen


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the actor, from whom the `navigation` tag builds the menu, and when a session on a shared screen ends."""
    return {"actor": getattr(request, "actor", ANONYMOUS), "shared_until": shared_screen.ends_at(request)}
