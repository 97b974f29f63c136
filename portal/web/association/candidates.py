"""The association's desk: who handed a profile over, what is due, which gates are met, and the next step."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.engagement import operations, queries
from portal.engagement.enums import DESK_KINDS, LIVE, STOPPED, ApplicationState, GateKind
from portal.engagement.models import Application
from portal.engagement.rules import EXEMPTIBLE, GateStatus
from portal.engagement.states import APPLICATION
from portal.mentorship import queries as mentorship
from portal.mentorship.models import Pair
from portal.programmes import queries as programmes
from portal.programmes.enums import DeskList
from portal.ui.access import PortalRequest, allow
from portal.ui.dates import date_format
from portal.ui.numbers import grouped

from .bulk import undoable
from .bulk_candidates import ACTS as CANDIDATE_ACTS
from .candidate_forms import ExemptionForm, GateForm, ProgrammeFilter
from .candidate_words import TABS, effects_in_words, over_time, refusal, shared_in_words, tone
from .filters import kept
from .reach import reach_of

DESK = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
PAGE = 25
OVER = STOPPED | {ApplicationState.REDIRECTED, ApplicationState.COMPLETED}
NEXT = {
    ApplicationState.SUBMITTED: "invite",
    ApplicationState.UNDER_REVIEW: "invite",
    ApplicationState.INVITED: "accept",
    ApplicationState.WAITING_LIST: "accept",
    ApplicationState.ACCEPTED: "clear",
}
"""The step that usually comes next; the candidate's page has the others."""
DOORS = {
    "start_review": operations.start_review,
    "invite": operations.invite,
    "accept": operations.accept_candidate,
    "wait": operations.put_on_waiting_list,
    "clear": operations.clear,
    "renew": operations.clear,
    "redirect": operations.redirect,
    "do_not_continue": operations.do_not_continue,
}


@allow(*DESK, Role.REFERENT)
def candidates(request: PortalRequest) -> HttpResponse:
    """The inbox: what is due first."""
    reach = reach_of(request)
    chosen = next((tab for tab in TABS if tab[0] == request.GET.get("tab")), TABS[0])
    form = ProgrammeFilter(request.GET, programmes=programmes.programmes_of(**reach))
    programme_id = form.chosen()
    listed = queries.candidates(**reach, states=chosen[2], programme_id=programme_id)
    counts = queries.candidate_counts(**reach, programme_id=programme_id)
    paginator = Paginator(listed, PAGE)
    paginator.count = sum(counts.get(state, 0) for state in chosen[2])  # known already: not asked again
    page = paginator.get_page(request.GET.get("page"))
    rest = {"programme": str(programme_id)} if programme_id else {}
    tabs = [
        {
            "label": f"{label} ({grouped(sum(counts.get(state, 0) for state in states))})",
            "url": f"?{urlencode({'tab': code, **rest})}",
            "current": code == chosen[0],
        }
        for code, label, states in TABS
    ]
    may = request.actor.has(*DESK)
    listed_rows = queries.candidate_rows(applications=page, on=clock.today())
    rows = [(row, tone(row.application), _next(row) if may else None) for row in listed_rows]
    context = {"rows": rows, "page": page, "tabs": tabs, "form": form, "tab": chosen[0], "today": clock.today()}
    tab = chosen[0] if chosen is not TABS[0] else ""
    context |= {"acts": CANDIDATE_ACTS if may else {}, "can_undo": may and undoable(request)}
    context["kept"] = kept(request, DeskList.CANDIDATES, {"tab": tab, **rest})
    return render(request, "engagement/candidates.html", context)


def _next(row: queries.CandidateRow) -> tuple[str, str] | None:
    """Return the step that comes next for a candidate, in words, and where it is read before it is made; None when it waits."""
    application = row.application
    state = ApplicationState(application.state)
    if state == ApplicationState.READY:
        return _("Proposer un binôme"), f"{reverse('association:pair-new')}?{urlencode({'application': str(application.id)})}"
    name = NEXT.get(state, "")
    if not name or (name == "clear" and row.gates_met < len(row.gates)):
        return None
    return str(APPLICATION.step(name).label), reverse("association:candidate-step", args=[application.id, name])


@allow(*DESK, Role.REFERENT)
def candidate(request: PortalRequest, application_id: UUID) -> HttpResponse:
    """One candidate: what they handed over, their gates, the steps that can be made."""
    found = _found(request, application_id)
    today = clock.today()
    profile = queries.shared_profile(application=found)
    may, ready = request.actor.has(*DESK), found.state == ApplicationState.READY
    statuses, over = queries.gate_statuses(application=found, on=today), found.state in OVER
    gates = [
        (gate, GateKind(gate.kind).label, GateForm(initial={"seen_on": today}, auto_id=f"{gate.kind}_%s") if may else None)
        for gate in statuses
        if gate.met or not over
    ]
    exempt = _exemptible(request, found, statuses)
    steps = [step for step in queries.open_steps(application=found, by=request.actor, on=today) if step.name in DOORS]
    return render(
        request,
        "engagement/candidate.html",
        {
            "application": found,
            "name": f"{found.volunteer.given_name} {found.volunteer.family_name}",
            "tone": tone(found),
            "handover": profile.handover if profile else None,
            "shared": shared_in_words(profile) if profile else [],
            "calls": queries.calls_of(application=found),
            "may_ask_to_call": may and profile is not None and profile.handover.may_contact_previous and found.state in LIVE,
            "over": over,
            "pair": _pair(request, found),
            "gates": gates,
            "at_desk": DESK_KINDS,
            "exemption": ExemptionForm(kinds=exempt) if exempt else None,
            "over_time": over_time(queries.gate_timeline(application=found, on=today), on=today),
            "steps": [step for step in steps if step.name not in {"redirect", "do_not_continue"}],
            "other_steps": [step for step in steps if step.name in {"redirect", "do_not_continue"}],
            "pair_url": f"{reverse('association:pair-new')}?{urlencode({'application': str(found.id)})}" if ready and may else "",
            "today": today,
            "may_erase": request.actor.has(Role.ASSOCIATION_ADMIN) and not request.actor.antenna_ids,
        },
    )


@allow(*DESK)
@require_POST
def record_gate(request: PortalRequest, application_id: UUID, kind: str) -> HttpResponse:
    """Record that a gate was seen to be met."""
    found = _found(request, application_id)
    form = GateForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Indiquez une date, par exemple celle d’aujourd’hui."))
        return redirect("association:candidate", found.id)
    try:
        operations.record_gate(application=found, kind=kind, seen_on=form.cleaned_data["seen_on"], by=request.actor, at=clock.now())
    except Refusal as refused:
        messages.warning(request, refusal(refused.code))
    else:
        messages.success(request, _("C’est noté : %(gate)s.") % {"gate": GateKind(kind).label})
    return redirect("association:candidate", found.id)


@allow(Role.ASSOCIATION_ADMIN)
@require_POST
def exempt(request: PortalRequest, application_id: UUID) -> HttpResponse:
    """Exempt somebody from a gate until a day."""
    found = _found(request, application_id)
    form = ExemptionForm(request.POST, kinds=sorted(EXEMPTIBLE))
    if not form.is_valid():
        messages.warning(request, _("Dites de quoi et jusqu’à quand."))
        return redirect("association:candidate", found.id)
    try:
        granted = operations.exempt_from_gate(application=found, **form.cleaned_data, by=request.actor, at=clock.now())
    except Refusal as refused:
        messages.warning(request, refusal(refused.code))
    else:
        day = date_format(granted.valid_until, "j F Y")
        messages.success(request, _("La dispense est accordée jusqu’au %(day)s. Un rappel part avant.") % {"day": day})
    return redirect("association:candidate", found.id)


@allow(*DESK)
@require_http_methods(["GET", "POST"])
def step(request: PortalRequest, application_id: UUID, name: str) -> HttpResponse:
    """Say what a step will do, then do it."""
    found = _found(request, application_id)
    if name not in DOORS:
        raise Http404
    if request.method == "POST":
        return _make(request, found, name)
    effects = queries.preview_step(application=found, step=name, by=request.actor, at=clock.now())
    deadline = date_format(effects.deadline_on, "j F Y") if effects.deadline_on else ""
    return render(
        request,
        "engagement/step.html",
        {
            "application": found,
            "name": f"{found.volunteer.given_name} {found.volunteer.family_name}",
            "step": effects.step,
            "effects": effects_in_words(effects, deadline=deadline),
            "refusal": refusal(effects.refusal, effects.missing) if effects.refusal else "",
        },
    )


def _make(request: PortalRequest, found: Application, name: str) -> HttpResponse:
    try:
        DOORS[name](application=found, by=request.actor, at=clock.now())
    except Refusal as refused:
        messages.warning(request, refusal(refused.code, tuple(refused.facts.get("missing", ()))))
    else:
        messages.success(request, _("C’est fait."))
    return redirect("association:candidate", found.id)


def _pair(request: PortalRequest, found: Application) -> Pair | None:
    """Return the pair that an application led to, the latest one, or None."""
    if found.state not in {ApplicationState.PAIRED, ApplicationState.COMPLETED}:
        return None
    return mentorship.pairs_seen_by(actor=request.actor).filter(clearance__application=found).first()


def _exemptible(request: PortalRequest, found: Application, statuses: list[GateStatus]) -> list[str]:
    """Return the gates this reader may exempt the person from now."""
    if not request.actor.has(Role.ASSOCIATION_ADMIN) or not found.deadline_on:
        return []
    return [gate.kind for gate in statuses if gate.kind in EXEMPTIBLE and not gate.met]


def _found(request: PortalRequest, application_id: UUID) -> Application:
    """Return an application within the reader's reach; a foreign one is a 404."""
    found = queries.candidate(**reach_of(request), application_id=application_id)
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("", candidates, name="candidates"),
    path("<uuid:application_id>/", candidate, name="candidate"),
    path("<uuid:application_id>/gates/<slug:kind>/", record_gate, name="candidate-gate"),
    path("<uuid:application_id>/exemptions/", exempt, name="candidate-exemption"),
    path("<uuid:application_id>/steps/<slug:name>/", step, name="candidate-step"),
]
