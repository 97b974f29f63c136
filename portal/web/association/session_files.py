"""Sessions as a table: a line a pair to fill from a paper log, as many lines as there were meetings, taken in together."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from portal.core.errors import Refusal
from portal.core.finding import folded
from portal.core.ids import read_id
from portal.journeys.bulk import One
from portal.mentorship import operations, queries
from portal.mentorship.enums import MEETING, Modality, SessionOutcome, TimeBasis
from portal.mentorship.models import Pair
from portal.ui.access import PortalRequest, allow
from portal.ui.tables import Row, day_of

from .files import Read, Table, csv_answer, no_day, page
from .pair_sessions import TEAM
from .refusals import sentence
from .session_forms import TOLD

REFERENCE, DAY, MINUTES = gettext_lazy("Référence"), gettext_lazy("Jour"), gettext_lazy("Minutes")
OUTCOME, HOW, TIME = gettext_lazy("Résultat"), gettext_lazy("Comment"), gettext_lazy("Temps")
MOST = 2_000
Told = tuple[UUID, date, str]


@allow(*TEAM)
@require_GET
def sheet(request: PortalRequest) -> HttpResponseBase:
    """Hand over a line for each pair that meets, to be filled, and copied for a second meeting."""
    header = [REFERENCE, _("Mentor"), _("Jeune"), DAY, MINUTES, OUTCOME, HOW, TIME]
    told = (TOLD[SessionOutcome.HELD], Modality.IN_PERSON.label, TimeBasis.PERSONAL_TIME.label)
    rows = ([one.id, one.volunteer.given_name, one.mentee.alias, "", "", *told] for one in _pairs(request)[:MOST])
    return csv_answer("seances", header, rows)


@allow(*TEAM)
@require_http_methods(["GET", "POST"])
def session_file(request: PortalRequest) -> HttpResponseBase:
    """Take in sessions."""
    table = Table(
        name="sessions",
        title=gettext_lazy("Noter des séances depuis un fichier"),
        lead=gettext_lazy(
            "Pour qui tient son carnet sur papier. Écrivez le jour et les minutes\u202f; copiez la ligne pour un second "
            "rendez-vous. Une ligne sans jour ne change rien."
        ),
        columns={
            "reference": (REFERENCE,), "day": (DAY,), "minutes": (MINUTES,), "outcome": (OUTCOME,), "how": (HOW,), "time": (TIME,),
        },
        needed=("reference", "day", "minutes"),
        read=lambda rows, at: _read(request, rows, at),
        refusal=lambda code, _facts: sentence(Refusal(code)),
    )  # fmt: skip
    return page(request, table, back="association:pairs", template_url=reverse("association:sessions-sheet"))


def _pairs(request: PortalRequest) -> Any:
    return queries.pairs_seen_by(actor=request.actor).filter(state__in=MEETING)


def _read(request: PortalRequest, rows: list[Row], at: datetime) -> Read:
    """Return a session to note for each line with a day that is not told yet."""
    found, keys = Read(), {row.number: read_id(row.get("reference")) for row in rows if row.get("day")}
    pairs = {one.id: one for one in _pairs(request).filter(pk__in=[key for key in keys.values() if key])}
    told: set[Told] = set(queries.sessions_told(pair_ids=list(pairs)))
    for row in rows:
        if row.number not in keys:
            continue
        pair = pairs.get(keys[row.number] or UUID(int=0))
        if pair is None:
            found.refuse(row, REFERENCE, _("Cette référence n’est pas celle d’un binôme de votre équipe qui se voit en ce moment."))
        elif (said := _said(row, found)) and (key := (pair.id, said["on"], str(said["outcome"]))) not in told:
            told.add(key)
            name = f"{pair.volunteer.given_name} · {pair.mentee.alias}, {said['on']:%d/%m/%Y} · {TOLD[said['outcome']]}"
            found.people.append(One(pair.id, name, _noted(request, pair, said, at)))
    return found


def _said(row: Row, found: Read) -> dict[str, Any] | None:
    """Return what a line says of a session, or None when a cell of it is wrong (said in `found`)."""
    day, minutes = day_of(row.get("day")), row.get("minutes") or "0"
    outcome = _code(row.get("outcome"), TOLD.items(), SessionOutcome.HELD)
    how, time = (
        _code(row.get("how"), Modality.choices, Modality.IN_PERSON),
        _code(row.get("time"), TimeBasis.choices, TimeBasis.PERSONAL_TIME),
    )
    words = {
        DAY: day is None and no_day(row.get("day")),
        MINUTES: not minutes.isdigit() and _("Écrivez un nombre de minutes, comme 60."),
        OUTCOME: outcome is None and _one_of(TOLD.items()),
        HOW: how is None and _one_of(Modality.choices),
        TIME: time is None and _one_of(TimeBasis.choices),
    }
    for column, why in words.items():
        if why:
            found.refuse(row, column, why)
    if any(words.values()):
        return None
    return {"on": day, "minutes": int(minutes), "outcome": outcome, "modality": how, "time_basis": time}


def _code(cell: str, choices: Iterable[tuple[Any, Any]], usual: Any) -> Any:
    """Return the code that a cell says, by itself or in words; the usual one for an empty cell, None for anything else."""
    known = {folded(str(text)).strip(): code for code, label in choices for text in (code, label)}
    return known.get(folded(cell).strip()) if cell else usual


def _one_of(choices: Iterable[tuple[Any, Any]]) -> str:
    return _("Écrivez l’un de ces mots\u00a0: %(words)s.") % {"words": ", ".join(str(label) for _code, label in choices)}


def _noted(request: PortalRequest, pair: Pair, said: dict[str, Any], at: datetime) -> Callable[[], Any]:
    return lambda: operations.log_session(pair=pair, by=request.actor, at=at, **said)


urlpatterns = [
    path("sessions/sheet/", sheet, name="sessions-sheet"),
    path("sessions/file/", session_file, name="sessions-file"),
]
