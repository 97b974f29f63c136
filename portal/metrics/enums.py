"""Figures, their kinds and the states of a cell."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

# The catalogue of figures: its version, the codes of its figures and of the cells of one.
VERSION = 2
PARTICIPATION, FUNNEL, ACTIVE, OPENED, HOURS = "participation", "funnel", "pairs_active", "pairs_opened", "hours"
BASES = ("work_time", "personal_time")
NOWHERE = "none"
HEADCOUNT = "headcount"


class Measure(models.TextChoices):
    """What a figure counts; it decides the rounding (R9)."""

    SHARE = "share", _("Part, à 5 % près")
    COUNT = "count", _("Nombre, à 5 près")
    HOURS = "hours", _("Heures, à 5 heures près")


class Nature(models.TextChoices):
    """A stock is the state on the last day of the period, a flow what happened during it (R7)."""

    STOCK = "stock", _("État au dernier jour")
    FLOW = "flow", _("Pendant le trimestre")


class CellState(models.TextChoices):
    """What a reader sees of a cell. Hidden cells all look the same, whatever the reason (R3)."""

    SHOWN = "shown", _("Montré")
    HIDDEN = "hidden", _("Non montré")
    NOT_UPDATED = "not_updated", _("Non actualisé")


class Reason(StrEnum):
    """Why a cell is not shown. A publisher reads it by family (`figure_words.why`): the exact one would bound what is hidden."""

    FEW = "few"
    NEARLY_ALL = "nearly_all"
    CHANGE = "change"
    DOMINATED = "dominated"
    UNIFORM = "uniform"
    SUBTRACTION = "subtraction"
    BOUNDS = "bounds"
    UNDECIDED = "undecided"
    TIME = "time"
    MEMORY = "memory"


class Why(StrEnum):
    """The same by family, as a publisher reads it: which of a family it is would bound the hidden value (R3)."""

    SIZE = "size"
    CHANGE = "change"
    SPREAD = "spread"
    DOUBT = "doubt"
    MEMORY = "memory"


FAMILIES = {
    Reason.FEW: Why.SIZE,
    Reason.NEARLY_ALL: Why.SIZE,
    Reason.SUBTRACTION: Why.SIZE,
    Reason.BOUNDS: Why.SIZE,
    Reason.CHANGE: Why.CHANGE,
    Reason.DOMINATED: Why.SPREAD,
    Reason.UNIFORM: Why.SPREAD,
    Reason.UNDECIDED: Why.DOUBT,
    Reason.TIME: Why.DOUBT,
    Reason.MEMORY: Why.MEMORY,
}


class SetKind(models.TextChoices):
    """Which sets of persons the ledger remembers: those behind a shown cell, and those everyone at HR can count."""

    PUBLISHED = "published", _("Derrière un chiffre publié")
    KNOWN = "known", _("Effectif connu")


class Step(models.TextChoices):
    """The funnel, in order."""

    SEEN = "seen", _("Pages de la campagne ouvertes")
    CALLED = "called", _("Appels de la campagne suivis")
    SIGNED_IN = "signed_in", _("Se sont connectées")
    APPLIED = "applied", _("Ont candidaté")
    READY = "ready", _("Prêtes à accompagner")
    PAIRED = "paired", _("Ont rencontré leur jeune")
    ACTIVE_3 = "active_3", _("Accompagnent depuis 3 mois")
    ACTIVE_6 = "active_6", _("Accompagnent depuis 6 mois")
    ACTIVE_12 = "active_12", _("Accompagnent depuis 12 mois")


TALLIES = (Step.SEEN, Step.CALLED)
"""The steps that count pages opened, not persons: no set stands behind them."""


def is_tally(figure: str, key: str) -> bool:
    """Whether a cell counts pages and not persons."""
    return figure.startswith(FUNNEL) and key in TALLIES
