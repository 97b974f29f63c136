"""Activation letters, for human resources: printed in a batch, called back, and how they fare without naming anybody.

The codes are in the document and nowhere else: whoever prints hands the paper out sealed, and can read no code again afterwards.
"""

from datetime import datetime
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
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.people import operations, queries
from portal.people.operations import A_BATCH, Printed
from portal.people.queries import LetterChoice
from portal.ui import letters as paper
from portal.ui.access import PortalRequest, allow
from portal.ui.addresses import public_address

A_PAGE = 20
LANGUAGES = [("fr", gettext_lazy("français")), ("en", gettext_lazy("anglais"))]
REFUSALS = {
    "nobody": gettext_lazy("Personne ne correspond : vérifiez le matricule ou le choix."),
    "several_people": gettext_lazy("Plusieurs personnes ont ce matricule : choisissez aussi l’employeur."),
    "company_account": gettext_lazy("Cette personne a un compte professionnel : elle n’a pas besoin de lettre."),
    "not_employed": gettext_lazy("Cette personne n’est pas en poste aujourd’hui."),
}


class ChoiceForm(forms.Form):
    """Whom a batch is for."""

    site = forms.ChoiceField(label=gettext_lazy("Site"), required=False)
    entity = forms.ChoiceField(label=gettext_lazy("Employeur"), required=False)
    again = forms.BooleanField(label=gettext_lazy("Seulement les lettres dont la date est passée"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Langue des lettres"), choices=LANGUAGES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites, employers = queries.sites(), queries.legal_entities()
        choices = {"site": [(one.code, one.name) for one in sites], "entity": [(one.code, one.name) for one in employers]}
        for name, found in choices.items():
            self.fields[name].choices = [("", _("Tous")), *found]  # type: ignore[attr-defined]  # a ChoiceField

    def chosen(self) -> LetterChoice:
        """Return whom the batch is for; what cannot be read counts as nothing."""
        said = self.cleaned_data if self.is_valid() else {}
        return LetterChoice(said.get("site", ""), said.get("entity", ""), said.get("again", False))


class OneForm(forms.Form):
    """One person's new letter."""

    number = forms.CharField(label=gettext_lazy("Matricule"), max_length=40, widget=forms.TextInput({"autocomplete": "off"}))
    employer = forms.ChoiceField(label=gettext_lazy("Employeur"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Langue de la lettre"), choices=LANGUAGES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "one_%s"
        found = [(one.code, one.name) for one in queries.legal_entities()]
        self.fields["employer"].choices = [("", _("Tous")), *found]  # type: ignore[attr-defined]  # a ChoiceField


@allow(Role.HR)
@require_GET
@never_cache
def letters(request: PortalRequest) -> HttpResponse:
    """Show whom a batch would be for, as a number, and the batches printed so far."""
    return _page(request, ChoiceForm(request.GET or None), OneForm())


@allow(Role.HR)
@require_POST
@never_cache
def print_batch(request: PortalRequest) -> HttpResponse:
    """Print a batch: the document leaves with this answer and is kept nowhere."""
    form, at = ChoiceForm(request.POST), clock.now()
    try:
        printed = operations.print_letters(choice=form.chosen(), by=request.actor, at=at)
    except Refusal:
        messages.error(request, _("Personne n’attend de lettre dans ce choix."))
        return redirect("company:hris-letters")
    return _document(printed, request.POST.get("language", ""), at)


@allow(Role.HR)
@require_POST
@never_cache
@sensitive_post_parameters("number")
def print_one(request: PortalRequest) -> HttpResponse:
    """Print a new letter for one person; the former one opens nothing from now on."""
    form, at = OneForm(request.POST), clock.now()
    if form.is_valid():
        number, employer = form.cleaned_data["number"].strip(), form.cleaned_data["employer"]
        try:
            printed = operations.print_one_letter(employee_number=number, entity_code=employer, by=request.actor, at=at)
        except Refusal as refusal:
            form.add_error("number", REFUSALS[refusal.code])
        else:
            return _document(printed, form.cleaned_data["language"], at)
    return _page(request, ChoiceForm(None), form, status=400)


@allow(Role.HR)
@require_POST
def cancel(request: PortalRequest, batch_id: UUID) -> HttpResponse:
    """Call a batch back: its unused letters open nothing any more."""
    batch = queries.letter_batches().filter(pk=batch_id).first()
    if batch is None:
        raise Http404
    operations.cancel_letters(batch=batch, by=request.actor, at=clock.now())
    messages.success(request, _("Ce lot est rappelé : ses lettres inutilisées n’ouvrent plus rien. Vous pouvez le réimprimer."))
    return redirect("company:hris-letters")


def _document(printed: Printed, language: str, at: datetime) -> HttpResponse:
    company = queries.company()
    made = paper.activation_letters(
        language=language or "fr",
        letters=printed.letters,
        company=company.name if company else "",
        address=public_address(reverse("letter-address")),
        valid_until=clock.local_day(printed.batch.expires_at),
    )
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{_("lettres")}-{clock.local_day(at).isoformat()}.pdf"'
    return response


def _page(request: PortalRequest, form: ChoiceForm, one: OneForm, status: int = 200) -> HttpResponse:
    choice, at = form.chosen(), clock.now()
    waiting = queries.letter_recipients(choice=choice, at=at).count()
    page = Paginator(queries.letter_batches(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "one": one,
        "choice": choice,
        "language": form.data.get("language") or (get_language() or "fr")[:2],
        "waiting": waiting,
        "now": min(waiting, A_BATCH),
        "page": page,
        "lines": queries.batch_lines(batches=list(page.object_list)),
        "at": at,
    }
    return render(request, "company/letters.html", context, status=status)


urlpatterns = [
    path("", letters, name="hris-letters"),
    path("print/", print_batch, name="hris-letters-print"),
    path("one/", print_one, name="hris-letters-one"),
    path("<uuid:batch_id>/cancel/", cancel, name="hris-letters-cancel"),
]
