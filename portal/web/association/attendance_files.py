"""Who came to a session, as a table: downloaded with a line a person, filled with a yes, taken in again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from portal.core.errors import Refusal
from portal.engagement import operations, queries
from portal.engagement.models import TrainingSession, Volunteer
from portal.journeys.bulk import One
from portal.ui.access import PortalRequest, allow
from portal.ui.tables import Row, says_yes

from .bulk import DESK
from .candidate_words import refusal
from .files import Read, Table, csv_answer, page
from .intakes import association_id
from .reach import reach_of

REFERENCE, CAME = gettext_lazy("Référence"), gettext_lazy("Venu")


@allow(*DESK)
@require_GET
def sheet(request: PortalRequest, session_id: UUID) -> HttpResponseBase:
    """Hand over the people of a session, with a column to fill."""
    session = _session(request, session_id)
    people, yes = _people(request, session), _("oui")
    rows = [[one.id, one.given_name, one.family_name, yes if came else ""] for one, came in people]
    return csv_answer("presences", [REFERENCE, _("Prénom"), _("Nom de famille"), CAME], rows)


@allow(*DESK)
@require_http_methods(["GET", "POST"])
def attendance_file(request: PortalRequest, session_id: UUID) -> HttpResponseBase:
    """Take in who came."""
    session = _session(request, session_id)
    table = Table(
        name="attendance",
        title=gettext_lazy("Noter les présences depuis un fichier"),
        lead=gettext_lazy(
            "Écrivez « oui » en face de qui est venu. Une case vide ne change rien : une absence ne s’écrit nulle part."
        ),
        columns={"reference": (REFERENCE,), "came": (CAME, _("Présent"), "came")},
        needed=("reference", "came"),
        read=lambda rows, at: _read(request, session, rows, at),
        refusal=refusal,
    )
    return page(
        request, table, back="association:training", template_url=reverse("association:attendance-sheet", args=[session.id])
    )


def _read(request: PortalRequest, session: TrainingSession, rows: list[Row], at: datetime) -> Read:
    """Return a presence to note for each yes that is not noted yet."""
    found, people = Read(), {str(one.id): (one, came) for one, came in _people(request, session)}
    for row in rows:
        one, came = people.get(row.get("reference").lower(), (None, False))
        if one is None:
            found.refuse(row, REFERENCE, _("Cette référence n’est pas celle d’une personne que vous accueillez."))
        elif says_yes(row.get("came")) and not came:
            people[str(one.id)] = (one, True)
            found.people.append(One(one.id, f"{one.given_name} {one.family_name}", _came(request, session, one, at)))
    return found


def _came(request: PortalRequest, session: TrainingSession, one: Volunteer, at: datetime) -> Any:
    def note() -> None:
        if not operations.record_attendance(session=session, volunteer_ids=[one.id], by=request.actor, at=at):
            raise Refusal("already_recorded")

    return note


def _people(request: PortalRequest, session: TrainingSession) -> list[tuple[Volunteer, bool]]:
    return queries.trainees(association_id=association_id(request), antenna_ids=request.actor.antenna_ids, session_id=session.id)


def _session(request: PortalRequest, session_id: UUID) -> TrainingSession:
    found = queries.sessions_of(**reach_of(request)).filter(pk=session_id).first()
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("sessions/<uuid:session_id>/sheet/", sheet, name="attendance-sheet"),
    path("sessions/<uuid:session_id>/file/", attendance_file, name="attendance-file"),
]
