"""What every step of a pair writes beside its new state."""

from datetime import datetime
from typing import Any


def entered(at: datetime) -> dict[str, Any]:
    """Return the columns of a pair that came to a state: since when, and nobody was reminded of it yet."""
    return {"state_since": at, "reminded_on": None}
