"""« J’ai une inquiétude », for a mentor: it goes to the association's safeguarding referents, never to the employer."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.mentorship import operations, queries
from portal.mentorship.enums import CallWhen, ConcernCategory, RaisedBy, Urgency
from portal.ui.access import PortalRequest, allow

from .sessions import pair_or_404

FOR_A_MENTOR = [(value, label) for value, label in ConcernCategory.choices if value != ConcernCategory.MENTOR_CONDUCT]


class ConcernForm(forms.Form):
    """Lists before words."""

    category = forms.ChoiceField(label=gettext_lazy("De quoi s’agit-il ?"), choices=FOR_A_MENTOR, widget=forms.RadioSelect)
    urgency = forms.ChoiceField(
        label=gettext_lazy("Quand faut-il vous répondre ?"),
        choices=Urgency.choices,
        initial=Urgency.STANDARD,
        widget=forms.RadioSelect,
    )
    call_when = forms.ChoiceField(label=gettext_lazy("Quand vous appeler ?"), choices=CallWhen.choices, initial=CallWhen.ANY)
    text = forms.CharField(
        label=gettext_lazy("Quelques mots"),
        help_text=gettext_lazy("300 caractères au plus. Vous en direz plus de vive voix."),
        max_length=300,
        required=False,
        widget=forms.Textarea,
    )


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def concern(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Raise a concern about one's own pair."""
    pair, at = pair_or_404(request, pair_id), clock.now()
    form = ConcernForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.raise_concern(
                programme=pair.programme, pair=pair, raised_by=RaisedBy.MENTOR, by=request.actor, at=at, **form.cleaned_data
            )
        except Refusal:
            form.add_error(None, _("Votre message n’est pas parti. Réessayez, ou appelez votre personne référente."))
        else:
            messages.success(request, _("C’est transmis à l’association. Quelqu’un vous répond dans le délai annoncé."))
            return redirect("me:home")
    association = pair.programme.association
    hours = queries.opening_hours(association=association)
    following = hours.next_span(at)
    context = {
        "form": form,
        "pair": pair,
        "association": association,
        "open_now": hours.is_open(at),
        "opens_at": following[0] if following else None,
    }
    return render(request, "mentorship/concern.html", context)


urlpatterns = [path("<uuid:pair_id>/", concern, name="concern")]
