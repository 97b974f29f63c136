"""A file handed in on a screen, for human resources without a folder: what is wrong is said at once; else it is planned."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.people import queries
from portal.ui.access import PortalRequest, allow
from portal.ui.workforce_words import why_refused


class UploadForm(forms.Form):
    """A file of a source."""

    source = forms.ChoiceField(label=gettext_lazy("Source"), help_text=gettext_lazy("Elle dit comment lire les colonnes."))
    file = forms.FileField(
        label=gettext_lazy("Fichier CSV ou Excel"),
        help_text=gettext_lazy("La liste complète\u00a0: qui n’y figure plus est compté comme absent."),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sources = queries.drop_desk().sources()
        found = [(setup.name, f"{setup.title} ({setup.name})") for setup in self.sources]
        if len(found) > 1:
            found.insert(0, ("", _("Choisissez une source")))
        self.fields["source"].choices = found  # type: ignore[attr-defined]  # a ChoiceField


@allow(Role.HR)
@require_http_methods(["GET", "POST"])
def upload(request: PortalRequest) -> HttpResponse:
    """Take a file in and show its plan as it is made; what cannot be read at all is told at once, and nothing is kept of it."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm(initial=request.GET.dict())
    if form.is_valid():
        file, desk = form.cleaned_data["file"], queries.drop_desk()
        try:
            run_id = desk.hand_in(
                name=form.cleaned_data["source"], file_name=file.name, chunks=file.chunks(), by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error("file", why_refused(refusal))
        else:
            return redirect("company:hris-run", run_id)
    return render(request, "company/hris/upload.html", {"form": form}, status=400 if form.errors else 200)


urlpatterns = [path("upload/", upload, name="hris-upload")]
