"""Propose or open a pair: a cleared mentor, a mentee, a referent; what it does is said before it is done."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.core.ids import read_id
from portal.engagement import queries as engagement
from portal.engagement.enums import GateKind
from portal.engagement.models import Application
from portal.journeys import pairing, partners
from portal.mentorship import operations, queries
from portal.mentorship.enums import AgeBand, MenteeGateKind
from portal.mentorship.models import Mentee
from portal.mentorship.queries import Load
from portal.mentorship.rules import needs_agreement
from portal.ui.access import PortalRequest, allow

from .refusals import sentence

STAFF = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)


class PairForm(forms.Form):
    """Which mentee, which referent, when."""

    mentee = forms.ChoiceField(label=gettext_lazy("Avec qui ?"), widget=forms.RadioSelect)
    referent = forms.ChoiceField(
        label=gettext_lazy("Qui se tient derrière ce binôme ?"),
        help_text=gettext_lazy("Le nombre de binômes suivis est montré à côté de la capacité que chaque personne a fixée."),
    )
    on = forms.DateField(label=gettext_lazy("Présentation le"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    agreement_on = forms.DateField(
        label=gettext_lazy("Convention individuelle signée le"),
        help_text=gettext_lazy("En protection de l’enfance, avant la présentation."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )

    def __init__(self, *args: Any, mentees: list[Mentee], loads: list[Load], agreement: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not agreement:
            del self.fields["agreement_on"]
        self.mentees = {str(mentee.id): mentee for mentee in mentees}
        self.members = {str(load.member.id): load.member for load in loads}
        self.fields["mentee"].choices = [(key, _mentee_label(mentee)) for key, mentee in self.mentees.items()]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["referent"].choices = [(str(load.member.id), _load_label(load)) for load in loads]  # type: ignore[attr-defined]  # the same


class MenteeForm(forms.Form):
    """A mentee: an alias, an age band, and the three agreements a minor needs."""

    alias = forms.CharField(
        label=gettext_lazy("Prénom ou alias"),
        max_length=20,
        help_text=gettext_lazy("20 caractères au plus. Jamais le nom de famille."),
    )
    age_band = forms.ChoiceField(label=gettext_lazy("Âge"), choices=AgeBand.choices)
    departement = forms.CharField(label=gettext_lazy("Département"), max_length=3, required=False)
    reference = forms.CharField(label=gettext_lazy("Votre référence de dossier"), max_length=30, required=False)
    agreements = forms.MultipleChoiceField(
        label=gettext_lazy("Ce que vous avez vu aujourd’hui"),
        help_text=gettext_lazy("Les trois sont nécessaires avant qu’une personne mineure rencontre quelqu’un."),
        choices=MenteeGateKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def _mentee_label(mentee: Mentee) -> str:
    missing = len(queries.missing_gates(mentee=mentee))
    parts = [mentee.alias, mentee.get_age_band_display(), mentee.departement, mentee.reference]
    if missing:
        parts.append(ngettext("il manque %(count)d accord", "il manque %(count)d accords", missing) % {"count": missing})
    return " · ".join(part for part in parts if part)


def _load_label(load: Load) -> str:
    return _("%(name)s (%(pairs)d sur %(capacity)d)") % {
        "name": load.member.display_name,
        "pairs": load.pairs,
        "capacity": load.member.capacity,
    }


@allow(*STAFF)
def pair_new(request: PortalRequest) -> HttpResponse:
    """Choose, preview, then propose or open."""
    application = _application_or_404(request)
    at = clock.now()
    loads = sorted(queries.referent_loads(actor=request.actor), key=lambda load: -load.room)
    mentees = list(queries.mentees_without_pair(actor=request.actor)[:100])
    asked = request.POST if request.method == "POST" and "mentee" in request.POST else None
    initial = {"on": clock.local_day(at), "mentee": request.GET.get("mentee")}
    agreement = needs_agreement(application.programme.legal_scope)
    form = PairForm(asked, mentees=mentees, loads=loads, agreement=agreement, initial=initial)
    preview, read = None, ""
    if asked and form.is_valid():
        mentee = form.mentees[form.cleaned_data["mentee"]]
        preview = pairing.preview_opening(application=application, mentee=mentee, on=form.cleaned_data["on"])
        read = _choices(form)
        if "open" in request.POST or "propose" in request.POST:
            try:
                if request.POST.get("read") == read:
                    return _done(request, application, form, mentee)
                form.add_error(None, _("Un choix a changé : relisez ce que l’ouverture fera, puis ouvrez."))
            except Refusal as refusal:
                form.add_error(None, sentence(refusal))
    context = {
        "application": application,
        "gates": [
            (GateKind(gate.kind).label, gate) for gate in engagement.gate_statuses(application=application, on=clock.local_day(at))
        ],
        "form": form,
        "mentee_form": MenteeForm(),
        "has_mentees": bool(mentees),
        "preview": preview,
        "read": read,
        "mentee": form.mentees.get(asked["mentee"]) if asked else None,
        "agreements_missing": [MenteeGateKind(kind).label for kind in sorted(preview.mentee_gates_missing)] if preview else [],
    }
    return render(request, "mentorship/pair_new.html", context)


@allow(*STAFF)
def mentee_new(request: PortalRequest) -> HttpResponse:
    """Add a mentee, then come back to the pair."""
    application = _application_or_404(request)
    form = MenteeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, at = dict(form.cleaned_data), clock.now()
        agreements = given.pop("agreements")
        try:
            said = partners.MenteeReference(**given, agreements=dict.fromkeys(agreements, clock.local_day(at)))
            mentee = partners.add_mentee(mentee=said, association_id=application.programme.association_id, by=request.actor, at=at)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("%(alias)s est dans la liste.") % {"alias": mentee.alias})
            return redirect(f"{request.path.removesuffix('mentee/')}?application={application.id}")
    return render(request, "mentorship/mentee_new.html", {"form": form, "application": application})


def _choices(form: PairForm) -> str:
    """What was chosen, as the preview shows it: it comes back with the act, which does nothing that was not read first."""
    return "|".join(str(form.cleaned_data[name] or "") for name in form.fields)


def _done(request: PortalRequest, application: Application, form: PairForm, mentee: Mentee) -> HttpResponse:
    at, referent = clock.now(), form.members[form.cleaned_data["referent"]]
    if "propose" in request.POST:
        pair = operations.propose_pair(
            volunteer=application.volunteer, programme=application.programme, mentee=mentee, referent=referent,
            by=request.actor, at=at,
        )  # fmt: skip
        messages.success(request, _("Le binôme est proposé. Ouvrez-le quand tout le monde est d’accord."))
    else:
        pair = pairing.open_pair(
            application=application, mentee=mentee, referent=referent, on=form.cleaned_data["on"],
            agreement_on=form.cleaned_data.get("agreement_on"), by=request.actor, at=at,
        )  # fmt: skip
        messages.success(request, _("Le binôme est ouvert. Le mentor ou la mentore en est prévenu par courriel."))
    return redirect("association:pair", pair.id)


def _application_or_404(request: PortalRequest) -> Application:
    actor = request.actor
    application_id = read_id(request.GET.get("application", ""))
    found = None
    if actor.association_id and application_id:
        found = engagement.candidate(
            association_id=actor.association_id, application_id=application_id, antenna_ids=actor.antenna_ids
        )
    if found is None:
        raise Http404
    return found


urlpatterns = [path("new/", pair_new, name="pair-new"), path("new/mentee/", mentee_new, name="mentee-new")]
