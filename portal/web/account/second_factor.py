"""The second factor of local accounts: set up, asked for at each sign-in, and what to do without the telephone."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.accounts.operations import note_security_change
from portal.accounts.queries import is_company_account
from portal.core import clock
from portal.ui import passkeys, second_factor
from portal.ui.access import SIGNED_IN, allow, allow_everyone

from .forms import CodeForm, ConfirmCodeForm, ConfirmForm, PasskeyForm, SetUpForm

PICTURE = re.compile(r"<svg.*</svg>", re.DOTALL)


class ChallengeView(AuthenticateView):  # type: ignore[misc]  # allauth ships no types
    """The code, between the password and the session."""

    template_name = "account/challenge.html"

    def get_form_class(self) -> type[CodeForm]:
        """Return our form."""
        return CodeForm

    def get_webauthn_form_class(self) -> type[PasskeyForm]:
        """Return our form for a passkey."""
        return PasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what a browser needs to show a passkey, for those who have one."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.stage.login.user
        held = bool(passkeys.passkeys_of(user=user))
        return context | {"options": passkeys.request_options(user=user) if held else "", "has_totp": second_factor.has_totp(user)}


class SetUpView(ActivateTOTPView):  # type: ignore[misc]
    """The picture to scan and the first code."""

    template_name = "account/second_factor_set_up.html"

    @method_decorator(reauthentication_required(app="allauth.mfa"))
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Set up a first telephone, or another in its place; allauth's own would have an account without one in between."""
        response: HttpResponse = super(ActivateTOTPView, self).dispatch(request, *args, **kwargs)
        return response

    def get_form_class(self) -> type[SetUpForm]:
        """Return our form."""
        return SetUpForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the picture as inline SVG: the content policy allows no data: address, and no third party may see the secret."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return context | {"picture": inline(context["totp_svg"]), "secret": " ".join(re.findall(".{1,4}", secret))}

    def form_valid(self, form: SetUpForm) -> HttpResponse:
        """Keep it, in place of the telephone before it; this session now counts as opened with it, under a new key."""
        with transaction.atomic():
            second_factor.remove_totp(self.request.user)
            response: HttpResponse = super().form_valid(form)
            actor = Actor(self.request.user.id, frozenset())
            note_security_change(user=self.request.user, what="telephone_set", by=actor, at=clock.now())
        second_factor.note_used(self.request)
        self.request.session.cycle_key()
        return response


class RecoveryCodesView(ViewRecoveryCodesView):  # type: ignore[misc]
    """The codes to keep on paper."""

    template_name = "account/recovery_codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer to make some where there are none; allauth's own page would not exist."""
        try:
            context: dict[str, Any] = super().get_context_data(**kwargs)
        except Http404:
            context = {**kwargs, "unused_codes": [], "never": True}
        return context


class NewCodesView(GenerateRecoveryCodesView):  # type: ignore[misc]
    """Ten new codes in place of the old ones."""

    http_method_names = ("post",)


class ConfirmView(ReauthenticateView):  # type: ignore[misc]
    """The password again."""

    template_name = "account/confirm.html"

    def get_form_class(self) -> type[ConfirmForm]:
        """Return our form."""
        return ConfirmForm


class ConfirmByCodeView(ReauthenticateByCodeView):  # type: ignore[misc]
    """The code again."""

    template_name = "account/confirm.html"

    def get_form_class(self) -> type[ConfirmCodeForm]:
        """Return our form."""
        return ConfirmCodeForm


def inline(svg: str) -> SafeString:
    """Return the picture without the XML declaration; it is made by qrcode from our own address, no word of a visitor in it."""
    found = PICTURE.search(svg)
    return mark_safe(found[0] if found else "")  # noqa: S308  as said above


def own_factor(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep a page to local accounts, and to sessions opened with the second factor once there is one."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assert isinstance(request.user, User)  # noqa: S101  the rule lets nobody else in
        if is_company_account(user=request.user):
            return redirect("start")
        if second_factor.is_set_up(request.user) and not second_factor.was_used(request):
            return render(request, "account/second_factor_missing.html", status=403)
        return view(request, *args, **kwargs)

    return wrapped


@allow(*SIGNED_IN)
@never_cache
@own_factor
def home(request: HttpRequest) -> HttpResponse:
    """Show where the second factor stands: to set up, or in use, with each telephone and passkey."""
    assert isinstance(request.user, User)  # noqa: S101  the rule lets nobody else in
    if not second_factor.is_set_up(request.user):
        return SetUpView.as_view()(request)  # type: ignore[no-any-return]
    held = passkeys.passkeys_of(user=request.user)
    return render(request, "account/second_factor.html", {"passkeys": held, "totp": second_factor.has_totp(request.user)})


@allow(*SIGNED_IN)
@never_cache
@own_factor
def telephone(request: HttpRequest) -> HttpResponse:
    """Set up a telephone: a first one beside a passkey, or a new one in place of the old."""
    return SetUpView.as_view()(request)  # type: ignore[no-any-return]


challenge = allow_everyone(ChallengeView.as_view())
recovery_codes = allow(*SIGNED_IN)(never_cache(reauthentication_required(app="allauth.mfa")(RecoveryCodesView.as_view())))
new_codes = allow(*SIGNED_IN)(NewCodesView.as_view())
confirm = allow(*SIGNED_IN)(never_cache(ConfirmView.as_view()))
confirm_by_code = allow(*SIGNED_IN)(never_cache(ConfirmByCodeView.as_view()))

urlpatterns = [
    path("second-factor/", home, name="second-factor"),
    path("second-factor/telephone/", telephone, name="second-factor-telephone"),
]
