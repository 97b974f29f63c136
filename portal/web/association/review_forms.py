"""What each programme asks at a review, on each side: versions, a preview before one is published, published starting points."""

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
from portal.mentorship import operations, queries, rules
from portal.mentorship.enums import ReviewMoment, ReviewSide
from portal.mentorship.review_recipes import review_recipes
from portal.programmes import queries as programmes
from portal.programmes.models import Programme
from portal.ui.access import PortalRequest, allow
from portal.ui.review_answers import ReviewAnswersForm

from .review_form_forms import QuestionsForm

WRITERS = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
PLACES = [(moment, side) for moment in ReviewMoment for side in ReviewSide]


@allow(*WRITERS, Role.REFERENT)
def review_forms(request: PortalRequest) -> HttpResponse:
    """List the programmes, with the version of each of the four forms."""
    rows = []
    for programme in _programmes(request):
        latest = {(form.moment, form.side): form.version for form in reversed(queries.forms_of(programme_id=programme.id))}
        rows.append((programme, [(moment, side, latest.get((moment, side))) for moment, side in PLACES]))
    return render(request, "mentorship/review_forms.html", {"rows": rows, "places": PLACES})


@allow(*WRITERS, Role.REFERENT)
def review_form(request: PortalRequest, programme_id: UUID, moment: str, side: str) -> HttpResponse:
    """Show every version of one form, each as it is answered."""
    programme = _place_or_404(request, programme_id, moment, side)
    versions = queries.forms_of(programme_id=programme.id).filter(moment=moment, side=side)
    context = {
        **_words(programme, moment, side),
        "versions": [(form, _as_answered(moment, side, rules.questions_of(form.questions))) for form in versions],
        "common": _as_answered(moment, side, []),
        "may_write": request.actor.has(*WRITERS),
    }
    return render(request, "mentorship/review_form.html", context)


@allow(*WRITERS)
def review_form_new(request: PortalRequest, programme_id: UUID, moment: str, side: str) -> HttpResponse:
    """Write the next version, see it as it will be answered, then publish it."""
    programme = _place_or_404(request, programme_id, moment, side)
    latest = queries.latest_form(programme_id=programme.id, moment=moment, side=side)
    recipe = review_recipes().get(request.GET.get("recipe", ""))
    begin = list(recipe.forms[f"{moment}/{side}"]) if recipe else rules.questions_of(latest.questions) if latest else []
    form = QuestionsForm(request.POST if request.method == "POST" else None, asked=begin)
    preview = None
    if form.is_valid():
        questions = form.questions()
        if found := rules.form_objection(questions):
            form.say(*found)
        elif "publish" in request.POST:
            source = recipe.code if recipe else ""
            if _published(request, form, programme=programme, moment=moment, side=side, questions=questions, source=source):
                return redirect("association:review-form", programme.id, moment, side)
        else:
            preview = _as_answered(moment, side, questions)
    context = {**_words(programme, moment, side), "form": form, "preview": preview, "recipe": recipe, "recipes": _recipes()}
    return render(request, "mentorship/review_form_new.html", context)


def _published(request: PortalRequest, form: QuestionsForm, **wanted: Any) -> bool:
    try:
        operations.publish_review_form(**wanted, by=request.actor, at=clock.now())
    except Refusal as refused:
        if refused.code == "unchanged":
            form.add_error(None, _("Rien n’a changé depuis la dernière version : il n’y a rien à publier."))
        else:
            form.say(refused.code, int(refused.facts.get("place", 0)))
        return False
    messages.success(request, _("C’est publié. Les bilans déjà donnés ou commencés gardent leurs questions."))
    return True


def _as_answered(moment: str, side: str, questions: list[rules.Question]) -> ReviewAnswersForm:
    """Return the form as it will be answered; its fields carry a prefix, so that none meets the editor's own."""
    return ReviewAnswersForm(moment=moment, side=side, questions=questions, goals=[], prefix="preview")


def _recipes() -> list[tuple[str, str, str, str, str]]:
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    return [
        (one.code, one.title[language], one.summary[language], one.source_title, one.source_url)
        for one in review_recipes().values()
    ]


def _words(programme: Programme, moment: str, side: str) -> dict[str, object]:
    names = {"moment_name": ReviewMoment(moment).label, "side_name": ReviewSide(side).label}
    return {"programme": programme, "moment": moment, "side": side, **names}


def _programmes(request: PortalRequest) -> list[Programme]:
    if request.actor.association_id is None:
        raise Http404
    return list(programmes.programmes_of(association_id=request.actor.association_id, antenna_ids=request.actor.antenna_ids))


def _place_or_404(request: PortalRequest, programme_id: UUID, moment: str, side: str) -> Programme:
    found = next((row for row in _programmes(request) if row.id == programme_id), None)
    if found is None or moment not in ReviewMoment.values or side not in ReviewSide.values:
        raise Http404
    return found


urlpatterns = [
    path("", review_forms, name="review-forms"),
    path("<uuid:programme_id>/<slug:moment>/<slug:side>/", review_form, name="review-form"),
    path("<uuid:programme_id>/<slug:moment>/<slug:side>/new/", review_form_new, name="review-form-new"),
]
