"""A mentor's check-in: two answers, two minutes, and a hand if it is wanted."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.mentorship import operations, queries
from portal.mentorship.enums import MEETING, HelpTopic
from portal.mentorship.models import CheckIn
from portal.ui.access import PortalRequest, allow

SCALE = [
    ("5", gettext_lazy("Très bien")),
    ("4", gettext_lazy("Bien")),
    ("3", gettext_lazy("Entre les deux")),
    ("2", gettext_lazy("Pas très bien")),
    ("1", gettext_lazy("Mal")),
]
SENTENCES = {
    "already_answered": gettext_lazy("Vous avez déjà répondu à ce point d’étape. Merci."),
    "not_meeting": gettext_lazy("Ce binôme n’est plus ouvert aux points d’étape. Votre personne référente reste joignable."),
}


class CheckInForm(forms.Form):
    """How it goes, and whether a hand would be welcome."""

    satisfaction = forms.TypedChoiceField(
        label=gettext_lazy("Avec votre binôme, ça va :"), choices=SCALE, coerce=int, widget=forms.RadioSelect
    )
    help_topic = forms.ChoiceField(
        label=gettext_lazy("Un coup de main serait-il bienvenu ?"),
        help_text=gettext_lazy("Si oui, votre personne référente vous rappelle dans les trois jours ouvrés."),
        choices=[("", gettext_lazy("Non, pas en ce moment")), *HelpTopic.choices],
        widget=forms.RadioSelect,
        required=False,
    )


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def check_in(request: PortalRequest, check_in_id: UUID) -> HttpResponse:
    """Ask the two questions, or say that they are answered or closed."""
    found = _own_or_404(request, check_in_id)
    form = CheckInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer_check_in(check_in=found, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, SENTENCES.get(refusal.code, _("Vos réponses n’ont pas pu être enregistrées. Réessayez.")))
        else:
            messages.success(request, _thanks(found))
            return redirect("me:home")
    context = {
        "form": form,
        "pair": found.pair,
        "answered": found.answered_at is not None,
        "open": found.answered_at is None and found.pair.state in MEETING,
    }
    return render(request, "mentorship/check_in.html", context)


def _thanks(found: CheckIn) -> str:
    if found.needs_help:
        return _("Merci de l’avoir dit. %(name)s vous rappelle dans les trois jours ouvrés.") % {
            "name": found.pair.referent.display_name
        }
    return _("Merci, c’est noté.")


def _own_or_404(request: PortalRequest, check_in_id: UUID) -> CheckIn:
    """Return a check-in of whoever acts; somebody else's does not exist."""
    found = queries.check_in_of_user(user_id=request.actor.id, check_in_id=check_in_id) if request.actor.id else None
    if found is None:
        raise Http404
    return found


urlpatterns = [path("<uuid:check_in_id>/", check_in, name="check-in")]
