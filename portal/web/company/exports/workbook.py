"""A release as a workbook: a sheet to read first, a tidy sheet, native charts that point at it, the method, the reporting codes."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core.spreadsheets import neutral
from portal.metrics.cards import CARDS
from portal.metrics.models import Release
from portal.metrics.reporting import reporting_map
from portal.ui.figures import Section
from portal.web.company.figure_words import caveat, never_shown, quarter_name
from portal.web.company.released import sections

from .tidy import COLUMNS, Tidy, tidy, unit_of

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

LABEL, VALUE = COLUMNS.index("label"), COLUMNS.index("value")
CHART_ROWS = 18
FAINT_LINES = {"visible": True, "line": {"color": "#E4DCCD"}}


def workbook_of(release: Release) -> bytes:
    """Return the workbook of a release (figures and cells loaded). No formula, no link, no hidden sheet."""
    from xlsxwriter import Workbook  # noqa: PLC0415  loads with the first workbook, not at start-up

    out, rows = BytesIO(), tidy(release)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(out, options)
    book.set_properties({"title": quarter_name(release), "comments": "", "created": release.published_at})
    strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    _first(book.add_worksheet(_("Lire d’abord")), release, strong, plain)
    figures = _("Chiffres")
    _tidy(book.add_worksheet(figures), rows, strong)
    _charts(book, figures, rows, sections(release))
    _method(book.add_worksheet(_("Méthode")), strong, plain)
    _codes(book.add_worksheet(_("Codes")), strong, plain)
    book.close()
    return out.getvalue()


def _first(sheet: "Worksheet", release: Release, strong: Any, plain: Any) -> None:
    sheet.set_column(0, 0, 100)
    lines = [
        (quarter_name(release), strong),
        (_("Publication n° %(number)d, groupes d’au moins %(k)d personnes.") % {"number": release.number, "k": release.k}, plain),
        (_("Sceau : %(seal)s") % {"seal": release.digest}, plain),
        *([(release.note, plain)] if release.note else []),
        (_("Une valeur vide n’est pas un zéro : elle n’est pas montrée, faute de personnes en nombre suffisant."), plain),
        (_("Ce qui ne paraîtra jamais"), strong),
        *((line, plain) for line in never_shown(release.k)),
    ]
    for place, (text, look) in enumerate(lines):
        sheet.write_string(place, 0, neutral(text), look)


def _tidy(sheet: "Worksheet", rows: list[Tidy], strong: Any) -> None:
    for column, name in enumerate(COLUMNS):
        sheet.write_string(0, column, name, strong)
    for line, row in enumerate(rows, start=1):
        for column, name in enumerate(COLUMNS):
            value = getattr(row, name)
            if isinstance(value, int | float):
                sheet.write_number(line, column, value)
            elif value is not None:
                sheet.write_string(line, column, neutral(value))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(COLUMNS) - 1)
    sheet.set_column(3, 4, 26)
    sheet.set_column(LABEL, LABEL, 30)


def _charts(book: "Workbook", figures: str, rows: list[Tidy], drawn: list[Section]) -> None:
    """Add a native chart for each figure that shows something; it points at the tidy sheet, which holds released values alone."""
    sheet, place = book.add_worksheet(_("Graphiques")), 0
    for section in drawn:
        lines = [line for line, row in enumerate(rows, start=1) if row.figure == section.code and row.cell]
        if not section.is_drawn or all(rows[line - 1].value is None for line in lines):
            continue
        chart = book.add_chart({"type": "bar"})
        first, last = lines[0], lines[-1]
        chart.add_series(
            {
                "name": section.title,
                "categories": [figures, first, LABEL, last, LABEL],
                "values": [figures, first, VALUE, last, VALUE],
                "data_labels": {"value": True},
                "fill": {"color": "#0B5D57"},
            }
        )
        chart.set_title({"name": section.finding, "name_font": {"size": 11}})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True, "line": {"color": "#E4DCCD"}})
        unit = {"name": unit_of(section), "name_font": {"size": 9, "bold": False}, "major_gridlines": FAINT_LINES}
        chart.set_x_axis(unit if section.form == "dots" else {**unit, "min": 0})
        sheet.insert_chart(place, 0, chart, {"x_scale": 1.7, "y_scale": 1.1, "description": section.finding})
        place += CHART_ROWS


def _method(sheet: "Worksheet", strong: Any, plain: Any) -> None:
    head = (
        _("Chiffre"),
        _("Unité"),
        _("Qui est compté"),
        _("D’où cela vient"),
        _("Calcul"),
        _("Formule"),
        _("Ce qu’il ne prouve pas"),
    )
    lines = [
        (card.name, card.unit, card.population, card.source, card.formula, str(card.version), caveat(card.code)) for card in CARDS
    ]
    _written(sheet, [head, *lines], strong, plain)


def _codes(sheet: "Worksheet", strong: Any, plain: Any) -> None:
    language, found = (get_language() or "fr")[:2], reporting_map()
    head = (
        _("Référentiel"), _("Version"), _("Code"), _("Intitulé"), _("Chiffre"), _("Unité"), _("Calcul"), _("Ne dit pas"),
        _("Depuis"),
    )  # fmt: skip
    lines = [
        (
            one.framework, one.version, one.code, one.label[language], one.figure, one.unit, one.formula[language],
            one.must_not_claim[language], str(one.valid_from),
        )
        for one in found.entries
    ]  # fmt: skip
    _written(sheet, [head, *lines], strong, plain)


def _written(sheet: "Worksheet", lines: list[tuple[Any, ...]], strong: Any, plain: Any) -> None:
    for line, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            sheet.write_string(line, column, neutral(cell), plain if line else strong)
    sheet.set_column(0, len(lines[0]) - 1, 26)
    sheet.freeze_panes(1, 0)
