"""What the figures of what mentoring gives find, in one sentence each, and what they do not prove. Published values alone."""

from collections.abc import Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.metrics.enums import (
    ACTIONS,
    ANSWERS,
    COSTS,
    DURATION,
    OFFER,
    SATISFACTION,
    SKILLS,
    TRAINING,
    ActionKind,
    Band,
    CellState,
    Duration,
    OfferKind,
    ShareBand,
)
from portal.metrics.models import Cell
from portal.ui.numbers import told
from portal.ui.skills import signed

TENTHS, HUNDREDTHS = 10, 100
NOTHING, REPORTED, MEASURED, COMPARED, CAUSED = range(5)
"""The rungs of the ladder of words (portal.metrics.statistics.wording); a release says which one a value carries."""


def claim(rung: int, *, what: str, change: str, interval: str, count: int) -> str:
    """Return the strongest sentence that a rung allows, and no stronger one: "caused" needs random allocation."""
    words = {
        NOTHING: _("Trop peu de réponses pour en dire quelque chose."),
        REPORTED: _("Les quelque %(count)d mentors ayant répondu décrivent un changement, surtout pour « %(what)s »."),
        MEASURED: _("« %(what)s » : %(change)s entre le début et la fin (%(interval)s), d’après environ %(count)d mentors."),
        COMPARED: _("« %(what)s » : %(change)s de plus que les personnes en liste d’attente (%(interval)s)."),
        CAUSED: _("« %(what)s » : le mentorat a causé %(change)s, après tirage au sort (%(interval)s)."),
    }
    return told(words[rung], {"what": what, "change": change, "interval": interval, "count": count})


def outcome(code: str, cells: Sequence[Cell]) -> str:
    """Return what a figure found."""
    values = {cell.key: cell for cell in cells if cell.value is not None}
    banded = {cell.key: cell for cell in cells if cell.state == CellState.BANDED}
    if code == DURATION and banded and not values:
        return _lasting(banded)
    if not values:
        return _("Aucun montant n’est saisi pour cette période.") if code == COSTS else _("Trop peu de personnes pour être montré.")
    sentences = {
        DURATION: _duration,
        TRAINING: _training,
        SATISFACTION: _satisfaction,
        ANSWERS: _answers,
        SKILLS: _skills,
        OFFER: _offer,
        ACTIONS: _actions,
        COSTS: _costs,
    }
    return sentences[code](values)


def beside(cell: Cell) -> str:
    """Return what goes with a value: interval, how many, response, smallest visible change."""
    detail = cell.detail
    parts = []
    if "low" in detail:
        parts.append(interval(detail, tenths="rung" in detail))
    if "n" in detail:
        parts.append(told(_("n ≈ %(n)d"), {"n": detail["n"]}))
    if "response" in detail:
        parts.append(_("réponses %(rate)d %%") % {"rate": detail["response"]})
    if "if_silent" in detail:
        parts.append(_("%(value)s si les autres n’ont pas changé") % {"value": signed(detail["if_silent"] / TENTHS)})
    if "improved" in detail:
        parts.append(_("%(rate)d %% ont gagné un demi-point ou plus") % {"rate": detail["improved"]})
    if "detectable" in detail:
        least = number_format(detail["detectable"] / HUNDREDTHS, decimal_pos=2)
        parts.append(_("plus petit effet visible %(least)s écart-type") % {"least": least})
    if "effect" in detail:
        parts.append(_("g de Hedges %(effect)s") % {"effect": number_format(detail["effect"] / TENTHS, decimal_pos=1)})
    if detail.get("clear") is False:
        parts.append(_("ne se distingue pas de zéro"))
    return " · ".join(parts)


def interval(detail: dict[str, Any], *, tenths: bool) -> str:
    """Return the 95 % interval as it is read."""
    if tenths:
        sides = [signed(detail[side] / TENTHS) for side in ("low", "high")]
        return _("IC 95 %% %(low)s à %(high)s") % {"low": sides[0], "high": sides[1]}
    return _("IC 95 %% %(low)d à %(high)d %%") % {"low": detail["low"], "high": detail["high"]}


def name_of(cell: Cell) -> str:
    """Return the name of a competence in the language in force."""
    names = cell.detail.get("names") or {}
    return str(names.get((get_language() or "fr")[:2], cell.label or cell.key))


def outcome_caveat(code: str) -> str:
    """Return what a figure does not prove."""
    words = {
        DURATION: _(
            "Binômes en cours compris (Kaplan–Meier). Ce que ce chiffre ne prouve pas : que le programme retient les salariés."
        ),
        TRAINING: _("La formation que donnent les associations. La répartition entre femmes et hommes reste aux RH."),
        SATISFACTION: _("Ce que ce chiffre ne prouve pas : un effet. Qui arrête tôt remplit moins souvent un bilan."),
        ANSWERS: _("Trois groupes de réponses, chacun d’au moins le plus petit groupe, sinon rien."),
        SKILLS: _(
            "Les mentors se décrivent eux-mêmes ; personne ne les note. Ce que ce chiffre ne prouve pas : que le mentorat en est "
            "l’origine. À côté : de 54 à 66 % de 546 bénévoles d’entreprise disaient avoir progressé (City of London, 2010)."
        ),
        OFFER: _("Des sessions d’entrée, pas des personnes : ces nombres sont exacts."),
        ACTIONS: _(
            "Ce qui a été fait et proposé, pas ce que cela a changé ni qui est venu. Chaque témoignage paraît avec l’accord de qui "
            "parle."
        ),
        COSTS: _("Ce qui est mis, pas ce qui en sort : aucun rendement n’en est tiré."),
    }
    return words[code]


def _duration(values: dict[str, Cell]) -> str:
    point = next(one for one in reversed(Duration) if str(one) in values)
    cell = values[str(point)]
    text = _("Environ %(share)d %% des binômes durent %(months)s ou plus (%(interval)s).")
    between = interval(cell.detail, tenths=False) if "low" in cell.detail else _("intervalle non connu")
    return text % {"share": cell.value, "months": point.label, "interval": between}


def _lasting(banded: dict[str, Cell]) -> str:
    """Say roughly how many pairs last to the latest point that has a band."""
    point = next(one for one in reversed(Duration) if str(one) in banded)
    words = {
        ShareBand.LOW: _("Moins d’un tiers des binômes durent %(months)s ou plus."),
        ShareBand.MIDDLE: _("Entre un et deux tiers des binômes durent %(months)s ou plus."),
        ShareBand.HIGH: _("Plus de deux tiers des binômes durent %(months)s ou plus."),
    }
    return words[ShareBand(banded[str(point)].detail["band"])] % {"months": point.label}


def _training(values: dict[str, Cell]) -> str:
    total = values.get("")
    if total is None:
        return _("Une partie des heures tient à trop peu de personnes pour être montrée.")
    return told(_("Environ %(hours)d heures de formation ce trimestre."), {"hours": total.value})


def _satisfaction(values: dict[str, Cell]) -> str:
    (cell,) = values.values()
    mean = number_format((cell.value or 0) / TENTHS, decimal_pos=1)
    return told(_("%(mean)s sur 5 en moyenne, d’après environ %(n)d bilans."), {"mean": mean, "n": cell.detail.get("n", 0)})


def _answers(values: dict[str, Cell]) -> str:
    high = values.get(str(Band.HIGH))
    if high is None:
        return _("%(seen)d groupe de réponses sur trois peut être montré.") % {"seen": len(values)}
    return _("Environ %(share)d %% répondent 4 ou 5.") % {"share": high.value}


def _skills(values: dict[str, Cell]) -> str:
    best = max(values.values(), key=lambda cell: (cell.value or 0, cell.key))
    detail = best.detail
    return claim(
        int(detail.get("rung", NOTHING)),
        what=name_of(best),
        change=signed((best.value or 0) / TENTHS),
        interval=interval(detail, tenths=True) if "low" in detail else "",
        count=int(detail.get("n", 0)),
    )


def _offer(values: dict[str, Cell]) -> str:
    text = _("%(associations)d associations, %(programmes)d programmes et %(places)d places, dans %(territories)d départements.")
    return text % {str(kind): values[str(kind)].value if str(kind) in values else 0 for kind in OfferKind}


def _actions(values: dict[str, Cell]) -> str:
    campaigns, trainings = (
        values[kind].value or 0 if kind in values else 0 for kind in (ActionKind.CAMPAIGNS, ActionKind.TRAININGS)
    )
    parts = [
        told(ngettext("%(count)d campagne menée", "%(count)d campagnes menées", campaigns), {"count": campaigns}),
        told(
            ngettext("%(count)d séance de formation proposée", "%(count)d séances de formation proposées", trainings),
            {"count": trainings},
        ),
    ]
    if not (campaigns or trainings):
        return _("Ni campagne ni formation sur la période.")
    return _("%(campaigns)s et %(trainings)s.") % {"campaigns": parts[0], "trainings": parts[1]}


def _costs(values: dict[str, Cell]) -> str:
    total = sum(cell.value or 0 for cell in values.values())
    return _("Environ %(euros)s € mis sur la période.") % {"euros": number_format(total, use_l10n=True, force_grouping=True)}
