"""PDF documents, tagged for screen readers (PDF/UA-1), made by typst from templates that take their words as data."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.ui.dates import date_format, hours_and_minutes, period

TEMPLATES = Path(__file__).parent / "typst"


def make_pdf(template: str, *, words: Mapping[str, str]) -> bytes:
    """Return a PDF/UA-1 document. `words` reach the template as data (sys.inputs), so that none can act as markup.

    Raises typst.TypstError when the template and its words do not fit.
    """
    import typst  # noqa: PLC0415  the compiler loads with the first document, not at start-up

    done = typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(TEMPLATES / "fonts")],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={name: printable(text) for name, text in words.items()},
        pdf_standards=["ua-1"],
    )
    return bytes(done)


def certificate(  # noqa: PLR0913  what a certificate states
    *,
    language: str,
    holder: str,
    association: str,
    programme: str,
    minutes: int,
    sessions: int,
    introduced_on: date,
    closed_on: date,
    issued_on: date,
    check_url: str,
) -> bytes:
    """Return an engagement certificate: who, how many hours, from when to when, for whom, and where to check it. No mentee."""
    with translation.override(language):
        words = {
            "language": language[:2],
            "title": _("Attestation d’engagement"),
            "kicker": _("Mentorat bénévole"),
            "opening": _("%(association)s remercie et atteste que") % {"association": association},
            "holder": holder,
            "gave": _("a accompagné une personne, à titre bénévole, pendant"),
            "hours": hours_and_minutes(minutes),
            "sessions": ngettext("en %(count)d séance", "en %(count)d séances", sessions) % {"count": sessions},
            "period": period(introduced_on, closed_on),
            "programme": _("Programme : %(programme)s") % {"programme": programme},
            "signed": _("Délivrée par %(association)s le %(day)s.") % {"association": association, "day": _day(issued_on)},
            "check": _("Cette attestation se vérifie à l’adresse :"),
            "check_url": check_url,
            "association": association,
            "nothing_more": _("Elle ne dit rien de la personne accompagnée, ni du contenu des séances."),
        }
    return make_pdf("certificate", words=words)


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def printable(text: str) -> str:
    """Return the text without what the typeface lacks: the narrow no-break space becomes the wide one."""
    return text.replace("\u202f", "\u00a0")
