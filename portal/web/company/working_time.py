"""Working time given to engagement: the rules of the company, with how many people a rule would be for before it is kept."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.journeys.working_time import people_affected
from portal.metrics.rules import DEFAULT_K
from portal.people import operations, queries
from portal.people.enums import StaffCategory
from portal.people.models import LegalEntity, TimeAllowance
from portal.people.rules import MOST_HOURS, MOST_TENURE_MONTHS
from portal.ui.access import PortalRequest, allow

WRITERS = (Role.HR, Role.CSR)


class AllowanceForm(forms.Form):
    """For whom, from which year, how much."""

    legal_entity = forms.ModelChoiceField(
        label=gettext_lazy("Société"),
        queryset=LegalEntity.objects.none(),
        required=False,
        empty_label=gettext_lazy("Toutes les sociétés"),
    )
    staff_category = forms.ChoiceField(
        label=gettext_lazy("Catégorie"),
        choices=[("", gettext_lazy("Toutes les catégories")), *StaffCategory.choices],
        required=False,
    )
    from_year = forms.IntegerField(label=gettext_lazy("À partir de l’année"), max_value=2200)
    hours = forms.IntegerField(
        label=gettext_lazy("Heures par an, sur le temps de travail"),
        help_text=gettext_lazy("0\u00a0: l’engagement se fait sur le temps personnel."),
        min_value=0,
        max_value=MOST_HOURS,
    )
    carried_over = forms.BooleanField(
        label=gettext_lazy("Ce qui n’est pas pris passe à l’année suivante, une fois"), required=False
    )
    tenure_months = forms.IntegerField(
        label=gettext_lazy("Mois d’ancienneté demandés"),
        help_text=gettext_lazy("Pour le temps de travail seulement\u00a0: le temps personnel n’appartient qu’à la personne."),
        min_value=0,
        max_value=MOST_TENURE_MONTHS,
        initial=0,
    )
    ask_manager = forms.BooleanField(
        label=gettext_lazy("Le créneau se convient d’abord avec le ou la manager"),
        help_text=gettext_lazy("La personne demande un créneau, sans dire pour qui ni pour quelle association."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["legal_entity"].queryset = LegalEntity.objects.all()  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["from_year"].widget.attrs["min"] = clock.today().year

    def rule(self) -> TimeAllowance:
        """The rule as it would be, written nowhere."""
        return TimeAllowance(**self.cleaned_data)


@allow(*WRITERS, Role.WORKS_COUNCIL)
def working_time(request: PortalRequest) -> HttpResponse:
    """Show the rules; prepare one, see whom it would be for, keep it. Who only reads has no form."""
    writes = request.actor.has(*WRITERS)
    form = AllowanceForm(request.POST or None, initial={"from_year": clock.today().year}) if writes else None
    preview: dict[str, Any] = {}
    if form is not None and request.method == "POST" and form.is_valid():
        if "save" in request.POST and _saved(request, form):
            return redirect("company:working-time")
        if not form.errors:
            preview = {"rule": form.rule(), "people": people_affected(allowance=form.rule(), on=clock.today())}
    context = {
        "form": form,
        "preview": preview,
        "rules": list(queries.allowances()),
        "fewest": DEFAULT_K,
        "this_year": clock.today().year,
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "company/settings/working_time.html", context, status=status)


@allow(*WRITERS)
@require_POST
def drop(request: PortalRequest, allowance_id: UUID) -> HttpResponse:
    """Take a rule back."""
    rule = queries.allowance(allowance_id=allowance_id)
    if rule is None:
        raise Http404
    try:
        operations.drop_allowance(allowance=rule, by=request.actor, at=clock.now())
        messages.success(request, _("La règle est retirée\u00a0: celle d’avant compte de nouveau."))
    except Refusal:
        messages.warning(request, _("Cette règle a commencé une année passée\u00a0: elle reste. Écrivez la suivante."))
    return redirect("company:working-time")


def _saved(request: PortalRequest, form: AllowanceForm) -> bool:
    try:
        operations.set_allowance(**form.cleaned_data, by=request.actor, at=clock.now())
    except Refusal as refused:
        field = str(refused.facts.get("field", "from_year"))
        form.add_error(
            field, _("Une année passée ne change plus.") if refused.code == "past_year" else _("Ce nombre est trop grand.")
        )
        return False
    messages.success(request, _("La règle est enregistrée. Chaque personne voit ce qui lui reste, et elle seule."))
    return True


urlpatterns = [
    path("", working_time, name="working-time"),
    path("<uuid:allowance_id>/drop/", drop, name="working-time-drop"),
]
