"""Who was behind the counts that earlier runs show: for disclosure control alone, no screen reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from portal.routing.enums import Method, RunState
from portal.routing.models import RunInput, VolunteerProfile
from portal.routing.rules.seeds import key_of

from .proofs import arrays_of

if TYPE_CHECKING:
    from portal.routing.allocation.instance import Instance, Integers, Narrow


@dataclass(frozen=True)
class Shown:
    """The sets behind the counts that a run shows, by profile."""

    run_id: UUID
    campaign_id: UUID
    sets: dict[str, list[UUID]]


def shown_by_runs() -> list[Shown]:
    """Return what the runs show whose input is still kept, the oldest first. Two SQL queries."""
    kept = RunInput.objects.filter(run__state=RunState.DONE).select_related("run").order_by("run__finished_at", "run_id")
    profiles = list(VolunteerProfile.objects.order_by().values_list("id", flat=True))
    return [Shown(one.run_id, one.run.campaign_id, _shown(one, profiles)) for one in kept]


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


def _shown(kept: RunInput, profiles: Sequence[UUID]) -> dict[str, list[UUID]]:
    run, own = kept.run, kept.run.method
    instance, arrays = arrays_of(sealed=bytes(kept.sealed), seed=run.seed)
    by_key = {key_of(one, run.seed): one for one in profiles}
    rows = [by_key.get(key) for key in instance.volunteer_key.tolist()]
    programmes = {str(method): arrays["programme" if method == own else "other"].astype("int64") for method in Method.values}
    sets = sets_behind(rows, instance, programmes, wish=arrays["wish"], priority=arrays["priority"])
    return {code: ids for code, ids in sets.items() if _is_shown(run.released, code)}


def _is_shown(released: Mapping[str, Any], code: str) -> bool:
    method, _slash, name = code.rpartition("/")
    figures = released.get("methods", {}).get(method, {}) if method else released
    group, _colon, one = name.partition(":")
    value = figures.get(group)
    return (value.get(one) if isinstance(value, Mapping) else value) is not None
