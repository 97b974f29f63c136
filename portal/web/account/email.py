"""The address of a local account, changed once the new one is proved."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from portal.accounts import operations, queries
from portal.accounts.actors import ANONYMOUS, Actor
from portal.accounts.errors import LinkOver
from portal.accounts.models import User
from portal.core import clock
from portal.ui import limits
from portal.ui.access import SIGNED_IN, allow, allow_everyone

from .second_factor import own_factor

A_DAY, IN = 5, 86_400
"""Addresses that one account may ask to have proved in a day."""


class EmailForm(forms.Form):
    """Another address."""

    email = forms.EmailField(label=gettext_lazy("Nouvelle adresse e-mail"), widget=forms.EmailInput({"autocomplete": "email"}))


def change_page(request: HttpRequest) -> HttpResponse:
    """Have another address proved."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  the rule lets nobody else in
    form = EmailForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "account/email_change.html", {"form": form})
    if limits.spent(action="email-change", who=str(user.id), amount=A_DAY, seconds=IN):
        return render(request, "account/too_many.html", status=429)
    operations.ask_email_change(user=user, email=form.cleaned_data["email"], by=Actor(user.id, frozenset()), at=clock.now())
    messages.success(
        request, _("Un courriel est parti vers cette adresse. Ouvrez-le pour la confirmer ; d’ici là, rien ne change.")
    )
    return redirect("account:sign-ins")


@allow_everyone
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Make the address that the link proves the account's own, on a deed: mail scanners open links."""
    try:
        asked = queries.email_change_for(token=token, at=clock.now())
        if request.method != "POST":
            return render(request, "account/email_confirm.html", {"email": asked.new_email})
        operations.confirm_email_change(token=token, by=ANONYMOUS, at=clock.now())
    except LinkOver:
        return render(request, "account/link_over.html", status=410)
    messages.success(request, _("C’est confirmé : vous entrez désormais avec cette adresse."))
    return redirect("account:sign-ins")


change = allow(*SIGNED_IN)(never_cache(own_factor(reauthentication_required(app="allauth.mfa")(change_page))))

urlpatterns = [
    path("email/", change, name="email"),
    path("email/confirm/<str:token>/", confirm, name="email-confirm"),
]
