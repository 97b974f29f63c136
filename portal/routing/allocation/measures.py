"""What an allocation comes to: welfare against the bound, places, wishes, envy by class, the association that gets the fewest."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .certificate import worth
from .groups import envious_by_class
from .instance import Instance, Integers, Narrow


@dataclass(frozen=True, eq=False)
class Sides:
    """What a report knows beside the instance: wish rank and priority class of each arc (M), association of each programme."""

    wish: Narrow
    priority: Narrow
    association: Integers


def measured(instance: Instance, programme: Integers, bound: int, sides: Sides) -> dict[str, Any]:
    """Return the figures of one allocation; shares in percent with one decimal."""
    rows = instance.rows
    own = programme[rows] == instance.J
    total = worth(instance, programme)
    fill = fill_by_association(instance, programme, sides.association)
    wishes = np.bincount(sides.wish[own], minlength=4)
    return {
        "welfare": total,
        "bound": bound,
        "welfare_percent": round(100 * total / bound, 3) if bound else 100.0,
        "people": instance.volunteers,
        "places": int(instance.cap.sum()),
        "placed": int((programme >= 0).sum()),
        "first_wish": int(wishes[1]),
        "any_wish": int(wishes[1:].sum()),
        "envy": {one: len(who) for one, who in envious_by_class(instance, programme, sides.priority).items()},
        "worst_association_fill_percent": round(100 * float(fill.min()), 1) if len(fill) else None,
    }


def fill_by_association(instance: Instance, programme: Integers, association: Integers) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return how full each association with places is (0 to 1)."""
    used = np.bincount(programme[programme >= 0], minlength=instance.programmes)
    count = int(association.max(initial=-1)) + 1
    places = np.bincount(association, weights=instance.cap, minlength=count)
    taken = np.bincount(association, weights=used, minlength=count)
    with_places = places > 0
    filled: np.ndarray[Any, np.dtype[np.float64]] = taken[with_places] / places[with_places]
    return filled
