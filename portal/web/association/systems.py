"""Systems of the association: what each may do, its keys, and the end of both. A key's text is shown once, when it is issued."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import operations, queries
from portal.accounts.enums import Role, Scope
from portal.accounts.errors import KeyRefused
from portal.accounts.models import ApiClient
from portal.core import clock
from portal.ui.access import PortalRequest, allow
from portal.ui.addresses import public_address

from .intakes import association_id

LIFETIMES = [("90", gettext_lazy("3 mois")), ("180", gettext_lazy("6 mois")), ("365", gettext_lazy("1 an"))]
REFUSALS = {
    "two_keys_valid": gettext_lazy("Deux clés valent déjà : fermez l’ancienne avant d’en créer une autre."),
    "client_revoked": gettext_lazy("Ce système est fermé. Déclarez-en un nouveau."),
    "key_expiry_past": gettext_lazy("La date de fin est passée."),
}


class KeyForm(forms.Form):
    """How long a key is good for."""

    lifetime = forms.ChoiceField(label=gettext_lazy("Durée de la clé"), choices=LIFETIMES, initial="365")


class SystemForm(KeyForm):
    """A system and what it may do."""

    name = forms.CharField(
        label=gettext_lazy("Nom du système"),
        help_text=gettext_lazy("Pour le reconnaître : « suivi », « site web »."),
        max_length=80,
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Ce qu’il peut faire"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("name", "scopes", "lifetime")


@allow(Role.ASSOCIATION_ADMIN)
@never_cache
def systems(request: PortalRequest) -> HttpResponse:
    """List the association's systems with their keys: whose, until when, last used when."""
    found = queries.api_clients_of(association_id=association_id(request))
    context = {"systems": [_line(one) for one in found], "at": clock.now()}
    return render(request, "association/systems.html", context)


@allow(Role.ASSOCIATION_ADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def add(request: PortalRequest) -> HttpResponse:
    """Declare a system, and show its first key."""
    form = SystemForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "association/system_add.html", {"form": form}, status=400 if form.errors else 200)
    given, at = form.cleaned_data, clock.now()
    made = operations.create_api_client(
        association_id=association_id(request), name=given["name"], scopes=given["scopes"], by=request.actor, at=at
    )
    return _issue(request, made, int(given["lifetime"]))


@allow(Role.ASSOCIATION_ADMIN)
@never_cache
@require_POST
def issue(request: PortalRequest, client_id: UUID) -> HttpResponse:
    """Issue another key beside the one in use, so that the system changes over without a gap."""
    system, form = _system(request, client_id), KeyForm(request.POST)
    if not form.is_valid():
        return redirect("association:systems")
    return _issue(request, system, int(form.cleaned_data["lifetime"]))


@allow(Role.ASSOCIATION_ADMIN)
@require_POST
def close_key(request: PortalRequest, client_id: UUID, key_id: UUID) -> HttpResponse:
    """Close a key at once."""
    key = next((one for one in _system(request, client_id).keys.all() if one.id == key_id), None)
    if key is None:
        raise Http404
    operations.revoke_api_key(key=key, by=request.actor, at=clock.now())
    messages.success(request, _("Cette clé n’ouvre plus rien."))
    return redirect("association:systems")


@allow(Role.ASSOCIATION_ADMIN)
@require_POST
def close(request: PortalRequest, client_id: UUID) -> HttpResponse:
    """Close a system and all its keys, at once."""
    operations.revoke_api_client(client=_system(request, client_id), by=request.actor, at=clock.now())
    messages.success(request, _("Ce système n’ouvre plus rien."))
    return redirect("association:systems")


def _system(request: PortalRequest, client_id: UUID) -> ApiClient:
    found = queries.api_clients_of(association_id=association_id(request)).filter(pk=client_id).first()
    if found is None:
        raise Http404
    return found


def _issue(request: PortalRequest, system: ApiClient, days: int) -> HttpResponse:
    at = clock.now()
    try:
        raw = operations.issue_api_key(client=system, expires_at=at + timedelta(days=days), by=request.actor, at=at)
    except KeyRefused as refusal:
        messages.error(request, REFUSALS[refusal.code])
        return redirect("association:systems")
    context = {"system": system, "raw": raw, "until": at + timedelta(days=days), "address": public_address("/api/v1/")}
    return render(request, "association/system_key.html", context)


def _line(system: ApiClient) -> dict[str, Any]:
    at = clock.now()
    keys = sorted(system.keys.all(), key=lambda key: key.created_at, reverse=True)
    open_now = [key for key in keys if key.revoked_at is None and key.expires_at > at]
    over = system.revoked_at is not None
    return {
        "system": system,
        "scopes": [Scope(scope).label for scope in system.scopes if scope in Scope.values],
        "keys": keys,
        "may_issue": not over and len(open_now) < 2,
        "over": over,
    }


urlpatterns = [
    path("", systems, name="systems"),
    path("add/", add, name="system-add"),
    path("<uuid:client_id>/keys/", issue, name="system-issue"),
    path("<uuid:client_id>/keys/<uuid:key_id>/close/", close_key, name="system-close-key"),
    path("<uuid:client_id>/close/", close, name="system-close"),
]
