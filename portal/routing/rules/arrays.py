"""The catalogue as arrays: code lists as bits, so that one volunteer is compared with every programme at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.db.models import TextChoices

from portal.programmes.data import departements
from portal.programmes.enums import Cause, Language, LegalScope, Mode, Skill, Slot

from .distances import NOWHERE, kilometres
from .features import FAR_OFF, Offer

Integers = npt.NDArray[np.int64]
Narrow = npt.NDArray[np.int32]
Truths = npt.NDArray[np.bool_]
Reals = npt.NDArray[np.float32]
WORD = 62


@dataclass(frozen=True)
class Catalogue:
    """One row a programme, in the order of the ids. `areas` is P × 2 words of 62 départements; `territory` (P × D of 0 and 1) says
    the same for sums over départements, `territories` how many they are.
    """

    ids: tuple[UUID, ...]
    remote: Truths
    areas: Integers
    slots: Narrow
    languages: Narrow
    duration: Narrow
    hours: Narrow
    causes: Narrow
    skills: Narrow
    need: Narrow
    scope: Narrow
    territory: Reals
    territories: Integers

    def __len__(self) -> int:
        return len(self.need)

    def everywhere(self, value: bool | Truths) -> Truths:
        """Return the same answer for every programme."""
        return np.full(len(self.need), value) if isinstance(value, bool) else np.full(len(self.need), True) & value

    @staticmethod
    def in_common(sought: Narrow, offered: int | Narrow) -> Narrow:
        """Return how many of the codes that each programme seeks are offered, from one of the columns."""
        common: Narrow = np.bitwise_count(sought & offered).astype(np.int32)
        return common

    def take(self, places: Integers) -> Catalogue:
        """Return some of the rows, perhaps several times. What is the same for a whole area (`territory`) comes along only once."""
        return Catalogue(self.ids, **{name: getattr(self, name)[places] for name in _ARRAYS})

    def column(self, values: Mapping[UUID, int]) -> Integers:
        """Return numbers known by id as a column; a programme without one has 0."""
        return np.fromiter((values.get(key, 0) for key in self.ids), dtype=np.int64, count=len(self))


_ARRAYS = tuple(field.name for field in fields(Catalogue) if field.name != "ids")


@dataclass(frozen=True)
class Day:
    """What holds today, one row a programme: places left, days until the next start, the rank of the volunteer's wish (0: none).

    `lead_days`: the days a welcome takes, by legal scope in the order of the list.
    """

    places: Integers
    starts_in: Integers
    wish: Integers
    lead_days: Integers

    def take(self, rows: Integers) -> Day:
        """Return what holds for some of the programmes."""
        return Day(self.places[rows], self.starts_in[rows], self.wish[rows], self.lead_days)


@dataclass(frozen=True)
class OfferBits:
    """What a volunteer declared, as bits; `nearest` is how far each département is from those declared, in kilometres.

    In a batch of volunteers of one area, the other fields are columns, one volunteer a row.
    """

    areas: Integers
    slots: int | Narrow
    languages: int | Narrow
    causes: int | Narrow
    skills: int | Narrow
    months: int | Narrow
    hours: int | Narrow
    remote_ok: bool
    nearest: Reals
    senior: bool | Truths = True


def day_of(
    catalogue: Catalogue,
    *,
    places: Integers,
    starts_in: Integers | None = None,
    wish: Integers | None = None,
    lead_days: Mapping[str, int] | None = None,
) -> Day:
    """Return what holds today; what is not said does not matter."""
    lead = [lead_days.get(scope, 0) for scope in LegalScope.values] if lead_days else [0] * len(LegalScope)
    return Day(
        places=places,
        starts_in=np.full(len(catalogue), FAR_OFF, dtype=np.int64) if starts_in is None else starts_in,
        wish=np.zeros(len(catalogue), dtype=np.int64) if wish is None else wish,
        lead_days=np.array(lead, dtype=np.int64),
    )


def bits(codes: Iterable[str], known: type[TextChoices]) -> int:
    """Return codes as bits of a list of ours; a code that is in no list is none."""
    return _bits(frozenset(codes), known)


@lru_cache(maxsize=4096)
def _bits(codes: frozenset[str], known: type[TextChoices]) -> int:
    places = _places_in(known)
    return sum(1 << places[code] for code in codes if code in places)


@cache
def _places_in(known: type[TextChoices]) -> dict[str, int]:
    return {code: place for place, code in enumerate(known.values)}


@cache
def _places_of_departements() -> dict[str, int]:
    return {code: place for place, code in enumerate(departements())}


def area_bits(codes: Iterable[str]) -> list[int]:
    """Return départements as two words of bits."""
    places = _places_of_departements()
    words = [0, 0]
    for place in {places[code] for code in codes if code in places}:
        words[place // WORD] |= 1 << (place % WORD)
    return words


def catalogue_of(rows: Sequence[Mapping[str, Any]]) -> Catalogue:
    """Return the arrays of catalogue rows (`id` and the allowed features), whatever their order."""
    ordered = sorted(rows, key=lambda row: str(row["id"]))

    def column(read: Any) -> Narrow:
        return np.array([read(row) for row in ordered], dtype=np.int32)

    _kilometres()
    territory = np.array([[code in row["departements"] for code in departements()] for row in ordered], dtype=np.float32)
    territory = territory.reshape(len(ordered), len(departements()))
    return Catalogue(
        ids=tuple(row["id"] for row in ordered),
        remote=np.array([row["mode"] == Mode.REMOTE for row in ordered], dtype=np.bool_),
        areas=np.array([area_bits(row["departements"]) for row in ordered], dtype=np.int64, order="F").reshape(len(ordered), 2),
        slots=column(lambda row: bits(row["slots"], Slot)),
        languages=column(lambda row: bits(row["languages"], Language)),
        duration=column(lambda row: row["duration_months"]),
        hours=column(lambda row: row["hours_per_month"]),
        causes=column(lambda row: bits(row["causes"], Cause)),
        skills=column(lambda row: bits(row["skills"], Skill)),
        need=column(lambda row: row["need"]),
        scope=column(lambda row: LegalScope.values.index(row["legal_scope"])),
        territory=territory,
        territories=territory.sum(axis=1).astype(np.int64),
    )


def bits_of(offer: Offer) -> OfferBits:
    """Return an offer as bits."""
    areas, nearest = area_of(offer.departements)
    return OfferBits(
        areas=areas,
        slots=_bits(offer.slots, Slot),
        languages=_bits(offer.languages, Language),
        causes=_bits(offer.causes, Cause),
        skills=_bits(offer.skills, Skill),
        months=offer.months,
        hours=offer.hours_per_month,
        remote_ok=offer.remote_ok,
        nearest=nearest,
        senior=offer.senior,
    )


@lru_cache(maxsize=4096)
def area_of(codes: frozenset[str]) -> tuple[Integers, Reals]:
    """Return declared départements as bits, and how far each one of France is from the nearest of them, in whole kilometres
    (`distances.NOWHERE` from none).
    """
    places = _places_of_departements()
    declared = [places[code] for code in codes if code in places]
    nearest = _kilometres()[declared].min(axis=0, initial=NOWHERE)
    return np.array(area_bits(codes), dtype=np.int64), nearest


@cache
def _kilometres() -> Reals:
    """How far every département is from every other: asked once, so that the first to declare an area waits for nothing."""
    known = list(departements())
    return np.array([[kilometres(one, other) for other in known] for one in known], dtype=np.float32)
