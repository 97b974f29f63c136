"""« J’ai une inquiétude », without an account: for a young person, a family, a school. And its card, to print and pin up."""

from datetime import datetime

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actors import ANONYMOUS
from portal.core import clock
from portal.core.errors import Refusal
from portal.mentorship import operations, queries
from portal.mentorship.enums import CallWhen, ConcernCategory, RaisedBy, Urgency
from portal.programmes.models import Programme
from portal.ui import limits
from portal.ui.access import allow_everyone
from portal.ui.addresses import address_of

PER_HOUR = 6
"""Messages an hour from one address; the numbers to call stay on the page beyond it."""


class PublicConcernForm(forms.Form):
    """Lists before words; nothing that says who writes is asked for."""

    raised_by = forms.ChoiceField(label=gettext_lazy("Qui êtes-vous ?"), choices=RaisedBy.choices, widget=forms.RadioSelect)
    category = forms.ChoiceField(
        label=gettext_lazy("De quoi s’agit-il ?"), choices=ConcernCategory.choices, widget=forms.RadioSelect
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("Quand faut-il vous lire ?"),
        choices=Urgency.choices,
        initial=Urgency.STANDARD,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=gettext_lazy("Quelques mots"),
        help_text=gettext_lazy("300 caractères au plus. Aucun nom n’est nécessaire."),
        max_length=300,
        required=False,
        widget=forms.Textarea,
    )
    contact = forms.CharField(
        label=gettext_lazy("Un numéro ou une adresse, si vous voulez une réponse"), max_length=120, required=False
    )
    call_when = forms.ChoiceField(label=gettext_lazy("Quand vous appeler ?"), choices=CallWhen.choices, initial=CallWhen.ANY)


@allow_everyone
def concern(request: HttpRequest, code: str) -> HttpResponse:
    """Take a worry about a programme from anyone, and say when it will be read."""
    programme, at = _programme_or_404(code), clock.now()
    form = PublicConcernForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _too_many(request):
            form.add_error(None, _("Plusieurs messages sont déjà partis d’ici. Appelez l’un des numéros ci-dessus."))
            return render(request, "mentorship/concern_public.html", _context(programme, form, at), status=429)
        try:
            operations.raise_concern(programme=programme, by=ANONYMOUS, at=at, **form.cleaned_data)
        except Refusal:
            form.add_error(None, _("Votre message n’est pas parti. Réessayez, ou appelez l’un des numéros ci-dessus."))
        else:
            return redirect("concern-sent", code)
    return render(request, "mentorship/concern_public.html", _context(programme, form, at))


@allow_everyone
def sent(request: HttpRequest, code: str) -> HttpResponse:
    """Say that the message left, and when it will be read."""
    return render(request, "mentorship/concern_sent.html", _context(_programme_or_404(code), None, clock.now()))


@allow_everyone
def card(request: HttpRequest, code: str) -> HttpResponse:
    """Show the card of a programme, to print: where to say it, whom to call."""
    programme = _programme_or_404(code)
    address = request.build_absolute_uri(reverse("concern-public", args=[code]))
    return render(request, "mentorship/concern_card.html", {**_context(programme, None, clock.now()), "address": address})


def _programme_or_404(code: str) -> Programme:
    programme = queries.programme_by_code(code=code)
    if programme is None:
        raise Http404
    return programme


def _context(programme: Programme, form: forms.Form | None, at: datetime) -> dict[str, object]:
    hours = queries.opening_hours(association=programme.association)
    following = hours.next_span(at)
    return {
        "form": form,
        "programme": programme,
        "association": programme.association,
        "open_now": hours.is_open(at),
        "opens_at": following[0] if following else None,
    }


def _too_many(request: HttpRequest) -> bool:
    """Count this message against its address."""
    return limits.spent(action="concern", who=address_of(request), amount=PER_HOUR, seconds=3600)


urlpatterns = [
    path("<slug:code>/", concern, name="concern-public"),
    path("<slug:code>/sent/", sent, name="concern-sent"),
    path("<slug:code>/card/", card, name="concern-card"),
]
