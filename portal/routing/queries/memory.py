"""Who is behind the counts of a run: for disclosure control alone, no screen reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from portal.routing.allocation.instance import Instance, Integers, Narrow


def sets_behind(
    profiles: Sequence[UUID | None],
    instance: Instance,
    programmes: Mapping[str, Integers],
    *,
    wish: Narrow,
    priority: Narrow,
) -> dict[str, list[UUID]]:
    """Return the profiles behind "people" and "method/count" for each method's allocation. `profiles` by row (None: gone)."""
    from portal.routing.allocation.groups import groups  # noqa: PLC0415  numpy loads when a run ends, not at start-up

    found = {"people": [one for one in profiles if one]}
    for method, programme in programmes.items():
        for name, rows in groups(instance, programme, wish, priority).items():
            found[f"{method}/{name}"] = [one for row in rows.tolist() if (one := profiles[row])]
    return found
