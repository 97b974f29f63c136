"""Tokens of identity providers that push the workforce (SCIM), for the platform administration."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import Refusal
from portal.people import queries
from portal.ui.access import PortalRequest, allow
from portal.ui.source_words import why_not_kept


class TokenForm(forms.Form):
    """The name of a token: the provider's."""

    name = forms.SlugField(
        label=gettext_lazy("Nom du fournisseur d’identité"),
        max_length=40,
        help_text=gettext_lazy("Par exemple, entra. Deux jetons d’un nom peuvent valoir à la fois, le temps de changer."),
    )


@allow(Role.PLATFORM_ADMIN)
@require_http_methods(["GET", "POST"])
@sensitive_variables("made")
def tokens(request: PortalRequest) -> HttpResponse:
    """List the tokens; make one, and show its text this once."""
    form, made, desk = TokenForm(request.POST if request.method == "POST" else None), "", queries.token_desk()
    if form.is_valid():
        try:
            made = desk.create(name=form.cleaned_data["name"], by=request.actor, at=clock.now())
            form = TokenForm()
        except Refusal as refusal:
            form.add_error("name", why_not_kept(refusal))
    every = desk.tokens()
    context = {
        "form": form,
        "made": made,
        "address": desk.address,
        "valid": [token for token in every if token.revoked_at is None],
        "closed": [token for token in every if token.revoked_at is not None],
    }
    response = render(request, "company/sources/tokens.html", context, status=400 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@allow(Role.PLATFORM_ADMIN)
@require_POST
def revoke(request: PortalRequest, name: str) -> HttpResponse:
    """Close the oldest valid token of a name."""
    try:
        left = queries.token_desk().revoke(name=name, by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.error(request, why_not_kept(refusal))
    else:
        messages.success(request, _("Jeton fermé. Valables sous ce nom : %(left)s.") % {"left": left})
    return redirect("company:source-tokens")


urlpatterns = [
    path("", tokens, name="source-tokens"),
    path("<slug:name>/revoke/", revoke, name="source-token-revoke"),
]
