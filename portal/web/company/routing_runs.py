"""The runs of a campaign: planned by its date, followed, reported in counts that passed disclosure control. Never a person."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.journeys import allocate
from portal.routing import operations, queries
from portal.routing.enums import Method, RunState
from portal.routing.models import AllocationRun
from portal.ui.access import PortalRequest, allow

from .campaign_rules import campaign_or_404
from .run_words import FAILURES, report_of, standing

REFUSALS = {
    "already_scheduled": gettext_lazy("Un calcul est déjà prévu ou en cours pour cette campagne."),
    "in_the_past": gettext_lazy("Choisissez aujourd’hui ou un jour à venir."),
    "nobody_takes_part": gettext_lazy("Personne n’a encore fait de vœu\u00a0: il n’y a rien à calculer."),
    "running": gettext_lazy("Un calcul de cette campagne est déjà en cours."),
}


class ScheduleForm(forms.Form):
    """When, and how if not by the rules of the campaign."""

    on = forms.DateField(label=gettext_lazy("Le"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    method = forms.ChoiceField(label=gettext_lazy("Façon de proposer"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["method"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("celle de la campagne")), *Method.choices]


@allow(Role.CSR)
@require_http_methods(["GET", "POST"])
def runs(request: PortalRequest, campaign_id: UUID) -> HttpResponse:
    """List the runs of a campaign, and schedule the next."""
    campaign = campaign_or_404(campaign_id)
    first_day = max(campaign.closes_on, clock.today())
    form = ScheduleForm(request.POST or None, initial={"on": first_day})
    if form.is_valid():
        try:
            operations.schedule_run(campaign=campaign, **form.cleaned_data, by=request.actor, at=clock.now())
        except Refusal as refused:
            form.add_error("on" if refused.code == "in_the_past" else None, refusal(refused.code))
        else:
            messages.success(
                request, _("C’est prévu. Le calcul se lance seul ce jour-là\u00a0; les associations reçoivent ensuite un message.")
            )
            return redirect("company:campaign-runs", campaign.id)
    listed = list(queries.runs_of(campaign=campaign))
    coming = next((run for run in listed if run.state in {RunState.SCHEDULED, RunState.RUNNING}), None)
    context = {
        "campaign": campaign,
        "form": None if coming else form,
        "coming": coming,
        "rows": [(run, *standing(run)) for run in listed if run is not coming],
    }
    return render(request, "routing/runs.html", context)


@allow(Role.CSR)
def run(request: PortalRequest, campaign_id: UUID, run_id: UUID) -> HttpResponse:
    """Show the report of a run: what it came to, both methods side by side, and what that does not prove."""
    found = _found(campaign_id, run_id)
    words, tone = standing(found)
    context = {
        "run": found,
        "words": words,
        "tone": tone,
        "failure": FAILURES.get(found.failure, FAILURES[""]) if found.state == RunState.FAILED else "",
        "report": report_of(found) if found.state == RunState.DONE and found.released else None,
    }
    return render(request, "routing/run.html", context)


@allow(Role.CSR)
@require_POST
def start(request: PortalRequest, campaign_id: UUID, run_id: UUID) -> HttpResponse:
    """Start a scheduled run now."""
    found = _found(campaign_id, run_id)
    done = _("Le calcul est lancé. Cette page dira quand il est fini\u00a0; vous pouvez la quitter.")
    return _do(request, found, lambda: allocate.start(run=found, by=request.actor, at=clock.now()), done)


@allow(Role.CSR)
@require_POST
def cancel(request: PortalRequest, campaign_id: UUID, run_id: UUID) -> HttpResponse:
    """Cancel a run that has not started, or that failed."""
    found = _found(campaign_id, run_id)
    done = _("Ce calcul est annulé. Rien n’avait été proposé.")
    return _do(request, found, lambda: operations.cancel_run(run=found, by=request.actor, at=clock.now()), done)


def refusal(code: str) -> str:
    """Return the sentence of a refusal."""
    return str(REFUSALS.get(code) or _("Ce calcul a changé d’état entre-temps. Voici où il en est."))


def _do(request: PortalRequest, found: AllocationRun, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except Refusal as refused:
        messages.warning(request, refusal(refused.code))
    else:
        messages.success(request, done)
    return redirect("company:campaign-runs", found.campaign_id)


def _found(campaign_id: UUID, run_id: UUID) -> AllocationRun:
    found = queries.run(run_id=run_id)
    if found is None or found.campaign_id != campaign_id:
        raise Http404
    return found


urlpatterns = [
    path("<uuid:campaign_id>/runs/", runs, name="campaign-runs"),
    path("<uuid:campaign_id>/runs/<uuid:run_id>/", run, name="campaign-run"),
    path("<uuid:campaign_id>/runs/<uuid:run_id>/start/", start, name="campaign-run-start"),
    path("<uuid:campaign_id>/runs/<uuid:run_id>/cancel/", cancel, name="campaign-run-cancel"),
]
