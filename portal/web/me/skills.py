"""A person's own skills: the questions that wait, their profile and its progress, and the file of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.engagement import queries as engagement
from portal.engagement.models import Volunteer
from portal.skills import operations, queries
from portal.skills.enums import Wave
from portal.ui import skills
from portal.ui.access import PortalRequest, allow

from .skill_forms import WaveForm

SENTENCES: dict[str, Promise] = {
    "already_answered": gettext_lazy("Vous avez déjà répondu à ces questions. Merci."),
    "over": gettext_lazy("Ces questions ne sont plus ouvertes. Rien n’en dépend."),
    "incomplete": gettext_lazy("Il manque des réponses. « Pas observé » en est une."),
}


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def overview(request: PortalRequest) -> HttpResponse:
    """Show what waits, the profile of each path, with whom it is shared, and how to be left in peace."""
    volunteer = _volunteer(request)
    if volunteer is None or request.actor.id is None:
        return render(request, "skills/nothing_yet.html")
    on = clock.today()
    profiles = queries.profiles_of(volunteer_id=volunteer.id)
    shares = queries.shares_of(volunteer_id=volunteer.id) if profiles else []
    shared = {share.association_id for share in shares}
    context = {
        "waiting": queries.waiting(user_id=request.actor.id, on=on).first(),
        "look_back": queries.look_back_of(user_id=request.actor.id, on=on),
        "profiles": [(one, skills.dots(one), skills.waves(one), skills.third_month(one)) for one in profiles],
        "steps": list(skills.steps()),
        "caveat": skills.caveat(),
        "notices": [skills.words(notice) for notice in profiles[0].framework.notices] if profiles else [],
        "shares": shares,
        "may_share": [one for one in queries.may_share_with(volunteer=volunteer) if one.id not in shared] if profiles else [],
        "peace": queries.is_in_peace(volunteer_id=volunteer.id),
    }
    return render(request, "skills/mine.html", context)


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def answer(request: PortalRequest, questionnaire_id: UUID) -> HttpResponse:
    """Ask the items of a wave, or say that it is answered or over."""
    found = queries.questionnaire_of(user_id=request.actor.id, questionnaire_id=questionnaire_id) if request.actor.id else None
    if found is None:
        raise Http404
    framework = found.instrument.framework
    form = WaveForm(request.POST if request.method == "POST" else None, framework=framework, wave=found.wave)
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer(questionnaire=found, answers=form.answers(), by=request.actor, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, _why(refusal))
        else:
            messages.success(request, _("Merci. Vos réponses sont à vous : elles ne sont montrées à personne d’autre."))
            return redirect("me:skills")
    is_open = found.answered_at is None and found.declined_at is None and found.due_on <= clock.today() <= found.closes_on
    context = {
        "form": form,
        "found": found,
        "open": is_open,
        "lead": skills.words(framework.lead),
        "minutes": 1 if found.wave == Wave.EARLY else 4,
        "notices": [skills.words(notice) for notice in framework.notices],
        "looking_back": False,
    }
    return render(request, "skills/wave.html", context)


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def look_back(request: PortalRequest) -> HttpResponse:
    """Ask, a fortnight after the last wave, how one now thinks one was at the start: on a screen of its own."""
    last = queries.look_back_of(user_id=request.actor.id, on=clock.today()) if request.actor.id else None
    if last is None:
        return redirect("me:skills")
    framework = last.instrument.framework
    form = WaveForm(request.POST if request.method == "POST" else None, framework=framework, wave=Wave.THEN)
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer_looking_back(last=last, answers=form.answers(), by=request.actor, at=clock.now())
        except Refusal as refusal:
            messages.warning(request, _why(refusal))
        else:
            messages.success(request, _("Merci. Ce regard en arrière se lit à part de vos premières réponses."))
        return redirect("me:skills")
    lead = _("En repensant à la période juste avant votre formation : à quelle fréquence, à ce moment-là ?")
    context = {"form": form, "open": True, "lead": lead, "minutes": 4, "looking_back": True}
    notices = [skills.words(notice) for notice in framework.notices]
    return render(request, "skills/wave.html", {**context, "notices": notices, "found": last})


def _why(refusal: Refusal) -> str:
    return str(SENTENCES.get(refusal.code) or _("Vos réponses n’ont pas pu être enregistrées. Réessayez."))


def _volunteer(request: PortalRequest) -> Volunteer | None:
    return engagement.volunteer_of(user_id=request.actor.id) if request.actor.id else None


urlpatterns = [
    path("", overview, name="skills"),
    path("look-back/", look_back, name="skills-look-back"),
    path("<uuid:questionnaire_id>/", answer, name="skills-answer"),
]
