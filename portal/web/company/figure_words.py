"""The words of the figures: their names, what they find, what they do not prove, and what can never appear."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.metrics.cards import BY_CODE
from portal.metrics.enums import (
    ACTIVE,
    BY_PROGRAMME,
    FUNNEL,
    HOURS,
    OPENED,
    PARTICIPATION,
    PROGRAMME_HOURS,
    PROGRAMME_PAIRS,
    PROGRAMME_PLACES,
    YEAR_HOURS,
    YEAR_PAIRED,
    YEAR_SIGNED_IN,
    Step,
    Why,
)
from portal.metrics.models import Cell, Release
from portal.metrics.periods import Year
from portal.ui.dates import date_format
from portal.ui.numbers import told

from .outcome_words import outcome, outcome_caveat

OF_A_YEAR = (YEAR_SIGNED_IN, YEAR_PAIRED, YEAR_HOURS)


def quarter_name(release: Release) -> str:
    """Return "Troisième trimestre 2026"."""
    if isinstance(release.quarter, Year):
        return _("Année %(year)d") % {"year": release.quarter.year}
    names = {
        1: _("Premier trimestre %(year)d"),
        2: _("Deuxième trimestre %(year)d"),
        3: _("Troisième trimestre %(year)d"),
        4: _("Quatrième trimestre %(year)d"),
    }
    return names[release.quarter.number] % {"year": release.quarter.year}


def title(code: str) -> str:
    """Return the name of a figure."""
    campaign = code.removeprefix(f"{FUNNEL}.")
    return str(BY_CODE[code].name) if code in BY_CODE else _("Campagne « %(reference)s »") % {"reference": campaign}


def finding(code: str, cells: Sequence[Cell]) -> str:
    """Return one sentence: what the figure found. It uses published values alone."""
    if code == PARTICIPATION:
        return _participation(cells)
    if code.startswith(FUNNEL):
        return _funnel(cells)
    if code == HOURS:
        return _hours(cells)
    if code in BY_PROGRAMME:
        return _by_programme(code, cells)
    if code in OF_A_YEAR:
        return _year(code, cells[0])
    return _count(code, cells) if code in {ACTIVE, OPENED} else outcome(code, cells)


def _entities(cells: Sequence[Cell]) -> str:
    seen = sum(cell.value is not None for cell in cells)
    if not seen:
        return _("Le nombre de binômes tient à trop peu de personnes pour être montré.")
    text = ngettext(
        "%(seen)d société sur %(all)d réunit assez de mentors pour être montrée.",
        "%(seen)d sociétés sur %(all)d réunissent assez de mentors pour être montrées.",
        seen,
    )
    return text % {"seen": seen, "all": len(cells)}


def _by_programme(code: str, cells: Sequence[Cell]) -> str:
    seen = sum(cell.value is not None for cell in cells)
    if code == PROGRAMME_PLACES:
        places = sum(cell.value or 0 for cell in cells)
        return told(ngettext("%(count)d place proposée.", "%(count)d places proposées.", places), {"count": places})
    if not seen:
        return _("Aucun programme ne réunit assez de mentors pour être montré.")
    text = ngettext(
        "%(seen)d programme sur %(all)d réunit assez de mentors pour être montré.",
        "%(seen)d programmes sur %(all)d réunissent assez de mentors pour être montrés.",
        seen,
    )
    return text % {"seen": seen, "all": len(cells)}


def _year(code: str, total: Cell) -> str:
    if total.value is None:
        return _("Trop peu de personnes pour être montré.")
    words = {
        YEAR_SIGNED_IN: _("Environ %(count)d personnes sont venues sur le portail dans l’année."),
        YEAR_PAIRED: _("Environ %(count)d mentors ont rencontré leur jeune dans l’année."),
        YEAR_HOURS: _("Environ %(count)d heures passées avec un jeune dans l’année."),
    }
    return told(words[code], {"count": total.value})


def _participation(cells: Sequence[Cell]) -> str:
    groups = [cell for cell in cells if cell.key]
    seen = sum(cell.value is not None for cell in groups)
    if not seen:
        return _("Aucun groupe de sites n’a assez de personnes pour une part publiée.")
    if seen == len(groups):
        values = [cell.value or 0 for cell in groups]
        return _("La part va de %(least)d à %(most)d %% selon les groupes de sites.") % {"least": min(values), "most": max(values)}
    text = ngettext(
        "%(seen)d groupe de sites sur %(all)d a assez de personnes pour une part publiée.",
        "%(seen)d groupes de sites sur %(all)d ont assez de personnes pour une part publiée.",
        seen,
    )
    return text % {"seen": seen, "all": len(groups)}


def _funnel(cells: Sequence[Cell]) -> str:
    values = {cell.key: cell.value for cell in cells if cell.value is not None}
    applied, paired = values.get(Step.APPLIED), values.get(Step.PAIRED)
    if applied is not None and paired is not None:
        text = _("Ce trimestre, environ %(applied)d personnes ont candidaté et %(paired)d ont rencontré leur jeune.")
        return told(text, {"applied": applied, "paired": paired})
    if applied is not None:
        return told(_("Ce trimestre, environ %(applied)d personnes ont candidaté."), {"applied": applied})
    return _("%(seen)d étapes sur %(all)d réunissent assez de personnes pour être montrées.") % {
        "seen": len(values),
        "all": len(cells),
    }


def _hours(cells: Sequence[Cell]) -> str:
    values = [cell.value for cell in cells if cell.value is not None]
    if len(values) < len(cells):
        return _("Une partie des heures tient à trop peu de personnes pour être montrée.")
    return told(_("Environ %(hours)d heures passées avec un jeune ce trimestre."), {"hours": sum(values)})


def _count(code: str, cells: Sequence[Cell]) -> str:
    total = cells[0]
    if total.value is None or total.as_of is None:
        return _entities([cell for cell in cells if cell.key])
    if code == OPENED:
        return told(_("Environ %(pairs)d binômes ont commencé ce trimestre."), {"pairs": total.value})
    day = date_format(total.as_of, "DATE_FORMAT")
    return told(_("Environ %(pairs)d binômes étaient en cours au %(day)s."), {"pairs": total.value, "day": day})


def caveat(code: str) -> str:
    """Return what a figure does not prove."""
    if code.startswith(f"{FUNNEL}."):
        return _(
            "Les deux premières lignes comptent des pages ouvertes, sans savoir par qui ; les suivantes, des personnes, chacune au "
            "trimestre où elle fait l’étape. Ce que ce chiffre ne prouve pas : que la campagne en est la cause."
        )
    words = {
        PARTICIPATION: _(
            "Ce que ce chiffre ne prouve pas : qu’un site est plus généreux qu’un autre. Les métiers et les horaires diffèrent."
        ),
        FUNNEL: _(
            "Chaque étape est comptée le trimestre où elle arrive : ce ne sont pas les mêmes personnes d’une ligne à l’autre."
        ),
        HOURS: _("Ce que ce chiffre ne prouve pas : un effet sur les jeunes. Des heures disent du temps, pas un résultat."),
        OPENED: _("Une personne compte une fois, même si elle accompagne deux jeunes."),
        YEAR_SIGNED_IN: _("Une personne compte une fois. Ce que ce chiffre ne prouve pas : un engagement."),
        YEAR_PAIRED: _("Une personne compte une fois, même si elle accompagne deux jeunes."),
        YEAR_HOURS: _("Ce que ce chiffre ne prouve pas : un effet sur les jeunes. Des heures disent du temps, pas un résultat."),
        PROGRAMME_PAIRS: _(
            "Une personne compte une fois par programme. Publics et rythmes diffèrent : ce n’est pas un classement."
        ),
        PROGRAMME_HOURS: _(
            "Des heures disent du temps, pas un résultat. Publics et rythmes diffèrent : ce n’est pas un classement."
        ),
        PROGRAMME_PLACES: _("Des sessions d’entrée, pas des personnes : ces nombres sont exacts."),
        ACTIVE: _("Ce que ce chiffre ne prouve pas : que le programme retient les salariés. Une personne compte une fois."),
    }
    return words[code] if code in words else outcome_caveat(code)


def why(family: Why | None) -> str:
    """Return why a cell is not shown, no closer than its family: more would bound what is hidden."""
    words = {
        Why.SIZE: _("trop peu de personnes, ou une soustraction en isolerait"),
        Why.CHANGE: _("trop peu de personnes arrivées ou parties depuis la dernière valeur"),
        Why.SPREAD: _("une ou deux personnes, ou une seule réponse, en font l’essentiel"),
        Why.DOUBT: _("le calcul n’a pas pu conclure : dans le doute, rien ne paraît"),
        Why.MEMORY: _("la mémoire des publications passées n’est plus là pour comparer"),
    }
    return words[family] if family else _("moins de personnes ou de pages que le plus petit groupe")


def never_shown_when_small() -> list[str]:
    """Return what a small company never publishes, told beforehand."""
    return [
        _("un chiffre par trimestre, par site, par société, par catégorie ou par campagne"),
        _("une participation en part du personnel, une durée, une satisfaction"),
        _("les compétences : seule une association les publie, sur trois entreprises ou plus, aucune ne pesant plus de la moitié"),
    ]


def never_shown(k: int) -> list[str]:
    """Return what no figure will ever show (R12)."""
    return [
        _("un nom, un texte libre, la situation d’un jeune ou d’une jeune"),
        _("une inquiétude, ou la raison d’une fin de binôme"),
        _("l’association qu’une personne a choisie"),
        _("une note, un score ou un classement de personnes ou de sites"),
        _("un chiffre par équipe ou par manager, ou croisé à la demande"),
        _("un groupe de moins de %(k)d personnes, même par soustraction entre deux publications") % {"k": k},
    ]
