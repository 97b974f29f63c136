"""The messages that an association keeps to send them to several: a list, a page to write one, an example before it is kept."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.core import clock
from portal.core.errors import Refusal
from portal.engagement import operations, queries
from portal.engagement.enums import Placeholder
from portal.engagement.errors import MessageRefused
from portal.engagement.message_recipes import message_recipes
from portal.engagement.models import MessageTemplate
from portal.engagement.rules import MessageWords, fill, words_objection
from portal.journeys import messages as journey
from portal.ui.access import PortalRequest, allow

from .bulk import DESK
from .intakes import association_id
from .message_template_forms import TemplateForm, as_written, invented

LANGUAGES = (("fr", "Français"), ("en", "English"))


@allow(*DESK)
def templates(request: PortalRequest) -> HttpResponse:
    """List what is kept, and what can be begun with."""
    kept = list(queries.message_templates(association_id=association_id(request)))
    context = {"kept": [(one, [name for code, name in LANGUAGES if code in one.languages]) for one in kept], "recipes": _recipes()}
    return render(request, "association/message_templates.html", context)


@allow(*DESK)
def new(request: PortalRequest) -> HttpResponse:
    """Write a template, from nothing or from a delivered one."""
    recipe = message_recipes().get(request.GET.get("from", ""))
    initial = {"name": recipe.name[_language()]} if recipe else {}
    for language, words in recipe.words.items() if recipe else ():
        initial |= {f"subject_{language}": words.subject, f"text_{language}": words.text}
    return _page(request, TemplateForm(request.POST if request.method == "POST" else None, initial=initial), None)


@allow(*DESK)
def template(request: PortalRequest, template_id: UUID) -> HttpResponse:
    """Change a template."""
    found = queries.message_template(association_id=association_id(request), template_id=template_id)
    if found is None:
        raise Http404
    return _page(request, TemplateForm(request.POST if request.method == "POST" else None, initial=as_written(found)), found)


@allow(*DESK)
@require_POST
def remove(request: PortalRequest, template_id: UUID) -> HttpResponse:
    """Keep a template no longer."""
    try:
        operations.remove_template(
            association_id=association_id(request), template_id=template_id, by=request.actor, at=clock.now()
        )
    except Refusal as refused:
        raise Http404 from refused
    messages.success(request, _("Le modèle est supprimé. Ce qui a déjà été envoyé avec lui ne change pas."))
    return redirect("association:templates")


def example(words: MessageWords, language: str) -> tuple[str, str]:
    """Return a message as somebody invented would read it."""
    with override(language):
        return words.subject, fill(words.text, invented())


def _page(request: PortalRequest, form: TemplateForm, found: MessageTemplate | None) -> HttpResponse:
    shown: list[tuple[str, str, tuple[str, str]]] = []
    if form.is_valid() and "keep" in request.POST:
        if _kept(request, form, found):
            return redirect("association:templates")
    elif form.is_valid():
        shown = _examples(form)
    context = {"form": form, "template": found, "shown": shown, "placeholders": Placeholder.choices}
    return render(request, "association/message_template.html", context)


def _examples(form: TemplateForm) -> list[tuple[str, str, tuple[str, str]]]:
    """Return what somebody invented would read in each language; none where something is wrong, which the form then says."""
    shown = []
    for code, name in LANGUAGES:
        words = form.words(code)
        if code != "fr" and not words.written:
            continue
        if objection := words_objection(words):
            form.explain(MessageRefused(objection[0], language=code, word=objection[1]))
            return []
        shown.append((code, name, example(words, code)))
    return shown


def _kept(request: PortalRequest, form: TemplateForm, found: MessageTemplate | None) -> bool:
    try:
        journey.keep_template(
            association_id=association_id(request),
            template_id=found.id if found else None,
            by=request.actor,
            at=clock.now(),
            **form.given(),
        )
    except Refusal as refused:
        form.explain(refused)
        return False
    messages.success(request, _("Le modèle est gardé. Il se choisit depuis la liste des candidatures et celle des binômes."))
    return True


def _recipes() -> list[tuple[str, str, str]]:
    language = _language()
    return [(one.code, one.name[language], one.words[language].text) for one in message_recipes().values()]


def _language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


urlpatterns = [
    path("", templates, name="templates"),
    path("new/", new, name="template-new"),
    path("<uuid:template_id>/", template, name="template"),
    path("<uuid:template_id>/remove/", remove, name="template-remove"),
]
