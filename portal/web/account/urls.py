"""Addresses of this area, a line a module."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "account"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("portal.web.account.sign_in")),
    path("", include("portal.web.account.second_factor")),
    path("", include("portal.web.account.passkeys")),
    path("", include("portal.web.account.invitation")),
    path("own/", include("portal.web.account.own.urls")),
    path("", include("portal.web.account.shared_screen")),
    path("", include("portal.web.account.ways")),
    path("", include("portal.web.account.password")),
    path("", include("portal.web.account.email")),
    path("associations/", include("portal.web.account.associations")),
    path("messages/", include("portal.web.account.messages")),
    path("sign-ins/", include("portal.web.account.sign_ins")),
]
