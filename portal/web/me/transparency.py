"""What HR sees: one's own HRIS record, the figures that exist, and what can never appear."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.core import clock
from portal.metrics import operations, queries
from portal.metrics.rules import DEFAULT_K
from portal.people import queries as people
from portal.people.models import Employee
from portal.ui.access import PortalRequest, allow
from portal.ui.dates import date_format
from portal.web.company.figure_words import never_shown, quarter_name
from portal.web.company.released import headlines, sections


@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def what_hr_sees(request: PortalRequest) -> HttpResponse:
    """Show the person's own record, field by field, and the latest release as HR reads it."""
    user = request.actor.id
    employee = people.employee_of(user_id=user) if user else None
    latest = queries.latest_release()
    if latest is not None:
        operations.record_reading(release=latest, by=request.actor, at=clock.now())
    k = latest.k if latest else DEFAULT_K
    context = {
        "record": list(record(employee)) if employee else [],
        "release": latest,
        "quarter": quarter_name(latest) if latest else "",
        "headlines": headlines(latest) if latest else [],
        "sections": [section for section in sections(latest) if section.is_drawn] if latest else [],
        "k": k,
        "last": k - 1,
        "never": never_shown(k),
    }
    return render(request, "metrics/what_hr_sees.html", context)


def record(employee: Employee) -> Iterator[tuple[str, str]]:
    """Yield each field of the HRIS record in words; every field that the portal keeps is here, an empty one says so."""
    yield _("Nom"), f"{employee.given_name} {employee.family_name}".strip()
    yield _("Prénom d’usage"), employee.preferred_name
    yield _("Matricule"), employee.employee_number
    yield _("Adresse de travail"), employee.work_email
    yield _("Société"), employee.legal_entity.name if employee.legal_entity else ""
    yield _("Site"), employee.site.name if employee.site else ""
    yield _("Service"), employee.department.name if employee.department else ""
    yield _("Poste"), employee.job_title
    yield _("Situation"), employee.get_status_display()
    yield _("Contrat"), employee.get_employment_type_display()
    yield _("Catégorie"), employee.get_staff_category_display()
    yield _("Rythme de travail"), employee.get_work_pattern_display()
    yield _("Entrée"), date_format(employee.start_date, "DATE_FORMAT") if employee.start_date else ""
    yield _("Fin de contrat"), date_format(employee.end_date, "DATE_FORMAT") if employee.end_date else ""
    yield _("Manager (code)"), employee.manager_external_id
    yield _("Pays et langue"), f"{employee.country} {employee.locale}".strip()
    yield _("Connexion par le compte de l’entreprise"), _("oui") if employee.sso else _("non")
    yield _("Adresse du compte de l’entreprise"), employee.sign_in_email
    yield _("Accès coupé par l’entreprise"), date_format(employee.access_cut_at, "DATE_FORMAT") if employee.access_cut_at else ""


urlpatterns = [path("", what_hr_sees, name="what-hr-sees")]
