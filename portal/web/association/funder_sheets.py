"""What an association sends a funder of a programme: its sheet, from frozen releases alone; the desk's live figures stay in it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from portal.accounts.enums import Role
from portal.core import clock
from portal.metrics import operations, queries
from portal.metrics.models import Cell
from portal.programmes import queries as programmes
from portal.programmes.models import Programme
from portal.ui.access import PortalRequest, allow
from portal.web.company.figure_words import never_shown, quarter_name

from .funder_words import as_pdf, as_table, headlines, sections

SENDERS = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
MAKERS = {"pdf": ("application/pdf", as_pdf), "csv": ("text/csv; charset=utf-8", as_table)}


@allow(*SENDERS)
def sheets(request: PortalRequest) -> HttpResponse:
    """List the programmes with what the newest release says of each."""
    mine = _mine(request)
    said: dict[str, list[Cell]] = {}
    for cell in queries.of_programmes(keys=[str(one.id) for one in mine]):
        said.setdefault(cell.key, []).append(cell)
    lines = [(one, headlines(_newest(said.get(str(one.id), [])))) for one in mine]
    latest = next((release for release in queries.releases()), None)
    context = {"lines": lines, "release": latest, "quarter": quarter_name(latest) if latest else "", "any": any(said)}
    return render(request, "metrics/funder_sheets.html", context)


@allow(*SENDERS)
def sheet(request: PortalRequest, programme_id: UUID) -> HttpResponse:
    """Show what releases say of a programme, to be printed or sent."""
    programme, cells = _said(request, programme_id)
    release = cells[0].figure.release if cells else None
    context = {
        "programme": programme,
        "release": release,
        "quarter": quarter_name(release) if release else "",
        "headlines": headlines(_newest(cells)),
        "sections": sections(cells),
        "never": never_shown(release.k) if release else [],
    }
    return render(request, "metrics/funder_sheet.html", context)


@allow(*SENDERS)
def sheet_file(request: PortalRequest, programme_id: UUID, kind: str) -> HttpResponse:
    """Send the same as a tagged PDF or a table."""
    programme, cells = _said(request, programme_id)
    if kind not in MAKERS or not cells:
        raise Http404
    content_type, make = MAKERS[kind]
    answer = HttpResponse(make(programme, cells), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="fiche-{programme.code}.{kind}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _said(request: PortalRequest, programme_id: UUID) -> tuple[Programme, list[Cell]]:
    """Return a programme of the actor's and what releases say of it, the newest first; each reading is noted (R16)."""
    programme = next((one for one in _mine(request) if one.id == programme_id), None)
    if programme is None:
        raise Http404
    cells = queries.of_programmes(keys=[str(programme.id)])
    if cells:
        operations.record_reading(release=cells[0].figure.release, by=request.actor, at=clock.now())
    return programme, cells


def _newest(cells: list[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.figure.release_id == cells[0].figure.release_id]


def _mine(request: PortalRequest) -> list[Programme]:
    association_id = request.actor.association_id
    assert association_id is not None  # noqa: S101  a role of an association comes with it
    found = programmes.programmes_of(association_id=association_id, antenna_ids=request.actor.antenna_ids)
    return list(found.select_related("antenna", "association"))


urlpatterns = [
    path("", sheets, name="funder-sheets"),
    path("<uuid:programme_id>/", sheet, name="funder-sheet"),
    path("<uuid:programme_id>/sheet.<slug:kind>", sheet_file, name="funder-sheet-file"),
]
