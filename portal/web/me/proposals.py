"""A place proposed to me: why, by when, yes with what I hand over, no, or a question; my turn while there is none."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.core.ids import read_id
from portal.journeys import allocate, applying
from portal.routing import operations, queries
from portal.routing.enums import ProposalState
from portal.routing.models import Proposal
from portal.ui.access import PortalRequest, allow
from portal.ui.catalogue import territory_words

from . import application_words
from .application_forms import ApplyForm
from .programmes import my_id
from .proposal_words import QuestionForm, refusal, standing, turn_words

FIELD_OF = {"work_address": "personal_email"}


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def proposals(request: PortalRequest) -> HttpResponse:
    """Show what is proposed to me, my turn while nothing is, my question and its answer, and what came before."""
    user_id = my_id(request)
    mine = list(queries.proposals_for_person(user_id=user_id))
    waiting, asked = queries.waiting_place_of(user_id=user_id), queries.question_of(user_id=user_id)
    wished = queries.choices(user_id=user_id)
    context = {
        "open": [one for one in mine if one.state == ProposalState.REVIEWED],
        "past": [(one, *standing(one)) for one in mine if one.state != ProposalState.REVIEWED],
        "waiting": waiting,
        "turn": turn_words(waiting) if waiting else None,
        "question": asked,
        "may_ask": bool(wished.wishes or mine) and (asked is None or asked.answered_at is not None),
        "mine": wished,
    }
    return render(request, "routing/my_proposals.html", context)


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
@require_http_methods(["GET", "POST"])
def proposal(request: PortalRequest, proposal_id: UUID) -> HttpResponse:
    """Show one proposal; saying yes hands over what I choose, and sends."""
    mine = _mine(request, proposal_id)
    is_open = mine.state == ProposalState.REVIEWED
    form = None
    if is_open:
        known = applying.starting(by=request.actor, programme=mine.programme)
        form = ApplyForm(request.POST or None, known=known, offered=applying.preferred_fields(by=request.actor))
        if form.is_valid():
            try:
                application = allocate.agree(proposal=mine, handed=form.handed(), by=request.actor, at=clock.now())
            except Refusal as refused:
                form.add_error(FIELD_OF.get(refused.code), _why(refused))
            else:
                messages.success(request, _("C’est dit, et transmis. L’association vous accueille bientôt."))
                return redirect("me:application", application.id)
    title, text = standing(mine)
    context = {
        "proposal": mine,
        "title": title,
        "text": text,
        "where": territory_words(mine.programme),
        "reasons": queries.reasons_of(proposal=mine),
        "form": form,
        "question_form": QuestionForm(),
    }
    return render(request, "routing/my_proposal.html", context)


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
@require_POST
def decline(request: PortalRequest, proposal_id: UUID) -> HttpResponse:
    """Prefer something else; the wishes stay."""
    mine = _mine(request, proposal_id)
    done = _("C’est noté. Vos vœux restent\u00a0; vous pouvez les changer quand vous voulez.")
    return _do(request, lambda: operations.decline(proposal=mine, by=request.actor, at=clock.now()), done)


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
@require_http_methods(["GET", "POST"])
def question(request: PortalRequest) -> HttpResponse:
    """Ask a person to look again, at a proposal of mine or at having none."""
    user_id = my_id(request)
    profile = queries.profile_of(user_id=user_id)
    if profile is None:
        return redirect("me:preferences")
    about = _about(request, user_id)
    form = QuestionForm(request.POST or None)
    if form.is_valid():
        text = form.cleaned_data["question"]
        try:
            operations.contest(profile=profile, question=text, by=request.actor, at=clock.now(), proposal=about)
        except Refusal as refused:
            form.add_error(None, refusal(refused.code))
        else:
            messages.success(request, _("C’est parti. Une personne de l’association vous répond sous dix jours, ici même."))
            return redirect("me:proposals")
    return render(request, "routing/my_question.html", {"form": form, "proposal": about})


def _about(request: PortalRequest, user_id: UUID) -> Proposal | None:
    """Return the proposal of mine that the address speaks of, or None."""
    proposal_id = read_id(request.GET.get("about", ""))
    return queries.proposal_for_person(user_id=user_id, proposal_id=proposal_id) if proposal_id else None


def _mine(request: PortalRequest, proposal_id: UUID) -> Proposal:
    """Return a proposal of the person's own; somebody else's, or one that nobody has read yet, is a 404."""
    found = queries.proposal_for_person(user_id=my_id(request), proposal_id=proposal_id)
    if found is None:
        raise Http404
    return found


def _do(request: PortalRequest, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except Refusal as refused:
        messages.warning(request, refusal(refused.code))
    else:
        messages.success(request, done)
    return redirect("me:proposals")


def _why(refused: Refusal) -> str:
    """Return the words of a refusal: of a proposal's step, or of an application's."""
    return application_words.refusal(refused.code) if refused.code in application_words.REFUSALS else refusal(refused.code)


urlpatterns = [
    path("", proposals, name="proposals"),
    path("question/", question, name="proposal-question"),
    path("<uuid:proposal_id>/", proposal, name="proposal"),
    path("<uuid:proposal_id>/decline/", decline, name="proposal-decline"),
]
