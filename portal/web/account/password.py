"""The password of a local account: forgotten, chosen anew from a link, changed by whoever has just given it."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from portal.accounts import operations, queries
from portal.accounts.actors import ANONYMOUS, Actor
from portal.accounts.errors import LinkOver
from portal.accounts.models import User
from portal.core import clock
from portal.ui import limits, sessions
from portal.ui.access import SIGNED_IN, allow, allow_everyone
from portal.ui.addresses import address_of

from .forms import PasswordForm
from .second_factor import own_factor

FROM_ONE_PLACE, FOR_ONE_ADDRESS, IN = 20, 3, 3600
"""Links asked for in an hour, from one network address and for one e-mail."""


class ForgottenForm(forms.Form):
    """The address of an account."""

    email = forms.EmailField(
        label=gettext_lazy("Adresse e-mail de votre compte"), widget=forms.EmailInput({"autocomplete": "username"})
    )


@allow_everyone
@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Send a link to a new password; every address gets the same answer."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "account/password_forgotten.html", {"form": form})
    email = form.cleaned_data["email"]
    if limits.spent(action="password-place", who=address_of(request), amount=FROM_ONE_PLACE, seconds=IN):
        return render(request, "account/too_many.html", status=429)
    if not limits.spent(action="password-email", who=email.lower(), amount=FOR_ONE_ADDRESS, seconds=IN):
        operations.ask_password_reset(email=email, by=ANONYMOUS, at=clock.now())
    return render(request, "account/password_sent.html", {"email": email})


@allow_everyone
@never_cache
@sensitive_post_parameters("password", "again")
def new(request: HttpRequest, user_id: UUID, token: str) -> HttpResponse:
    """Let whoever has the link choose a new password."""
    user = queries.account_of_reset(user_id=user_id, token=token)
    if user is None:
        return render(request, "account/link_over.html", status=410)
    form = PasswordForm(request.POST if request.method == "POST" else None, user=user)
    if not form.is_valid():
        return render(request, "account/password.html", {"form": form, "forgotten": True})
    try:
        operations.reset_password(
            user_id=user_id, token=token, password=form.cleaned_data["password"], by=ANONYMOUS, at=clock.now()
        )
    except LinkOver:
        return render(request, "account/link_over.html", status=410)
    messages.success(request, _("Votre nouveau mot de passe est enregistré, et toutes vos sessions sont fermées. Connectez-vous."))
    return redirect("account:sign-in")


@sensitive_post_parameters("password", "again")
def change_page(request: HttpRequest) -> HttpResponse:
    """Take another password from whoever has just proved who they are."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  the rule lets nobody else in
    form = PasswordForm(request.POST if request.method == "POST" else None, user=user)
    if not form.is_valid():
        return render(request, "account/password.html", {"form": form, "forgotten": False})
    operations.change_password(
        user=user,
        password=form.cleaned_data["password"],
        but=sessions.current(request),
        by=Actor(user.id, frozenset()),
        at=clock.now(),
    )
    update_session_auth_hash(request, user)
    messages.success(request, _("Votre mot de passe est changé ; vos autres sessions sont fermées."))
    return redirect("account:sign-ins")


change = allow(*SIGNED_IN)(never_cache(own_factor(reauthentication_required(app="allauth.mfa")(change_page))))

urlpatterns = [
    path("password/", change, name="password"),
    path("password/forgotten/", forgotten, name="password-forgotten"),
    path("password/new/<uuid:user_id>/<str:token>/", new, name="password-new"),
]
