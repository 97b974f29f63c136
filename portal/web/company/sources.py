"""Sources of the workforce that the portal calls, for the platform administration: set up, tried, removed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.people import queries
from portal.people.ports import Ask, Checked, SourceKind, SourceSetup
from portal.ui.access import PortalRequest, allow
from portal.ui.source_words import problem, refused_columns, why_not_kept
from portal.ui.workforce_words import field_name


class SourceForm(forms.Form):
    """The settings that a kind of source asks for. A secret is never shown; left empty it stays."""

    def __init__(self, *args: Any, kind: SourceKind, setup: SourceSetup | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if setup is None:
            self.fields["name"] = forms.CharField(
                label=_("Nom de la source"), max_length=40, help_text=_("Court, sans espace ni majuscule. Il reste.")
            )
        for ask in kind.asks:
            self.fields[ask.name] = self._field(ask, setup)
        self.fields["mapping"] = forms.CharField(
            label=_("Colonnes et valeurs de l’entreprise"),
            help_text=_(
                'Facultatif, en TOML, par-dessus celles du connecteur. Par exemple : [columns], puis job_title = ["Poste"].'
            ),
            required=False,
            initial=setup.mapping if setup else "",
            widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        )

    def _field(self, ask: Ask, setup: SourceSetup | None) -> forms.Field:
        said: dict[str, Any] = {
            "label": ask.label,
            "help_text": self._help(ask, setup),
            "required": ask.required and ask.when is None and not (ask.secret and setup and ask.name in setup.kept),
            "initial": None if ask.secret else (setup.said.get(ask.name, "") if setup else ask.default),
        }
        if ask.choices:
            return forms.ChoiceField(choices=ask.choices, **said)
        widget: forms.Widget = forms.TextInput({"autocomplete": "off"})
        if ask.long:
            widget = forms.Textarea({"rows": 4, "autocomplete": "off", "spellcheck": "false"})
        elif ask.secret:
            widget = forms.PasswordInput({"autocomplete": "off"})
        return forms.CharField(widget=widget, max_length=20_000 if ask.long else 2_000, **said)

    def _help(self, ask: Ask, setup: SourceSetup | None) -> str:
        parts = [str(ask.help)] if ask.help else []
        if ask.when is not None:
            other = next(one for one in self.kind.asks if ask.when and one.name == ask.when[0])
            choice = dict(other.choices).get(ask.when[1], ask.when[1])
            parts.append(_("Seulement avec « %(choice)s ».") % {"choice": choice})
        if setup and ask.name in setup.kept:
            parts.append(_("Déjà enregistré, chiffré. Laissez vide pour le garder."))
        return " ".join(parts)

    def settings(self) -> dict[str, dict[str, str]]:
        """Return what was said, secrets apart."""
        said = {ask.name: self.cleaned_data[ask.name] for ask in self.kind.asks if not ask.secret}
        return {"said": said, "secrets": {ask.name: self.cleaned_data[ask.name] for ask in self.kind.asks if ask.secret}}


@allow(Role.PLATFORM_ADMIN)
@require_GET
def sources(request: PortalRequest) -> HttpResponse:
    """List the sources, and the kinds there are."""
    desk = queries.source_desk()
    good = {health.source: health.last_good for health in queries.source_health(at=clock.now())}
    rows = [(setup, problem(setup.problem, setup.facts), good.get(setup.name)) for setup in desk.sources()]
    return render(request, "company/sources/sources.html", {"rows": rows, "kinds": desk.kinds()})


@allow(Role.PLATFORM_ADMIN)
@require_http_methods(["GET", "POST"])
def new_source(request: PortalRequest, kind: str) -> HttpResponse:
    """Set up a source of a kind."""
    found = next((one for one in queries.source_desk().kinds() if one.code == kind), None)
    if found is None:
        raise Http404
    form = SourceForm(request.POST if request.method == "POST" else None, kind=found)
    if form.is_valid() and _kept(request, form, form.cleaned_data["name"]):
        messages.success(request, _("C’est enregistré. Essayez-la maintenant : rien ne sera écrit."))
        return redirect("company:source", form.cleaned_data["name"])
    context = {"form": form, "kind": found}
    return render(request, "company/sources/source.html", context, status=400 if form.errors else 200)


@allow(Role.PLATFORM_ADMIN)
@require_http_methods(["GET", "POST"])
def source(request: PortalRequest, name: str) -> HttpResponse:
    """Show the settings of a source, and change them."""
    setup = _setup_or_404(name)
    form = SourceForm(request.POST if request.method == "POST" else None, kind=setup.kind, setup=setup)
    if form.is_valid() and _kept(request, form, name):
        messages.success(request, _("C’est enregistré. Essayez-la maintenant : rien ne sera écrit."))
        return redirect("company:source", name)
    return _show(request, setup, form)


@allow(Role.PLATFORM_ADMIN)
@require_POST
def check(request: PortalRequest, name: str) -> HttpResponse:
    """Try a source: read a few people, keep none, say what came."""
    setup = _setup_or_404(name)
    checked = queries.source_desk().check(name=name, by=request.actor, at=clock.now())
    return _show(request, _setup_or_404(name), SourceForm(kind=setup.kind, setup=setup), checked)


@allow(Role.PLATFORM_ADMIN)
@require_POST
def remove(request: PortalRequest, name: str) -> HttpResponse:
    """Forget a source and its secrets."""
    _setup_or_404(name)
    queries.source_desk().remove(name=name, by=request.actor, at=clock.now())
    messages.success(request, _("Source retirée, avec ses secrets. Les personnes qu’elle a fait connaître restent."))
    return redirect("company:sources")


def _setup_or_404(name: str) -> SourceSetup:
    setup = queries.source_setup(name=name)
    if setup is None:
        raise Http404
    return setup


def _kept(request: PortalRequest, form: SourceForm, name: str) -> bool:
    """Keep the settings, or tell the form what is wrong with which."""
    said = {"name": name, "kind": form.kind.code, "mapping": form.cleaned_data["mapping"], **form.settings()}
    try:
        queries.source_desk().save(**said, by=request.actor, at=clock.now())
    except Refusal as refusal:
        setting = refusal.facts.get("setting")
        form.add_error(setting if setting in form.fields else None, why_not_kept(refusal))
        return False
    return True


def _show(request: PortalRequest, setup: SourceSetup, form: SourceForm, checked: Checked | None = None) -> HttpResponse:
    context = {"form": form, "kind": setup.kind, "setup": setup, "problem": problem(setup.problem, setup.facts)}
    if checked is not None:
        context |= {
            "checked": checked,
            "filled": [field_name(name) for name in checked.fields],
            "empty": [field_name(name) for name in checked.empty],
            "refused": refused_columns(checked),
        }
    return render(request, "company/sources/source.html", context, status=400 if form.errors else 200)


urlpatterns = [
    path("", sources, name="sources"),
    path("new/<slug:kind>/", new_source, name="source-new"),
    path("<slug:name>/", source, name="source"),
    path("<slug:name>/check/", check, name="source-check"),
    path("<slug:name>/remove/", remove, name="source-remove"),
]
