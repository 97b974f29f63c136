"""Working-time hours for payroll: what each mentor chose to send of a month, by name, as "engagement", and nothing else.

A right of its own (Role.PAYROLL); each look and each file is written down.
"""

from datetime import date, datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.core import clock
from portal.metrics import operations, queries
from portal.metrics.models import EngagementTime
from portal.metrics.rules import KEPT_MONTHS
from portal.ui.access import PortalRequest, allow
from portal.ui.dates import date_format
from portal.ui.spreadsheets import csv_lines


@allow(Role.PAYROLL)
def payroll(request: PortalRequest) -> HttpResponse:
    """List what was sent of the newest month, or of the one chosen."""
    months = queries.months_sent()
    asked = request.GET.get("month")
    month = _month(asked) if asked else (months[0] if months else None)
    rows = operations.read_engagement_time(month=month, as_file=False, by=request.actor, at=clock.now()) if month in months else []
    tabs = [
        {
            "label": date_format(one, "F Y"),
            "url": f"{reverse('company:payroll')}?month={one:%Y-%m}",
            "current": one == month,
        }
        for one in months
    ]
    context = {"month": month, "rows": rows, "minutes": sum(one.minutes for one in rows), "tabs": tabs, "kept": KEPT_MONTHS}
    return render(request, "metrics/payroll.html", context)


@allow(Role.PAYROLL)
def payroll_file(request: PortalRequest, year: int, month: int) -> HttpResponse:
    """Send a month as CSV: number, name, month, hours in hundredths, the word "engagement"."""
    first = _month(f"{year:04d}-{month:02d}")
    if first not in queries.months_sent():
        raise Http404
    rows = operations.read_engagement_time(month=first, as_file=True, by=request.actor, at=clock.now())
    header = (_("Matricule"), _("Nom"), _("Mois"), _("Heures"), _("Motif"))
    lines = csv_lines(header, (_line(one) for one in rows))
    answer = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="engagement-{first:%Y-%m}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _line(one: EngagementTime) -> tuple[str, ...]:
    hours = f"{one.minutes / 60:.2f}".replace(".", ",")
    return one.employee_number, one.name, f"{one.month:%Y-%m}", hours, _("engagement")


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").date()
    except ValueError as error:
        raise Http404 from error


urlpatterns = [
    path("", payroll, name="payroll"),
    path("engagement-<int:year>-<int:month>.csv", payroll_file, name="payroll-file"),
]
