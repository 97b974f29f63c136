"""What every template may use."""

from typing import Any

from django.http import HttpRequest

from portal.accounts.actors import ANONYMOUS


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the actor; the navigation is built from it by the `navigation` tag."""
    return {"actor": getattr(request, "actor", ANONYMOUS)}
