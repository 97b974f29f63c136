"""When somebody of the association answers a worry, when not, and who stands in (product.md, rule 4)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.programmes import operations
from portal.programmes.models import Association, TeamMember
from portal.ui.access import PortalRequest, allow

from .safeguarding_forms import SafeguardingForm
from .team import home_of


@allow(Role.ASSOCIATION_ADMIN)
@require_http_methods(["GET", "POST"])
def safeguarding(request: PortalRequest) -> HttpResponse:
    """Say when somebody answers a worry, and who stands in."""
    home = home_of(request)
    form = SafeguardingForm(request.POST if request.method == "POST" else None, association=home)
    if form.is_valid() and _kept(request, home, form):
        messages.success(request, _("Les horaires sont à jour."))
        return redirect("association:team")
    return render(request, "programmes/safeguarding.html", {"form": form})


def _kept(request: PortalRequest, home: Association, form: SafeguardingForm) -> bool:
    given = form.cleaned_data
    backup: TeamMember | None = given["backup"]
    try:
        operations.set_safeguarding(
            association=home, hours=form.hours(), backup=backup, backup_phone=given["backup_phone"], closures=given["closures"],
            by=request.actor, at=clock.now(),
        )  # fmt: skip
    except Refusal:
        form.add_error(None, _("Rien n’a été changé\u00a0: tant qu’un programme est ouvert, quelqu’un doit pouvoir répondre."))
        return False
    return True


urlpatterns = [path("safeguarding/", safeguarding, name="safeguarding")]
