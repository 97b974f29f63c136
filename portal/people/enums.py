"""Words of the workforce: statuses, categories, states of a run, what a run can find."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EmployeeStatus(models.TextChoices):
    """Where someone stands with the company on a day."""

    PENDING = "pending", _("Arrivée à venir")
    ACTIVE = "active", _("En poste")
    ON_LEAVE = "on_leave", _("En absence longue")
    ENDED = "ended", _("Contrat terminé")


class StaffCategory(models.TextChoices):
    """Socio-professional category, as French staff lists keep it."""

    WORKER = "ouvrier", _("Ouvrières et ouvriers")
    CLERK = "employé", _("Employées et employés")
    TECHNICIAN = "technicien", _("Techniciennes, techniciens, agentes et agents de maîtrise")
    MANAGER = "cadre", _("Cadres")
    EXECUTIVE = "dirigeant", _("Direction")


class WorkPattern(models.TextChoices):
    """When someone works."""

    DAY = "day", _("Journée")
    THREE_SHIFTS = "3x8", _("3×8")
    FIVE_SHIFTS = "5x8", _("5×8")
    NIGHT = "night", _("Nuit")


class EmploymentType(models.TextChoices):
    """Kind of contract."""

    PERMANENT = "permanent", _("Contrat à durée indéterminée")
    FIXED_TERM = "fixed_term", _("Contrat à durée déterminée")
    APPRENTICE = "apprentice", _("Alternance")
    TEMPORARY = "temporary", _("Intérim")
    PART_TIME = "part_time", _("Temps partiel")
    OTHER = "other", _("Autre contrat")


class RunState(models.TextChoices):
    """A run of a source, from the file to the end."""

    FETCHED = "fetched", _("Fichier reçu")
    MAPPED = "mapped", _("Fichier lu")
    PLANNED = "planned", _("Plan établi")
    HELD = "held", _("Retenu, à vérifier")
    APPROVED = "approved", _("Prêt à appliquer")
    APPLIED = "applied", _("Appliqué")
    ABORTED = "aborted", _("Abandonné")


OPEN_RUNS = (RunState.FETCHED, RunState.MAPPED, RunState.PLANNED, RunState.HELD, RunState.APPROVED)


class ChangeEvent(models.TextChoices):
    """What a run finds about one employee, derived from two states of the record and never received."""

    JOINED = "joined", _("Arrivée")
    RECORDED_LEFT = "recorded_left", _("Ajout d’un contrat déjà terminé")
    STARTED = "started", _("Prise de poste")
    REHIRED = "rehired", _("Retour dans l’entreprise")
    LEAVING_RESCINDED = "leaving_rescinded", _("Départ annulé")
    LEFT = "left", _("Départ")
    ABSENT = "absent", _("Absence du fichier")
    REAPPEARED = "reappeared", _("De nouveau dans le fichier")
    LEAVE_STARTED = "leave_started", _("Début d’absence longue")
    LEAVE_ENDED = "leave_ended", _("Fin d’absence longue")
    MOVED_SITE = "moved_site", _("Changement de site")
    MOVED_DEPARTMENT = "moved_department", _("Changement de service")
    MOVED_ENTITY = "moved_entity", _("Changement d’entité")
    MANAGER_CHANGED = "manager_changed", _("Changement de responsable")
    RENAMED = "renamed", _("Changement de nom")
    EMAIL_CHANGED = "email_changed", _("Changement de courriel")
    DATES_CHANGED = "dates_changed", _("Dates de contrat modifiées")
    UPDATED = "updated", _("Autre mise à jour")


class TenureBand(models.TextChoices):
    """Years in the company, in bands wide enough to be counted."""

    UNDER_2 = "0-1", _("Moins de 2 ans")
    UNDER_5 = "2-4", _("De 2 à 4 ans")
    UNDER_10 = "5-9", _("De 5 à 9 ans")
    OVER_10 = "10+", _("10 ans et plus")


class HoldReason(models.TextChoices):
    """Why a run waits for a person."""

    TOO_MANY_ENDED = "too_many_ended", _("Trop de départs ou d’absences")
    TOO_MANY_ENDED_IN_ENTITY = "too_many_ended_in_entity", _("Trop de départs ou d’absences dans une entité")
    TOO_MANY_ENDED_AT_SITE = "too_many_ended_at_site", _("Trop de départs ou d’absences sur un site")
    POPULATION_DROP = "population_drop", _("Effectif en forte baisse")
    TOO_MANY_REJECTS = "too_many_rejects", _("Trop de lignes écartées")
    COLUMN_EMPTY = "column_empty", _("Colonne obligatoire trop souvent vide")
    TOO_MANY_EMAILS = "too_many_emails", _("Trop de courriels modifiés")
    TOO_MANY_MANAGERS = "too_many_managers", _("Trop de responsables modifiés")
    DUPLICATE_ID = "duplicate_id", _("Identifiants en double")
    DUPLICATE_EMAIL = "duplicate_email", _("Courriels en double")
    IDENTICAL_FILE = "identical_file", _("Fichier déjà appliqué")
    OLDER_FILE = "older_file", _("Fichier plus ancien que le dernier appliqué")
    LOST_ZEROS = "lost_zeros", _("Zéros perdus en tête des identifiants")
    TOO_MANY_RENAMED = "too_many_renamed", _("Trop de noms modifiés")
    TOO_MANY_MOVED = "too_many_moved", _("Trop de sites, services ou entités modifiés")
    TOO_MANY_UPDATED = "too_many_updated", _("Trop d’autres champs modifiés")
    TRUNCATED = "truncated", _("Fichier incomplet")
    CURSOR_TOO_OLD = "cursor_too_old", _("Liste de différences trop ancienne")


class ColumnRefusal(models.TextChoices):
    """Why a column of a source is not taken in."""

    PROTECTED = "protected", _("Caractéristique protégée par la loi")
    PAY = "pay", _("Rémunération")
    PRIVATE = "private", _("Vie privée")
    APPRAISAL = "appraisal", _("Évaluation ou parcours de la personne")
    UNKNOWN = "unknown", _("Colonne inconnue")


class RowRule(models.TextChoices):
    """The rule a row broke."""

    EMPTY = "empty", _("Valeur obligatoire absente")
    BAD_DATE = "bad_date", _("Date illisible")
    BAD_CHOICE = "bad_choice", _("Valeur hors de la liste connue")
    BAD_EMAIL = "bad_email", _("Courriel mal formé")
    TOO_LONG = "too_long", _("Valeur trop longue")
    DATES_INVERTED = "dates_inverted", _("Fin de contrat avant le début")
    DUPLICATE = "duplicate", _("Identifiant déjà vu dans le fichier")
    SHORT_ROW = "short_row", _("Ligne incomplète")
    FORMULA = "formula", _("Formule au lieu d’une valeur")


class MeansKind(models.TextChoices):
    """What somebody without a company account signs in with."""

    PASSKEY = "passkey", _("Clé d’accès de l’appareil")
    PHONE = "phone", _("Code reçu par SMS")
