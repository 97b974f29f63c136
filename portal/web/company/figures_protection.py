"""The data-protection officer's page on figures: the smallest group, the memory of the control, the seals, who read what."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.metrics import operations, queries
from portal.metrics.enums import Profile
from portal.metrics.models import Release
from portal.metrics.rules import CEILING_K, FLOOR_K, LEDGER_YEARS
from portal.ui.access import PortalRequest, allow

from .figure_words import never_shown_when_small, quarter_name


class SmallestGroupForm(forms.Form):
    """The smallest group of the releases to come, and that one knows it will not go down again."""

    k = forms.IntegerField(label=gettext_lazy("Plus petit groupe"), min_value=FLOOR_K, max_value=CEILING_K)
    understood = forms.BooleanField(label=gettext_lazy("J’ai compris qu’il ne pourra plus baisser"))

    def __init__(self, *args: Any, least: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least = least
        self.fields["k"].help_text = _("De %(least)d à %(most)d personnes.") % {"least": least, "most": CEILING_K}

    def clean_k(self) -> int:
        """Refuse what is under the smallest group of now."""
        k: int = self.cleaned_data["k"]
        if k < self.least:
            raise forms.ValidationError(_("Il ne peut que monter : %(least)d au moins."), params={"least": self.least})
        return k


@allow(Role.DPO)
def protection(request: PortalRequest) -> HttpResponse:
    """Show how figures are protected here, and raise the smallest group."""
    chosen, k, readings = queries.group_sizes(), queries.next_k(), queries.readings()
    least = k + 1 if chosen else (k if readings else FLOOR_K)
    form = SmallestGroupForm(request.POST or None, least=least, initial={"k": k})
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_smallest_group(k=form.cleaned_data["k"], by=request.actor, at=clock.now())
        except Refusal:
            messages.error(request, _("Le plus petit groupe n’a pas changé : il ne peut que monter."))
        else:
            messages.success(request, _("C’est fixé. Il vaudra pour la prochaine publication."))
        return redirect("company:protection")
    people = queries.headcount(on=clock.today())
    context = {
        "small": people.is_small,
        "by_choice": people.chosen is Profile.SMALL,
        "eligible": people.eligible,
        "eligible_text": number_format(people.eligible, force_grouping=True),
        "under": number_format(settings.FIGURES_SMALL_UNDER, force_grouping=True),
        "when_small": never_shown_when_small(),
        "form": form,
        "k": k,
        "chosen": chosen,
        "may_rise": least <= CEILING_K,
        "ledger": queries.ledger_state(),
        "years": LEDGER_YEARS,
        "broken": queries.broken_seals(),
        "readings": [_read(one) for one in readings],
    }
    return render(request, "metrics/protection_desk.html", context, status=400 if form.errors else 200)


@require_POST
@allow(Role.DPO)
def profile(request: PortalRequest) -> HttpResponse:
    """Choose the profile of a small company whatever the headcount, or the headcount again."""
    try:
        operations.choose_profile(profile=request.POST.get("profile", ""), by=request.actor, at=clock.now())
        messages.success(request, _("C’est noté. Cela vaudra pour la prochaine publication."))
    except Refusal:
        messages.error(request, _("Ce profil n’existe pas."))
    return redirect("company:protection")


def _read(reading: queries.Reading) -> tuple[Release, str, list[tuple[str, int, datetime]]]:
    """Return a release, its name, and who read it in words."""
    rows = [(str(Role(role).label) if role in Role.values else role, times, last) for role, times, last in reading.by_role]
    return reading.release, quarter_name(reading.release), rows


urlpatterns = [path("", protection, name="protection"), path("profile/", profile, name="protection-profile")]
