"""An instance: who may take which place for how many points, as arrays; checked, put into canonical order, hashed.

Compressed rows: volunteer `v` has the arcs `ptr[v]:ptr[v + 1]` of `J` (which programme) and `w` (how many points, an integer).
"""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.routing.errors import InstanceRefused

from .keys import Keys, stable

Integers = npt.NDArray[np.int64]
Narrow = npt.NDArray[np.int32]

MOST_ROWS = 2**30


@dataclass(frozen=True, eq=False)
class Instance:
    """V volunteers, P programmes, M arcs. `ptr` (V+1), `J` (M, int32), `w` (M), `cap` (P).

    `tiers` (T × 2): [fill in percent, bonus in points], rising fill, falling bonus: the first places of each programme count more.
    Keys (V and P, 64 bits) stand for stable ids; `seed` draws ties from them.
    """

    ptr: Integers
    J: Narrow
    w: Integers
    cap: Integers
    tiers: Integers
    volunteer_key: Keys
    programme_key: Keys
    seed: int = 0

    @property
    def volunteers(self) -> int:
        """V."""
        return len(self.ptr) - 1

    @property
    def programmes(self) -> int:
        """P."""
        return len(self.cap)

    @property
    def rows(self) -> Narrow:
        """The volunteer of each arc."""
        return np.repeat(np.arange(self.volunteers, dtype=np.int32), np.diff(self.ptr))

    def of(self, some: Integers) -> "Instance":
        """Return the instance of some volunteers (rising rows), with all programmes and places."""
        lengths = np.diff(self.ptr)[some]
        ptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        arcs = np.repeat(self.ptr[some] - ptr[:-1], lengths) + np.arange(ptr[-1])
        return replace(self, ptr=ptr, J=self.J[arcs], w=self.w[arcs], volunteer_key=self.volunteer_key[some])


def refuse(array: str, problem: str) -> InstanceRefused:
    """Return the refusal of an array, in a sentence that says where."""
    return InstanceRefused(array=array, problem=f"{array}: {problem}")


def integers(name: str, values: Any, shape: tuple[int | None, ...]) -> Integers:
    """Return an array as 64-bit integers of a shape (None: any length). Raises InstanceRefused."""
    array = np.asarray(values)
    if array.size == 0 and array.dtype.kind == "f":
        array = array.astype(np.int64)
    if array.dtype.kind not in "iub":
        raise refuse(name, f"integers are needed, it holds {array.dtype}")
    if array.dtype == np.uint64 and array.size and int(array.max()) > np.iinfo(np.int64).max:
        raise refuse(name, "a number is larger than 64 bits with a sign hold")
    if array.ndim != len(shape) or any(want not in {None, have} for want, have in zip(shape, array.shape, strict=True)):
        raise refuse(name, f"its shape is {array.shape}, {tuple('any' if n is None else n for n in shape)} is needed")
    return array.astype(np.int64, copy=False)


def instance_of(arrays: dict[str, Any], *, seed: int = 0) -> Instance:
    """Return a checked instance of plain arrays (those of a file). Raises InstanceRefused with what is wrong and where."""
    for name in ("ptr", "J", "w", "cap"):
        if name not in arrays:
            raise refuse(name, "it is missing")
    ptr = integers("ptr", arrays["ptr"], (None,))
    if len(ptr) == 0 or len(ptr) > MOST_ROWS:
        raise refuse("ptr", "it holds the first arc of each volunteer and the end: at least one number")
    arcs = integers("J", arrays["J"], (None,))
    weights = integers("w", arrays["w"], (len(arcs),))
    cap = integers("cap", arrays["cap"], (None,))
    _check(ptr, arcs, cap)
    tiers = arrays.get("tiers")
    return Instance(
        ptr=ptr,
        J=arcs.astype(np.int32),
        w=weights,
        cap=cap,
        tiers=_tiers(integers("tiers", np.zeros((0, 2), np.int64) if tiers is None or np.size(tiers) == 0 else tiers, (None, 2))),
        volunteer_key=stable("volunteer_key", arrays.get("volunteer_key"), len(ptr) - 1),
        programme_key=stable("programme_key", arrays.get("programme_key"), len(cap)),
        seed=seed,
    )


def _check(ptr: Integers, arcs: Integers, cap: Integers) -> None:
    if ptr[0] != 0 or ptr[-1] != len(arcs):
        raise refuse("ptr", f"it goes from 0 to the number of arcs ({len(arcs)}), not from {ptr[0]} to {ptr[-1]}")
    if len(falling := np.flatnonzero(np.diff(ptr) < 0)):
        raise refuse("ptr", f"it falls after volunteer {falling[0]}")
    if len(outside := np.flatnonzero((arcs < 0) | (arcs >= len(cap)))):
        raise refuse("J", f"arc {outside[0]} leads to programme {arcs[outside[0]]}, there are {len(cap)}")
    if len(below := np.flatnonzero(cap < 0)):
        raise refuse("cap", f"programme {below[0]} has {cap[below[0]]} places")


def _tiers(tiers: Integers) -> Integers:
    fill, bonus = tiers[:, 0], tiers[:, 1]
    if len(tiers) and (fill.min() <= 0 or fill.max() > 100 or bonus.min() < 0):
        raise refuse("tiers", "each row is a fill from 1 to 100 percent and a bonus of 0 or more")
    if (np.diff(fill) <= 0).any() or (np.diff(bonus) >= 0).any():
        raise refuse("tiers", "the fill must rise and the bonus fall from row to row")
    return tiers


@dataclass(frozen=True, eq=False)
class Canonical:
    """An instance in the order of its keys, and where each row was: `volunteers[i]` and `programmes[i]` are the given rows."""

    instance: Instance
    volunteers: Integers
    programmes: Integers

    @classmethod
    def of_canonical(cls, instance: Instance) -> "Canonical":
        """Wrap an instance that is in canonical order already."""
        return cls(instance, np.arange(instance.volunteers), np.arange(instance.programmes))

    def as_given(self, programme: Integers) -> Integers:
        """Return an allocation of the canonical instance (programme or −1) in the order and numbers of the given one."""
        given = np.full(len(programme), -1, dtype=np.int64)
        placed = programme >= 0
        given[self.volunteers[placed]] = self.programmes[programme[placed]]
        return given

    def canonical(self, programme: Integers) -> Integers:
        """Return an allocation of the given instance in canonical order and numbers."""
        rank = np.empty(len(self.programmes) + 1, dtype=np.int64)
        rank[self.programmes], rank[-1] = np.arange(len(self.programmes)), -1
        ordered: Integers = rank[programme[self.volunteers]]
        return ordered


def canonical(given: Instance) -> Canonical:
    """Return the instance sorted by stable keys, arcs by programme; of two arcs of one pair the better one stays.

    Whatever the order of rows, columns and arcs in the file, the result is the same, and so is everything computed from it.
    """
    volunteers, programmes = np.argsort(given.volunteer_key, kind="stable"), np.argsort(given.programme_key, kind="stable")
    rank = np.empty(given.programmes, dtype=np.int32)
    rank[programmes] = np.arange(given.programmes, dtype=np.int32)
    lengths = np.diff(given.ptr)[volunteers]
    ptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    if (volunteers == np.arange(given.volunteers)).all():
        arcs, weights = rank[given.J], given.w
    else:
        gather = np.repeat(given.ptr[:-1][volunteers] - ptr[:-1], lengths) + np.arange(len(given.J))
        arcs, weights = rank[given.J[gather]], given.w[gather]
    ptr, arcs, weights = _sorted_arcs(ptr, arcs, weights, given.programmes)
    made = replace(
        given,
        ptr=ptr,
        J=arcs,
        w=weights,
        cap=given.cap[programmes],
        volunteer_key=given.volunteer_key[volunteers],
        programme_key=given.programme_key[programmes],
    )
    return Canonical(made, volunteers, programmes)


def _sorted_arcs(ptr: Integers, arcs: Narrow, weights: Integers, programmes: int) -> tuple[Integers, Narrow, Integers]:
    """Sort the arcs of each volunteer by programme; of equal ones keep the weightiest."""
    rises = np.diff(arcs) > 0
    starts = ptr[1:-1]
    rises[starts[(starts > 0) & (starts < len(arcs))] - 1] = True
    if rises.all():
        return ptr, arcs, weights
    rows = np.repeat(np.arange(len(ptr) - 1, dtype=np.int64), np.diff(ptr))
    pair = rows * programmes + arcs
    order = np.lexsort((-weights, pair))
    first = np.concatenate([[True], np.diff(pair[order]) > 0])
    kept = order[first]
    ends = np.concatenate([[0], np.cumsum(np.bincount(rows[kept], minlength=len(ptr) - 1))]).astype(np.int64)
    return ends, arcs[kept], weights[kept]


def input_sha256(ordered: Instance) -> str:
    """Return the SHA-256 of a canonical instance: a line with V, P, M, T, then ptr, J, w, cap, tiers and both keys in little-endian
    order (J as 32 bits, all others as 64).
    """
    head = f"binome-instance-1 {ordered.volunteers} {ordered.programmes} {len(ordered.J)} {len(ordered.tiers)}\n"
    digest = sha256(head.encode())
    for array, kind in (
        (ordered.ptr, "<i8"),
        (ordered.J, "<i4"),
        (ordered.w, "<i8"),
        (ordered.cap, "<i8"),
        (ordered.tiers, "<i8"),
        (ordered.volunteer_key, "<u8"),
        (ordered.programme_key, "<u8"),
    ):
        digest.update(np.ascontiguousarray(array, dtype=kind).data)
    return digest.hexdigest()


def allocation_sha256(programme: Integers) -> str:
    """Return the SHA-256 of an allocation of a canonical instance: programme or −1 by volunteer, 32 bits, little-endian."""
    return sha256(np.ascontiguousarray(programme, dtype="<i4").data).hexdigest()
