"""What the company puts in, in euros, by quarter: said by CSR before a publication, frozen with it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.enums import Role
from portal.core import clock
from portal.metrics import operations
from portal.metrics.costs import costs_of
from portal.metrics.enums import CostKind
from portal.metrics.models import Release
from portal.metrics.operations import MOST_EUROS
from portal.metrics.periods import Quarter, last_closed
from portal.ui.access import PortalRequest, allow

from .figure_words import quarter_name


class CostForm(forms.Form):
    """An amount a kind; an empty one says nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in CostKind:
            self.fields[kind.value] = forms.IntegerField(
                label=kind.label,
                min_value=0,
                max_value=MOST_EUROS,
                required=False,
                error_messages={"invalid": gettext_lazy("Un montant en euros, sans centimes, s’il vous plaît.")},
            )


@allow(Role.CSR)
def costs(request: PortalRequest) -> HttpResponse:
    """Show and take the amounts of the quarter that is published next, and of the one that runs."""
    at = clock.now()
    closed = last_closed(clock.today())
    quarter = closed.next if request.GET.get("quarter") == "next" else closed
    known = costs_of(period_start=quarter.start)
    form = CostForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        said = {kind: euros for kind, euros in form.cleaned_data.items() if euros is not None and euros != known.get(kind)}
        for kind, euros in said.items():
            operations.set_cost(period=quarter, kind=kind, euros=euros, by=request.actor, at=at)
        messages.success(request, _("C’est noté. Ces montants paraîtront avec la prochaine publication de ce trimestre."))
        return redirect("company:figures")
    context = {"form": form, "quarter": _name(quarter), "other_quarter": _name(closed.next if quarter == closed else closed)}
    return render(request, "metrics/costs.html", {**context, "is_next": quarter != closed})


def _name(quarter: Quarter) -> str:
    return quarter_name(Release(period_start=quarter.start))


urlpatterns = [path("costs/", costs, name="figures-costs")]
