"""What the company puts into its mentoring, in money: read here for the figures, written by `operations.set_cost`."""

from datetime import date

from .enums import CostKind
from .models import CostInput


def costs_of(*, period_start: date) -> dict[str, int]:
    """Return the euros of a quarter by kind, as last set; a kind nobody set is not in it. One SQL query."""
    rows = CostInput.objects.filter(period_start=period_start).order_by("set_at", "id").values_list("kind", "euros")
    return {kind: euros for kind, euros in rows if kind in CostKind.values}
