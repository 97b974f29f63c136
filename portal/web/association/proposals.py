"""Proposals for our own programmes, under a pseudonym: read them, confirm them, propose something else, answer a question."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.core.ids import read_id
from portal.routing import operations, queries
from portal.routing.models import Proposal
from portal.ui.access import PortalRequest, allow

from .proposal_words import TABS, AnswerForm, OverrideForm, refusal, row_words
from .reach import reach_of

DESK = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
PAGE = 25


@allow(*DESK)
def proposals(request: PortalRequest) -> HttpResponse:
    """List what was proposed for our programmes, the most urgent first; a few can be confirmed at once."""
    reach = reach_of(request)
    tab = next((one for one in TABS if one.code == request.GET.get("tab")), TABS[0])
    listed = queries.proposals_for_review(**reach, states=tab.states)
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    counts = queries.proposal_counts(**reach)
    context = {
        "rows": [row_words(row) for row in queries.proposal_rows(proposals=page)],
        "page": page,
        "tabs": [
            {
                "label": f"{one.label} ({sum(counts.get(state, 0) for state in one.states)})",
                "url": f"?tab={one.code}",
                "current": one is tab,
            }
            for one in TABS
        ],
        "may_confirm": tab is TABS[0],
        "questions": queries.contests_for(**reach).count(),
    }
    return render(request, "routing/proposals.html", context)


@allow(*DESK)
def proposal(request: PortalRequest, proposal_id: UUID) -> HttpResponse:
    """Show one proposal: wishes, availability, reasons; no name, no number, no site."""
    found = _found(request, proposal_id)
    (row,) = queries.proposal_rows(proposals=[found])
    return render(request, "routing/proposal.html", _page(row, found, OverrideForm()))


@allow(*DESK)
@require_POST
def confirm(request: PortalRequest) -> HttpResponse:
    """Say what confirming these proposals does, then do it."""
    reach = reach_of(request)
    ids = [key for key in map(read_id, request.POST.getlist("proposal")) if key]
    chosen = list(queries.proposals_for_review(**reach).filter(pk__in=ids))
    if not chosen:
        messages.warning(request, _("Choisissez au moins une proposition à confirmer."))
        return redirect("association:proposals")
    if "sure" not in request.POST:
        rows = [row_words(row) for row in queries.proposal_rows(proposals=chosen)]
        context = {"rows": rows, "count": len(rows), "days": _days_to_answer(chosen)}
        return render(request, "routing/proposals_confirm.html", context)
    done = sum(_confirmed(request, one) for one in chosen)
    if done:
        words = ngettext(
            "C’est confirmé\u00a0: %(n)s personne reçoit un message et décide.",
            "C’est confirmé\u00a0: %(n)s personnes reçoivent un message et décident.",
            done,
        )
        messages.success(request, words % {"n": done})
    if done < len(chosen):
        messages.warning(request, refusal("state_moved"))
    return redirect("association:proposals")


@allow(*DESK)
@require_POST
def override(request: PortalRequest, proposal_id: UUID) -> HttpResponse:
    """Propose something else, for a reason of the list; without one the page comes back and says so."""
    found = _found(request, proposal_id)
    form = OverrideForm(request.POST)
    if not form.is_valid():
        (row,) = queries.proposal_rows(proposals=[found])
        return render(request, "routing/proposal.html", _page(row, found, form), status=400)
    try:
        operations.override(proposal=found, reason=form.cleaned_data["reason"], by=request.actor, at=clock.now())
    except Refusal as refused:
        messages.warning(request, refusal(refused.code))
    else:
        messages.success(request, _("C’est noté. La personne attend son vœu suivant, et la place revient à qui l’attend."))
    return redirect("association:proposals")


@allow(*DESK)
def questions(request: PortalRequest) -> HttpResponse:
    """List the questions of people that wait for an answer of ours, the most urgent first."""
    page = Paginator(queries.contests_for(**reach_of(request)), PAGE).get_page(request.GET.get("page"))
    return render(request, "routing/questions.html", {"page": page, "today": clock.today()})


@allow(*DESK)
@require_http_methods(["GET", "POST"])
def question(request: PortalRequest, contest_id: UUID) -> HttpResponse:
    """Read a question and answer it, as a person to a person."""
    reach = reach_of(request)
    asked = queries.contest_for(**reach, contest_id=contest_id)
    contest = queries.contests_for(**reach).filter(pk=contest_id).first()
    if asked is None or contest is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            operations.answer_contest(contest=contest, answer=form.cleaned_data["answer"], by=request.actor, at=clock.now())
        except Refusal as refused:
            form.add_error(None, refusal(refused.code))
        else:
            messages.success(request, _("Votre réponse est partie."))
            return redirect("association:proposal-questions")
    proposal_id = contest.proposal_id if contest.proposal_id else None
    return render(request, "routing/question.html", {"asked": asked, "form": form, "proposal_id": proposal_id})


def _page(row: queries.ProposalRow, found: Proposal, form: OverrideForm) -> dict[str, Any]:
    return {
        "row": row_words(row), "reasons": row.reasons, "score": row.score, "form": form, "days": _days_to_answer([found]),
    }  # fmt: skip


def _days_to_answer(proposals: list[Proposal]) -> int:
    """Return how many days a person has to say yes or no, as their campaign set it: of several campaigns the fewest."""
    campaigns = {one.run.campaign_id: one.run.campaign for one in proposals}
    return min(queries.policy_of(campaign=campaign).consent_days for campaign in campaigns.values())


def _confirmed(request: PortalRequest, proposal: Proposal) -> bool:
    try:
        operations.confirm(proposal=proposal, by=request.actor, at=clock.now())
    except Refusal:
        return False
    return True


def _found(request: PortalRequest, proposal_id: UUID) -> Proposal:
    """Return a proposal within the reader's reach; a foreign one is a 404."""
    found = queries.proposal_for_review(**reach_of(request), proposal_id=proposal_id)
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("", proposals, name="proposals"),
    path("confirm/", confirm, name="proposals-confirm"),
    path("questions/", questions, name="proposal-questions"),
    path("questions/<uuid:contest_id>/", question, name="proposal-question"),
    path("<uuid:proposal_id>/", proposal, name="proposal"),
    path("<uuid:proposal_id>/override/", override, name="proposal-override"),
]
