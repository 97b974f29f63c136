"""What each programme proposes its pairs to talk about: the first meeting, those that follow, mid-term, the last."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.mentorship import operations, queries, rules
from portal.mentorship.agenda_recipes import USUAL, AgendaRecipe, agenda_recipes
from portal.mentorship.enums import AgendaMoment
from portal.mentorship.rules import AgendaLine
from portal.programmes import queries as programmes
from portal.programmes.models import Programme
from portal.ui.access import PortalRequest, allow

from .reach import reach_of

WRITERS = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
WRONG = {
    "empty": gettext_lazy("Écrivez au moins une ligne."),
    "too_many": gettext_lazy("Six lignes au plus : une rencontre n’est pas une réunion."),
    "text": gettext_lazy("La ligne %(place)s est trop longue : 120 signes au plus."),
    "protected_topic": gettext_lazy(
        "La ligne %(place)s touche à ce que personne ne peut demander : santé, religion, origine, opinions, casier. Dites-le "
        "autrement."
    ),
    "names_young_person": gettext_lazy(
        "« %(word)s » est l’alias ou la référence d’un ou d’une jeune que vous suivez. Tous les mentors lisent ces lignes."
    ),
    "unchanged": gettext_lazy("Rien n’a changé depuis la dernière version : il n’y a rien à publier."),
    "version_exists": gettext_lazy("Quelqu’un de votre équipe vient de publier une version. Rouvrez la page pour la voir."),
}


class AgendaForm(forms.Form):
    """A line a topic, in French; in English the same number of lines, or none."""

    fr = forms.CharField(
        label=gettext_lazy("Une ligne par sujet"),
        help_text=gettext_lazy("Six au plus, de 120 signes. C’est une proposition, pas un programme à suivre."),
        widget=forms.Textarea({"rows": 6}),
        max_length=1000,
        error_messages={"required": WRONG["empty"]},
    )
    en = forms.CharField(
        label=gettext_lazy("En anglais, si vous voulez"),
        help_text=gettext_lazy("Les mêmes lignes, dans le même ordre."),
        widget=forms.Textarea({"rows": 6}),
        required=False,
        max_length=1000,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a translation that leaves lines out: nobody could tell which."""
        data = super().clean() or {}
        if data.get("en") and len(_split(data["en"])) != len(_split(data.get("fr", ""))):
            self.add_error("en", _("Il y a %(fr)s lignes en français et %(en)s en anglais : écrivez les mêmes, ou aucune.") % {
                "fr": len(_split(data.get("fr", ""))), "en": len(_split(data["en"])),
            })  # fmt: skip
        return data

    def lines(self) -> list[AgendaLine]:
        """Return the lines, once the form is valid."""
        french, english = _split(self.cleaned_data["fr"]), _split(self.cleaned_data["en"])
        return [AgendaLine(line, english[place] if english else "") for place, line in enumerate(french)]


@dataclass(frozen=True)
class Version:
    """A version as a mentor reads it."""

    number: int
    published_at: Any
    lines: list[str]


@allow(*WRITERS, Role.REFERENT)
def agendas(request: PortalRequest) -> HttpResponse:
    """List the programmes with what each proposes at each moment."""
    mine = _programmes(request)
    versions: dict[tuple[UUID, str], int] = {}
    for one in queries.agendas_of(programme_ids=[programme.id for programme in mine]):
        versions.setdefault((one.programme_id, one.moment), one.version)
    rows = [(programme, [(moment, versions.get((programme.id, moment))) for moment in AgendaMoment]) for programme in mine]
    return render(request, "mentorship/agendas.html", {"rows": rows})


@allow(*WRITERS, Role.REFERENT)
def agenda(request: PortalRequest, programme_id: UUID, moment: str) -> HttpResponse:
    """Show what mentors read today; whoever may write prepares the next version, sees it, publishes it."""
    programme = _programme_or_404(request, programme_id, moment)
    stored = queries.agendas_of(programme_ids=[programme.id]).filter(moment=moment)
    versions = [Version(one.version, one.published_at, _said(rules.agenda_lines(one.lines))) for one in stored]
    may, recipe = request.actor.has(*WRITERS), agenda_recipes().get(request.GET.get("from", ""))
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = AgendaForm(request.POST if request.method == "POST" else None, initial=_begin(recipe, moment, list(stored[:1])))
    preview: list[str] = []
    if form.is_valid():
        if "publish" in request.POST and _published(request, form, programme, moment, recipe):
            return redirect("association:agenda", programme.id, moment)
        preview = _checked(form)
    context = {
        "programme": programme,
        "moment_name": AgendaMoment(moment).label,
        "versions": versions,
        "usual": _said(agenda_recipes()[USUAL].agendas[moment]),
        "form": form if may else None,
        "preview": preview,
        "recipes": _recipes(moment),
        "recipe": recipe,
    }
    return render(request, "mentorship/agenda_edit.html", context)


def _published(request: PortalRequest, form: AgendaForm, programme: Programme, moment: str, recipe: AgendaRecipe | None) -> bool:
    try:
        operations.publish_agenda(
            programme=programme, moment=moment, lines=form.lines(), source=recipe.code if recipe else "", by=request.actor,
            at=clock.now(),
        )  # fmt: skip
    except Refusal as refused:
        _explain(form, refused.code, refused.facts)
        return False
    messages.success(request, _("C’est publié. Les mentors du programme le lisent dès leur prochaine séance."))
    return True


def _checked(form: AgendaForm) -> list[str]:
    """Return the lines as a mentor would read them; none where something is wrong, which the form then says."""
    if form.errors:
        return []
    if found := rules.agenda_objection(form.lines()):
        _explain(form, found[0], {"place": found[1]})
        return []
    return _said(form.lines())


def _explain(form: AgendaForm, code: str, facts: dict[str, Any]) -> None:
    words = str(WRONG.get(code) or _("Ces lignes n’ont pas pu être publiées. Rien n’a changé."))
    form.add_error("fr", words % {"place": facts.get("place", ""), "word": facts.get("word", "")})


def _begin(recipe: AgendaRecipe | None, moment: str, latest: list[Any]) -> dict[str, str]:
    lines = recipe.agendas[moment] if recipe else rules.agenda_lines(latest[0].lines) if latest else ()
    english = [line.en for line in lines]
    return {"fr": "\n".join(line.fr for line in lines), "en": "\n".join(english) if all(english) else ""}


def _recipes(moment: str) -> list[tuple[str, str, str, str, str]]:
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    return [
        (one.code, one.title[language], one.summary[language], one.source_title, one.source_url)
        for one in agenda_recipes().values()
        if moment in one.agendas
    ]


def _said(lines: Any) -> list[str]:
    return [line.said(get_language() or "fr") for line in lines]


def _split(text: str) -> list[str]:
    return [line.strip(" -•\u00a0") for line in text.splitlines() if line.strip(" -•\u00a0")]


def _programmes(request: PortalRequest) -> list[Programme]:
    return list(programmes.programmes_of(**reach_of(request)))


def _programme_or_404(request: PortalRequest, programme_id: UUID, moment: str) -> Programme:
    found = next((row for row in _programmes(request) if row.id == programme_id), None)
    if found is None or moment not in AgendaMoment.values:
        raise Http404
    return found


urlpatterns = [
    path("", agendas, name="agendas"),
    path("<uuid:programme_id>/<slug:moment>/", agenda, name="agenda"),
]
