"""Intakes and their places: what is offered, taken, funded, and what the team can carry."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.programmes import operations, queries
from portal.programmes.models import Intake, Programme
from portal.ui.access import PortalRequest, allow

PAGE_SIZE = 25
FIELD_OF = {"more_than_funded": "places_offered", "more_than_staff": "places_offered", "fewer_than_taken": "places_offered"}


def refusal(code: str) -> str:
    """Return why places could not be kept as given."""
    return {
        "more_than_funded": _("C’est plus que les places financées. Offrez-en moins, ou augmentez d’abord le financement."),
        "more_than_staff": _("C’est plus que ce que l’équipe peut suivre. Offrez-en moins, ou augmentez d’abord la capacité."),
        "fewer_than_taken": _("Des personnes ont déjà pris davantage de places. Gardez au moins celles-là."),
        "dates_reversed": _("La clôture vient avant l’ouverture."),
        "intake_exists": _("Ce programme a déjà une entrée à cette date."),
        "programme_closed": _("Ce programme est fermé."),
        "association_leaving": _("Votre association quitte le portail\u00a0: elle n’ouvre plus de programme."),
        "safeguarding_not_ready": _(
            "Dites d’abord qui répond à une inquiétude, et quand\u00a0: sans cela, aucun programme ne peut ouvrir."
        ),
    }[code]


class PlacesForm(forms.Form):
    """Three numbers; what is offered is the smallest of the three or less."""

    places_funded = forms.IntegerField(label=gettext_lazy("Places financées"), min_value=0, max_value=100_000)
    staff_capacity = forms.IntegerField(label=gettext_lazy("Capacité de l’équipe"), min_value=0, max_value=100_000)
    places_offered = forms.IntegerField(
        label=gettext_lazy("Places offertes"),
        help_text=gettext_lazy("Jamais plus que ce qui est financé, ni que ce que l’équipe peut suivre."),
        min_value=0,
        max_value=100_000,
    )


class IntakeForm(PlacesForm):
    """A new intake."""

    programme = forms.ModelChoiceField(label=gettext_lazy("Programme"), queryset=Programme.objects.none())
    opens_on = forms.DateField(label=gettext_lazy("Candidatures à partir du"), widget=forms.DateInput({"type": "date"}))
    closes_on = forms.DateField(label=gettext_lazy("Jusqu’au"), widget=forms.DateInput({"type": "date"}))
    starts_on = forms.DateField(label=gettext_lazy("Début des binômes"), widget=forms.DateInput({"type": "date"}))

    field_order = ("programme", "opens_on", "closes_on", "starts_on")

    def __init__(self, *args: Any, association_id: UUID, antenna_ids: frozenset[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["programme"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = queries.programmes_of(association_id=association_id, antenna_ids=antenna_ids)


@allow(Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
def intakes(request: PortalRequest) -> HttpResponse:
    """List the intakes of my association, or of my antennas."""
    listed = queries.intakes(association_id=association_id(request), antenna_ids=request.actor.antenna_ids)
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "programmes/intakes.html", {"page": page, "today": clock.today()})


@allow(Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def places(request: PortalRequest, intake_id: UUID) -> HttpResponse:
    """Change the places of an intake of mine."""
    mine = queries.intakes(association_id=association_id(request), antenna_ids=request.actor.antenna_ids)
    intake = mine.filter(pk=intake_id).first()
    if intake is None:
        raise Http404
    initial = {name: getattr(intake, name) for name in PlacesForm.base_fields}
    form = PlacesForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and _kept(request, form, intake):
        messages.success(request, _("Les places sont à jour."))
        return redirect("association:intakes")
    return render(request, "programmes/places.html", {"form": form, "intake": intake})


@allow(Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def new_intake(request: PortalRequest) -> HttpResponse:
    """Open an intake for a programme of mine."""
    data = request.POST if request.method == "POST" else None
    form = IntakeForm(data, association_id=association_id(request), antenna_ids=request.actor.antenna_ids)
    if form.is_valid():
        try:
            operations.open_intake(**form.cleaned_data, by=request.actor, at=clock.now())
        except Refusal as refused:
            form.add_error(FIELD_OF.get(refused.code), refusal(refused.code))
        else:
            messages.success(request, _("L’entrée est ouverte."))
            return redirect("association:intakes")
    return render(request, "programmes/new_intake.html", {"form": form})


def association_id(request: PortalRequest) -> UUID:
    """The association of whoever acts; the rule of the route has let no other through."""
    if request.actor.association_id is None:
        raise PermissionDenied
    return request.actor.association_id


def _kept(request: PortalRequest, form: PlacesForm, intake: Intake) -> bool:
    try:
        operations.change_places(intake=intake, **form.cleaned_data, by=request.actor, at=clock.now())
    except Refusal as refused:
        form.add_error(FIELD_OF[refused.code], refusal(refused.code))
        return False
    return True


urlpatterns = [
    path("", intakes, name="intakes"),
    path("new/", new_intake, name="new-intake"),
    path("<uuid:intake_id>/", places, name="places"),
]
