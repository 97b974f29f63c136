"""Why the others are not proposed: programmes that miss exactly one rule, grouped by the one change that would open them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.programmes.data import departements, name_of
from portal.programmes.enums import Language, Slot

from .arrays import Catalogue, Integers, Narrow, Reals
from .hard import HARD_RULES
from .ranking import Failures

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


def why_not(catalogue: Catalogue, failures: Failures) -> list[WhyNot]:
    """Return groups of the programmes that miss one rule, and how many miss several. Each is counted once."""
    rows: list[WhyNot] = []
    several = int(np.count_nonzero(failures))
    for bit, rule in enumerate(HARD_RULES):
        missing = np.flatnonzero(failures == 1 << bit)
        if len(missing):
            rows += _WORDS[rule.code](catalogue, missing)
            several -= len(missing)
    rows.sort(key=lambda row: (not row.adds, -row.count))
    if several:
        rows.append(WhyNot("several", _("Demandent plusieurs changements"), several, adds=False))
    return rows


def _opened(table: Integers | Narrow | Reals, codes: Sequence[str]) -> list[tuple[str, int]]:
    """Return the code that opens most programmes (rows; columns are codes), then the next: each is counted under one code.

    Of equal ones the first in the list is named; the last row ("") counts what three codes do not open.
    """
    left = table
    found: list[tuple[str, int]] = []
    while len(left) and len(found) < MOST_ROWS:
        counts = left.sum(axis=0)
        best = int(counts.argmax())
        if not counts[best]:
            break
        found.append((codes[best], int(counts[best])))
        left = left[left[:, best] == 0]
    return [*found, ("", len(left))] if len(left) else found


def _bits(column: Narrow, known: type[TextChoices]) -> Narrow:
    """Return bits as a table of 0 and 1, a code of the list a column."""
    table: Narrow = column[:, None] >> np.arange(len(known), dtype=np.int32) & 1
    return table


def _slots(catalogue: Catalogue, missing: Integers) -> list[WhyNot]:
    return [
        WhyNot(
            "slots",
            _("Si vous ajoutez une disponibilité %(slot)s") % {"slot": Slot(code).label}
            if code
            else _("Avec d’autres disponibilités"),
            count,
            value=code,
        )
        for code, count in _opened(_bits(catalogue.slots[missing], Slot), Slot.values)
    ]


def _territory(catalogue: Catalogue, missing: Integers) -> list[WhyNot]:
    remote = catalogue.remote[missing]
    away = int(remote.sum())
    rows = [WhyNot("remote", _("Si vous acceptez des rendez-vous à distance"), away, value="yes")] if away else []
    return rows + [
        WhyNot(
            "territory",
            _("Si vous ajoutez un département\u00a0: %(area)s") % {"area": name_of(code)} if code else _("Ailleurs en France"),
            count,
            value=code,
        )
        for code, count in _opened(catalogue.territory[missing[~remote]], list(departements()))
    ]


def _duration(catalogue: Catalogue, missing: Integers) -> list[WhyNot]:
    found, counts = np.unique(catalogue.duration[missing], return_counts=True)
    return [
        WhyNot(
            "duration",
            ngettext("Si vous pouvez vous engager %(n)s mois", "Si vous pouvez vous engager %(n)s mois", months) % {"n": months},
            count,
            value=str(months),
        )
        for months, count in zip(found.tolist(), counts.tolist(), strict=True)
    ]


def _language(catalogue: Catalogue, missing: Integers) -> list[WhyNot]:
    return [
        WhyNot(
            "language",
            _("Si vous parlez %(language)s") % {"language": Language(code).label} if code else _("Avec d’autres langues"),
            count,
            value=code,
        )
        for code, count in _opened(_bits(catalogue.languages[missing], Language), Language.values)
    ]


def _not_yet(catalogue: Catalogue, missing: Integers) -> list[WhyNot]:
    return [WhyNot("seniority", _("Ouverts à vous un peu après votre arrivée dans l’entreprise"), len(missing), adds=False)]


def _too_soon(catalogue: Catalogue, missing: Integers) -> list[WhyNot]:
    return [WhyNot("vetting", _("Commencent trop tôt pour le temps de l’accueil"), len(missing), adds=False)]


def _full(catalogue: Catalogue, missing: Integers) -> list[WhyNot]:
    return [WhyNot("places", _("Complets aujourd’hui"), len(missing), adds=False)]


_WORDS: dict[str, Callable[[Catalogue, Integers], list[WhyNot]]] = {
    "slots": _slots,
    "territory": _territory,
    "duration": _duration,
    "language": _language,
    "seniority": _not_yet,
    "vetting": _too_soon,
    "places": _full,
}
