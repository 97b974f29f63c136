"""A mentor's goals with the young person: chosen together from a list, revised when they evolve."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.mentorship import operations, queries
from portal.mentorship.enums import MEETING, GoalCode
from portal.ui.access import PortalRequest, allow

from .sessions import SENTENCES, pair_or_404


class GoalForm(forms.Form):
    """One goal from the list."""

    code = forms.ChoiceField(label=gettext_lazy("Un objectif"), choices=GoalCode.choices, widget=forms.RadioSelect)
    detail = forms.CharField(
        label=gettext_lazy("En quelques mots, si cela aide"),
        help_text=gettext_lazy("80 caractères au plus, lus par votre association et vous. Ni nom, ni école."),
        max_length=80,
        required=False,
    )


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
@require_http_methods(["GET", "POST"])
def goals(request: PortalRequest, pair_id: UUID, goal_id: UUID | None = None) -> HttpResponse:
    """Show the goals of one's own pair, add one, or put one in the place of another."""
    pair = pair_or_404(request, pair_id)
    replaced = queries.goal_of_pair(pair_id=pair.id, goal_id=goal_id) if goal_id else None
    if goal_id and replaced is None:
        raise Http404
    initial = {"code": replaced.code, "detail": replaced.detail} if replaced else {}
    form = GoalForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            if replaced:
                operations.revise_goal(goal=replaced, by=request.actor, at=clock.now(), **form.cleaned_data)
            else:
                operations.set_goal(pair=pair, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, SENTENCES.get(refusal.code, _("Ce n’est pas possible en ce moment. Rien n’a changé.")))
        else:
            messages.success(request, _("C’est noté. Un objectif peut évoluer quand vous voulez."))
            return redirect("me:goals", pair.id)
    listed = list(pair.goals.all())
    context = {
        "pair": pair,
        "form": form if pair.state in MEETING else None,
        "replaced": replaced,
        "goals": [goal for goal in listed if goal.ended_on is None],
        "goals_before": [goal for goal in listed if goal.ended_on is not None],
    }
    return render(request, "mentorship/goals.html", context)


urlpatterns = [
    path("<uuid:pair_id>/goals/", goals, name="goals"),
    path("<uuid:pair_id>/goals/<uuid:goal_id>/", goals, name="goal"),
]
