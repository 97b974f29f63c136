"""HRIS runs, for human resources: what each file changes, why it is held, and the word that lets it through or not."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.journeys import workforce
from portal.people import operations, queries
from portal.people.enums import ChangeEvent, RunState
from portal.people.models import SyncRun
from portal.people.ports import RefusedColumn
from portal.people.rules.brakes import BOUNDS
from portal.ui.access import PortalRequest, allow
from portal.ui.brake_words import BRAKES
from portal.ui.spreadsheets import csv_lines, workbook_bytes
from portal.ui.workforce_words import (
    all_held,
    columns_by_reason,
    dry_run_cells,
    dry_run_header,
    event_name,
    field_name,
    long_gone,
    rule_name,
    state_name,
    value_name,
    why_given_up,
    why_refused,
    why_unread,
)

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RUNS_A_PAGE = 25
CHANGES_A_PAGE = 50
REJECTIONS_SHOWN = 100


class ChangeFilter(forms.Form):
    """Which changes of a run to show."""

    event = forms.ChoiceField(label=gettext_lazy("Changement"), required=False)
    person = forms.CharField(label=gettext_lazy("Identifiant"), required=False, max_length=80)

    def __init__(self, *args: Any, run: SyncRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(event, f"{label} ({run.counts[event]})") for event, label in ChangeEvent.choices if event in run.counts]
        self.fields["event"].choices = [("", _("Tous")), *found]  # type: ignore[attr-defined]  # a ChoiceField

    def chosen(self) -> dict[str, str]:
        """Return the event and the start of the identifier; what cannot be read counts as nothing."""
        said = self.cleaned_data if self.is_valid() else {}
        return {"event": said.get("event", ""), "text": said.get("person", "")}


class DecisionForm(forms.Form):
    """Why a run is let through or given up."""

    reason = forms.CharField(
        label=gettext_lazy("Votre raison"),
        max_length=200,
        help_text=gettext_lazy("Une phrase sur le fichier, sans nommer personne. Elle reste avec ce plan."),
    )


@allow(Role.HR)
@require_GET
def runs(request: PortalRequest) -> HttpResponse:
    """Show how each source fares, and its runs."""
    page = Paginator(queries.runs_held_first(), RUNS_A_PAGE).get_page(request.GET.get("page"))
    health = [
        (source, why_unread(source.refused.code, source.refused.fields) if source.refused else "", _moves(source.open_run))
        for source in queries.source_health(at=clock.now())
    ]
    rows = [(run, state_name(run)) for run in page]
    context = {"page": page, "rows": rows, "health": health, "titles": queries.drop_desk().titles(), "held": RunState.HELD}
    return render(request, "company/hris/runs.html", context)


@allow(Role.HR)
@require_GET
def run(request: PortalRequest, run_id: UUID) -> HttpResponse:
    """Show a run: its plan, what holds it, what it refuses and what it changes."""
    return _show(request, _run_or_404(run_id), DecisionForm())


@allow(Role.HR)
@require_GET
def progress(request: PortalRequest, run_id: UUID) -> HttpResponse:
    """Show how far a run is, alone: the page asks for it again and again; once it stands still, the whole page is shown anew."""
    found = _run_or_404(run_id)
    response = render(request, "company/hris/progress.html", {"run": found, "moves": queries.progress_of(run=found)})
    if queries.progress_of(run=found) is None:
        response["HX-Refresh"] = "true"
    return response


@allow(Role.HR)
@require_POST
def decide(request: PortalRequest, run_id: UUID) -> HttpResponse:
    """Let a run through, or give it up, with a reason; one that nothing holds is applied on a word."""
    found, form = _run_or_404(run_id), DecisionForm(request.POST)
    by: dict[str, Any] = {"run": found, "by": request.actor, "at": clock.now()}
    if "confirm" not in request.POST and not form.is_valid():
        return _show(request, found, form)
    try:
        if "confirm" in request.POST:
            workforce.confirm_and_apply(**by)
            messages.success(request, _("C’est noté : le plan s’applique, en général en quelques minutes."))
        elif "approve" in request.POST:
            workforce.approve_and_apply(reason=form.cleaned_data["reason"], **by)
            messages.success(request, _("C’est noté : le plan s’applique, en général en quelques minutes."))
        else:
            operations.reject_run(reason=form.cleaned_data["reason"], **by)
            messages.success(request, _("Plan rejeté. Rien n’a changé dans le portail."))
    except Refusal as refusal:
        messages.error(request, why_refused(refusal))
    return redirect("company:hris-run", run_id)


@allow(Role.HR)
@require_GET
def dry_run(request: PortalRequest, run_id: UUID) -> StreamingHttpResponse:
    """Hand out every field that a run changes, as CSV."""
    found = _run_or_404(run_id)
    operations.record_download(run=found, by=request.actor, at=clock.now())
    lines = csv_lines(dry_run_header(), map(dry_run_cells, queries.dry_run(run=found)))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="sirh-{found.source}-{found.as_of.isoformat()}.csv"'
    return response


@allow(Role.HR)
@require_GET
def dry_run_workbook(request: PortalRequest, run_id: UUID) -> HttpResponse:
    """Hand out every field that a run changes, as a workbook."""
    found = _run_or_404(run_id)
    operations.record_download(run=found, by=request.actor, at=clock.now())
    content = workbook_bytes(dry_run_header(), map(dry_run_cells, queries.dry_run(run=found)))
    response = HttpResponse(content, content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="sirh-{found.source}-{found.as_of.isoformat()}.xlsx"'
    return response


@allow(Role.HR)
@require_GET
def rejections(request: PortalRequest, run_id: UUID) -> StreamingHttpResponse:
    """Hand out every row that a run left aside, as CSV: its number, the field and the rule, for whoever corrects the HRIS."""
    found = _run_or_404(run_id)
    operations.record_download(run=found, by=request.actor, at=clock.now())
    rows = ((str(one.row), field_name(one.field), rule_name(one.rule)) for one in queries.rejections_of(run=found).iterator())
    lines = csv_lines((_("ligne"), _("champ"), _("règle")), rows)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="sirh-{found.source}-{found.as_of.isoformat()}-lignes.csv"'
    return response


@allow(Role.HR)
@require_GET
def brakes(request: PortalRequest) -> HttpResponse:
    """Show the thresholds in force and what each watches; the platform administrator sets them."""
    in_force = asdict(queries.brakes())
    rows = [(label, explained, in_force[name], BOUNDS[name] == (0, 1)) for name, (label, explained) in BRAKES.items()]
    return render(request, "company/hris/brakes.html", {"rows": rows})


def _run_or_404(run_id: UUID) -> SyncRun:
    found = queries.run(run_id=run_id)
    if found is None:
        raise Http404
    return found


def _show(request: PortalRequest, found: SyncRun, form: DecisionForm) -> HttpResponse:
    narrowed = ChangeFilter(request.GET or None, run=found)
    changes = queries.changes_of(run=found, **narrowed.chosen())
    page = Paginator(changes, CHANGES_A_PAGE).get_page(request.GET.get("page"))
    names = queries.names_of(source=found.source, external_ids=[change.external_id for change in page.object_list])
    titles = queries.drop_desk().titles()
    told, forgotten = why_given_up(found), queries.is_forgotten(run=found)
    context = {
        "run": found,
        "title": titles.get(found.source, found.source),
        "again": told and found.planned_at is None and found.source in titles,
        "state": state_name(found),
        "held": found.state == RunState.HELD,
        "waits": found.state == RunState.APPROVED and found.decided_at is None and found.apply_started_at is None,
        "given_up": told,
        "planned": found.planned_at is not None and not (told and forgotten),
        "forgotten": forgotten,
        "moves": queries.progress_of(run=found),
        "long_gone": long_gone(found.rows_long_gone) if found.rows_long_gone else "",
        "reasons": all_held(found.held_for),
        "counts": sorted(((event_name(event), count) for event, count in found.counts.items()), key=lambda item: -item[1]),
        "refused": columns_by_reason(RefusedColumn(column["name"], column["why"]) for column in found.refused_columns),
        "rejections": [
            (row.row, field_name(row.field), rule_name(row.rule)) for row in queries.rejections_of(run=found)[:REJECTIONS_SHOWN]
        ],
        "page": page,
        "rows": [_row(change, names) for change in page.object_list],
        "filter": narrowed,
        "form": form,
    }
    return render(request, "company/hris/run.html", context, status=400 if form.errors else 200)


def _moves(run: SyncRun | None) -> bool:
    return run is not None and queries.progress_of(run=run) is not None


def _row(change: Any, names: dict[str, str]) -> dict[str, Any]:
    own = f"{change.after.get('given_name', '')} {change.after.get('family_name', '')}".strip()
    fields = [
        (field_name(name), value_name(name, change.before.get(name)), value_name(name, value))
        for name, value in change.after.items()
    ]
    return {
        "person": names.get(change.external_id) or own,
        "external_id": change.external_id,
        "event": event_name(change.event),
        "fields": fields,
    }


urlpatterns = [
    path("", runs, name="hris"),
    path("<uuid:run_id>/", run, name="hris-run"),
    path("<uuid:run_id>/decision/", decide, name="hris-decision"),
    path("<uuid:run_id>/plan.csv", dry_run, name="hris-csv"),
    path("<uuid:run_id>/plan.xlsx", dry_run_workbook, name="hris-xlsx"),
    path("<uuid:run_id>/rejections.csv", rejections, name="hris-rejections"),
    path("<uuid:run_id>/progress/", progress, name="hris-progress"),
    path("brakes/", brakes, name="hris-brakes"),
]
