"""The calendar of the desk: a week or the days to come, filtered, and the private address for one's own calendar."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.core import clock
from portal.core.errors import Refusal
from portal.journeys.calendar import MOST, TEAM, Entry, Wanted
from portal.journeys.calendar import calendar as dates_of
from portal.journeys.calendar_enums import DateKind
from portal.programmes import operations, queries
from portal.ui.access import PortalRequest, allow
from portal.ui.addresses import public_address

from .calendar_words import Line, line_of
from .follow_up import only_referent
from .own_place import member_id

WEEK, LIST = "week", "list"
SPANS = {WEEK: 7, LIST: 28}
A_DAY = 8
"""How many dates of a day a week shows; the list has the others."""
FAR = 366 * 5
"""How many days from today a calendar goes."""


class CalendarFilter(forms.Form):
    """Which dates to show."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Montrer"), choices=[("", gettext_lazy("Toutes les dates")), *DateKind.choices], required=False
    )
    whose = forms.ChoiceField(
        label=gettext_lazy("Binômes suivis par"),
        choices=[("mine", gettext_lazy("Moi")), ("all", gettext_lazy("Toute l’équipe"))],
        required=False,
    )


@dataclass(frozen=True)
class Day:
    """A day as the calendar shows it: its first dates, and how many more there are."""

    day: date
    lines: list[Line]
    more: int
    more_url: str


@dataclass(frozen=True)
class Asked:
    """What the address asks for, each part right or the usual one."""

    view: str
    start: date
    kind: str
    whose: str

    @property
    def end(self) -> date:
        """The day after the last one shown."""
        return self.start + timedelta(days=SPANS[self.view])

    def url(self, **other: Any) -> str:
        """Return the address of the calendar with something else."""
        parts: dict[str, Any] = {"view": self.view, "from": self.start, "kind": self.kind, "whose": self.whose} | other
        return f"{reverse('association:calendar')}?{urlencode({key: value for key, value in parts.items() if value})}"


@allow(*TEAM)
@never_cache
def calendar(request: PortalRequest) -> HttpResponse:
    """Show the dates of a week, or of the four weeks to come."""
    today = clock.local_day(clock.now())
    asked = _asked(request, today)
    wanted = Wanted(asked.start, asked.end, mine=asked.whose == "mine", kind=asked.kind)
    found = dates_of(actor=request.actor, wanted=wanted, on=today)
    by_day = {day: list(entries) for day, entries in groupby(found.entries, key=lambda entry: entry.day)}
    days = [_day(day, by_day.get(day, []), asked) for day in _days(asked) if asked.view == WEEK or day in by_day]
    own = member_id(request)
    context = {
        "form": CalendarFilter(initial={"kind": asked.kind, "whose": asked.whose}),
        "asked": asked,
        "last": asked.end - timedelta(days=1),
        "days": days,
        "today": today,
        "empty": not found.entries,
        "filtered": bool(asked.kind or asked.whose == "mine"),
        "cut": MOST if found.cut else 0,
        "tabs": _tabs(asked, today),
        "before": asked.url(**{"from": asked.start - timedelta(days=SPANS[asked.view])}),
        "after": asked.url(**{"from": asked.end}),
        "now": asked.url(**{"from": ""}),
        "feed": queries.feed_of(member_id=own) if own else None,
        "may_feed": own is not None,
    }
    return render(request, "association/calendar.html", context)


@allow(*TEAM)
@never_cache
@require_POST
def make(request: PortalRequest) -> HttpResponse:
    """Make or renew one's own address, and show it this once."""
    try:
        key = operations.make_feed(member_id=_own_place(request), by=request.actor, at=clock.now())
    except Refusal as refusal:
        raise Http404 from refusal
    address = public_address(reverse("calendar-feed", args=[key]))
    return render(
        request, "association/calendar_address.html", {"address": address, "webcal": f"webcal:{address.partition(':')[2]}"}
    )


@allow(*TEAM)
@require_POST
def end(request: PortalRequest) -> HttpResponse:
    """End one's own address."""
    try:
        operations.end_feed(member_id=_own_place(request), by=request.actor, at=clock.now())
    except Refusal as refusal:
        raise Http404 from refusal
    messages.success(request, _("L’adresse ne mène plus à rien. Votre agenda se videra à sa prochaine lecture."))
    return redirect("association:calendar")


def _asked(request: PortalRequest, today: date) -> Asked:
    view = request.GET.get("view", "")
    view = view if view in SPANS else WEEK
    kind, whose = request.GET.get("kind", ""), request.GET.get("whose", "")
    usual = "mine" if only_referent(request) else "all"
    return Asked(
        view, _start(request.GET.get("from", ""), view, today), kind if kind in DateKind.values else "",
        whose if whose in {"mine", "all"} else usual,
    )  # fmt: skip


def _start(given: str, view: str, today: date) -> date:
    """Return the first day to show: a week begins on its Monday; a day that is none, or is years away, is today."""
    try:
        day = date.fromisoformat(given) if given else today
    except ValueError:
        day = today
    if abs((day - today).days) > FAR:
        day = today
    return day - timedelta(days=day.weekday()) if view == WEEK else day


def _days(asked: Asked) -> list[date]:
    return [asked.start + timedelta(days=number) for number in range(SPANS[asked.view])]


def _day(day: date, entries: list[Entry], asked: Asked) -> Day:
    shown = entries[:A_DAY] if asked.view == WEEK else entries
    return Day(day, [line_of(entry) for entry in shown], len(entries) - len(shown), asked.url(view=LIST, **{"from": day}))


def _tabs(asked: Asked, today: date) -> list[dict[str, Any]]:
    first = asked.start if asked.start > today or asked.end <= today else today
    return [
        {"label": _("Semaine"), "url": asked.url(view=WEEK), "current": asked.view == WEEK},
        {"label": _("Quatre semaines"), "url": asked.url(view=LIST, **{"from": first}), "current": asked.view == LIST},
    ]


def _own_place(request: PortalRequest) -> UUID:
    found = member_id(request)
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("", calendar, name="calendar"),
    path("address/", make, name="calendar-address"),
    path("address/end/", end, name="calendar-address-end"),
]
