"""Where released figures are pushed, for the platform administration: folders and addresses, what left, what does not arrive."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.core.outbox import MAX_ATTEMPTS
from portal.metrics import operations, queries
from portal.metrics.enums import FileKind, Way
from portal.metrics.models import Destination
from portal.metrics.queries import Push
from portal.ui.access import PortalRequest, allow

from .figure_words import quarter_name

SHOWN = 4
WHY: dict[str, Promise] = {
    "folder": gettext_lazy("le dossier ne se laisse pas écrire"),
    "address_not_allowed": gettext_lazy("l’adresse mène dans le réseau interne, qui n’est pas ouvert"),
    "not_reached": gettext_lazy("personne ne répond à cette adresse"),
    "bad_certificate": gettext_lazy("le certificat de l’adresse n’est pas bon"),
    "too_slow": gettext_lazy("la réponse n’est pas venue à temps"),
}
REFUSED: dict[str, Promise] = {
    "bad_name": gettext_lazy("Des minuscules, des chiffres et des tirets ; une lettre ou un chiffre d’abord."),
    "name_taken": gettext_lazy("Ce nom est déjà pris."),
    "bad_address": gettext_lazy("Une adresse en https pour un envoi au SIRH ; aucune pour un dossier."),
    "under_way": gettext_lazy("Elle est déjà en route."),
}


class DestinationForm(forms.Form):
    """A folder or an address, and the kind of file."""

    name = forms.CharField(
        label=gettext_lazy("Nom"), max_length=40, help_text=gettext_lazy("Court, sans espace. Pour un dossier, c’est le sien.")
    )
    way = forms.ChoiceField(label=gettext_lazy("Où"), choices=Way.choices, widget=forms.RadioSelect, initial=Way.FOLDER)
    address = forms.CharField(
        label=gettext_lazy("Adresse"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Seulement pour un envoi au SIRH. Par exemple, https://sirh.exemple.fr/chiffres"),
    )
    file_kind = forms.ChoiceField(label=gettext_lazy("Fichier"), choices=FileKind.choices)


@allow(Role.PLATFORM_ADMIN)
@require_http_methods(["GET", "POST"])
@sensitive_variables("made")
def pushes(request: PortalRequest) -> HttpResponse:
    """List where releases go and what became of the last ones; add a place, and show its secret this once."""
    form, made = DestinationForm(request.POST if request.method == "POST" else None), None
    if form.is_valid():
        try:
            made = operations.add_destination(**form.cleaned_data, by=request.actor, at=clock.now())
            form = DestinationForm()
        except Refusal as refusal:
            field = "address" if refusal.code == "bad_address" else "name"
            form.add_error(field, str(REFUSED.get(refusal.code, _("Ce n’est pas possible en ce moment."))))
    sent, latest = queries.pushes(), next(iter(queries.releases()), None)
    rows = [(one, [_said(push) for push in sent.get(one.id, [])[:SHOWN]]) for one in queries.destinations()]
    context = {"form": form, "made": made, "rows": rows, "latest": latest and quarter_name(latest)}
    response = render(request, "company/settings/pushes.html", context, status=400 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@allow(Role.PLATFORM_ADMIN)
@require_POST
def push_now(request: PortalRequest, destination_id: UUID) -> HttpResponse:
    """Put the newest release in the outbox for one place, even if it has it already."""
    found, latest = _destination_or_404(destination_id), next(iter(queries.releases()), None)
    if latest is None:
        messages.info(request, _("Rien n’est encore publié : rien à envoyer."))
        return redirect("company:settings-pushes")
    try:
        operations.push_release(release=latest, destination=found, again=True, by=request.actor, at=clock.now())
        messages.success(request, _("C’est en route : le prochain tour des envois l’emporte, d’ici une minute."))
    except Refusal as refusal:
        messages.info(request, str(REFUSED.get(refusal.code, _("Ce n’est pas possible en ce moment."))))
    return redirect("company:settings-pushes")


@allow(Role.PLATFORM_ADMIN)
@require_POST
def remove(request: PortalRequest, destination_id: UUID) -> HttpResponse:
    """Push nothing there any more."""
    operations.remove_destination(destination=_destination_or_404(destination_id), by=request.actor, at=clock.now())
    messages.success(request, _("C’est retiré. Ce qui est déjà arrivé là-bas y reste."))
    return redirect("company:settings-pushes")


def _destination_or_404(destination_id: UUID) -> Destination:
    found = queries.destination(destination_id=destination_id)
    if found is None:
        raise Http404
    return found


def _said(push: Push) -> dict[str, object]:
    """Return a push in words: which quarter, how it stands, and why it does not arrive."""
    status = push.failure.removeprefix("status_")
    answered = _("l’adresse répond %(status)s") % {"status": status} if status != push.failure else push.failure
    why = WHY.get(push.failure, answered)
    given_up = push.sent_at is None and push.attempts >= MAX_ATTEMPTS
    return {
        "quarter": quarter_name(push.release),
        "sent_at": push.sent_at,
        "why": why if push.failure else "",
        "given_up": given_up,
        "next_at": None if given_up or not push.failure else push.next_at,
    }


urlpatterns = [
    path("", pushes, name="settings-pushes"),
    path("<uuid:destination_id>/now/", push_now, name="settings-push-now"),
    path("<uuid:destination_id>/remove/", remove, name="settings-push-remove"),
]
