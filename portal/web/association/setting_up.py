"""Setting an association up: what remains, in order, with the one place where each is done; and the charter."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Role
from portal.core import clock
from portal.engagement import operations, queries
from portal.journeys.setting_up import Step, steps
from portal.ui.access import PortalRequest, allow

from .bulk import DESK
from .intakes import association_id
from .team import home_of


@dataclass(frozen=True)
class Words:
    """What a step is called, what it is for, and where it is done ("" where somebody else does it)."""

    title: str | Promise
    why: str | Promise
    place: str


WORDS = {
    "programme": Words(
        gettext_lazy("Un programme au catalogue"),
        gettext_lazy("L’entreprise l’inscrit à partir de votre fiche ; écrivez-lui s’il manque."),
        "",
    ),
    "team": Words(
        gettext_lazy("Votre équipe et sa capacité"),
        gettext_lazy("Qui fait quoi, et combien de binômes chacun peut suivre. Une seule personne suffit pour commencer."),
        "association:team",
    ),
    "worries": Words(
        gettext_lazy("Qui répond à une inquiétude"),
        gettext_lazy("Un nom, des horaires et un relais : sans eux, aucun programme ne s’ouvre."),
        "association:safeguarding",
    ),
    "conditions": Words(
        gettext_lazy("Les conditions d’accueil"),
        gettext_lazy("Ce que vous vérifiez avant une première rencontre. Des conditions usuelles sont proposées."),
        "association:policies",
    ),
    "charter": Words(
        gettext_lazy("Votre charte"),
        gettext_lazy("Quelques phrases que chaque mentor accepte. Un texte de départ vous attend."),
        "association:charter",
    ),
    "training": Words(
        gettext_lazy("Une formation d’accueil"),
        gettext_lazy("Deux heures au moins avant la première rencontre ; ce peut être un lien."),
        "association:training",
    ),
    "intake": Words(
        gettext_lazy("Des places"),
        gettext_lazy("Une session d’entrée avec le nombre de binômes que vous pouvez ouvrir."),
        "association:intakes",
    ),
}


class CharterForm(forms.Form):
    """The words of the charter."""

    text = forms.CharField(
        label=gettext_lazy("Texte de la charte"), min_length=40, max_length=6000, widget=forms.Textarea(attrs={"rows": 12})
    )


@allow(*DESK)
def setting_up(request: PortalRequest) -> HttpResponse:
    """Show what is done and what remains."""
    listed = steps(association_id=association_id(request), on=clock.today())
    left = remaining(listed)
    context = {
        "steps": [(step, WORDS[step.code], _address(step)) for step in listed],
        "done": len(listed) - len(left),
        "all": len(listed),
        "minutes": sum(step.minutes for step in left),
        "next": left[0].code if left else "",
    }
    return render(request, "association/setting_up.html", context)


def remaining(listed: tuple[Step, ...]) -> list[Step]:
    """Return the steps that are not done."""
    return [step for step in listed if not step.done]


def _address(step: Step) -> str:
    place = WORDS[step.code].place
    return reverse(place) if place else ""


@allow(Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def charter(request: PortalRequest) -> HttpResponse:
    """Read the charter in force, and publish the next version."""
    home, today = home_of(request), clock.today()
    in_force = queries.charter_in_force(association_id=home.pk, on=today)
    initial = {"text": in_force.text if in_force else _start()}
    form = CharterForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        operations.publish_charter(
            association=home, text=form.cleaned_data["text"], effective_on=today, by=request.actor, at=clock.now()
        )
        messages.success(request, _("La charte est publiée. Qui l’a déjà acceptée garde la version acceptée."))
        return redirect("association:setting-up")
    return render(request, "association/charter.html", {"form": form, "in_force": in_force})


def _start() -> str:
    """Return words to start from, for an association that has none yet."""
    return "\n".join(
        (
            _("Je viens quand je l’ai dit, et je préviens quand je ne peux pas."),
            _("J’écoute plus que je ne parle, et je ne fais pas à la place."),
            _("Ce qui m’est confié reste entre nous ; ce qui m’inquiète, je le dis à ma personne référente."),
            _("Nous nous voyons dans des lieux convenus avec l’association."),
            _("Je ne donne ni argent, ni cadeau, ni rendez-vous en dehors du cadre."),
        )
    )


urlpatterns = [path("", setting_up, name="setting-up"), path("charter/", charter, name="charter")]
