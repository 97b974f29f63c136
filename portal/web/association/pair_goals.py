"""Goals of a pair at the association's desk: chosen from a list, revised, settled on the way."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.mentorship import operations, queries
from portal.mentorship.enums import SEEING, GoalCode, GoalResult
from portal.mentorship.models import Goal, Pair
from portal.ui.access import PortalRequest, allow

from .pair_acts import pair_or_404, tried

STAFF = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT, Role.SAFEGUARDING)


class GoalForm(forms.Form):
    """One goal from the list."""

    code = forms.ChoiceField(label=gettext_lazy("Objectif"), choices=GoalCode.choices)
    detail = forms.CharField(label=gettext_lazy("En quelques mots"), max_length=80, required=False)


class ResultForm(forms.Form):
    """How far a goal went."""

    result = forms.ChoiceField(label=gettext_lazy("Où en est cet objectif ?"), choices=GoalResult.choices)


def goals_of(found: Pair) -> dict[str, Any]:
    """Return what a page shows of goals: those of today with their forms while the pair meets, and those they took the place of."""
    goals, meets = list(found.goals.all()), found.state in SEEING
    return {
        "goals": [
            (goal, GoalForm(initial={"code": goal.code, "detail": goal.detail}), ResultForm(initial={"result": goal.result}))
            for goal in goals
            if goal.ended_on is None
        ],
        "goals_before": [goal for goal in goals if goal.ended_on is not None],
        "goal_form": GoalForm() if meets else None,
    }


@allow(*STAFF)
@require_POST
def add_goal(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Give the pair a goal."""
    found, form = pair_or_404(request, pair_id), GoalForm(request.POST)
    if not form.is_valid():
        return _said_wrong(request, found)
    given = form.cleaned_data
    return tried(
        request, found, lambda: operations.set_goal(pair=found, by=request.actor, at=clock.now(), **given), _("Objectif noté.")
    )


@allow(*STAFF)
@require_POST
def revise_goal(request: PortalRequest, pair_id: UUID, goal_id: UUID) -> HttpResponse:
    """Put a goal in the place of another."""
    found, form = pair_or_404(request, pair_id), GoalForm(request.POST)
    goal = _goal_or_404(found, goal_id)
    if not form.is_valid():
        return _said_wrong(request, found)
    given, done = form.cleaned_data, _("L’objectif a évolué. Le précédent reste lisible.")
    return tried(request, found, lambda: operations.revise_goal(goal=goal, by=request.actor, at=clock.now(), **given), done)


@allow(*STAFF)
@require_POST
def settle_goal(request: PortalRequest, pair_id: UUID, goal_id: UUID) -> HttpResponse:
    """Say how far a goal went."""
    found, form = pair_or_404(request, pair_id), ResultForm(request.POST)
    goal = _goal_or_404(found, goal_id)
    if not form.is_valid():
        return _said_wrong(request, found)
    result = form.cleaned_data["result"]
    return tried(
        request, found, lambda: operations.settle_goal(goal=goal, result=result, by=request.actor, at=clock.now()), _("C’est noté.")
    )


def _said_wrong(request: PortalRequest, found: Pair) -> HttpResponse:
    messages.warning(request, _("Choisissez un objectif de la liste, et 80 caractères au plus."))
    return redirect("association:pair", found.id)


def _goal_or_404(found: Pair, goal_id: UUID) -> Goal:
    goal = queries.goal_of_pair(pair_id=found.id, goal_id=goal_id)
    if goal is None:
        raise Http404
    return goal


urlpatterns = [
    path("<uuid:pair_id>/goal/", add_goal, name="pair-goal"),
    path("<uuid:pair_id>/goal/<uuid:goal_id>/", revise_goal, name="pair-goal-revise"),
    path("<uuid:pair_id>/goal/<uuid:goal_id>/result/", settle_goal, name="pair-goal-result"),
]
