"""The screens that a small association does not have in its menu yet, with what brings each there."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role
from portal.ui.access import PortalRequest, allow
from portal.ui.navigation import entries_of

WHEN: dict[str, str | Promise] = {
    "proposals": _("Vient avec la première proposition d’une campagne. Vos priorités et vos places s’y règlent déjà."),
    "follow_up": _("Vient avec le premier binôme présenté : qui a besoin de nouvelles, du plus pressé au plus tranquille."),
    "calendar": _("Vient avec la première date de formation ou le premier binôme."),
    "skills": _("Vient quand une première personne partage ses compétences avec vous."),
    "departures": _("Vient quand une personne que vous accompagnez quitte l’entreprise."),
    "figures": _("Vient avec le premier binôme présenté."),
}


@allow(Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT)
def more(request: PortalRequest) -> HttpResponse:
    """List them; any of them opens from here."""
    _shown, aside = entries_of(request.actor)
    screens = [(entry.label, WHEN[entry.later], reverse(entry.url_name)) for entry in aside]
    return render(request, "association/more.html", {"screens": screens})


urlpatterns = [path("", more, name="more")]
