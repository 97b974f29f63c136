"""Coming in and going out: two doors, the company's and the association's."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST

from portal.accounts import queries
from portal.accounts.ports import CompanySignOut
from portal.core import clock
from portal.ui import shared_screen
from portal.ui.access import allow_everyone
from portal.ui.sessions import close_session

from .forms import SignInForm


class SignInView(LoginView):  # type: ignore[misc]  # allauth ships no types
    """allauth's sign-in, with its rate limits, on our page."""

    form_class = SignInForm
    template_name = "account/sign_in.html"

    def get_form_class(self) -> type[SignInForm]:
        """Return our form."""
        return SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the companies' doors; each goes on to the page that was asked for."""
        target = self.request.GET.get("next", "")
        context: dict[str, Any] = super().get_context_data(**kwargs)
        query = f"?{urlencode({'next': target})}" if target else ""
        return context | {
            "doors": queries.company_doors(active_only=True),
            "own_doors": queries.association_doors(),
            "query": query,
            "target": target,
        }


sign_in = allow_everyone(SignInView.as_view())


@allow_everyone
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and the one at the company's identity provider where it offers that."""
    company: CompanySignOut = import_string(settings.COMPANY_SIGN_OUT)
    shared = shared_screen.ends_at(request) is not None
    if leaving := company(request):
        return leaving
    close_session(request, at=clock.now())
    return redirect(shared_screen.OVER if shared else "start")


@allow_everyone
def too_many(request: HttpRequest) -> HttpResponse:
    """Say that there were too many attempts (allauth's rate limits)."""
    return render(request, "account/too_many.html", status=429)


@allow_everyone
def closed(request: HttpRequest) -> HttpResponse:
    """Say that an account is closed, to whoever has just proved that it is theirs."""
    return render(request, "account/access_over.html", {"code": "closed"}, status=403)


urlpatterns = [path("sign-in/", sign_in, name="sign-in"), path("sign-out/", sign_out, name="sign-out")]
