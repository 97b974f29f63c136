"""What a programme may be, and the lists an employee chooses from."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    """Where a pair meets."""

    IN_PERSON = "in_person", _("sur place")
    REMOTE = "remote", _("à distance")
    HYBRID = "hybrid", _("sur place et à distance")


class LegalScope(models.TextChoices):
    """The legal regime that decides which gates a mentor passes."""

    NONE = "none", _("droit commun")
    CHILD_PROTECTION = "child_protection", _("protection de l’enfance")
    EARLY_CHILDHOOD = "early_childhood", _("petite enfance")


class CampaignCount(StrEnum):
    """What is counted of a campaign without knowing anybody: its page was opened, its call was followed."""

    SEEN = "seen"
    CALLED = "called"


class ProgrammeStatus(models.TextChoices):
    """Whether employees see a programme."""

    DRAFT = "draft", _("en préparation")
    OPEN = "open", _("ouvert")
    CLOSED = "closed", _("fermé")


class Cause(models.TextChoices):
    """What a programme works for."""

    ORIENTATION = "orientation", _("orientation")
    EQUAL_CHANCES = "equal_chances", _("égalité des chances")
    SCHOOL = "school", _("réussite scolaire")
    FIRST_JOB = "first_job", _("premier emploi")
    READING = "reading", _("lecture et langage")
    SCIENCE = "science", _("sciences et techniques")
    DIGITAL = "digital", _("numérique")
    CULTURE = "culture", _("culture et curiosité")
    RURAL = "rural", _("jeunes des campagnes")
    PROTECTION = "protection", _("enfance protégée")
    CONFIDENCE = "confidence", _("confiance en soi")


class Skill(models.TextChoices):
    """What a mentor offers."""

    LISTENING = "listening", _("écouter et encourager")
    METHOD = "method", _("apprendre à s’organiser")
    INTERVIEW = "interview", _("préparer un entretien")
    CV = "cv", _("rédiger un CV")
    SPEAKING = "speaking", _("prendre la parole")
    WRITING = "writing", _("écrire en français")
    MATHS = "maths", _("mathématiques")
    SCIENCE = "science", _("sciences")
    DIGITAL = "digital", _("outils numériques")
    NETWORK = "network", _("ouvrir son carnet d’adresses")
    PROJECT = "project", _("monter un projet")
    TRADES = "trades", _("faire découvrir un métier")


class Slot(models.TextChoices):
    """When a pair can meet."""

    LUNCH = "lunch", _("le midi en semaine")
    AFTERNOON = "afternoon", _("l’après-midi en semaine")
    WEDNESDAY = "wednesday", _("le mercredi après-midi")
    EVENING = "evening", _("en soirée")
    SATURDAY = "saturday", _("le samedi")
    HOLIDAYS = "holidays", _("pendant les vacances scolaires")


class Language(models.TextChoices):
    """Languages beside French that a programme may need, and say so."""

    ENGLISH = "en", _("anglais")
    ARABIC = "ar", _("arabe")
    SPANISH = "es", _("espagnol")
    GERMAN = "de", _("allemand")
    PORTUGUESE = "pt", _("portugais")
    UKRAINIAN = "uk", _("ukrainien")
    SIGN = "fsl", _("langue des signes française")


class Label(models.TextChoices):
    """Labels of the French mentoring scene."""

    COLLECTIF = "collectif_mentorat", _("Collectif Mentorat")
    ONE_TO_ONE = "1_jeune_1_mentor", _("1 jeune, 1 mentor")


class DeskList(models.TextChoices):
    """Lists of the desk whose filters can be kept."""

    CANDIDATES = "candidates", _("Candidatures")
    PAIRS = "pairs", _("Binômes")
    FOLLOW_UP = "follow_up", _("Suivi")


class QualityStepNumber(models.IntegerChoices):
    """The six steps of mentoring, on which each programme says how it works."""

    SOURCING = 1, _("Trouver")
    MATCHING = 2, _("Former le binôme")
    FRAME = 3, _("Donner un cadre")
    FOLLOW_UP = 4, _("Suivre")
    TRAINING = 5, _("Former et soutenir")
    REVIEW = 6, _("Faire le bilan")
