"""The certificates of what was given, on the screen and as a PDF."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.mentorship import operations, queries
from portal.mentorship.models import EngagementCertificate, Pair
from portal.ui import badges, documents
from portal.ui.access import PortalRequest, allow

from .sessions import pair_or_404


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def certificates(request: PortalRequest) -> HttpResponse:
    """Show the certificates of a mentor, or hand one over as a PDF."""
    if request.actor.id is None:
        raise Http404
    mine = queries.certificates_of_user(user_id=request.actor.id)
    return render(
        request, "mentorship/certificates.html", {"certificates": mine, "user_id": request.actor.id, "badges": badges.offered()}
    )


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def certificate_pdf(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Hand over the certificate of a pair as a tagged PDF."""
    pair = pair_or_404(request, pair_id)
    found = queries.certificate_of_pair(pair_id=pair.id)
    if found is None or found.revoked_at is not None:
        raise Http404
    response = HttpResponse(pdf_of(request, pair, found), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="attestation-engagement.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
@require_POST
def badge(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Hand over a signed badge, by the person's own act; it is kept nowhere."""
    found = _certificate_or_404(request, pair_id)
    pair = found.pair
    if not badges.offered() or not pair.volunteer.personal_email:
        raise Http404
    try:
        operations.note_badge(certificate=found, by=request.actor, at=clock.now())
    except Refusal:
        raise Http404 from None
    given = badges.Engagement(
        code=found.code,
        minutes=found.minutes,
        introduced_on=found.introduced_on,
        closed_on=found.closed_on,
        issued_at=found.issued_at,
        association=pair.programme.association.name,
        association_code=pair.programme.association.code,
        email=pair.volunteer.personal_email,
    )
    response = HttpResponse(badges.signed(given), content_type="application/jwt")
    response["Content-Disposition"] = 'attachment; filename="badge-mentorat.jwt"'
    response["Cache-Control"] = "private, no-store"
    return response


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
@require_POST
def revoke(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Take one's own certificate back."""
    return _moved(request, pair_id, operations.revoke_certificate, _("Votre attestation est retirée. Vous pouvez la rétablir."))


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
@require_POST
def restore(request: PortalRequest, pair_id: UUID) -> HttpResponse:
    """Give it back."""
    return _moved(request, pair_id, operations.restore_certificate, _("Votre attestation est de nouveau valable."))


def _moved(request: PortalRequest, pair_id: UUID, act: Callable[..., EngagementCertificate], done: str) -> HttpResponse:
    found = _certificate_or_404(request, pair_id)
    try:
        act(certificate=found, by=request.actor, at=clock.now())
        messages.success(request, done)
    except Refusal:
        messages.warning(request, _("Ce n’est pas possible en ce moment. Rien n’a changé."))
    return redirect("me:certificate")


def _certificate_or_404(request: PortalRequest, pair_id: UUID) -> EngagementCertificate:
    found = queries.certificate_of_pair(pair_id=pair_or_404(request, pair_id).id)
    if found is None:
        raise Http404
    return found


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
    path("certificate/", certificates, name="certificate"),
    path("certificate/<uuid:pair_id>/badge/", badge, name="badge"),
    path("certificate/<uuid:pair_id>/revoke/", revoke, name="certificate-revoke"),
    path("certificate/<uuid:pair_id>/restore/", restore, name="certificate-restore"),
    path("certificate/<uuid:pair_id>.pdf", certificate_pdf, name="certificate-pdf"),
]
