"""The antennas of an association: its local branches, whose coordinators see their own people only."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.journeys.antennas import hand_over, holdings
from portal.programmes import operations, queries
from portal.programmes.data import departements
from portal.programmes.models import Antenna, Association, Programme
from portal.ui.access import PortalRequest, allow

from .team import home_of

CODE_LENGTH = 60
REFUSALS = {
    "code_taken": gettext_lazy("Une antenne porte déjà ce nom."),
    "same_antenna": gettext_lazy("C’est la même antenne\u00a0: choisissez-en une autre."),
    "not_yours": gettext_lazy("Cette antenne n’est pas de votre association."),
    "name_of_closed": gettext_lazy("Une antenne fermée porte déjà ce nom\u00a0: rouvrez-la, plus bas."),
    "antenna_closed": gettext_lazy("Cette antenne est fermée. Rouvrez-la d’abord."),
    "antenna_open": gettext_lazy("Cette antenne est déjà ouverte."),
    "programme_elsewhere": gettext_lazy("Un de ces programmes vient de passer à une autre antenne. Regardez de nouveau."),
    "antenna_in_use": gettext_lazy("Quelqu’un vient d’y ajouter quelque chose. Regardez de nouveau ce qui change."),
}


class AntennaForm(forms.Form):
    """A local branch."""

    name = forms.CharField(label=gettext_lazy("Nom de l’antenne"), max_length=160)
    departements = forms.CharField(
        label=gettext_lazy("Départements"),
        help_text=gettext_lazy("Leurs numéros, séparés par des espaces\u00a0: 59 62 80."),
        max_length=200,
        required=False,
    )

    def clean_departements(self) -> list[str]:
        """Return the codes. Refuse what is none."""
        codes = sorted({code.upper() for code in self.cleaned_data["departements"].replace(",", " ").split()})
        if unknown := [code for code in codes if code not in departements()]:
            raise forms.ValidationError(_("Ce ne sont pas des départements\u00a0: %(codes)s") % {"codes": ", ".join(unknown)})
        return codes


class HandOverForm(forms.Form):
    """Where all that a branch holds goes."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("Vers"),
        queryset=Antenna.objects.none(),
        required=False,
        empty_label=gettext_lazy("Toute l’association, sans antenne"),
    )
    close = forms.BooleanField(label=gettext_lazy("Puis fermer cette antenne"), required=False)

    def __init__(self, *args: Any, antenna: Antenna, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared above
        field.queryset = Antenna.objects.open().filter(association_id=antenna.association_id).exclude(pk=antenna.pk)


class ProgrammesForm(forms.Form):
    """Which programmes a branch carries, of those that no other one does."""

    programmes = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Programmes"), queryset=Programme.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, antenna: Antenna, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["programmes"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101  declared above
        free = Programme.objects.filter(Q(antenna=None) | Q(antenna=antenna), association_id=antenna.association_id)
        field.queryset = free.order_by("title", "id")
        self.initial.setdefault("programmes", [one.pk for one in field.queryset if one.antenna_id])


@allow(Role.ASSOCIATION_ADMIN)
@require_http_methods(["GET", "POST"])
def antennas(request: PortalRequest) -> HttpResponse:
    """Show the tree: the association, its antennas, who works where; and add an antenna."""
    home = whole_home(request)
    form = AntennaForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given, code = form.cleaned_data, slugify(form.cleaned_data["name"])[:CODE_LENGTH]
        try:
            operations.add_antenna(association=home, code=code, **given, by=request.actor, at=clock.now())
        except Refusal as refusal:
            form.add_error("name", sentence(refusal))
        else:
            messages.success(
                request, _("L’antenne est ajoutée. Invitez-y quelqu’un, ou changez la place d’une personne de l’équipe.")
            )
            return redirect("association:antennas")
    tree = queries.antenna_tree(association_id=home.pk)
    return render(request, "association/antennas.html", {"home": home, "tree": tree, "form": form})


@allow(Role.ASSOCIATION_ADMIN)
@require_http_methods(["GET", "POST"])
def antenna(request: PortalRequest, antenna_id: UUID) -> HttpResponse:
    """Show what an antenna holds; rename it, or say where it works."""
    found = antenna_of(request, antenna_id)
    initial = {"name": found.name, "departements": " ".join(found.departements)}
    form = AntennaForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            operations.change_antenna(antenna=found, **form.cleaned_data, by=request.actor, at=clock.now())
        except Refusal as refusal:
            form.add_error("name", sentence(refusal))
        else:
            messages.success(request, _("C’est changé."))
            return redirect("association:antennas")
    context = {
        "antenna": found,
        "form": form,
        "held": holdings(antenna=found, on=clock.today()),
        "move": HandOverForm(antenna=found),
        "carries": ProgrammesForm(antenna=found),
    }
    return render(request, "association/antenna.html", context)


@allow(Role.ASSOCIATION_ADMIN)
@require_http_methods(["POST"])
def antenna_programmes(request: PortalRequest, antenna_id: UUID) -> HttpResponse:
    """Show which programmes change place, then place them."""
    found = antenna_of(request, antenna_id)
    form = ProgrammesForm(request.POST, antenna=found)
    if not form.is_valid():
        messages.warning(request, _("Un de ces programmes vient de changer de place. Regardez de nouveau."))
        return redirect("association:antenna", antenna_id)
    chosen = list(form.cleaned_data["programmes"])
    if "confirm" in request.POST:
        try:
            operations.place_programmes(antenna=found, programmes=chosen, by=request.actor, at=clock.now())
        except Refusal as refusal:
            messages.warning(request, sentence(refusal))
        else:
            messages.success(request, _("C’est changé."))
        return redirect("association:antenna", antenna_id)
    coming = [one.title for one in chosen if one.antenna_id is None]
    going = [one.title for one in found.programmes.order_by("title", "id") if one not in chosen]
    if not (coming or going):
        messages.info(request, _("Rien ne change."))
        return redirect("association:antenna", antenna_id)
    context = {"antenna": found, "chosen": chosen, "coming": coming, "going": going}
    return render(request, "association/antenna_programmes.html", context)


@allow(Role.ASSOCIATION_ADMIN)
@require_http_methods(["POST"])
def antenna_move(request: PortalRequest, antenna_id: UUID) -> HttpResponse:
    """Show what a move changes, and for whom; then move it all, and close the antenna where asked."""
    found = antenna_of(request, antenna_id)
    form, at = HandOverForm(request.POST, antenna=found), clock.now()
    if form.is_valid() and "confirm" in request.POST:
        try:
            hand_over(antenna=found, **form.cleaned_data, by=request.actor, at=at)
        except Refusal as refusal:
            form.add_error("to", sentence(refusal))
        else:
            said = _("L’antenne est fermée, et tout ce qu’elle suivait est à sa nouvelle place.")
            messages.success(request, said if form.cleaned_data["close"] else _("Tout ce qu’elle suivait est à sa nouvelle place."))
            return redirect("association:antennas")
    held = holdings(antenna=found, on=clock.today())
    if form.is_valid():
        return render(request, "association/antenna_move.html", {"antenna": found, "held": held, **form.cleaned_data})
    context = {"antenna": found, "form": AntennaForm(initial={"name": found.name}), "held": held, "move": form}
    context["carries"] = ProgrammesForm(antenna=found)
    return render(request, "association/antenna.html", context, status=400)


@allow(Role.ASSOCIATION_ADMIN)
@require_http_methods(["POST"])
def antenna_reopen(request: PortalRequest, antenna_id: UUID) -> HttpResponse:
    """Open an antenna that closed again."""
    found = antenna_of(request, antenna_id)
    try:
        operations.reopen_antenna(antenna=found, by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.warning(request, sentence(refusal))
    else:
        messages.success(request, _("L’antenne est rouverte, vide. Rattachez-y une personne, ou déplacez-y ce que suit une autre."))
    return redirect("association:antenna", antenna_id)


def whole_home(request: PortalRequest) -> Association:
    """Return the association of whoever administers it all. Raises PermissionDenied for one antenna's administrator."""
    if request.actor.antenna_ids:
        raise PermissionDenied
    return home_of(request)


def antenna_of(request: PortalRequest, antenna_id: UUID) -> Antenna:
    """Return an antenna of the association. Raises Http404: another one's does not exist here."""
    found = Antenna.objects.select_related("closed_into").filter(association=whole_home(request), pk=antenna_id).first()
    if found is None:
        raise Http404
    return found


def sentence(refusal: Refusal) -> str:
    """Return the words of a refusal."""
    return str(REFUSALS.get(refusal.code) or _("Ce n’est pas possible en ce moment. Rien n’a été changé."))


urlpatterns = [
    path("", antennas, name="antennas"),
    path("<uuid:antenna_id>/", antenna, name="antenna"),
    path("<uuid:antenna_id>/programmes/", antenna_programmes, name="antenna-programmes"),
    path("<uuid:antenna_id>/move/", antenna_move, name="antenna-move"),
    path("<uuid:antenna_id>/reopen/", antenna_reopen, name="antenna-reopen"),
]
