"""A date of the desk as its calendar says it: when, what sort, of whom, and where it leads."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.journeys.calendar import Entry
from portal.journeys.calendar_enums import DateKind, What
from portal.ui.dates import date_format
from portal.ui.numbers import told

TONES = {
    DateKind.APPOINTMENT: "brand",
    DateKind.TRAINING: "ok",
    DateKind.GATE: "wait",
    DateKind.REVIEW: "",
    DateKind.DEADLINE: "warm",
}
ADDRESSES = {
    What.APPOINTMENT: "association:pair",
    What.TRAINING: "association:training-attendance",
    What.GATE: "association:candidate",
    What.MID_TERM: "association:pair",
    What.AGREEMENT: "association:pair",
    What.REFERRAL: "association:pair",
    What.CANDIDATES: "association:candidates",
    What.PROPOSALS: "association:proposals",
}


@dataclass(frozen=True)
class Line:
    """One date on the screen."""

    hour: str
    tag: str
    tone: str
    title: str
    url: str


def line_of(entry: Entry) -> Line:
    """Return the line of a date, in the active language."""
    hour = date_format(localtime(entry.starts_at), "H:i") if entry.starts_at else ""
    url = reverse(ADDRESSES[entry.what], args=[entry.subject] if entry.subject else [])
    return Line(hour, _tag(entry), TONES[entry.kind], _title(entry), url)


def _tag(entry: Entry) -> str:
    tags = {
        What.APPOINTMENT: _("Rendez-vous"),
        What.TRAINING: _("Formation"),
        What.GATE: _("À renouveler"),
        What.MID_TERM: _("Bilan à mi-parcours"),
        What.AGREEMENT: _("Accord à revoir"),
        What.REFERRAL: _("Relais"),
        What.CANDIDATES: _("Candidatures"),
        What.PROPOSALS: _("Propositions"),
    }
    return tags[entry.what]


def _title(entry: Entry) -> str:
    if entry.what == What.CANDIDATES:
        words = ngettext("%(count)d personne attend une suite", "%(count)d personnes attendent une suite", entry.count)
        return told(words, {"count": entry.count})
    if entry.what == What.PROPOSALS:
        return told(
            ngettext("%(count)d proposition à relire", "%(count)d propositions à relire", entry.count), {"count": entry.count}
        )
    return f"{entry.who}, {entry.about}" if entry.who and entry.about else entry.who or entry.about
