"""What each programme asks for before a pair: versions by date, and who would be touched by a new one before it is published."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.engagement import operations, queries
from portal.engagement.enums import GateKind, GateStage
from portal.engagement.queries import PolicyImpact
from portal.engagement.rules import Requirement, default_requirements, kind_objection
from portal.programmes import queries as programmes
from portal.programmes.models import Programme
from portal.ui.access import PortalRequest, allow

from .candidate_words import refusal
from .policy_forms import PolicyForm

WRITERS = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
SHOWN = 50
"""How many of those touched are named; the others are counted."""


@allow(*WRITERS, Role.REFERENT)
def policies(request: PortalRequest) -> HttpResponse:
    """List the programmes with the version in force and the next one."""
    listed = _programmes(request)
    found = queries.policies_in_view(programme_ids=[row.id for row in listed], on=clock.today())
    return render(request, "engagement/policies.html", {"rows": [(row, *found[row.id]) for row in listed]})


@allow(*WRITERS, Role.REFERENT)
def policy(request: PortalRequest, programme_id: UUID) -> HttpResponse:
    """Show every version of a programme's policy."""
    programme, today = _programme_or_404(request, programme_id), clock.today()
    versions = list(queries.policies_of(programme_id=programme.id))
    in_force = next((row for row in versions if row.effective_on <= today), None)
    context = {
        "programme": programme,
        "versions": [(row, [_in_words(asked) for asked in queries.in_order(policy=row)]) for row in versions],
        "in_force": in_force,
        "today": today,
        "may_write": request.actor.has(*WRITERS),
    }
    return render(request, "engagement/policy.html", context)


@allow(*WRITERS)
def policy_new(request: PortalRequest, programme_id: UUID) -> HttpResponse:
    """Write the next version: first who would be touched, then published."""
    programme, at = _programme_or_404(request, programme_id), clock.now()
    today = clock.local_day(at)
    latest = queries.policies_of(programme_id=programme.id).first()
    asked = queries.in_order(policy=latest) if latest else default_requirements(programme.legal_scope, today)
    data = request.POST if request.method == "POST" else None
    form = PolicyForm(data, legal_scope=programme.legal_scope, asked=asked, on=today)
    impact = None
    if form.is_valid():
        wanted = {"requirements": form.requirements(), "effective_on": form.cleaned_data["effective_on"]}
        if "publish" in request.POST:
            try:
                operations.set_policy(programme=programme, **wanted, by=request.actor, at=at)
            except Refusal as refused:
                form.add_error("effective_on" if refused.code in {"in_the_past", "version_exists"} else None, refusal(refused.code))
            else:
                messages.success(request, _("C’est publié. Ce qui est déjà fait le reste."))
                return redirect("association:policy", programme.id)
        else:
            impact = queries.preview_policy(programme=programme, **wanted)
    inside = kind_objection(GateKind.HONORABILITY_CERTIFICATE, legal_scope=programme.legal_scope, on=today) is None
    context = {"programme": programme, "form": form, "impact": impact, "touched": _named(impact), "inside": inside}
    return render(request, "engagement/policy_new.html", context)


@allow(*WRITERS)
@require_POST
def policy_withdraw(request: PortalRequest, programme_id: UUID, version: int) -> HttpResponse:
    """Take back a version that has not begun."""
    programme = _programme_or_404(request, programme_id)
    found = queries.policies_of(programme_id=programme.id).filter(version=version).first()
    if found is None:
        raise Http404
    try:
        operations.withdraw_policy(policy=found, by=request.actor, at=clock.now())
        messages.success(request, _("La version à venir est retirée. Celle d’aujourd’hui continue."))
    except Refusal as refused:
        messages.warning(request, refusal(refused.code))
    return redirect("association:policy", programme.id)


def _in_words(asked: Requirement) -> tuple[str, str, Requirement]:
    return str(GateKind(asked.kind).label), str(GateStage(asked.stage).label), asked


def _named(impact: PolicyImpact | None) -> list[tuple[str, str, str]]:
    """Return name, what is asked more, what is asked less, for the first of those touched."""
    rows = impact.touched[:SHOWN] if impact else ()
    return [(row.name, _labels(row.more), _labels(row.less)) for row in rows]


def _labels(kinds: tuple[str, ...]) -> str:
    return ", ".join(str(GateKind(kind).label) for kind in kinds)


def _programmes(request: PortalRequest) -> list[Programme]:
    if request.actor.association_id is None:
        raise Http404
    return list(programmes.programmes_of(association_id=request.actor.association_id, antenna_ids=request.actor.antenna_ids))


def _programme_or_404(request: PortalRequest, programme_id: UUID) -> Programme:
    found = next((row for row in _programmes(request) if row.id == programme_id), None)
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("", policies, name="policies"),
    path("<uuid:programme_id>/", policy, name="policy"),
    path("<uuid:programme_id>/new/", policy_new, name="policy-new"),
    path("<uuid:programme_id>/<int:version>/withdraw/", policy_withdraw, name="policy-withdraw"),
]
