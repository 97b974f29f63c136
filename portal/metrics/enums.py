"""Figures, their kinds and the states of a cell."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

# The catalogue of figures: its version, the codes of its figures and of the cells of one.
VERSION = 6
PARTICIPATION, FUNNEL, ACTIVE, OPENED, HOURS = "participation", "funnel", "pairs_active", "pairs_opened", "hours"
DURATION, TRAINING, SATISFACTION, ANSWERS, SKILLS = (
    "duration",
    "training_hours",
    "satisfaction",
    "satisfaction_bands",
    "skills_change",
)
OFFER, ACTIONS, COSTS = "offer", "actions", "costs"
YEAR_SIGNED_IN, YEAR_PAIRED, YEAR_HOURS = "year_signed_in", "year_paired", "year_hours"
"""The three figures of a small company: one closed year, no dimension."""
PROGRAMME_PAIRS, PROGRAMME_HOURS, PROGRAMME_PLACES = "programme_pairs", "programme_hours", "programme_places"
"""What a funder is told of a programme: the cells of these three, by programme."""
BY_PROGRAMME = (PROGRAMME_PAIRS, PROGRAMME_HOURS, PROGRAMME_PLACES)
POOLED = "pooled_skills"
"""What an association says of its mentors' skills, over several companies (`pooled`)."""
LEAST_COMPANIES = 3
WITH_WORK_TIME = (HOURS, YEAR_HOURS, PROGRAMME_HOURS)
"""The sums that hold hours which payroll may know by name (R14)."""
WORK_TIME, PERSONAL_TIME = "work_time", "personal_time"
BASES = (WORK_TIME, PERSONAL_TIME)
NOWHERE = "none"
HEADCOUNT, NAMED = "headcount", "payroll"
"""The sets that anyone at HR can count, and those whose hours payroll knows by name (R14)."""
# A release in the outbox: its kind of message, and its kind of recipient.
PUSH, DESTINATION = "metrics.release_push", "destination"


class Measure(models.TextChoices):
    """What a figure counts; it decides the rounding (R9)."""

    SHARE = "share", _("Part, à 5 % près")
    COUNT = "count", _("Nombre, à 5 près")
    HOURS = "hours", _("Heures, à 5 heures près")
    SURVIVAL = "survival", _("Part qui dure, à 5 % près")
    MEAN = "mean", _("Moyenne, à 0,1 près")
    CHANGE = "change", _("Écart, à 0,1 près")
    NUMBER = "number", _("Nombre exact, sans personne derrière")
    EUROS = "euros", _("Euros, à 100 € près")


OF_ANSWERS = (Measure.MEAN, Measure.CHANGE)
"""What averages the answers of people: where all of them are the same it says what each one said (R11)."""
OF_THINGS = (Measure.NUMBER, Measure.EUROS)
"""What counts things and no person: always publishable, and no set stands behind it."""


class Nature(models.TextChoices):
    """A stock is the state on the last day of the period, a flow what happened during it (R7)."""

    STOCK = "stock", _("État au dernier jour")
    FLOW = "flow", _("Pendant le trimestre")


class CellState(models.TextChoices):
    """What a reader sees of a cell.

    Hidden cells all look the same, whatever the reason (R3); a band may stand for a share (R4).
    """

    SHOWN = "shown", _("Montré")
    HIDDEN = "hidden", _("Non montré")
    NOT_UPDATED = "not_updated", _("Non actualisé")
    BANDED = "banded", _("Fourchette")


class Reason(StrEnum):
    """Why a cell is not shown. A publisher reads it by family (`figure_words.why`): the exact one would bound what is hidden."""

    FEW = "few"
    NEARLY_ALL = "nearly_all"
    NAMED = "named"
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
    Reason.NAMED: Why.SIZE,
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
    """Which sets of persons the ledger remembers: those behind a shown cell or a band, and those everyone at HR can count."""

    PUBLISHED = "published", _("Derrière un chiffre publié")
    KNOWN = "known", _("Effectif connu")
    BANDED = "banded", _("Derrière une fourchette")


class Profile(models.TextChoices):
    """How much a company publishes: by its headcount, or always as a small one."""

    AUTOMATIC = "automatic", _("Selon l’effectif")
    SMALL = "small", _("Toujours comme une petite entreprise")


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


class Duration(models.TextChoices):
    """The points of the curve that are published, each a set of its own (R7)."""

    MONTHS_3 = "m3", _("3 mois")
    MONTHS_6 = "m6", _("6 mois")
    MONTHS_12 = "m12", _("12 mois")


class Band(models.TextChoices):
    """Answers from 1 to 5 in three merged bands (R4)."""

    LOW = "low", _("1 ou 2")
    MIDDLE = "middle", _("3")
    HIGH = "high", _("4 ou 5")


class ShareBand(models.TextChoices):
    """Roughly how large a share is, where it is not shown itself (R4)."""

    LOW = "low", _("moins d’un tiers")
    MIDDLE = "middle", _("entre un et deux tiers")
    HIGH = "high", _("plus de deux tiers")


class OfferKind(models.TextChoices):
    """What partner associations offer: things, no person."""

    ASSOCIATIONS = "associations", _("Associations partenaires")
    PROGRAMMES = "programmes", _("Programmes ouverts")
    PLACES = "places", _("Places proposées")
    TERRITORIES = "territories", _("Départements couverts")


class ActionKind(models.TextChoices):
    """What was done so that people hear of it and can train: things, no person. A story is told by who agreed to tell it."""

    CAMPAIGNS = "campaigns", _("Campagnes menées")
    PAGES = "pages", _("Pages de campagne publiées")
    STORIES = "stories", _("Témoignages en ligne, avec l’accord de qui parle")
    TRAININGS = "trainings", _("Séances de formation proposées")
    TRAINING_HOURS = "training_hours", _("Heures de formation proposées")


class CostKind(models.TextChoices):
    """What the company puts in, in money."""

    AGREEMENTS = "agreements", _("Conventions avec les associations")
    STAFF = "staff", _("Temps de l’équipe qui porte le programme")
    CAMPAIGNS = "campaigns", _("Campagnes et événements")
    TOOLS = "tools", _("Outils et hébergement")


def is_tally(figure: str, key: str) -> bool:
    """Whether a cell counts pages or things, and not persons."""
    return figure in {OFFER, ACTIONS, COSTS, PROGRAMME_PLACES} or (figure.startswith(FUNNEL) and key in TALLIES)


class Way(models.TextChoices):
    """How released figures reach the company's systems."""

    FOLDER = "folder", _("Dans un dossier")
    POST = "post", _("À une adresse du SIRH")


class FileKind(models.TextChoices):
    """As which file."""

    CSV = "csv", _("CSV")
    XLSX = "xlsx", _("Tableur (XLSX)")
    JSON = "json", _("JSON")
