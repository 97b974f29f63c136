"""The mentor's reviews, half-way and at the end: begun, kept, sent, read again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.mentorship import operations, queries
from portal.mentorship.enums import ReviewMoment, ReviewSide
from portal.ui.access import PortalRequest, allow
from portal.ui.review_answers import ReviewAnswersForm, read_rows

from .sessions import pair_or_404

SIDE = ReviewSide.MENTOR
SENTENCES = {
    "not_closing": gettext_lazy("Le bilan de ce binôme n’est pas ouvert. Votre personne référente l’ouvre en temps voulu."),
    "not_asked": gettext_lazy("Le point de mi-parcours n’est pas ouvert. Votre personne référente l’ouvre en temps voulu."),
    "already_recorded": gettext_lazy("Votre bilan est déjà enregistré. Merci."),
}
THANKS = {
    ReviewMoment.MID: gettext_lazy("Merci. Votre association a vos réponses et revient vers vous si vous l’avez souhaité."),
    ReviewMoment.FINAL: gettext_lazy("Merci. Votre association a votre bilan ; l’attestation suit à la clôture."),
}


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def review(request: PortalRequest, pair_id: UUID, moment: ReviewMoment = ReviewMoment.FINAL) -> HttpResponse:
    """Record the mentor's side of a review, keep what was begun, or show what was sent."""
    pair, at = pair_or_404(request, pair_id), clock.now()
    asked = queries.form_of(pair=pair, moment=moment, side=SIDE)
    form = ReviewAnswersForm(
        request.POST or None,
        moment=moment,
        side=SIDE,
        questions=asked.questions,
        goals=list(pair.goals.current()),
        begun=asked.begun,
    )
    keeps = "keep" in request.POST
    if request.method == "POST" and (keeps or form.is_valid()):
        try:
            if keeps:
                operations.keep_draft(pair=pair, side=SIDE, moment=moment, answers=form.typed(), by=request.actor, at=at)
            else:
                operations.record_review(pair=pair, side=SIDE, moment=moment, by=request.actor, at=at, **form.answers())
        except Refusal as refusal:
            form.add_error(None, SENTENCES.get(refusal.code, _("Votre bilan n’a pas pu être enregistré.")))
        else:
            messages.success(request, _("C’est gardé. Vous reprenez quand vous voulez.") if keeps else THANKS[moment])
            return redirect("me:home")
    read = queries.read_review(pair=pair, moment=moment, side=SIDE)
    context = {
        "form": form,
        "pair": pair,
        "moment": moment,
        "open": queries.review_open(pair=pair, moment=moment, side=SIDE),
        "begun": bool(asked.begun),
        "read": read,
        "rows": read_rows(read) if read else [],
    }
    return render(request, "mentorship/review.html", context)


urlpatterns = [
    path("review/<uuid:pair_id>/", review, name="review"),
    path("review/<uuid:pair_id>/mid/", review, {"moment": ReviewMoment.MID}, name="review-mid"),
]
