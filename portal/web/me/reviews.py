"""The mentor's final review, and the certificate of what was given."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.mentorship import operations, queries
from portal.mentorship.enums import GoalResult, PairState, ReviewNext, ReviewSide
from portal.mentorship.models import EngagementCertificate, Goal, Pair
from portal.ui import documents
from portal.ui.access import PortalRequest, allow

from .sessions import pair_or_404

SCALE = [
    ("5", gettext_lazy("Tout à fait")),
    ("4", gettext_lazy("Plutôt oui")),
    ("3", gettext_lazy("Entre les deux")),
    ("2", gettext_lazy("Plutôt non")),
    ("1", gettext_lazy("Pas du tout")),
]
SENTENCES = {
    "not_closing": gettext_lazy("Le bilan de ce binôme n’est pas ouvert. Votre personne référente l’ouvre en temps voulu."),
    "already_recorded": gettext_lazy("Votre bilan est déjà enregistré. Merci."),
}


class ReviewForm(forms.Form):
    """Two answers, how far each goal went, what comes next."""

    satisfaction = forms.TypedChoiceField(
        label=gettext_lazy("Ce binôme m’a apporté quelque chose"), choices=SCALE, coerce=int, widget=forms.RadioSelect
    )
    felt_supported = forms.TypedChoiceField(
        label=gettext_lazy("Je me suis senti épaulé ou sentie épaulée par l’association"),
        choices=SCALE,
        coerce=int,
        widget=forms.RadioSelect,
    )
    next_wish = forms.ChoiceField(
        label=gettext_lazy("Et maintenant, j’aimerais"), choices=ReviewNext.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, goals: list[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = goals
        results = [(value, label) for value, label in GoalResult.choices if value != GoalResult.OPEN]
        for goal in goals:
            self.fields[f"goal_{goal.id}"] = forms.ChoiceField(
                label=_("Objectif : %(goal)s") % {"goal": goal.get_code_display()}, choices=results, widget=forms.RadioSelect
            )
        self.order_fields([f"goal_{goal.id}" for goal in goals])

    def answers(self) -> dict[str, Any]:
        """Return what the operation asks for."""
        given = self.cleaned_data
        results = {goal.id: given[f"goal_{goal.id}"] for goal in self.goals}
        return {**{name: given[name] for name in ("satisfaction", "felt_supported", "next_wish")}, "goal_results": results}


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def review(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Record the mentor's side of the final review."""
    pair = pair_or_404(request, pair_id)
    form = ReviewForm(request.POST or None, goals=list(pair.goals.current()))
    if request.method == "POST" and form.is_valid():
        try:
            operations.record_review(pair=pair, side=ReviewSide.MENTOR, by=request.actor, at=clock.now(), **form.answers())
        except Refusal as refusal:
            form.add_error(None, SENTENCES.get(refusal.code, _("Votre bilan n’a pas pu être enregistré.")))
        else:
            messages.success(request, _("Merci. Votre association a votre bilan ; l’attestation suit à la clôture."))
            return redirect("me:home")
    done = queries.has_review(pair=pair, side=ReviewSide.MENTOR)
    context = {"form": form, "pair": pair, "open": pair.state == PairState.CLOSING and not done, "done": done}
    return render(request, "mentorship/review.html", context)


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def certificates(request: PortalRequest) -> HttpResponse:
    """Show the certificates of a mentor, or hand one over as a PDF."""
    if request.actor.id is None:
        raise Http404
    mine = queries.certificates_of_user(user_id=request.actor.id)
    return render(request, "mentorship/certificates.html", {"certificates": mine})


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def certificate_pdf(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Hand over the certificate of a pair as a tagged PDF."""
    pair = pair_or_404(request, pair_id)
    found = queries.certificate_of_pair(pair_id=pair.id)
    if found is None:
        raise Http404
    response = HttpResponse(pdf_of(request, pair, found), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="attestation-engagement.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def pdf_of(request: PortalRequest, pair: Pair, found: EngagementCertificate) -> bytes:
    """Return the document: the mentor's name, hours, dates, programme and association, the number to check it. No mentee."""
    return documents.certificate(
        language=get_language() or "fr",
        holder=f"{pair.volunteer.given_name} {pair.volunteer.family_name}",
        association=pair.programme.association.name,
        programme=pair.programme.title,
        minutes=found.minutes,
        sessions=found.sessions,
        introduced_on=found.introduced_on,
        closed_on=found.closed_on,
        issued_on=clock.local_day(found.issued_at),
        check_url=request.build_absolute_uri(reverse("certificate-check", args=[found.code])),
    )


urlpatterns = [
    path("review/<uuid:pair_id>/", review, name="review"),
    path("certificate/", certificates, name="certificate"),
    path("certificate/<uuid:pair_id>.pdf", certificate_pdf, name="certificate-pdf"),
]
