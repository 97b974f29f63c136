"""Young people as a table: an alias, an age band, a file number, and the days of what a minor needs before meeting anyone."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.enums import Role
from portal.core.errors import Refusal
from portal.core.finding import folded
from portal.journeys.bulk import One
from portal.mentorship import operations
from portal.mentorship.enums import AgeBand, MenteeGateKind
from portal.ui.access import PortalRequest, allow
from portal.ui.tables import Row, day_of

from .files import Read, Table, csv_answer, no_day, page
from .intakes import association_id
from .refusals import sentence

TEAM = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT)
ALIAS, AGE = gettext_lazy("Alias"), gettext_lazy("Âge")
PLACE, REFERENCE = gettext_lazy("Département"), gettext_lazy("Référence")
AGES = {folded(str(value)).strip(): band for band in AgeBand for value in (band.value,)}


@allow(*TEAM)
@require_GET
def sheet(request: PortalRequest) -> HttpResponseBase:
    """Hand over an empty table with its headings and one line as an example."""
    header = [ALIAS, AGE, PLACE, REFERENCE, *(kind.label for kind in MenteeGateKind)]
    return csv_answer(
        "jeunes", header, [["Camille", AgeBand.TEEN.value, "69", "DOS-001", "2026-09-14", "2026-09-14", "2026-09-16"]]
    )


@allow(*TEAM)
@require_http_methods(["GET", "POST"])
def mentees(request: PortalRequest) -> HttpResponseBase:
    """Take in young people who wait for a mentor."""
    return page(request, _table(request), back="association:pair-proposals", template_url=reverse("association:mentees-sheet"))


def _table(request: PortalRequest) -> Table:
    gates = {kind.value: (kind.label,) for kind in MenteeGateKind}
    return Table(
        name="mentees",
        title=gettext_lazy("Ajouter des jeunes depuis un fichier"),
        lead=gettext_lazy(
            "Un alias choisi ensemble, jamais un nom. La référence est celle de votre dossier ; elle évite d’ajouter deux "
            "fois la même personne."
        ),
        columns={"alias": (ALIAS,), "age": (AGE,), "place": (PLACE,), "reference": (REFERENCE,), **gates},
        needed=("alias", "age", "reference"),
        read=lambda rows, at: _read(request, rows, at),
        refusal=lambda code, _facts: sentence(Refusal(code)),
    )


def _read(request: PortalRequest, rows: list[Row], at: datetime) -> Read:
    found = Read()
    for row in rows:
        band, days = AGES.get(folded(row.get("age")).strip()), _days(row, found)
        if band is None:
            found.refuse(row, AGE, _("Écrivez une tranche : %(bands)s.") % {"bands": ", ".join(AgeBand.values)})
        if not row.get("reference"):
            found.refuse(
                row,
                REFERENCE,
                _("Dans un fichier, chaque jeune a sa référence : sans elle, relire le fichier l’ajouterait deux fois."),
            )
        if place_is_wrong(row.get("place")):
            found.refuse(row, PLACE, _("Écrivez un numéro de département, comme 69 ou 2A."))
        if band and days is not None and row.get("reference") and not place_is_wrong(row.get("place")):
            name = " · ".join(filter(None, (row.get("alias"), str(band.label), row.get("reference"))))
            found.people.append(One(_key(request), name, _added(request, row, band, days, at)))
    return found


def _days(row: Row, found: Read) -> dict[str, date] | None:
    """Return the days of what was seen, or None when a cell is no day (said in `found`)."""
    days: dict[str, date] = {}
    for kind in MenteeGateKind:
        if not (cell := row.get(kind.value)):
            continue
        day = day_of(cell)
        if day is None:
            found.refuse(row, kind.label, no_day(cell))
            return None
        days[kind.value] = day
    return days


def place_is_wrong(text: str) -> bool:
    """Return whether a text is no number of a département, nor empty."""
    longest, parts = 3, text.upper().replace("A", "0").replace("B", "0")
    return bool(text) and not (len(text) <= longest and parts.isdigit())


def _key(request: PortalRequest) -> Any:
    """Return what a line that has no id yet is about: the association it comes to."""
    return association_id(request)


def _added(request: PortalRequest, row: Row, band: AgeBand, days: dict[str, date], at: datetime) -> Callable[[], Any]:
    antenna_id = next(iter(request.actor.antenna_ids), None)

    @transaction.atomic
    def add() -> None:
        mentee = operations.add_mentee(
            association_id=association_id(request),
            alias=row.get("alias"),
            age_band=band,
            antenna_id=antenna_id,
            departement=row.get("place").upper(),
            reference=row.get("reference"),
            by=request.actor,
            at=at,
        )
        for kind, day in days.items():
            operations.record_mentee_gate(mentee=mentee, kind=kind, seen_on=day, by=request.actor, at=at)

    return add


urlpatterns = [
    path("mentees/sheet/", sheet, name="mentees-sheet"),
    path("mentees/file/", mentees, name="mentees-file"),
]
