"""A run in words and bars: what passed disclosure control, both methods side by side, and what that does not prove."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.routing.enums import Method, RunState
from portal.routing.models import AllocationRun

TONES = {RunState.DONE: "ok", RunState.FAILED: "alert", RunState.RUNNING: "brand", RunState.SCHEDULED: "wait"}
FAILURES: Mapping[str, str | Promise] = {
    "nobody_takes_part": gettext_lazy(
        "Personne n’avait encore fait de vœu. Rien n’a été proposé\u00a0; prévoyez un autre calcul quand des vœux seront faits."
    ),
    "not_proven": gettext_lazy(
        "La preuve n’a pas été retrouvée par la vérification. Rien n’a été proposé\u00a0; "
        "prévenez l’administration du portail, puis prévoyez un autre calcul."
    ),
    "": gettext_lazy("Le calcul s’est arrêté. Rien n’a été proposé ni perdu\u00a0; vous pouvez en prévoir un autre."),
}
PEOPLE = (
    ("placed", gettext_lazy("Une place proposée")),
    ("first_wish", gettext_lazy("Dans leur premier vœu")),
    ("any_wish", gettext_lazy("Dans un de leurs vœux")),
    ("waiting", gettext_lazy("Sur une liste d’attente")),
)
PRICE = "price_of_fairness_percent"
PERCENTS = (
    ("welfare_percent", gettext_lazy("Part du meilleur ensemble possible")),
    ("worst_association_fill_percent", gettext_lazy("Places pourvues de l’association la moins servie")),
    (PRICE, gettext_lazy("Ce que coûte l’équité entre associations")),
)


ENVY = (
    ("envy:0", gettext_lazy("Auraient préféré une place donnée après leur tour : première priorité")),
    ("envy:1", gettext_lazy("Auraient préféré une place donnée après leur tour : deuxième priorité")),
    ("envy:2", gettext_lazy("Auraient préféré une place donnée après leur tour : troisième priorité")),
    ("envy:3", gettext_lazy("Auraient préféré une place donnée après leur tour : sans priorité")),
)
"""By class of priority at the programme (see `routing.allocation.measures`)."""


@dataclass(frozen=True)
class Bar:
    """A row of a chart: its width (0 to 100, None when not shown), and the words beside it."""

    label: str
    text: str
    width: float | None


@dataclass(frozen=True)
class Report:
    """What the page shows: four headline bars, what the whole is worth, each measure by both methods as bars and as a table."""

    finding: str
    people: str
    bars: list[Bar]
    spread: str
    fairness: str
    percents: list[Bar]
    comparisons: list[tuple[str, list[Bar]]]
    columns: list[dict[str, Any]]
    rows: list[list[str]]
    gap: str


def standing(run: AllocationRun) -> tuple[str, str]:
    """Return where a run stands, in words, and the tone of its tag."""
    return str(RunState(run.state).label), TONES.get(RunState(run.state), "")


def report_of(run: AllocationRun) -> Report:
    """Return the report of a run that is done, from what was released alone."""
    said, people = run.released, run.released.get("people")
    methods = {code: _flat(figures) for code, figures in said.get("methods", {}).items()}
    order = [run.method, *(code for code in methods if code != run.method)]
    every = [*((code, label, False) for code, label in (*PEOPLE, *ENVY)), *((code, label, True) for code, label in PERCENTS)]
    measures = [one for one in every if any(one[0] in released for released in methods.values())]
    return Report(
        finding=_finding(said, people),
        people=_number(people),
        bars=[_bar(str(label), said.get(code), people) for code, label in PEOPLE],
        spread=_spread(said),
        fairness=_fairness(run),
        percents=[
            _compared(str(label), said.get(code), people, percent=True)
            for code, label in PERCENTS
            if code in said and (code != PRICE or (run.tiers and run.method == Method.FLOW))
        ],
        comparisons=[
            (str(label), [_compared(_method(one), methods.get(one, {}).get(code), people, percent=percent) for one in order])
            for code, label, percent in measures
        ],
        columns=[{"label": _("Mesure"), "numeric": False}, *({"label": _method(one), "numeric": True} for one in order)],
        rows=[
            [str(label), *(_text(methods.get(method, {}).get(code), percent=percent) for method in order)]
            for code, label, percent in measures
        ],
        gap=_gap(run),
    )


def _flat(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures of a method with envy by class among the others."""
    return {**figures, **{f"envy:{one}": value for one, value in figures.get("envy", {}).items()}}


def _finding(said: Mapping[str, Any], people: int | None) -> str:
    """Return what the counts say. A number is missing for one of several reasons that nobody may tell apart: alone, beside another
    one of this page, or beside what is published already, it could point at a small group.
    """
    placed = said.get("placed")
    if placed is None and people is None:
        return _("Ces nombres ne sont pas montrés\u00a0: seuls ou à côté d’autres, ils pourraient désigner un petit groupe.")
    if placed is None:
        return _("Combien reçoivent une proposition n’est pas montré\u00a0: ce nombre pourrait désigner un petit groupe.")
    if people is None:
        return _("Environ %(placed)s personnes se voient proposer une place. Combien ont pris part n’est pas montré.") % {
            "placed": _number(placed)
        }
    return _("Environ %(placed)s personnes sur %(people)s se voient proposer une place.") % {
        "placed": _number(placed),
        "people": _number(people),
    }


def _spread(said: Mapping[str, Any]) -> str:
    """Return what the shares of the whole say of the association that gets the fewest."""
    worst = said.get("worst_association_fill_percent")
    if worst is None:
        return _("Ce que vaut cette répartition")
    return _("L’association la moins servie voit environ %(share)s de ses places pourvues.") % {"share": _text(worst, percent=True)}


def _fairness(run: AllocationRun) -> str:
    """Return what fairness did in this run: tiers hold only where the whole is weighed, and only when some were set."""
    if run.method == Method.DEFERRED:
        return _("Cette façon de proposer suit l’ordre de chaque association\u00a0: l’équité entre associations n’y joue pas.")
    if not run.tiers:
        return _("Aucune règle d’équité entre associations n’était posée pour ce calcul.")
    return _("L’équité remplit d’abord les premières places de chaque programme\u00a0; ce qu’elle coûte à l’ensemble est publié.")


def _gap(run: AllocationRun) -> str:
    if run.objective is None or run.bound is None:
        return ""
    if run.objective == run.bound:
        return _("Aucune autre répartition ne ferait mieux\u00a0: la preuve est exacte, et se vérifie sans le calcul.")
    return _("La preuve borne ce qu’une autre répartition pourrait gagner\u00a0; elle se vérifie sans le calcul.")


def _bar(label: str, count: int | None, people: int | None) -> Bar:
    return Bar(label, _number(count), None if count is None or not people else _share(count, people))


def _compared(label: str, value: float | None, people: int | None, *, percent: bool) -> Bar:
    width = None if value is None else float(value) if percent else _share(value, people) if people else None
    return Bar(label, _text(value, percent=percent), None if width is None else max(0.0, min(100.0, width)))


def _share(count: float, people: int) -> int:
    return min(100, round(100 * count / people))


def _method(code: str) -> str:
    return str(Method(code).label).capitalize() if code in Method.values else code


def _number(value: float | None) -> str:
    return _text(value, percent=False)


def _text(value: float | None, *, percent: bool) -> str:
    if value is None:
        return _("non montré")
    text = f"{value:g}".replace(".", _(","))
    return f"{text}\u00a0%" if percent else text
