"""What became of an appointment, said in one gesture from a mail, without signing in. Opening the link changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.errors import Refusal
from portal.mentorship import operations, queries
from portal.mentorship.enums import SessionOutcome
from portal.ui.access import allow_everyone

CHOICES = (
    (SessionOutcome.HELD, gettext_lazy("Il a eu lieu")),
    (SessionOutcome.MISSED_MENTEE, gettext_lazy("L’autre personne n’a pas pu venir")),
    (SessionOutcome.MISSED_MENTOR, gettext_lazy("Je n’ai pas pu venir")),
    (SessionOutcome.CANCELLED, gettext_lazy("Annulé ensemble")),
)
SENTENCES = {
    "not_planned": gettext_lazy("C’est déjà noté. Merci."),
    "already_logged": gettext_lazy("Une séance est déjà notée ce jour-là. Merci."),
    "in_future": gettext_lazy("Ce rendez-vous n’a pas encore commencé. Revenez après."),
    "unknown_code": gettext_lazy("Choisissez une des réponses."),
}


@allow_everyone
@never_cache
def appointment(request: HttpRequest, token: str) -> HttpResponse:
    """Ask what became of an appointment, and take the answer; nothing on the page names anybody."""
    session = queries.appointment_by_link(token=token)
    if session is None:
        return render(request, "mentorship/appointment_over.html", status=404)
    said, done = "", session.outcome != SessionOutcome.PLANNED
    if request.method == "POST" and not done:
        outcome = request.POST.get("outcome", "")
        try:
            operations.settle_session(session=session, outcome=outcome, by=SYSTEM, at=clock.now(), through="link")
            done = True
        except Refusal as refusal:
            said = str(SENTENCES.get(refusal.code, _("Ce n’est pas possible en ce moment.")))
            done = refusal.code in {"not_planned", "already_logged"}
    context = {"session": session, "choices": CHOICES, "done": done, "said": said}
    return render(request, "mentorship/appointment_said.html", context)


urlpatterns = [path("<str:token>/", appointment, name="appointment")]
