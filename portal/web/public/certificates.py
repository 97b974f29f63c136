"""The public check of an engagement certificate: that it is valid, hours, dates, association. Nothing about a mentee, no name."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from portal.mentorship import queries
from portal.ui.access import allow_everyone
from portal.ui.dates import hours_and_minutes


@allow_everyone
def check(request: HttpRequest, code: UUID) -> HttpResponse:
    """Say whether a certificate's number is one of ours, and what it attests; of one taken back, that alone."""
    found = queries.certificate_by_code(code=code)
    if found is None:
        return render(request, "mentorship/certificate_unknown.html", status=404)
    if found.revoked_at is not None:
        return render(request, "mentorship/certificate_revoked.html", status=410)
    return render(request, "mentorship/certificate_check.html", {"certificate": found, "hours": hours_and_minutes(found.minutes)})


urlpatterns = [path("<uuid:code>/", check, name="certificate-check")]
