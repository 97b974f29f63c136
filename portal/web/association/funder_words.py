"""A programme's sheet for a funder in words: the newest release at the top, each figure over the periods, and its two files."""

from collections.abc import Sequence
from itertools import groupby

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.metrics.enums import BY_PROGRAMME, PROGRAMME_HOURS, PROGRAMME_PAIRS, PROGRAMME_PLACES, CellState
from portal.metrics.models import Cell
from portal.programmes.models import Programme
from portal.ui.dates import date_format
from portal.ui.documents import make_pdf
from portal.ui.figures import Row, Section
from portal.ui.numbers import told
from portal.ui.spreadsheets import csv_lines
from portal.web.company.exports.report import as_data, section_data
from portal.web.company.exports.tidy import COLUMNS
from portal.web.company.exports.tidy import row_of as tidy_row_of
from portal.web.company.figure_words import caveat, never_shown, quarter_name, title
from portal.web.company.released import row_of


def headlines(cells: Sequence[Cell]) -> list[Row]:
    """Return what one release says of a programme, in the order of the catalogue; nothing where it says nothing."""
    names = {
        PROGRAMME_PAIRS: _("Mentors accompagnant un jeune"),
        PROGRAMME_HOURS: _("Heures de rencontre"),
        PROGRAMME_PLACES: _("Places proposées"),
    }
    found = {cell.figure.code: cell for cell in cells}
    return [row_of(found[code], found[code].figure.measure, names[code], None) for code in BY_PROGRAMME if code in found]


def sections(cells: Sequence[Cell]) -> list[Section]:
    """Return each figure over the periods, the newest first."""
    ordered = sorted(cells, key=lambda cell: BY_PROGRAMME.index(cell.figure.code))
    return [_section(code, list(found)) for code, found in groupby(ordered, key=lambda cell: cell.figure.code)]


def _section(code: str, cells: list[Cell]) -> Section:
    most = max((cell.value or 0 for cell in cells), default=0) or None
    rows = [row_of(cell, cell.figure.measure, quarter_name(cell.figure.release), most) for cell in cells]
    return Section(title(code), _finding(code, cells), rows, None, caveat(code), code=code, columns=(_("Période"), ""))


def _finding(code: str, cells: Sequence[Cell]) -> str:
    """Return what the newest period says, in one sentence."""
    newest = cells[0]
    if newest.state == CellState.HIDDEN or newest.value is None or newest.as_of is None:
        return _("Trop peu de personnes pour être montré cette fois.")
    words = {
        PROGRAMME_PAIRS: _("Environ %(count)d mentors accompagnaient un jeune au %(day)s."),
        PROGRAMME_HOURS: _("Environ %(count)d heures de rencontre du %(start)s au %(day)s."),
        PROGRAMME_PLACES: _("%(count)d places proposées du %(start)s au %(day)s."),
    }
    start = date_format(newest.figure.release.period_start, "DATE_FORMAT")
    return told(words[code], {"count": newest.value, "day": date_format(newest.as_of, "DATE_FORMAT"), "start": start})


def as_pdf(programme: Programme, cells: Sequence[Cell]) -> bytes:
    """Return the sheet as a tagged PDF (PDF/UA-1)."""
    release = cells[0].figure.release
    newest = [cell for cell in cells if cell.figure.release_id == release.id]
    words = {
        "language": (get_language() or "fr")[:2],
        "title": programme.title,
        "author": programme.association.name,
        "made": _("%(association)s. %(quarter)s, publié le %(day)s ; groupes d’au moins %(k)d personnes.")
        % {
            "association": programme.association.name,
            "quarter": quarter_name(release),
            "day": date_format(release.published_at, "DATE_FORMAT"),
            "k": release.k,
        },
        "headlines": as_data([[row.label, row.text, row.hidden] for row in headlines(newest)]),
        "sections": as_data([section_data(one) for one in sections(cells)]),
        "columns": as_data([_("Période"), _("Valeur publiée")]),
        "never_title": _("Ce qui ne paraîtra jamais"),
        "never": as_data(never_shown(release.k)),
        "seal": _("Sceau : %(seal)s") % {"seal": release.digest},
    }
    return make_pdf("release", words=words)


def as_table(_programme: Programme, cells: Sequence[Cell]) -> bytes:
    """Return the same cells as CSV, in the columns of a release's table."""
    rows = (tidy_row_of(cell.figure.release, cell.figure, cell) for cell in cells)
    return "".join(csv_lines(COLUMNS, ([getattr(row, name) for name in COLUMNS] for row in rows))).encode()
