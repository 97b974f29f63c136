"""The quality sheet of each programme: six steps, indicators beside targets, printed; written from nothing or from a recipe."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.journeys.quality_sheet import quality_sheet
from portal.programmes import operations
from portal.programmes import queries as programmes
from portal.programmes.models import Programme
from portal.programmes.recipes import recipes
from portal.ui.access import PortalRequest, allow
from portal.ui.quality import as_pdf, caveat, lines, made_on, sourcing_head, sourcing_lines, sourcing_note, sourcing_title

from .sheet_forms import SheetForm

WRITERS = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
READERS = (*WRITERS, Role.REFERENT)


@allow(*READERS)
def sheets(request: PortalRequest) -> HttpResponse:
    """List the programmes whose sheet may be read."""
    return render(request, "programmes/sheets.html", {"programmes": _programmes(request)})


@allow(*READERS)
def sheet(request: PortalRequest, programme_id: UUID) -> HttpResponse:
    """Show a programme's sheet, live."""
    programme = _programme_or_404(request, programme_id)
    found = quality_sheet(actor=request.actor, programme=programme, on=clock.today())
    context = {
        "programme": programme,
        "steps": lines(found),
        "sourcing": sourcing_lines(found),
        "sourcing_head": sourcing_head(),
        "sourcing_title": sourcing_title(),
        "sourcing_note": sourcing_note(found),
        "made": made_on(found.on, found.pairs),
        "caveat": caveat(),
        "may_write": request.actor.has(*WRITERS),
    }
    return render(request, "programmes/quality_sheet.html", context)


@allow(*READERS)
def sheet_pdf(request: PortalRequest, programme_id: UUID) -> HttpResponse:
    """Hand the sheet over as a tagged PDF."""
    programme = _programme_or_404(request, programme_id)
    found = quality_sheet(actor=request.actor, programme=programme, on=clock.today())
    response = HttpResponse(as_pdf(found, language=get_language() or "fr"), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="fiche-qualite-{programme.code}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@allow(*WRITERS)
def sheet_edit(request: PortalRequest, programme_id: UUID) -> HttpResponse:
    """Write the six texts and the targets; a recipe fills the form, and nothing is kept before it is saved."""
    programme = _programme_or_404(request, programme_id)
    recipe = recipes().get(request.GET.get("recipe", ""))
    texts = dict(recipe.steps) if recipe else {step.step: step.text for step in programme.quality_steps.all()}
    targets = programmes.quality_targets(programme_id=programme.id) | (dict(recipe.targets) if recipe else {})
    form = SheetForm(request.POST if request.method == "POST" else None, texts=texts, targets=targets)
    if form.is_valid():
        given: dict[str, Any] = {"steps": form.steps(), "targets": form.targets(), "recipe": recipe.code if recipe else ""}
        try:
            operations.write_sheet(programme=programme, **given, by=request.actor, at=clock.now())
        except Refusal:
            form.add_error(None, _("La fiche n’a pas pu être enregistrée. Rien n’a changé."))
        else:
            messages.success(request, _("La fiche est enregistrée."))
            return redirect("association:sheet", programme.id)
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    models = [
        (one.code, one.title[language], one.summary[language], one.source_title, one.source_url) for one in recipes().values()
    ]
    context = {"programme": programme, "form": form, "recipe": recipe, "recipes": models}
    return render(request, "programmes/quality_sheet_edit.html", context)


def _programmes(request: PortalRequest) -> list[Programme]:
    if request.actor.association_id is None:
        raise Http404
    return list(programmes.programmes_of(association_id=request.actor.association_id, antenna_ids=request.actor.antenna_ids))


def _programme_or_404(request: PortalRequest, programme_id: UUID) -> Programme:
    mine = next((row for row in _programmes(request) if row.id == programme_id), None)
    found = programmes.programme(programme_id=mine.id) if mine else None
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("", sheets, name="sheets"),
    path("<uuid:programme_id>/", sheet, name="sheet"),
    path("<uuid:programme_id>/fiche-qualite.pdf", sheet_pdf, name="sheet-pdf"),
    path("<uuid:programme_id>/edit/", sheet_edit, name="sheet-edit"),
]
