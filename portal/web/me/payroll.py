"""A mentor's working time, month by month: nothing of it reaches payroll but by their own act, and only a total."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.metrics import operations, queries
from portal.metrics.rules import KEPT_MONTHS
from portal.people import queries as people
from portal.ui.access import PortalRequest, allow

SENTENCES = {
    "not_allowed": gettext_lazy("Seule une personne qui travaille ici et qui accompagne peut envoyer ses heures à la paie."),
    "not_closed": gettext_lazy("Ce mois n’est pas fini : il s’enverra le mois prochain."),
    "too_old": gettext_lazy("Ce mois est trop ancien pour être envoyé d’ici. Parlez-en avec la paie."),
    "nothing": gettext_lazy("Aucune séance sur votre temps de travail n’est notée ce mois-là."),
    "no_number": gettext_lazy("Votre matricule manque au fichier du personnel, et la paie en a besoin. Demandez-le aux RH."),
    "already_sent": gettext_lazy("Ce mois est déjà envoyé."),
    "published": gettext_lazy(
        "Les chiffres de ce trimestre ont paru : votre nom à côté d’eux en désignerait d’autres. Ce mois ne s’envoie plus d’ici."
    ),
    "not_sent": gettext_lazy("Ce mois n’est pas envoyé."),
    "already_read": gettext_lazy("La paie a déjà lu ce mois : il ne se reprend plus. Pour le corriger, parlez-en avec elle."),
}


@allow(Role.EMPLOYEE)
def months(request: PortalRequest) -> HttpResponse:
    """Show the months of one's working time, what would leave, what left, and until when it can be taken back."""
    user_id = request.actor.id
    if user_id is None:
        raise Http404
    employee = people.employee_of(user_id=user_id)
    context = {
        "months": queries.months_to_send(user_id=user_id, on=clock.today()),
        "employee": employee,
        "kept": KEPT_MONTHS,
    }
    return render(request, "metrics/my_payroll.html", context)


@require_POST
@allow(Role.EMPLOYEE)
def send(request: PortalRequest, year: int, month: int) -> HttpResponse:
    """Send one month's total."""
    said = _("C’est envoyé. Vous pouvez le reprendre tant que la paie ne l’a pas lu.")
    return _done(request, operations.send_engagement_time, _first(year, month), said)


@require_POST
@allow(Role.EMPLOYEE)
def take_back(request: PortalRequest, year: int, month: int) -> HttpResponse:
    """Take a month back that payroll has not read."""
    said = _("C’est repris : la paie ne verra pas ce mois.")
    return _done(request, operations.take_back_engagement_time, _first(year, month), said)


def _done(request: PortalRequest, act: Callable[..., object], month: date, said: str) -> HttpResponse:
    """Do it to a month, and say so or why not."""
    try:
        act(month=month, by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.warning(request, SENTENCES.get(refusal.code, _("Ce n’est plus possible.")))
    else:
        messages.success(request, said)
    return redirect("me:payroll")


def _first(year: int, month: int) -> date:
    try:
        return date(year, month, 1)
    except ValueError as error:
        raise Http404 from error


urlpatterns = [
    path("payroll/", months, name="payroll"),
    path("payroll/<int:year>/<int:month>/send/", send, name="payroll-send"),
    path("payroll/<int:year>/<int:month>/take-back/", take_back, name="payroll-take-back"),
]
