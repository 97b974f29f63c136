"""What would move if a programme had more or fewer places: those who would have to, and those for whom it would be better."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy

from portal.accounts.enums import Role
from portal.programmes import queries as programmes
from portal.programmes.models import Programme
from portal.routing import queries
from portal.routing.models import AllocationRun
from portal.ui.access import PortalRequest, allow

from .reach import reach_of

MOST_PLACES = 10_000
LATEST = 4


class CapacityForm(forms.Form):
    """A programme of ours, and how many places it would have."""

    programme = forms.ModelChoiceField(
        label=gettext_lazy("Programme"), queryset=Programme.objects.none(), empty_label=gettext_lazy("Choisissez un programme")
    )
    places = forms.IntegerField(label=gettext_lazy("Places en tout"), min_value=0, max_value=MOST_PLACES)

    def __init__(self, *args: Any, listed: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["programme"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = listed


@allow(Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
def capacity(request: PortalRequest) -> HttpResponse:
    """Compute what would move, and change nothing."""
    reach = reach_of(request)
    form = CapacityForm(request.GET or None, listed=programmes.programmes_of(**reach))
    run, moves = _last_run(), None
    if run and form.is_valid():
        programme, places = form.cleaned_data["programme"], form.cleaned_data["places"]
        moves = queries.what_moves(run=run, programme_id=programme.pk, places=places)
    return render(request, "routing/capacity.html", {"form": form, "moves": moves, "run": run, "asked": form.is_valid()})


def _last_run() -> AllocationRun | None:
    """Return the last run that came to its end, of the latest campaigns."""
    latest = programmes.campaigns()[:LATEST]
    return next((run for campaign in latest if (run := queries.last_run(campaign=campaign))), None)


urlpatterns = [path("capacity/", capacity, name="proposal-capacity")]
