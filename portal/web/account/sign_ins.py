"""One's own sign-ins: when, and through which door."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from portal.accounts import queries
from portal.accounts.models import User
from portal.ui import second_factor
from portal.ui.access import SIGNED_IN, allow

PAGE = 20


@allow(*SIGNED_IN)
def sign_ins(request: HttpRequest) -> HttpResponse:
    """List one's own sign-ins, newest first."""
    assert isinstance(request.user, User)  # noqa: S101  the rule lets nobody else in
    page = Paginator(queries.sign_ins_of(user_id=request.user.id), PAGE).get_page(request.GET.get("page"))
    local = not queries.is_company_account(user=request.user)
    context = {"page": page, "local": local, "second_factor": local and second_factor.is_set_up(request.user)}
    return render(request, "account/sign_ins.html", context)


urlpatterns = [path("", sign_ins, name="sign-ins")]
