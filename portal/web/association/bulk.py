"""One act for several at once: whom, what, what it comes to for each, yes. All by POST: nobody is named in an address."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.core.ids import read_id
from portal.journeys import bulk, bulk_undo
from portal.journeys.bulk import BulkRefused, One, Plan, Together
from portal.ui.access import PortalRequest, allow

DESK = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
NOTES = {"fr": gettext_lazy("en français"), "en": gettext_lazy("en anglais")}
UNDO = "bulk_undo"
"""In the session: what was last done for several and can still be taken back."""


@dataclass(frozen=True)
class Aside:
    """What else is read before saying yes: when the messages leave, and what they say (language, its name, subject, text)."""

    when: str
    words: list[tuple[str, str, str, str]]


@dataclass(frozen=True)
class Act:
    """One thing that can be done for several: its label, its form (None: nothing to say), the acts, the words of a refusal, the
    code of what takes it back, what is done once for all of them, what else is read before, and a text that changes with it.
    """

    label: str | Promise
    form: Callable[[PortalRequest, Any], forms.Form] | None
    people: Callable[[PortalRequest, list[UUID], dict[str, Any], datetime], list[One]]
    refusal: Callable[[str, tuple[str, ...]], str]
    undo: str = ""
    together: Callable[[PortalRequest, dict[str, Any], datetime], Together] | None = None
    aside: Callable[[dict[str, Any], datetime, set[str]], Aside] | None = None
    stamp: Callable[[dict[str, Any]], str] = lambda _given: ""


def chosen_ids(request: PortalRequest) -> list[UUID]:
    """Return who was ticked, each once; what is no id is left out."""
    found = map(read_id, request.POST.getlist("chosen"))
    return list(dict.fromkeys(one for one in found if one))


def page(request: PortalRequest, *, acts: dict[str, Act], back: str) -> HttpResponse:
    """Show what an act comes to for those ticked, then do it once that was read."""
    name, ids = request.POST.get("act", ""), chosen_ids(request)
    act = acts.get(name)
    if act is None or not ids or len(ids) > bulk.MOST:
        messages.warning(request, _("Cochez au moins une ligne, et dites quoi faire."))
        return redirect(back)
    form = act.form(request, request.POST if "shown" in request.POST else None) if act.form else None
    given = _given(form)
    plan, said = (
        None,
        f"{name} {sorted((key, str(value)) for key, value in given.items())} {act.stamp(given)}" if given is not None else "",
    )
    context: dict[str, Any] = {"act": act, "name": name, "ids": ids, "form": form, "back": back, "undo": act.undo, "aside": None}
    if given is not None:
        at = clock.now()
        people, together = act.people(request, ids, given, at), act.together(request, given, at) if act.together else None
        if "confirm" in request.POST:
            try:
                return _done(request, name, act, people, said, back, together)
            except BulkRefused:
                messages.warning(request, _("Quelque chose a changé depuis. Rien n’est fait : relisez, puis confirmez."))
        plan = bulk.preview(people=people, together=together)
        context["aside"] = act.aside(given, at, {line.note for line in plan.touched}) if act.aside else None
        context["touched"] = [(line.name, NOTES.get(line.note, "")) for line in plan.touched]
    context["plan"] = plan
    context["left"] = [(line.name, act.refusal(line.refusal, line.facts)) for line in plan.left] if plan else []
    context["token"] = plan.token(said) if plan else ""
    return render(request, "association/bulk.html", context)


def _given(form: forms.Form | None) -> dict[str, Any] | None:
    """Return what was said, the usual answers before anything was; None when it is not whole."""
    if form is None:
        return {}
    if form.is_bound:
        return form.cleaned_data if form.is_valid() else None
    usual = {key: field.initial for key, field in form.fields.items()}
    return None if None in usual.values() else usual


def _done(
    request: PortalRequest, name: str, act: Act, people: list[One], said: str, back: str, together: Together | None
) -> HttpResponse:
    token, at = request.POST.get("token", ""), clock.now()
    plan = bulk.carry_out(name=name, people=people, said=said, token=token, by=request.actor, at=at, together=together)
    count = len(plan.touched)
    messages.success(request, ngettext("C’est fait pour %(n)s personne.", "C’est fait pour %(n)s personnes.", count) % {"n": count})
    request.session.pop(UNDO, None)
    if act.undo and count:
        request.session[UNDO] = {"act": act.undo, "made": _made(plan), "at": at.isoformat(), "back": back}
    return redirect(back)


def _made(plan: Plan) -> list[list[str]]:
    """Return what was made, as ids: for all together, or for each whom, and what takes it back."""
    if plan.whole is not None:
        return [[str(plan.whole.id)]]
    return [[str(line.id), *map(str, line.made)] for line in plan.touched]


def undoable(request: PortalRequest) -> bool:
    """Return whether what was last done for several can still be taken back."""
    kept = request.session.get(UNDO)
    return kept is not None and clock.now() - datetime.fromisoformat(kept["at"]) <= timedelta(minutes=bulk_undo.UNDO_MINUTES)


@allow(*DESK)
@require_POST
def undo(request: PortalRequest) -> HttpResponse:
    """Take back what was last done for several: all of it, or none."""
    kept = request.session.pop(UNDO, None)
    if kept is None:
        raise Http404
    made = [tuple(map(UUID, ids)) for ids in kept["made"]]
    try:
        bulk_undo.take_back(
            act=kept["act"], made=made, done_at=datetime.fromisoformat(kept["at"]), by=request.actor, at=clock.now()
        )
    except Refusal:
        messages.warning(
            request, _("Ce n’est plus possible : le quart d’heure est passé, ou quelqu’un a continué depuis. Rien n’a changé.")
        )
    else:
        messages.success(request, _("C’est repris : tout est comme avant."))
    return redirect(kept["back"])


urlpatterns = [path("undo/", undo, name="bulk-undo")]
