"""The reviews of a pair as its association has them: read under the version they answer, gathered on the young person's side."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.mentorship import operations, queries
from portal.mentorship.enums import MEETING, PairState, ReviewMoment, ReviewSide
from portal.mentorship.models import Pair
from portal.ui.access import PortalRequest, allow
from portal.ui.review_answers import ReviewAnswersForm, read_rows

from .pair_acts import pair_or_404, tried
from .refusals import sentence

CERTIFIERS = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
STAFF = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT, Role.SAFEGUARDING)


def reviews_of(pair: Pair) -> dict[str, Any]:
    """Return what a pair's page shows of its reviews: those given, who is awaited at which moment, what may be asked."""
    given = list(queries.reviews_of(pair_id=pair.id))
    there = {(review.moment, review.side) for review in given}
    mid_term = queries.mid_term_of(pair_id=pair.id)
    asked = pair.state in MEETING and mid_term is not None and mid_term.elsewhere_on is None
    certificate = queries.certificate_of_pair(pair_id=pair.id) if pair.state == PairState.CLOSED else None
    return {
        "certificate": certificate,
        "reviews": given,
        "mid_term": mid_term,
        "gather_mid": asked and (ReviewMoment.MID, ReviewSide.MENTEE) not in there,
        "mentor_mid_awaited": asked and (ReviewMoment.MID, ReviewSide.MENTOR) not in there,
        "may_ask_mid_term": pair.state in MEETING and mid_term is None,
        "gather_final": pair.state == PairState.CLOSING and (ReviewMoment.FINAL, ReviewSide.MENTEE) not in there,
        "mentor_reviewed": (ReviewMoment.FINAL, ReviewSide.MENTOR) in there,
    }


@allow(*STAFF)
def pair_review(request: PortalRequest, pair_id: UUID, moment: str, side: str) -> HttpResponse:
    """Read one side's review; the young person's is written here, with them, and may be kept half-way."""
    pair = pair_or_404(request, pair_id)
    if moment not in ReviewMoment.values or side not in ReviewSide.values:
        raise Http404
    read = queries.read_review(pair=pair, moment=moment, side=side)
    if read is not None:
        return render(request, "mentorship/pair_review.html", {"pair": pair, "read": read, "rows": read_rows(read)})
    if side != ReviewSide.MENTEE or not queries.review_open(pair=pair, moment=moment, side=side):
        raise Http404
    return _gathered(request, pair, ReviewMoment(moment))


@allow(*CERTIFIERS)
@require_POST
def certificate(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Take the certificate of a pair back, or undo it."""
    found = pair_or_404(request, pair_id)
    mine, acts = queries.certificate_of_pair(pair_id=found.id), {
        "revoke": (operations.revoke_certificate, _("L’attestation est retirée.")),
        "restore": (operations.restore_certificate, _("L’attestation est rétablie.")),
    }  # fmt: skip
    if mine is None or request.POST.get("act") not in acts:
        raise Http404
    act, done = acts[request.POST["act"]]
    return tried(request, found, lambda: act(certificate=mine, by=request.actor, at=clock.now()), done)


@allow(*STAFF)
@require_POST
def ask_mid_term(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Ask both sides half-way."""
    found = pair_or_404(request, pair_id)
    return tried(
        request, found, lambda: operations.ask_mid_term(pair=found, by=request.actor, at=clock.now()),
        _("Le point de mi-parcours est ouvert ; le mentor ou la mentore a reçu un message."),
    )  # fmt: skip


@allow(*STAFF)
@require_POST
def mid_term_elsewhere(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Note that it was made elsewhere."""
    found = pair_or_404(request, pair_id)
    return tried(
        request, found, lambda: operations.settle_mid_term(pair=found, by=request.actor, at=clock.now()),
        _("C’est noté. Plus personne n’est relancé."),
    )  # fmt: skip


def _gathered(request: PortalRequest, pair: Pair, moment: ReviewMoment) -> HttpResponse:
    side, at = ReviewSide.MENTEE, clock.now()
    asked = queries.form_of(pair=pair, moment=moment, side=side)
    goals = list(pair.goals.current())
    form = ReviewAnswersForm(
        request.POST or None, moment=moment, side=side, questions=asked.questions, goals=goals, begun=asked.begun
    )
    keeps = "keep" in request.POST
    if request.method == "POST" and (keeps or form.is_valid()):
        try:
            if keeps:
                operations.keep_draft(pair=pair, side=side, moment=moment, answers=form.typed(), by=request.actor, at=at)
            else:
                operations.record_review(pair=pair, side=side, moment=moment, by=request.actor, at=at, **form.answers())
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            kept, done = _("C’est gardé. Vous reprenez quand vous voulez."), _("Bilan du ou de la jeune enregistré.")
            messages.success(request, kept if keeps else done)
            return redirect("association:pair", pair.id)
    context = {"pair": pair, "form": form, "moment": moment, "begun": bool(asked.begun)}
    return render(request, "mentorship/pair_review_gather.html", context)


urlpatterns = [
    path("<uuid:pair_id>/reviews/<slug:moment>/<slug:side>/", pair_review, name="pair-review"),
    path("<uuid:pair_id>/certificate/", certificate, name="pair-certificate"),
    path("<uuid:pair_id>/mid-term/", ask_mid_term, name="pair-mid-term"),
    path("<uuid:pair_id>/mid-term/elsewhere/", mid_term_elsewhere, name="pair-mid-term-elsewhere"),
]
