"""How the workforce is spoken of, on the screens and at the terminal: why a run is held, what is wrong, names of fields."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.core.errors import Refusal
from portal.people import queries
from portal.people.enums import (
    ChangeEvent,
    ColumnRefusal,
    EmployeeStatus,
    EmploymentType,
    HoldReason,
    RowRule,
    RunState,
    StaffCategory,
    WorkPattern,
)
from portal.people.models import SyncRun
from portal.people.ports import RefusedColumn
from portal.people.queries import Line
from portal.ui.dates import date_format

FIELDS: Mapping[str, str | Promise] = {
    "": _("Ligne entière"),
    "external_id": _("Identifiant"),
    "employee_number": _("Matricule"),
    "work_email": _("Courriel professionnel"),
    "given_name": _("Prénom"),
    "family_name": _("Nom de famille"),
    "preferred_name": _("Nom d’usage"),
    "status": _("Situation"),
    "start_date": _("Date d’entrée"),
    "end_date": _("Date de sortie"),
    "employment_type": _("Type de contrat"),
    "job_title": _("Intitulé du poste"),
    "department_code": _("Service"),
    "legal_entity_code": _("Entité"),
    "site_code": _("Site"),
    "country": _("Pays"),
    "locale": _("Langue"),
    "manager_external_id": _("Responsable"),
    "staff_category": _("Catégorie"),
    "work_pattern": _("Rythme de travail"),
    "sso": _("Compte d’entreprise"),
    "missed_snapshots": _("Fichiers sans cette personne"),
    "missing_since": _("Absente des fichiers depuis"),
}

_CHOICES: Mapping[str, type[TextChoices]] = {
    "status": EmployeeStatus,
    "employment_type": EmploymentType,
    "staff_category": StaffCategory,
    "work_pattern": WorkPattern,
}

_HOLDS: Mapping[str, str | Promise] = {
    HoldReason.TOO_MANY_ENDED: _("%(count)s personnes partent ou manquent dans le fichier, sur %(of)s : plus de %(percent)s %%."),
    HoldReason.TOO_MANY_ENDED_IN_ENTITY: _(
        "Entité %(where)s : %(count)s personnes partent ou manquent dans le fichier, sur %(of)s, soit plus de %(percent)s %%."
    ),
    HoldReason.TOO_MANY_ENDED_AT_SITE: _(
        "Site %(where)s : %(count)s personnes partent ou manquent dans le fichier, sur %(of)s, soit plus de %(percent)s %%."
    ),
    HoldReason.POPULATION_DROP: _(
        "L’effectif passe de %(before)s à %(after)s personnes : moins de %(percent)s %% de la dernière fois."
    ),
    HoldReason.TOO_MANY_REJECTS: _("Lignes illisibles : %(count)s sur %(of)s, plus de %(percent)s %%."),
    HoldReason.COLUMN_EMPTY: _("La colonne « %(field)s » est vide sur %(count)s lignes : plus de %(percent)s %%."),
    HoldReason.TOO_MANY_EMAILS: _("%(count)s courriels changent d’un coup, sur %(of)s personnes : plus de %(percent)s %%."),
    HoldReason.TOO_MANY_MANAGERS: _("%(count)s responsables changent d’un coup, sur %(of)s personnes : plus de %(percent)s %%."),
    HoldReason.TOO_MANY_RENAMED: _("%(count)s noms changent d’un coup, sur %(of)s personnes : plus de %(percent)s %%."),
    HoldReason.TOO_MANY_MOVED: _(
        "%(count)s personnes changent d’un coup de site, de service ou d’entité, sur %(of)s : plus de %(percent)s %%."
    ),
    HoldReason.TOO_MANY_UPDATED: _("%(count)s fiches changent d’un coup, sur %(of)s personnes : plus de %(percent)s %%."),
    HoldReason.LOST_ZEROS: _(
        "%(count)s identifiants ont perdu les zéros qui les commencent : le fichier est sans doute passé par un tableur. "
        "Ces personnes seraient prises pour d’autres."
    ),
    HoldReason.DUPLICATE_ID: _(
        "Identifiants présents plusieurs fois : %(count)s. Ces personnes sont laissées comme elles étaient."
    ),
    HoldReason.DUPLICATE_EMAIL: _("Courriels donnés à plusieurs personnes : %(count)s."),
    HoldReason.IDENTICAL_FILE: _("Ce fichier est le même que le dernier appliqué : il n’y a rien de nouveau à prendre."),
    HoldReason.OLDER_FILE: _("Ce fichier date du %(file)s, avant le dernier appliqué (%(last)s)."),
    HoldReason.CURSOR_TOO_OLD: _(
        "Ces différences couvrent %(days)s jours, plus que les %(most)s admis : des changements ont pu se perdre. "
        "Demandez plutôt une liste complète."
    ),
}

_TRUNCATED: Mapping[str, str | Promise] = {
    "last_line_open": _("La dernière ligne est coupée : le fichier s’arrête après %(rows)s lignes. Il manque peut-être la suite."),
    "open_quote": _("Un guillemet reste ouvert : le fichier n’est lisible que jusqu’à la ligne %(rows)s."),
    "broken_sheet": _("La feuille est abîmée : elle n’est lisible que jusqu’à la ligne %(rows)s."),
    "manifest_rows": _("Le fichier a %(rows)s lignes, alors que son bordereau en annonce %(expected)s."),
    "manifest_sha256": _("L’empreinte du fichier n’est pas celle de son bordereau : il a changé en route."),
}

_REFUSALS: Mapping[str, str | Promise] = {
    "unknown_source": _("Cette source n’existe pas. Sources connues : %(known)s."),
    "no_file": _("Il n’y a pas de fichier à lire."),
    "too_large": _("Ce fichier dépasse %(mebibytes)s Mio."),
    "not_text": _("Ce fichier n’est pas un CSV lisible."),
    "line_too_long": _("La ligne %(line)s dépasse %(mebibytes)s Mio : ce fichier n’est pas une liste du personnel."),
    "old_excel": _("Ce classeur est au format Excel d’avant 2007. Enregistrez-le en .xlsx ou en CSV."),
    "bad_workbook": _("Ce classeur Excel est abîmé, protégé ou vide. Enregistrez-le de nouveau, en .xlsx ou en CSV."),
    "no_header": _("Ce fichier n’a pas de ligne de titres."),
    "too_many_columns": _("Ce fichier a plus de %(most)s colonnes : ce n’est pas une liste du personnel."),
    "bad_manifest": _("Le bordereau de ce fichier est illisible. Demandez-en un autre, ou retirez-le."),
    "no_reference": _("La liste %(file)s, qui va avec cette source, est absente ou illisible."),
    "missing_columns": _("Il manque au fichier les colonnes de : %(fields)s."),
    "bad_mapping": _("Le réglage de la source %(source)s nomme ce que le portail ne connaît pas : %(fields)s."),
    "barred_column": _("Ces colonnes n’entrent jamais dans le portail, sous aucun nom : %(columns)s."),
    "address_not_allowed": _("Cette adresse mène au réseau de l’entreprise ou à cette machine : le portail ne l’appelle pas."),
    "not_reached": _("Le SIRH ne répond pas à cette adresse. Rien n’a changé ; réessayez plus tard, ou vérifiez l’adresse."),
    "bad_certificate": _("Le certificat de cette adresse n’est pas reconnu : le portail n’y envoie rien."),
    "not_let_in": _("Le SIRH refuse notre accès : vérifiez le compte, le secret et ses droits de lecture."),
    "not_there": _("Il n’y a rien à cette adresse : vérifiez-la, ainsi que le nom du rapport ou de l’entreprise."),
    "busy": _("Le SIRH demande d’attendre. Rien n’a changé ; la prochaine lecture réessaiera."),
    "answer_too_large": _("La réponse du SIRH dépasse %(mebibytes)s Mio : elle n’a pas été lue jusqu’au bout, et rien n’a changé."),
    "cut_short": _("La réponse du SIRH s’interrompt à chaque fois, ou n’est pas du JSON. Rien n’a changé."),
    "bad_answer": _("Le SIRH répond autre chose que ce que prévoit son interface. Rien n’a changé."),
    "moved_while_read": _("La liste n’a pas cessé de changer pendant sa lecture. Rien n’a changé ici ; réessayez plus tard."),
    "nobody": _("Le SIRH ne nomme personne : c’est sans doute un droit de lecture qui manque. Rien n’a changé."),
    "no_delta": _("Cette source ne dit pas ce qui a changé depuis la dernière fois : lisez-la en entier."),
    "run_unfinished": _("Un plan de cette source est appliqué à moitié : terminez-le d’abord (hris apply)."),
    "gave_way": _("Un plan plus récent de cette source a pris la place de celui-ci."),
    "base_moved": _("L’effectif a changé depuis ce plan : il est abandonné, refaites-en un."),
    "not_approved": _("Ce plan n’est pas approuvé."),
    "reason_missing": _("Dites en quelques mots pourquoi : la personne qui relira vous en saura gré."),
    "wrong_state": _("Ce plan n’attend plus de décision."),
    "state_moved": _("Quelqu’un vient de décider pour ce plan."),
    "not_allowed": _("Cette décision revient aux ressources humaines."),
    "out_of_bounds": _("Choisissez un nombre entre %(low)s et %(high)s."),
}


# Codes whose sentence needs facts that are not kept once the file is put away.
_WITHOUT_FACTS: Mapping[str, str | Promise] = {
    "too_large": _("Il est trop lourd pour une liste du personnel."),
    "line_too_long": _("Une de ses lignes est bien trop longue : ce n’est pas une liste du personnel."),
    "too_many_columns": _("Il a bien trop de colonnes : ce n’est pas une liste du personnel."),
    "no_reference": _("Une liste qui va avec cette source est absente ou illisible."),
    "missing_columns": _("Des colonnes obligatoires y manquent."),
    "bad_mapping": _("Le réglage des colonnes de cette source est à revoir."),
    "barred_column": _("Le réglage des colonnes prend une colonne qui n’entre jamais dans le portail."),
    "answer_too_large": _("La réponse du SIRH est trop lourde : elle n’a pas été lue jusqu’au bout."),
}

_GIVEN_UP: Mapping[str, str | Promise] = {
    "fail": _("Ce fichier n’a pas pu être lu jusqu’au bout."),
    "give_way": _("Un fichier plus récent a pris la place de celui-ci avant qu’il ne soit appliqué."),
    "fall_behind": _("L’effectif a changé depuis ce plan : déposez de nouveau le fichier, un plan à jour sera fait."),
}

_MANY: Mapping[str, str | Promise] = {
    HoldReason.TOO_MANY_ENDED_IN_ENTITY: _(
        "Dans %(places)s entités, plus de %(percent)s %% des personnes partent ou manquent dans le fichier : %(told)s."
    ),
    HoldReason.TOO_MANY_ENDED_AT_SITE: _(
        "Sur %(places)s sites, plus de %(percent)s %% des personnes partent ou manquent dans le fichier : %(told)s."
    ),
}


def all_held(holds: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the sentences for what holds a run; what is true of several entities or sites is said once."""
    found: list[str] = []
    for code, group in groupby(holds, key=itemgetter("code")):
        alike = list(group)
        if code in _MANY and len(alike) > 1:
            told = ", ".join(_("%(where)s (%(count)s sur %(of)s)") % _grouped(hold) for hold in alike)
            found.append(str(_MANY[code]) % {"places": len(alike), "percent": alike[0]["percent"], "told": told})
        else:
            found += map(why_held, alike)
    return found


def why_held(hold: Mapping[str, Any]) -> str:
    """Return the sentence for one reason to hold a run."""
    if hold["code"] == HoldReason.TRUNCATED:
        return str(_TRUNCATED[hold["sign"]]) % _grouped(hold)
    facts = {**hold, "field": field_name(hold["field"])} if "field" in hold else hold
    return str(_HOLDS[hold["code"]]) % _grouped(facts)


def grouped(number: int) -> str:
    """Return a count with its thousands apart, as its language writes them."""
    return number_format(number, force_grouping=True)


def long_gone(count: int) -> str:
    """Return the sentence for rows that name people gone for too long to be taken in."""
    said = ngettext(
        "%(count)s ligne nomme une personne partie depuis plus d’un an : elle n’est pas enregistrée.",
        "%(count)s lignes nomment des personnes parties depuis plus d’un an : elles ne sont pas enregistrées.",
        count,
    )
    return said % {"count": grouped(count)}


def _grouped(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts with their counts written as the language does."""
    return {name: grouped(value) if type(value) is int else value for name, value in facts.items()}


def why_refused(refusal: Refusal) -> str:
    """Return the sentence for a refusal of people, of a run or of a source."""
    facts = {name: ", ".join(map(_listed, value)) if isinstance(value, list) else value for name, value in refusal.facts.items()}
    return str(_REFUSALS.get(refusal.code, _("Ce n’est pas possible maintenant."))) % facts


def why_unread(code: str, fields: Iterable[str] = ()) -> str:
    """Return the sentence for the code of a refusal whose facts were not kept, but for the fields of ours that it names."""
    named = list(fields)
    if named and code == "missing_columns":
        return why_refused(Refusal(code, fields=named))
    said = _WITHOUT_FACTS.get(code) or _REFUSALS.get(code)
    return str(said or _("Un incident a empêché de lire ce fichier."))


def why_given_up(run: SyncRun) -> str:
    """Return why a run was given up, in a sentence, "" for one that was not, or that a person rejected with a reason."""
    step, code = queries.given_up(run=run)
    told = [str(_GIVEN_UP[step])] if step in _GIVEN_UP else []
    if step == "fail" and code:
        told.append(why_unread(code))
    return " ".join([*told, str(_("Rien n’a changé dans le portail."))]) if told else ""


def state_name(run: SyncRun) -> str:
    """Return how a run stands: its state, or what is being done to it now."""
    moves = queries.progress_of(run=run)
    if moves is not None:
        return str(_("Lecture en cours") if moves.doing == "reading" else _("Application en cours"))
    return str(RunState(run.state).label)


def field_name(name: str) -> str:
    """Return how a field is called."""
    return str(FIELDS.get(name, name))


def value_name(field: str, value: object) -> str:
    """Return a value of a field as it is read: choices by their label, days as they are written, nothing as nothing."""
    if value is None or value == "":
        return ""
    if field in _CHOICES:
        return str(dict(_CHOICES[field].choices).get(str(value), value))
    if isinstance(value, bool):
        return str(_("oui") if value else _("non"))
    day = field.endswith("_date") or field == "missing_since"
    return date_format(date.fromisoformat(str(value)), "SHORT_DATE_FORMAT") if day else str(value)


def choice_labels(field: str) -> dict[str, str]:
    """Return the values that a field may have with their labels, none for a field that is free."""
    return {value: str(label) for value, label in _CHOICES[field].choices} if field in _CHOICES else {}


def columns_by_reason(columns: Iterable[RefusedColumn]) -> list[tuple[str, list[str]]]:
    """Return refused columns by why they are."""
    reasons: dict[str, list[str]] = {}
    for column in columns:
        reasons.setdefault(column_reason(column.why), []).append(column.name)
    return list(reasons.items())


def event_name(event: str) -> str:
    """Return how an event is called."""
    return str(ChangeEvent(event).label)


def rule_name(rule: str) -> str:
    """Return how a rule that a row broke is called."""
    return str(RowRule(rule).label)


def dry_run_header() -> tuple[str, ...]:
    """Return the headings of a dry run."""
    return tuple(str(title) for title in (_("identifiant"), _("événement"), _("champ"), _("avant"), _("après")))


def dry_run_cells(line: Line) -> tuple[str, ...]:
    """Return the cells of one line of a dry run."""
    values = (value_name(line.field, value) for value in (line.before, line.after))
    return (line.external_id, event_name(line.event), field_name(line.field), *values)


def column_reason(why: str) -> str:
    """Return why a column is refused."""
    return str(ColumnRefusal(why).label)


def _listed(item: object) -> str:
    return field_name(str(item))
