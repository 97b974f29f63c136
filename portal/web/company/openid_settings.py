"""Registering an OpenID provider and keeping it: looked at before it counts, its secret, its addresses, service and rest."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.enums import Role
from portal.accounts.ports import OpenIdDetails, OpenIdPublished
from portal.accounts.queries import openid_desk
from portal.core import clock
from portal.core.errors import Refusal
from portal.ui.access import PortalRequest, allow

from .idp_words import words_of_openid
from .openid_forms import AssociationOpenIdForm, NewOpenIdForm, OpenIdForm
from .openid_secret_forms import NewSecretForm, SecretForm
from .openid_words import DOUBTS, rows_of


@allow(Role.PLATFORM_ADMIN)
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("text")
def new_provider(request: PortalRequest) -> HttpResponse:
    """Read what a new provider publishes, show it and ask for the secret, then register it."""
    form = NewOpenIdForm(request.POST or None)
    secret = SecretForm(request.POST if "confirm" in request.POST else None)
    if form.is_valid():
        said, desk = form.cleaned_data, openid_desk()
        agreement = form.agreement(slug=said["slug"], issuer=said["issuer"].strip(), client_id=said["client_id"].strip())
        try:
            if secret.is_valid():
                seen = request.POST.get("seen", "")
                desk.register(agreement=agreement, secret=secret.secret, seen=seen or "-", by=request.actor, at=clock.now())
                messages.success(request, _("C’est enregistré. Donnez-lui nos adresses, puis essayez avec une personne."))
                return redirect("company:idp-openid", agreement.slug)
        except Refusal as refusal:
            refuse(refusal, secret, form)
        if not form.errors:
            try:
                return preview(request, form, secret, desk.look(agreement=agreement))
            except Refusal as refusal:
                refuse(refusal, form)
    return render(request, "sso/openid_new.html", {"form": form}, status=400 if form.errors else 200)


def preview(request: PortalRequest, form: NewOpenIdForm, secret: SecretForm, published: OpenIdPublished) -> HttpResponse:
    """Show what a provider publishes before it counts, and ask for the secret; what was typed goes along, the secret never."""
    typed = [(name, value) for name, values in request.POST.lists() if name in form.fields for value in values]
    context = {
        "title": form.cleaned_data["name"],
        "issuer": form.cleaned_data["issuer"],
        "rows": rows_of(published),
        "published": published,
        "doubts": [DOUBTS[code] for code in published.doubts],
        "typed": typed,
        "secret": secret,
    }
    return render(request, "sso/openid_preview.html", context, status=400 if secret.errors else 200)


@allow(Role.PLATFORM_ADMIN)
@require_http_methods(["GET", "POST"])
def provider(request: PortalRequest, slug: str) -> HttpResponse:
    """Show a provider, and change what was agreed on with it."""
    details = details_of(slug)
    form = agreement_form(request, details)
    if form.is_valid():
        held = details.agreement
        try:
            agreement = form.agreement(slug=slug, issuer=held.issuer, client_id=held.client_id)
            openid_desk().change(agreement=agreement, by=request.actor, at=clock.now())
        except Refusal as refusal:
            refuse(refusal, form)
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("company:idp-openid", slug)
    return page(request, details, form=form)


@allow(Role.PLATFORM_ADMIN)
@require_POST
@sensitive_post_parameters("text")
def provider_secret(request: PortalRequest, slug: str) -> HttpResponse:
    """Take a new secret of a provider, tried first."""
    details, secret = details_of(slug), NewSecretForm(request.POST)
    if secret.is_valid():
        try:
            openid_desk().change_secret(slug=slug, secret=secret.secret, by=request.actor, at=clock.now())
        except Refusal as refusal:
            refuse(refusal, secret)
        else:
            messages.success(request, _("Le nouveau secret vaut. L’ancien reste en secours jusqu’à la première connexion."))
            return redirect("company:idp-openid", slug)
    return page(request, details, secret=secret)


@allow(Role.PLATFORM_ADMIN)
@require_POST
def provider_step(request: PortalRequest, slug: str) -> HttpResponse:
    """Do one thing with a provider: look again, take what was looked at, forget the former secret, rest, serve."""
    desk, at, by, details = openid_desk(), clock.now(), request.actor, details_of(slug)
    steps: dict[str, Callable[[], object]] = {
        "check": lambda: desk.check(slug=slug),
        "take": lambda: desk.take(slug=slug, seen=request.POST.get("seen", ""), by=by, at=at),
        "forget": lambda: desk.forget_former(slug=slug, by=by, at=at),
        "rest": lambda: desk.set_active(slug=slug, active=False, by=by, at=at),
        "serve": lambda: desk.set_active(slug=slug, active=True, by=by, at=at),
    }
    step = steps.get(request.POST.get("step", ""))
    if step is None:
        raise Http404
    try:
        found = step()
    except Refusal as refusal:
        messages.warning(request, str(words_of_openid(refusal.code)[1]))
    else:
        if isinstance(found, tuple):
            return page(request, details, checked=found)
        messages.success(request, _("C’est fait."))
    return redirect("company:idp-openid", slug)


def details_of(slug: str) -> OpenIdDetails:
    """Return a provider. Raises Http404."""
    found = openid_desk().details(slug=slug)
    if found is None:
        raise Http404
    return found


def agreement_form(request: PortalRequest | None, details: OpenIdDetails) -> OpenIdForm:
    """Return the form of what was agreed on, filled with what is held or, with a request, with what was typed."""
    held = details.agreement
    roles = "\n".join(f"{group} = {role}" for group, role in sorted(held.roles.items()))
    initial = {**vars(held), "entities": list(held.entities), "roles": roles, "acr_values": " ".join(held.acr_values)}
    data = request.POST if request is not None and request.method == "POST" else None
    if held.association_id is not None:
        return AssociationOpenIdForm(data, initial=initial, association_id=held.association_id)
    return OpenIdForm(data, initial=initial)


def refuse(refusal: Refusal, *those: forms.Form) -> None:
    """Say a refusal at the field it concerns, in the first of the forms that has it; at the head of the first otherwise."""
    field, words = words_of_openid(refusal.code)
    form = next((form for form in those if field in form.fields), those[0])
    form.add_error(field if field in form.fields else None, str(words))


def page(
    request: PortalRequest,
    details: OpenIdDetails,
    *,
    form: OpenIdForm | None = None,
    secret: NewSecretForm | None = None,
    checked: tuple[OpenIdPublished, str] | None = None,
) -> HttpResponse:
    """Return the page of a provider, with the form that was refused or what a look has found."""
    now, said = checked or (None, "")
    context = {
        "door": details,
        "form": form or agreement_form(None, details),
        "secret": secret or NewSecretForm(),
        "rows": rows_of(details.published),
        "now": now,
        "now_rows": rows_of(now, details.published) if now else (),
        "changed": now is not None and now.fingerprint != details.published.fingerprint,
        "doubts": [DOUBTS[code] for code in now.doubts] if now else (),
        "secret_said": words_of_openid(said)[1] if said else "",
    }
    wrong = (form and form.errors) or (secret and secret.errors)
    return render(request, "sso/openid.html", context, status=400 if wrong else 200)


urlpatterns = [
    path("openid/new/", new_provider, name="idp-openid-new"),
    path("openid/door/<slug:slug>/", provider, name="idp-openid"),
    path("openid/door/<slug:slug>/secret/", provider_secret, name="idp-openid-secret"),
    path("openid/door/<slug:slug>/step/", provider_step, name="idp-openid-step"),
]
