"""What the company puts into its mentoring, in money: read here for the figures, written by `operations.set_cost`."""

from collections import Counter
from datetime import date

from .enums import CostKind
from .models import CostInput


def costs_of(*, period_start: date, until: date | None = None) -> dict[str, int]:
    """Return the euros of a quarter by kind, as last set, or of all that begin up to a day; a kind nobody set is not in it.

    One SQL query.
    """
    rows = CostInput.objects.filter(period_start__range=(period_start, until or period_start)).order_by("set_at", "id")
    last = {(start, kind): euros for start, kind, euros in rows.values_list("period_start", "kind", "euros")}
    found: Counter[str] = Counter()
    for (_start, kind), euros in last.items():
        if kind in CostKind.values:
            found[kind] += euros
    return dict(found)
