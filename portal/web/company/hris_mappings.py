"""How the columns of a file become fields, for human resources: a sample, a mapping, what it would give; then a new version.

The sample travels in the page and is kept nowhere: what may not be mapped left it as it was read.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.enums import Role
from portal.accounts.queries import display_names
from portal.core import clock
from portal.core.errors import Refusal
from portal.people import queries
from portal.people.ports import DropSetup, StaffSample, Trial, TriedRow
from portal.ui.access import PortalRequest, allow
from portal.ui.source_words import why_not_kept
from portal.ui.workforce_words import columns_by_reason, field_name, rule_name, value_name

from .hris_mapping_forms import MappingForm, NewSourceForm, SampleForm, as_initial

VERSIONS_SHOWN = 20
HEADINGS_SHOWN = 3


@allow(Role.HR)
@require_http_methods(["GET", "POST"])
def mappings(request: PortalRequest) -> HttpResponse:
    """List the sources of files, and make one."""
    form = NewSourceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            queries.drop_desk().create(**form.cleaned_data, by=request.actor, at=clock.now())
        except Refusal as refusal:
            form.add_error("name", why_not_kept(refusal))
        else:
            messages.success(request, _("C’est fait. Donnez maintenant un fichier en exemple\u00a0: rien n’en sera gardé."))
            return redirect("company:hris-mapping", form.cleaned_data["name"])
    context = {"sources": queries.drop_desk().sources(), "form": form}
    return render(request, "company/hris/mappings.html", context, status=400 if form.errors else 200)


@allow(Role.HR)
@require_GET
def mapping(request: PortalRequest, name: str) -> HttpResponse:
    """Show how a source is read, and what became of it."""
    return _show(request, _source_or_404(name), SampleForm())


@allow(Role.HR)
@never_cache
@require_POST
def sample(request: PortalRequest, name: str) -> HttpResponse:
    """Take a sample and propose a mapping for it."""
    setup, desk, form = _source_or_404(name), queries.drop_desk(), SampleForm(request.POST, request.FILES)
    try:
        chunks = form.chunks()
        if "last" not in request.POST and chunks is None:
            form.add_error("file", _("Choisissez un fichier, ou collez quelques lignes."))
            return _show(request, setup, form)
        found = desk.sample_last(name=name) if "last" in request.POST else desk.sample_file(chunks=chunks)
    except Refusal as refusal:
        form.add_error(None, why_not_kept(refusal))
        return _show(request, setup, form)
    begun = as_initial(desk.proposed(name=name, sample=found)) | {"title": setup.title, "base": setup.version, "sample": found.text}
    return _try(request, setup, MappingForm(begun, sample=found), found)


@allow(Role.HR)
@never_cache
@require_POST
def edit(request: PortalRequest, name: str) -> HttpResponse:
    """Try what was chosen on the sample, or save it as a new version."""
    setup, desk = _source_or_404(name), queries.drop_desk()
    try:
        found = desk.sample_file(chunks=[request.POST.get("sample", "").encode()])
    except Refusal as refusal:
        messages.error(request, why_not_kept(refusal))
        return redirect("company:hris-mapping", name)
    form = MappingForm(request.POST, sample=found)
    if form.is_valid() and "save" in request.POST:
        said = {"title": form.cleaned_data["title"], "choices": form.choices(), "base": form.cleaned_data["base"]}
        try:
            number = desk.save(name=name, **said, by=request.actor, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, why_not_kept(refusal))
        else:
            messages.success(request, _("Version %(number)s enregistrée. Le prochain fichier sera lu ainsi.") % {"number": number})
            return redirect("company:hris-mapping", name)
    return _try(request, setup, form, found)


@allow(Role.HR)
@require_POST
def restore(request: PortalRequest, name: str, number: int) -> HttpResponse:
    """Go back to an earlier version: it becomes the latest."""
    _source_or_404(name)
    try:
        made = queries.drop_desk().restore(name=name, number=number, by=request.actor, at=clock.now())
        messages.success(request, _("Version %(number)s enregistrée. Le prochain fichier sera lu ainsi.") % {"number": made})
    except Refusal as refusal:
        messages.error(request, why_not_kept(refusal))
    return redirect("company:hris-mapping", name)


def _source_or_404(name: str) -> DropSetup:
    found = queries.drop_desk().source(name=name)
    if found is None:
        raise Http404
    return found


def _show(request: PortalRequest, setup: DropSetup, form: SampleForm) -> HttpResponse:
    names = display_names(user_ids=[made.by for made in setup.made if made.by])
    fields = [
        (field_name(name), _named(setup.headings.get(name, ())), value_name(name, choice.constant), choice)
        for name, choice in setup.choices.items()
        if setup.headings.get(name) or choice.constant
    ]
    made = [
        (one, names.get(one.by, "") if one.by else "", list(map(field_name, one.changed))) for one in setup.made[:VERSIONS_SHOWN]
    ]
    context = {"setup": setup, "form": form, "fields": fields, "made": made}
    return render(request, "company/hris/mapping.html", context, status=400 if form.errors else 200)


def _named(headings: Sequence[str]) -> str:
    """Return the headings that feed a field; of the many usual ones of a new source, the first."""
    more = len(headings) - HEADINGS_SHOWN
    if more <= 1:
        return ", ".join(headings)
    shown = {"headings": ", ".join(headings[:HEADINGS_SHOWN]), "more": more}
    return _("%(headings)s et %(more)s autres titres habituels") % shown


def _try(request: PortalRequest, setup: DropSetup, form: MappingForm, found: StaffSample) -> HttpResponse:
    trial: Trial | None = None
    if form.is_valid():
        try:
            trial = queries.drop_desk().tried(name=setup.name, choices=form.choices(), sample=found, on=clock.today())
        except Refusal as refusal:
            form.add_error(None, why_not_kept(refusal))
    context: dict[str, Any] = {
        "setup": setup,
        "form": form,
        "fields": [(name, column, more, _examples(name, trial)) for name, column, more in form.rows()],
        "refused": columns_by_reason(found.refused),
    }
    if trial is not None:
        context |= {
            "trial": trial,
            "missing": list(map(field_name, trial.missing)),
            "rows": [_row(row) for row in trial.rows if row.rejected is None],
            "rejected": [
                (row.row, field_name(row.rejected.field), rule_name(row.rejected.rule)) for row in trial.rows if row.rejected
            ],
        }
    return render(request, "company/hris/mapping_edit.html", context, status=400 if form.errors else 200)


def _row(tried: TriedRow) -> tuple[int, list[tuple[str, str, str]]]:
    """Return a row as (its number, each field with what stood in the file and what the portal would keep)."""
    return tried.row, [(field_name(name), before, value_name(name, after)) for name, (before, after) in tried.fields.items()]


def _examples(field: str, trial: Trial | None) -> list[tuple[str, str]]:
    """Return up to three different values of a field, before and after."""
    read = [row.fields[field] for row in trial.rows if field in row.fields] if trial else []
    return list(dict.fromkeys((before, value_name(field, after)) for before, after in read if before or after))[:3]


urlpatterns = [
    path("mappings/", mappings, name="hris-mappings"),
    path("mappings/<slug:name>/", mapping, name="hris-mapping"),
    path("mappings/<slug:name>/sample/", sample, name="hris-mapping-sample"),
    path("mappings/<slug:name>/edit/", edit, name="hris-mapping-edit"),
    path("mappings/<slug:name>/restore/<int:number>/", restore, name="hris-mapping-restore"),
]
