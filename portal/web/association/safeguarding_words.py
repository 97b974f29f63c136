"""When somebody answers a worry, in words: the hours of each day, and when nobody is there."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core import clock
from portal.programmes.models import Association
from portal.ui.dates import date_format

DAYS = {
    "mon": gettext_lazy("lundi"),
    "tue": gettext_lazy("mardi"),
    "wed": gettext_lazy("mercredi"),
    "thu": gettext_lazy("jeudi"),
    "fri": gettext_lazy("vendredi"),
    "sat": gettext_lazy("samedi"),
    "sun": gettext_lazy("dimanche"),
}


def answers_of(home: Association) -> dict[str, Any]:
    """Return `hours` by day, and the `closures` that are not over, the next one first."""
    return {
        "hours": [(name, " – ".join(home.safeguarding_hours[day])) for day, name in DAYS.items() if day in home.safeguarding_hours],
        "closures": [said(start, end) for start, end in closures_of(home) if end >= clock.today()],
    }


def closures_of(home: Association) -> list[tuple[date, date]]:
    """Return when nobody of an association answers, in order: first and last day, both included."""
    spans: Sequence[Sequence[str] | str] = home.safeguarding_closures
    read = ((one, one) if isinstance(one, str) else (one[0], one[-1]) for one in spans)
    return sorted((date.fromisoformat(start), date.fromisoformat(end)) for start, end in read)


def said(start: date, end: date) -> str:
    """Return a closure in words."""
    days: Mapping[str, str] = {"start": date_format(start, "j F Y"), "end": date_format(end, "j F Y")}
    return days["start"] if start == end else _("du %(start)s au %(end)s") % days
