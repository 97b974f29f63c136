"""Why the others are not proposed: programmes that miss exactly one rule, grouped by the one change that would open them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.programmes.data import name_of
from portal.programmes.enums import Language, Mode, Slot

from .features import Offer, Programme

MOST_ROWS = 3


@dataclass(frozen=True)
class WhyNot:
    """A change and how many programmes it would open; `adds` is false where nothing the person declares would.

    `value` is what the person would declare besides (a slot, a département, months, a language), "" where that is no one thing.
    """

    code: str
    sentence: str
    count: int
    adds: bool = True
    value: str = ""


def why_not(offer: Offer, missing: Iterable[tuple[str, Programme]], *, several: int) -> list[WhyNot]:
    """Return groups of programmes that miss one rule (its code, the programme), and how many miss several. Each is counted once."""
    by_rule: dict[str, list[Programme]] = {}
    for code, programme in missing:
        by_rule.setdefault(code, []).append(programme)
    rows: list[WhyNot] = []
    for code, words in _ROWS:
        rows += words(offer, by_rule.get(code, []))
    rows.sort(key=lambda row: (not row.adds, -row.count))
    if several:
        rows.append(WhyNot("several", _("Demandent plusieurs changements"), several, adds=False))
    return rows


def _greedy(choices: Sequence[frozenset[str]], known: Sequence[str]) -> list[tuple[str, int]]:
    """Cover the choices by the code that opens most of them, then by the next: each choice is counted under one code."""
    left = list(choices)
    found: list[tuple[str, int]] = []
    while left and len(found) < MOST_ROWS:
        counts = Counter(code for choice in left for code in choice)
        best = max(counts, key=lambda code: (counts[code], -known.index(code) if code in known else 0))
        found.append((best, counts[best]))
        left = [choice for choice in left if best not in choice]
    return [*found, ("", len(left))] if left else found


def _slots(offer: Offer, programmes: Sequence[Programme]) -> list[WhyNot]:
    return [
        WhyNot(
            "slots",
            _("Si vous ajoutez une disponibilité %(slot)s") % {"slot": Slot(code).label}
            if code
            else _("Avec d’autres disponibilités"),
            count,
            value=code,
        )
        for code, count in _greedy([programme.slots for programme in programmes], Slot.values)
    ]


def _territory(offer: Offer, programmes: Sequence[Programme]) -> list[WhyNot]:
    remote = sum(programme.mode == Mode.REMOTE for programme in programmes)
    rows = [WhyNot("remote", _("Si vous acceptez des rendez-vous à distance"), remote, value="yes")] if remote else []
    on_site = [programme.departements for programme in programmes if programme.mode != Mode.REMOTE]
    return rows + [
        WhyNot(
            "territory",
            _("Si vous ajoutez un département\u00a0: %(area)s") % {"area": name_of(code)} if code else _("Ailleurs en France"),
            count,
            value=code,
        )
        for code, count in _greedy(on_site, ())
    ]


def _duration(offer: Offer, programmes: Sequence[Programme]) -> list[WhyNot]:
    counts = sorted(Counter(programme.duration_months for programme in programmes).items())
    return [
        WhyNot(
            "duration",
            ngettext("Si vous pouvez vous engager %(n)s mois", "Si vous pouvez vous engager %(n)s mois", months) % {"n": months},
            count,
            value=str(months),
        )
        for months, count in counts
    ]


def _language(offer: Offer, programmes: Sequence[Programme]) -> list[WhyNot]:
    found = _greedy([programme.languages for programme in programmes], Language.values)
    return [
        WhyNot(
            "language",
            _("Si vous parlez %(language)s") % {"language": Language(code).label} if code else _("Avec d’autres langues"),
            n,
            value=code,
        )
        for code, n in found
    ]


def _not_yet(offer: Offer, programmes: Sequence[Programme]) -> list[WhyNot]:
    words = _("Ouverts à vous un peu après votre arrivée dans l’entreprise")
    return [WhyNot("seniority", words, len(programmes), adds=False)] if programmes else []


def _too_soon(offer: Offer, programmes: Sequence[Programme]) -> list[WhyNot]:
    words = _("Commencent trop tôt pour le temps de l’accueil")
    return [WhyNot("vetting", words, len(programmes), adds=False)] if programmes else []


def _full(offer: Offer, programmes: Sequence[Programme]) -> list[WhyNot]:
    return [WhyNot("places", _("Complets aujourd’hui"), len(programmes), adds=False)] if programmes else []


_ROWS: tuple[tuple[str, Callable[[Offer, Sequence[Programme]], list[WhyNot]]], ...] = (
    ("slots", _slots),
    ("territory", _territory),
    ("duration", _duration),
    ("language", _language),
    ("seniority", _not_yet),
    ("vetting", _too_soon),
    ("places", _full),
)
