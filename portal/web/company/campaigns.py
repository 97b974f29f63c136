"""Campaigns: list, create, change, with a warning when a goal is more than the places that exist."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.people import queries as people
from portal.programmes import operations, queries
from portal.ui.access import PortalRequest, allow
from portal.ui.addresses import public_address
from portal.ui.dates import date_format
from portal.ui.letters import campaign_poster

PAGE_SIZE = 25
LONGEST_REFERENCE = 30
"""The funnel of a campaign is a figure whose code holds the reference."""


class CampaignForm(forms.Form):
    """A campaign; its reference stays once given, applications carry it."""

    reference = forms.SlugField(
        label=gettext_lazy("Référence"),
        help_text=gettext_lazy("Courte, sans espace\u00a0: elle suit les candidatures. Par exemple, janvier-2027."),
        max_length=LONGEST_REFERENCE,
    )
    title = forms.CharField(label=gettext_lazy("Titre"), max_length=160)
    opens_on = forms.DateField(label=gettext_lazy("Début"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    closes_on = forms.DateField(label=gettext_lazy("Fin"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    goal_pairs = forms.IntegerField(label=gettext_lazy("Binômes espérés"), min_value=0, max_value=100_000)


@allow(Role.CSR)
def campaigns(request: PortalRequest) -> HttpResponse:
    """List the campaigns, the latest first."""
    page = Paginator(queries.campaigns(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "programmes/campaigns.html", {"page": page, "today": clock.today()})


@allow(Role.CSR)
@require_http_methods(["GET", "POST"])
def new_campaign(request: PortalRequest) -> HttpResponse:
    """Create a campaign."""
    form = CampaignForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.create_campaign(**form.cleaned_data, by=request.actor, at=clock.now())
        except Refusal as refused:
            _refuse(form, refused)
        else:
            messages.success(request, _("La campagne est créée."))
            return redirect("company:campaigns")
    return _form_page(request, form, known=False)


@allow(Role.CSR)
@require_http_methods(["GET", "POST"])
def change_campaign(request: PortalRequest, campaign_id: UUID) -> HttpResponse:
    """Change a campaign."""
    campaign = queries.campaigns().filter(pk=campaign_id).first()
    if campaign is None:
        raise Http404
    initial = {name: getattr(campaign, name) for name in CampaignForm.base_fields}
    form = CampaignForm(request.POST if request.method == "POST" else None, initial=initial)
    form.fields["reference"].disabled = True
    if form.is_valid():
        given: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if name != "reference"}
        try:
            operations.change_campaign(campaign=campaign, **given, by=request.actor, at=clock.now())
        except Refusal as refused:
            _refuse(form, refused)
        else:
            messages.success(request, _("La campagne est à jour."))
            return redirect("company:campaigns")
    return _form_page(request, form, known=True)


@allow(Role.CSR)
@require_GET
def poster(request: PortalRequest, campaign_id: UUID) -> HttpResponse:
    """Hand out the poster of a campaign: its square leads to the page with both ways in."""
    campaign = queries.campaigns().filter(pk=campaign_id).first()
    if campaign is None:
        raise Http404
    company, language = people.company(), (get_language() or "fr")[:2]
    days = {"start": date_format(campaign.opens_on, "j F"), "end": date_format(campaign.closes_on, "j F Y")}
    made = campaign_poster(
        language=language,
        title=campaign.title,
        company=company.name if company else "",
        period=_("Du %(start)s au %(end)s") % days,
        address=public_address(reverse("poster-address", args=[campaign.reference])),
    )
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{campaign.reference}-{language}.pdf"'
    return response


def _refuse(form: CampaignForm, refused: Refusal) -> None:
    if refused.code == "dates_reversed":
        form.add_error("closes_on", _("La fin vient avant le début."))
    else:
        form.add_error("reference", _("Cette référence sert déjà à une autre campagne."))


def _form_page(request: PortalRequest, form: CampaignForm, *, known: bool) -> HttpResponse:
    """Show the form beside the places that exist on its first day, with a warning when the goal is more."""
    given = form["opens_on"].value()
    start = form.fields["opens_on"].clean(given) if given and not form.errors.get("opens_on") else clock.today()
    outlook = queries.outlook(on=start or clock.today())
    goal = str(form["goal_pairs"].value() or "")
    over = int(goal) - outlook.left if goal.isdecimal() and not form.errors.get("goal_pairs") else 0
    return render(request, "programmes/campaign_form.html", {"form": form, "known": known, "outlook": outlook, "over": over})


urlpatterns = [
    path("", campaigns, name="campaigns"),
    path("new/", new_campaign, name="new-campaign"),
    path("<uuid:campaign_id>/", change_campaign, name="campaign"),
    path("<uuid:campaign_id>/poster/", poster, name="campaign-poster"),
]
