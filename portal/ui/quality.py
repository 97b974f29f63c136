"""The quality sheet in words, on the screen and as a PDF."""

import json
from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from portal.journeys.quality_sheet import Row, Sheet
from portal.journeys.quality_values import Value
from portal.journeys.sourcing import Sourcing
from portal.programmes.enums import QualityStepNumber
from portal.programmes.rules.quality import Unit
from portal.ui.numbers import grouped, told

from .dates import date_format
from .documents import make_pdf

LABELS: dict[str, Promise] = {
    "days_to_pair": gettext_lazy("Jours de la candidature au binôme (médiane)"),
    "goal_stated": gettext_lazy("Binômes qui ont un objectif"),
    "met_within_15_days": gettext_lazy("Première rencontre sous 15 jours"),
    "cleared_before_meeting": gettext_lazy("Toutes les conditions réunies avant la rencontre"),
    "contact_this_month": gettext_lazy("Contact de l’équipe ce mois-ci"),
    "sessions_a_month": gettext_lazy("Séances par mois et par binôme"),
    "hours_a_month": gettext_lazy("Heures par mois et par binôme"),
    "alive_at_3_months": gettext_lazy("Binômes qui durent 3 mois"),
    "alive_at_6_months": gettext_lazy("Binômes qui durent 6 mois"),
    "alive_at_12_months": gettext_lazy("Binômes qui durent 12 mois"),
    "ended_before_3_months": gettext_lazy("Fins avant 3 mois"),
    "referrals_in_time": gettext_lazy("Relais pris en charge sous deux jours ouvrés"),
    "trained_2_hours": gettext_lazy("Deux heures de formation avant le binôme"),
    "trained_6_hours": gettext_lazy("Six heures de formation en tout"),
    "both_reviewed": gettext_lazy("Bilan des deux côtés"),
    "closing_interview": gettext_lazy("Entretien de clôture"),
    "mentee_satisfied": gettext_lazy("Jeunes que le binôme a aidés (4 ou 5 sur 5)"),
    "mentor_gains": gettext_lazy("Mentors à qui le binôme a apporté (4 ou 5 sur 5)"),
}


def value_of(row: Row) -> str:
    """Return a measured value in words: a share with its cases, the cases alone when there are few, an interval for a duration."""
    value = row.value
    if value.number is None:
        return _("pas encore mesurable")
    if row.indicator.unit == Unit.PERCENT and value.cases is not None:
        if row.few:
            return told(_("%(cases)d sur %(of)d"), {"cases": value.cases, "of": value.of})
        return told(_("%(share)s, %(cases)d sur %(of)d"), {"share": _percent(value.number), "cases": value.cases, "of": value.of})
    if value.between:
        if row.few:
            return told(_("trop peu de binômes (%(of)d) pour une part"), {"of": value.of})
        low, high = (round(one) for one in value.between)
        return _("%(share)s (entre %(low)d et %(high)d)") % {"share": _percent(value.number), "low": low, "high": high}
    return amount(row.indicator.unit, value.number)


def amount(unit: Unit, number: float) -> str:
    """Return a number with its unit."""
    if unit == Unit.PERCENT:
        return _percent(number)
    if unit == Unit.DAYS:
        return _("%(days)d j") % {"days": round(number)}
    if unit == Unit.PAIRS:
        return told(ngettext("%(count)d binôme", "%(count)d binômes", round(number)), {"count": round(number)})
    text = f"{number:.1f}".removesuffix(".0").replace(".", "," if (get_language() or "fr").startswith("fr") else ".")
    return _("%(number)s par mois") % {"number": text} if unit == Unit.A_MONTH else _("%(number)s h par mois") % {"number": text}


def target_of(row: Row) -> str:
    """Return the target in words; a national figure is set beside, not aimed at."""
    said = amount(row.indicator.unit, row.target)
    if row.indicator.beside:
        return _("à côté de %(value)s") % {"value": said}
    return told(_("au plus %(value)s") if row.indicator.at_most else _("au moins %(value)s"), {"value": said})


def verdict_of(row: Row) -> tuple[str, str]:
    """Return the words and the tone of a verdict."""
    if row.indicator.beside or row.value.number is None:
        return "", ""
    if row.verdict is None:
        return _("à lire cas par cas"), ""
    return (_("atteint"), "ok") if row.verdict else (_("à reprendre"), "wait")


def lines(sheet: Sheet) -> list[tuple[str, str, list[tuple[str, str, str, tuple[str, str], str]]]]:
    """Return the six steps: name, text, and for each indicator its label, value, target, verdict and the source of its target."""
    return [
        (
            str(QualityStepNumber(number).label),
            text,
            [
                (str(LABELS[row.indicator.code]), value_of(row), target_of(row), verdict_of(row), source_of(row.indicator.source))
                for row in rows
            ],
        )
        for number, text, rows in sheet.steps
    ]


def source_of(source: str) -> str:
    """Return where a usual target comes from; "own judgement" is said as such."""
    return _("notre jugement") if source == "own judgement" else source


def sourcing_title() -> str:
    """Return what the table of the way in is called."""
    return _("Par campagne, de la candidature aux binômes qui durent")


def sourcing_head() -> list[str]:
    """Return the columns of the way in."""
    return [
        _("Campagne"),
        _("Pages ouvertes"),
        _("Connexions"),
        _("Candidatures"),
        _("Prêtes"),
        _("Binômes"),
        _("3 mois"),
        _("6 mois"),
        _("12 mois"),
        _("Délai médian"),
    ]


def sourcing_lines(sheet: Sheet) -> list[tuple[str, list[str], tuple[str, str]]]:
    """Return a line for each campaign: its name, its cells in the order of the columns, the words and the tone of its verdict."""
    return [(_campaign(one), _cells(one), _in_time(one.in_time(sheet.days_to_pair))) for one in sheet.sourcing]


def sourcing_note(sheet: Sheet) -> str:
    """Return how to read the way in: whose figures, since when, and the target."""
    return _(
        "Candidatures transmises depuis deux ans. Les pages ouvertes et les connexions sont des chiffres publiés par l’entreprise, "
        "arrondis, tous programmes réunis ; ils ne se comparent pas à vos candidatures. Sous dix binômes : combien durent, "
        "parmi ceux présentés depuis assez longtemps. Délai visé de la candidature au binôme : au plus %(days)d jours."
    ) % {"days": sheet.days_to_pair}


def _campaign(line: Sourcing) -> str:
    if line.whole:
        return _("Ensemble")
    return line.campaign.title if line.campaign else _("Sans campagne")


def _cells(line: Sourcing) -> list[str]:
    published = (
        [_("non publié") if one is None else str(grouped(one)) for one in (line.seen, line.signed_in)]
        if line.campaign
        else ["–", "–"]
    )
    people = [str(grouped(one)) for one in (line.applied, line.ready, line.paired)]
    days = "–" if line.days.number is None else amount(Unit.DAYS, line.days.number)
    return [*published, *people, *map(_lasting, line.active.values()), days]


def _lasting(value: Value) -> str:
    if value.number is None:
        return "–"
    if value.between:
        return _percent(value.number)
    return told(_("%(cases)d sur %(of)d"), {"cases": value.cases, "of": value.of})


def _in_time(verdict: bool | None) -> tuple[str, str]:
    if verdict is None:
        return "", ""
    return (_("atteint"), "ok") if verdict else (_("à reprendre"), "wait")


def as_pdf(sheet: Sheet, *, language: str) -> bytes:
    """Return the sheet as a tagged PDF of one or two pages. Call it under the language it speaks."""
    words: Mapping[str, str] = {
        "language": language[:2],
        "title": _("Fiche qualité"),
        "association": sheet.programme.association.name,
        "programme": sheet.programme.title,
        "made": made_on(sheet.on, sheet.pairs),
        "columns": json.dumps([_("Indicateur"), _("Mesuré"), _("Visé"), _("Verdict")]),
        "steps": json.dumps(
            [[name, text, [[row[0], row[1], row[2], row[3][0]] for row in rows]] for name, text, rows in lines(sheet)]
        ),
        "sourcing_title": sourcing_title() if sheet.sourcing else "",
        "sourcing_head": json.dumps(sourcing_head()),
        "sourcing": json.dumps([[name, *cells] for name, cells, _verdict in sourcing_lines(sheet)]),
        "sourcing_note": sourcing_note(sheet),
        "caveat": caveat(),
    }
    return make_pdf("sheet", words=words)


def made_on(on: date, pairs: int) -> str:
    """Return the day of a sheet and how many pairs of the year it counts."""
    day = date_format(on, "j F Y")
    said = ngettext(
        "Au %(day)s, %(count)d binôme dans l’année écoulée.", "Au %(day)s, %(count)d binômes dans l’année écoulée.", pairs
    )  # fmt: skip
    return told(said, {"day": day, "count": pairs})


def caveat() -> str:
    """Return how to read the sheet."""
    return _(
        "Document interne à l’association : il n’est pas montré à l’entreprise. Les durées comptent les binômes encore en cours "
        "pour ce que l’on en sait (Kaplan–Meier), avec leur intervalle à 95 %. En dessous de dix binômes, la fiche donne les cas "
        "et ne conclut pas. Rien ici ne prouve un effet."
    )


def _percent(number: float) -> str:
    return _("%(share)d %%") % {"share": round(number)}
