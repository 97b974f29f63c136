"""Reads on closings: reviews, certificates, and what a public check of one says."""

from uuid import UUID

from django.db.models import QuerySet

from portal.mentorship.enums import PairState
from portal.mentorship.models import EngagementCertificate, Mentee, Pair


def certificates_of_user(*, user_id: UUID) -> list[EngagementCertificate]:
    """Return a mentor's certificates, the latest first."""
    rows = EngagementCertificate.objects.filter(pair__volunteer__user_id=user_id)
    related = ("pair__programme__association", "pair__volunteer")
    return list(rows.select_related(*related).order_by("-closed_on", "-id"))


def certificate_of_pair(*, pair_id: UUID) -> EngagementCertificate | None:
    """Return the certificate of a pair, or None before its closing."""
    rows = EngagementCertificate.objects.select_related("pair__volunteer", "pair__mentee", "pair__programme__association")
    return rows.filter(pair_id=pair_id).first()


def certificate_by_code(*, code: UUID) -> EngagementCertificate | None:
    """Return the certificate of a public number, or None."""
    return EngagementCertificate.objects.select_related("pair__programme__association").filter(code=code).first()


def revoked_codes() -> list[UUID]:
    """Return the numbers of the certificates taken back, in no order that tells anything."""
    rows = EngagementCertificate.objects.exclude(revoked_at=None)
    return list(rows.order_by("code").values_list("code", flat=True))


def pair_without_interview(*, volunteer_id: UUID, mentee: Mentee) -> Pair | None:
    """Return the latest pair of the mentor (in the association) or of the mentee, if it closed without a closing interview; None
    when both may be matched again. Two SQL queries.
    """
    closed = Pair.objects.filter(state=PairState.CLOSED).select_related("volunteer", "mentee", "closure")
    mentors = closed.filter(volunteer_id=volunteer_id, mentee__association_id=mentee.association_id)
    for rows in (mentors, closed.filter(mentee=mentee)):
        latest = rows.order_by("-closed_on", "-id").first()
        if latest is not None and hasattr(latest, "closure") and latest.closure.interviewed_on is None:
            return latest
    return None


def applications_of_pairs() -> QuerySet[Pair, UUID]:
    """Return the ids of the applications that a pair stands on, as a subquery."""
    return Pair.objects.exclude(clearance=None).order_by().values_list("clearance__application_id", flat=True)


def volunteers_of_pairs() -> QuerySet[Pair, UUID]:
    """Return the ids of the volunteers who have a pair, whatever became of it, as a subquery."""
    return Pair.objects.order_by().values_list("volunteer_id", flat=True)
