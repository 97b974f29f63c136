"""The soft criteria: what makes one programme fit better than another. Integer weights whose contributions sum to the score."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.programmes.data import name_of
from portal.programmes.enums import Cause, Mode, Skill

from .features import Offer, Programme

if TYPE_CHECKING:
    from .arrays import Catalogue, Integers, OfferBits

MOST_IN_COMMON = 2
REMOTE_SHARE = 60


@dataclass(frozen=True)
class Criterion:
    """A criterion: how far it is met (0 to 100), as plain Python and over arrays, and the sentence that says so."""

    code: str
    weight: int
    plain: Callable[[Offer, Programme], int]
    vector: Callable[[OfferBits, Catalogue], Integers]
    sentence: Callable[[Offer, Programme], str]

    def points(self, share: int) -> int:
        """Return what this share adds to the score."""
        return self.weight * share // 100


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


def _met_vector(offered: int, common: Integers) -> Integers:
    most = _most(offered.bit_count())
    return 100 * common.clip(max=most) // most


def _labels(codes: Iterable[str], known: type[TextChoices]) -> str:
    held = set(codes)
    return ", ".join(str(known(code).label) for code in known.values if code in held)


def _rhythm(offer: Offer, programme: Programme) -> int:
    return 100 * min(offer.hours_per_month, programme.hours_per_month) // programme.hours_per_month


def _rhythm_vector(offer: OfferBits, catalogue: Catalogue) -> Integers:
    return 100 * catalogue.hours.clip(max=offer.hours) // catalogue.hours


def _rhythm_words(offer: Offer, programme: Programme) -> str:
    hours = programme.hours_per_month
    return ngettext("Votre rythme\u00a0: %(n)s heure par mois", "Votre rythme\u00a0: %(n)s heures par mois", hours) % {"n": hours}


def _area(offer: Offer, programme: Programme) -> int:
    return REMOTE_SHARE if programme.mode == Mode.REMOTE else 100


def _area_words(offer: Offer, programme: Programme) -> str:
    if programme.mode == Mode.REMOTE:
        return _("À distance, sans trajet")
    near = ", ".join(name_of(code) for code in sorted(offer.departements & programme.departements))
    return _("Un lieu que vous avez choisi\u00a0: %(area)s") % {"area": near} if near else _("Sur place")


def _need_words(offer: Offer, programme: Programme) -> str:
    return _("Le besoin du programme est fort") if programme.need >= 70 else _("Le programme cherche des mentors")


CRITERIA = (
    Criterion(
        "causes",
        30,
        lambda offer, programme: _met(offer.causes, programme.causes),
        lambda offer, catalogue: _met_vector(offer.causes, catalogue.in_common(catalogue.causes, offer.causes)),
        lambda offer, programme: _("Vos causes\u00a0: %(list)s") % {"list": _labels(offer.causes & programme.causes, Cause)},
    ),
    Criterion(
        "skills",
        20,
        lambda offer, programme: _met(offer.skills, programme.skills),
        lambda offer, catalogue: _met_vector(offer.skills, catalogue.in_common(catalogue.skills, offer.skills)),
        lambda offer, programme: _("Vos compétences\u00a0: %(list)s") % {"list": _labels(offer.skills & programme.skills, Skill)},
    ),
    Criterion(
        "area",
        15,
        _area,
        lambda offer, catalogue: 100 - (100 - REMOTE_SHARE) * catalogue.remote.astype("int64"),
        _area_words,
    ),
    Criterion("rhythm", 15, _rhythm, _rhythm_vector, _rhythm_words),
    Criterion("need", 20, lambda offer, programme: programme.need, lambda offer, catalogue: catalogue.need, _need_words),
)


def reasons_for(offer: Offer, programme: Programme) -> list[Reason]:
    """Return what speaks for a programme, the weightiest first; the points of all reasons sum to the score."""
    shares = [(criterion, criterion.plain(offer, programme)) for criterion in CRITERIA]
    reasons = [
        Reason(criterion.code, share, criterion.points(share), criterion.sentence(offer, programme))
        for criterion, share in shares
        if criterion.points(share) > 0
    ]
    return sorted(reasons, key=lambda reason: -reason.points)
