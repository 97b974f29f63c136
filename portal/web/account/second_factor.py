"""The second factor of local accounts: set up, asked for at each sign-in, and what to do without the telephone."""

import re
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache

from portal.accounts.models import User
from portal.accounts.queries import is_company_account
from portal.ui import second_factor
from portal.ui.access import SIGNED_IN, allow, allow_everyone

from .forms import CodeForm, ConfirmCodeForm, ConfirmForm, SetUpForm

PICTURE = re.compile(r"<svg.*</svg>", re.DOTALL)


class ChallengeView(AuthenticateView):  # type: ignore[misc]  # allauth ships no types
    """The code, between the password and the session."""

    template_name = "account/challenge.html"

    def get_form_class(self) -> type[CodeForm]:
        """Return our form."""
        return CodeForm


class SetUpView(ActivateTOTPView):  # type: ignore[misc]
    """The picture to scan and the first code."""

    template_name = "account/second_factor_set_up.html"

    def get_form_class(self) -> type[SetUpForm]:
        """Return our form."""
        return SetUpForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the picture as inline SVG: the content policy allows no data: address, and no third party may see the secret."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return context | {"picture": inline(context["totp_svg"]), "secret": " ".join(re.findall(".{1,4}", secret))}

    def form_valid(self, form: SetUpForm) -> HttpResponse:
        """Keep it; this session now counts as opened with it, under a new key."""
        response: HttpResponse = super().form_valid(form)
        second_factor.note_used(self.request)
        self.request.session.cycle_key()
        return response


class RecoveryCodesView(ViewRecoveryCodesView):  # type: ignore[misc]
    """The codes to keep on paper."""

    template_name = "account/recovery_codes.html"


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


@allow(*SIGNED_IN)
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Show where the second factor stands: to set up, to use at the next sign-in, or in use."""
    assert isinstance(request.user, User)  # noqa: S101  the rule lets nobody else in
    if is_company_account(user=request.user):
        return redirect("start")
    if not second_factor.is_set_up(request.user):
        return SetUpView.as_view()(request)  # type: ignore[no-any-return]
    used = second_factor.was_used(request)
    return render(request, "account/second_factor.html", {"used": used}, status=200 if used else 403)


challenge = allow_everyone(ChallengeView.as_view())
recovery_codes = allow(*SIGNED_IN)(never_cache(reauthentication_required(app="allauth.mfa")(RecoveryCodesView.as_view())))
new_codes = allow(*SIGNED_IN)(NewCodesView.as_view())
confirm = allow(*SIGNED_IN)(never_cache(ConfirmView.as_view()))
confirm_by_code = allow(*SIGNED_IN)(never_cache(ConfirmByCodeView.as_view()))

urlpatterns = [path("second-factor/", home, name="second-factor")]
