"""Addresses of coming in without a company account, a line a module."""

from django.urls import include, path

urlpatterns = [
    path("", include("portal.web.account.own.sign_in")),
    path("", include("portal.web.account.own.letter")),
]
