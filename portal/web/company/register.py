"""The privacy register: each kind of record the portal keeps about persons, from the declarations in the code."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role
from portal.core.privacy import Basis, Controller, Declaration, Erase, register
from portal.programmes.queries import associations
from portal.ui.access import PortalRequest, allow

from .register_words import in_words

CONTROLLERS: dict[Controller, Promise] = {
    Controller.COMPANY: _("L’entreprise répond"),
    Controller.ASSOCIATION: _("L’association répond"),
}
BASES: dict[Basis, Promise] = {
    Basis.CONSENT: _("Consentement"),
    Basis.CONTRACT: _("Contrat"),
    Basis.LEGAL_OBLIGATION: _("Obligation légale"),
    Basis.VITAL_INTEREST: _("Sauvegarde des intérêts vitaux"),
    Basis.LEGITIMATE_INTEREST: _("Intérêt légitime"),
}
ERASED: dict[Erase, Promise] = {
    Erase.DELETE: _("Supprimé"),
    Erase.ANONYMISE: _("Rendu anonyme"),
    Erase.KEEP: _("Gardé, avec un motif"),
}


@allow(Role.DPO)
def privacy_register(request: PortalRequest) -> HttpResponse:
    """Show every declaration that holds personal data, by who answers for it."""
    declared = sorted(
        (one for one in register().values() if one.personal), key=lambda one: (_controller(one), one.model._meta.label)
    )
    groups = [(str(label), [_entry(one) for one in rows]) for label, rows in groupby(declared, key=_controller)]
    return render(request, "metrics/register.html", {"groups": groups, "count": len(declared), "kept": associations()})


def _controller(declaration: Declaration) -> str:
    return str(CONTROLLERS[declaration.controller or Controller.COMPANY])


def _entry(declaration: Declaration) -> dict[str, object]:
    return {
        "name": declaration.model._meta.label,
        "subject": in_words(declaration.subject),
        "purpose": in_words(declaration.purpose),
        "basis": BASES[declaration.basis] if declaration.basis else "",
        "seen_by": ", ".join(in_words(who) for who in declaration.seen_by),
        "retention": in_words(declaration.retention),
        "erased": ERASED[declaration.erase] if declaration.erase else "",
        "fields": sorted(declaration.personal),
    }


urlpatterns = [path("", privacy_register, name="register")]
