"""Candidates as a table: downloaded with a column a condition, filled with days, taken in again."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from portal.core.clock import local_day
from portal.core.ids import read_id
from portal.engagement import operations, queries
from portal.engagement.enums import DESK_KINDS, GateKind
from portal.engagement.models import Application
from portal.journeys.bulk import One
from portal.ui.access import PortalRequest, allow
from portal.ui.tables import Row, day_of

from .bulk import DESK
from .candidate_words import TABS, refusal
from .files import Read, Table, csv_answer, page
from .reach import reach_of

REFERENCE = gettext_lazy("Référence")
KINDS = [kind for kind in GateKind if kind in DESK_KINDS]
MOST = 20_000


@allow(*DESK)
@require_GET
def export(request: PortalRequest) -> HttpResponseBase:
    """Hand over the candidates of a tab (all those under way unless said otherwise) with the days on which conditions were met."""
    states = next((tab[2] for tab in TABS if tab[0] == request.GET.get("tab")), TABS[0][2])
    listed = list(queries.candidates(**reach_of(request), states=states)[:MOST])
    header = [
        REFERENCE,
        _("Prénom"),
        _("Nom de famille"),
        _("Programme"),
        _("Où en est-elle ?"),
        _("À faire avant le"),
        *(kind.label for kind in KINDS),
    ]
    return csv_answer("candidatures", header, _cells(listed))


def _cells(listed: list[Application]) -> Iterator[list[object]]:
    seen = queries.gates_seen(application_ids=[one.id for one in listed])
    for one in listed:
        person, days = one.volunteer, seen.get(one.id, {})
        told = [one.id, person.given_name, person.family_name, one.programme.title, one.get_state_display(), one.deadline_on or ""]
        yield [*told, *(max(days.get(kind, ()), default="") for kind in KINDS)]


@allow(*DESK)
@require_http_methods(["GET", "POST"])
def gates(request: PortalRequest) -> HttpResponseBase:
    """Take in the days on which conditions were seen to be met."""
    return page(request, _table(request), back="association:candidates", template_url=reverse("association:candidates-export"))


def _table(request: PortalRequest) -> Table:
    return Table(
        name="gates",
        title=gettext_lazy("Noter des conditions depuis un fichier"),
        lead=gettext_lazy(
            "Une ligne par candidature, une colonne par condition : écrivez le jour où vous l’avez vue. Une case vide ne "
            "change rien."
        ),
        columns={"reference": (REFERENCE,), **{kind.value: (kind.label,) for kind in KINDS}},
        needed=("reference",),
        read=lambda rows, at: _read(request, rows, at),
        refusal=refusal,
    )


def _read(request: PortalRequest, rows: list[Row], at: datetime) -> Read:
    """Return a condition to note for each day that is not known yet; a reference that is not one's own is wrong, like any other."""
    found, wanted = Read(), {row.number: read_id(row.get("reference")) for row in rows}
    ids = [key for key in wanted.values() if key]
    listed = queries.candidates(**reach_of(request)).select_related("programme__association").filter(pk__in=ids)
    known = {one.id: one for one in listed}
    seen = queries.gates_seen(application_ids=list(known))
    taken: set[tuple[UUID, str, date]] = set()
    for row in rows:
        one = known.get(wanted[row.number] or UUID(int=0))
        if one is None:
            found.refuse(row, REFERENCE, _("Cette référence n’est pas celle d’une candidature de votre équipe."))
            continue
        for kind in KINDS:
            if not (cell := row.get(kind.value)):
                continue
            day = day_of(cell)
            if day is None or day > local_day(at):
                found.refuse(
                    row,
                    kind.label,
                    _("« %(cell)s » n’est pas un jour passé, comme 2026-03-02 ou 02/03/2026.") % {"cell": cell[:20]},
                )
            elif day not in seen.get(one.id, {}).get(kind, ()) and (one.id, kind.value, day) not in taken:
                taken.add((one.id, kind.value, day))
                name = f"{one.volunteer.given_name} {one.volunteer.family_name} · {kind.label}, {day:%d/%m/%Y}"
                found.people.append(One(one.id, name, _noted(request, one, kind, day, at)))
    return found


def _noted(request: PortalRequest, one: Application, kind: GateKind, day: date, at: datetime) -> Callable[[], Any]:
    return lambda: operations.record_gate(application=one, kind=kind, seen_on=day, by=request.actor, at=at)


urlpatterns = [
    path("export/", export, name="candidates-export"),
    path("file/", gates, name="candidates-file"),
]
