"""Passkeys of local accounts: added, taken away, and the way in without a password."""

from allauth.account.decorators import reauthentication_required
from allauth.account.internal import flows
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal import ratelimit
from allauth.mfa.recovery_codes.internal.flows import auto_generate_recovery_codes
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts import operations
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.core import clock
from portal.ui import passkeys, second_factor
from portal.ui.access import SIGNED_IN, allow, allow_everyone

from .forms import NO_PASSKEY, NewPasskeyForm
from .second_factor import own_factor


@require_http_methods(["GET", "POST"])
def add_page(request: HttpRequest) -> HttpResponse:
    """Make a passkey; the first second factor of an account brings recovery codes; this session now counts as opened with it."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  the rule lets nobody else in
    form = NewPasskeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            with transaction.atomic():
                passkeys.add(user=user, name=form.cleaned_data["name"], answer=form.cleaned_data["credential"])
                codes = auto_generate_recovery_codes(request)
                operations.note_security_change(user=user, what="passkey_added", by=Actor(user.id, frozenset()), at=clock.now())
        except passkeys.PasskeyRefused:
            form.add_error("credential", NO_PASSKEY)
        else:
            second_factor.note_used(request)
            request.session.cycle_key()
            return redirect("mfa_view_recovery_codes" if codes else "account:second-factor")
    context = {"form": form, "options": passkeys.creation_options(user=user)}
    return render(request, "account/passkey_add.html", context, status=400 if form.errors else 200)


@require_POST
def remove_one(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Take one of one's own passkeys away, unless it is the only second factor."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  the rule lets nobody else in
    if not second_factor.has_totp(user) and len(passkeys.passkeys_of(user=user)) < 2:
        messages.error(request, _("C’est votre seul second facteur : ajoutez-en un autre avant de retirer celui-ci."))
        return redirect("account:second-factor")
    if not passkeys.remove(user_id=user.id, passkey_id=passkey_id):
        raise Http404
    operations.note_security_change(user=user, what="passkey_removed", by=Actor(user.id, frozenset()), at=clock.now())
    messages.success(request, _("La clé est retirée."))
    return redirect("account:second-factor")


@allow_everyone
@never_cache
@require_GET
def options(request: HttpRequest) -> HttpResponse:
    """Say what a browser needs to show a passkey that it holds for us, whoever's it is."""
    return HttpResponse(passkeys.request_options(user=None), content_type="application/json")


@require_POST
def come_in(request: HttpRequest) -> HttpResponse:
    """Come in with a passkey alone: it asked for the person, so it is both factors."""
    try:
        passkey = passkeys.verified(answer=request.POST.get("credential", ""), user=None)
    except passkeys.PasskeyRefused:
        messages.error(request, NO_PASSKEY)
        return redirect("account:sign-in")
    passkeys.note_used(request, passkey, passwordless=True)
    login = Login(user=passkey.user, redirect_url=get_next_redirect_url(request))
    response: HttpResponse = flows.login.perform_login(request, login)
    return response


recently = reauthentication_required(app="allauth.mfa")
add = allow(*SIGNED_IN)(never_cache(own_factor(recently(add_page))))
remove = allow(*SIGNED_IN)(own_factor(recently(remove_one)))
sign_in = allow_everyone(never_cache(ratelimit.decorator(app="allauth.mfa", action="webauthn_login")(come_in)))

urlpatterns = [
    path("passkeys/add/", add, name="passkey-add"),
    path("passkeys/<int:passkey_id>/remove/", remove, name="passkey-remove"),
    path("sign-in/passkey/", sign_in, name="passkey-sign-in"),
    path("sign-in/passkey/options/", options, name="passkey-options"),
]
