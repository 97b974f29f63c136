"""A release as a tagged PDF (PDF/UA-1): each figure with its sentence, its bars, its table, and what it does not prove."""

import json
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.metrics.models import Release
from portal.ui.dates import date_format
from portal.ui.documents import make_pdf, printable
from portal.ui.figures import Row, Section
from portal.web.company.figure_words import never_shown, quarter_name
from portal.web.company.released import headlines, sections


def report_of(release: Release) -> bytes:
    """Return the document of a release (figures and cells loaded)."""
    language = (get_language() or "fr")[:2]
    words = {
        "language": language,
        "title": _("Mentorat : %(quarter)s") % {"quarter": quarter_name(release).lower()},
        "author": "Binôme",
        "made": _("Publié le %(day)s. Groupes d’au moins %(k)d personnes ; publication n° %(number)d.")
        % {"day": date_format(release.published_at, "j F Y"), "k": release.k, "number": release.number},
        "headlines": as_data([[row.label, row.text, row.hidden] for row in headlines(release)]),
        "sections": as_data([section_data(one) for one in sections(release) if one.is_drawn]),
        "columns": as_data([_("Groupe"), _("Valeur publiée")]),
        "never_title": _("Ce qui ne paraîtra jamais"),
        "never": as_data(never_shown(release.k)),
        "seal": _("Sceau : %(seal)s") % {"seal": release.digest},
    }
    return make_pdf("release", words=words)


def section_data(section: Section) -> dict[str, Any]:
    """Return a figure as the template of the document reads it."""
    return {
        "title": section.title,
        "finding": section.finding,
        "caveat": section.caveat,
        "rows": [_row(row, drawn=row is not section.total) for row in section.table],
    }


def _row(row: Row, *, drawn: bool) -> dict[str, Any]:
    """Return a row of the table; the whole has no bar beside its parts: it would look like all of everything."""
    text = " · ".join(part for part in (row.text, row.aside, row.note) if part)
    width = float(row.width.rstrip("%")) if drawn and row.width else None
    return {"label": row.label, "value": row.text, "text": text, "width": width}


def as_data(found: Any) -> str:
    """Return plain data as the template reads it, without a sign that no font has."""
    return printable(json.dumps(found, ensure_ascii=False))
