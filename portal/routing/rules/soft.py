"""The soft criteria: what makes one programme fit better than another. Integer weights whose contributions sum to the score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from portal.programmes.data import departements, name_of
from portal.programmes.enums import Cause, Mode, Skill

from .distances import distance
from .features import Offer, Programme

if TYPE_CHECKING:
    from .arrays import Catalogue, Day, Integers, Narrow, OfferBits

MOST_IN_COMMON = 2
REMOTE_SHARE = 60
LEAST_NEAR, KILOMETRES_A_POINT = 40, 4
WISH_SHARES = (0, 100, 75, 50)
"""How far a wish of rank 1, 2 or 3 is met; 0 where nothing was wished for."""
WISHES = "wishes"


@dataclass(frozen=True)
class Criterion:
    """A criterion: how far it is met (0 to 100), as plain Python and over arrays, and the sentence that says so.

    `weight` is what a campaign begins with (points of a score of 100; wishes count beside them). `shared`: the same for all
    volunteers of one area, so that a batch asks once.
    """

    code: str
    weight: int
    label: str | Promise
    plain: Callable[[Offer, Programme], int]
    vector: Callable[[OfferBits, Catalogue, Day], Integers | Narrow]
    sentence: Callable[[Offer, Programme], str]
    shared: bool = False

    def points(self, share: int, weight: int | None = None) -> int:
        """Return what this share adds to the score, under a campaign's weight or its own."""
        return (self.weight if weight is None else weight) * share // 100


@dataclass(frozen=True)
class Reason:
    """Why a programme is proposed: how far a criterion is met (0 to 100), what it adds to the score, in words."""

    code: str
    share: int
    points: int
    sentence: str


def _most(declared: int) -> int:
    """How many in common are a full match: two, or all that the person declared."""
    return max(1, min(declared, MOST_IN_COMMON))


def _met(offered: frozenset[str], sought: frozenset[str]) -> int:
    most = _most(len(offered))
    return 100 * min(len(offered & sought), most) // most


def _met_vector(offered: int | Narrow, common: Narrow) -> Narrow:
    import numpy as np  # noqa: PLC0415  it loads with the first arrays, not at start-up

    most = np.minimum(np.maximum(np.bitwise_count(offered), 1), MOST_IN_COMMON).astype(np.int32)
    met: Narrow = 100 * np.minimum(common, most) // most
    return met


def _labels(codes: Iterable[str], known: type[TextChoices]) -> str:
    held = set(codes)
    return ", ".join(str(known(code).label) for code in known.values if code in held)


def _rhythm(offer: Offer, programme: Programme) -> int:
    return 100 * min(offer.hours_per_month, programme.hours_per_month) // programme.hours_per_month


def _rhythm_vector(offer: OfferBits, catalogue: Catalogue, day: Day) -> Narrow:
    import numpy as np  # noqa: PLC0415  as above

    met: Narrow = 100 * np.minimum(catalogue.hours, offer.hours) // catalogue.hours
    return met


def _rhythm_words(offer: Offer, programme: Programme) -> str:
    hours = programme.hours_per_month
    return ngettext("Votre rythme\u00a0: %(n)s heure par mois", "Votre rythme\u00a0: %(n)s heures par mois", hours) % {"n": hours}


def _area(offer: Offer, programme: Programme) -> int:
    """On site: how near the programme's départements are on average, from the nearest of those declared."""
    if programme.mode == Mode.REMOTE:
        return REMOTE_SHARE
    away = sum(distance(offer.departements, code) for code in programme.departements if code in departements())
    return max(LEAST_NEAR, 100 - away // max(len(programme.departements & departements().keys()), 1) // KILOMETRES_A_POINT)


def _area_vector(offer: OfferBits, catalogue: Catalogue, day: Day) -> Integers:
    import numpy as np  # noqa: PLC0415  as above

    away = (catalogue.territory @ offer.nearest).astype(np.int64) // np.maximum(catalogue.territories, 1)
    near: Integers = np.maximum(100 - away // KILOMETRES_A_POINT, LEAST_NEAR)
    near[catalogue.remote] = REMOTE_SHARE
    return near


def _area_words(offer: Offer, programme: Programme) -> str:
    if programme.mode == Mode.REMOTE:
        return _("À distance, sans trajet")
    near = ", ".join(name_of(code) for code in sorted(offer.departements & programme.departements))
    return _("Un lieu que vous avez choisi\u00a0: %(area)s") % {"area": near} if near else _("Sur place")


def _wish_vector(offer: OfferBits, catalogue: Catalogue, day: Day) -> Integers:
    shares: Integers = day.wish * 0
    for rank, share in enumerate(WISH_SHARES):
        shares[day.wish == rank] = share
    return shares


def _wish_words(offer: Offer, programme: Programme) -> str:
    ranks = (_("Parmi vos vœux"), _("Votre premier vœu"), _("Votre deuxième vœu"), _("Votre troisième vœu"))
    return ranks[programme.wish]


def _need_words(offer: Offer, programme: Programme) -> str:
    return _("Le besoin du programme est fort") if programme.need >= 70 else _("Des jeunes y attendent quelqu’un")


CRITERIA = (
    Criterion(
        "causes",
        30,
        _lazy("Les causes"),
        lambda offer, programme: _met(offer.causes, programme.causes),
        lambda offer, catalogue, day: _met_vector(offer.causes, catalogue.in_common(catalogue.causes, offer.causes)),
        lambda offer, programme: _("Vos causes\u00a0: %(list)s") % {"list": _labels(offer.causes & programme.causes, Cause)},
    ),
    Criterion(
        "skills",
        20,
        _lazy("Les savoir-faire"),
        lambda offer, programme: _met(offer.skills, programme.skills),
        lambda offer, catalogue, day: _met_vector(offer.skills, catalogue.in_common(catalogue.skills, offer.skills)),
        lambda offer, programme: _("Vos compétences\u00a0: %(list)s") % {"list": _labels(offer.skills & programme.skills, Skill)},
    ),
    Criterion("area", 15, _lazy("La proximité"), _area, _area_vector, _area_words, shared=True),
    Criterion("rhythm", 15, _lazy("Le rythme"), _rhythm, _rhythm_vector, _rhythm_words),
    Criterion(
        "need",
        20,
        _lazy("Le besoin du programme"),
        lambda offer, programme: programme.need,
        lambda offer, catalogue, day: catalogue.need,
        _need_words,
        shared=True,
    ),
    Criterion(WISHES, 60, _lazy("Les vœux"), lambda offer, programme: WISH_SHARES[programme.wish], _wish_vector, _wish_words),
)
"""Five that make a score of 100, and the wishes beside them: a first wish outweighs most of what a profile says."""

_BY_CODE = {one.code: one for one in CRITERIA}


def criterion(code: str) -> Criterion:
    """Return a criterion by code. Raises KeyError."""
    return _BY_CODE[code]


def reasons_for(offer: Offer, programme: Programme, weights: Mapping[str, int] | None = None) -> list[Reason]:
    """Return what speaks for a programme, the weightiest first; the points of all reasons sum to the score. `weights` by code are a
    campaign's (its own where none is given).
    """
    own = weights or {}
    reasons = []
    for one in CRITERIA:
        share = one.plain(offer, programme)
        if points := one.points(share, own.get(one.code)):
            reasons.append(Reason(one.code, share, points, one.sentence(offer, programme)))
    return sorted(reasons, key=lambda reason: -reason.points)
