"""Addresses of single sign-on; outside the languages, since providers store them."""

from django.urls import path

from . import doors, views
from .oidc import views as oidc

app_name = "sso"
urlpatterns = [
    path("signed-out/", oidc.signed_out, name="signed-out"),
    path("<slug:slug>/login/", doors.sign_in, name="login"),
    path("<slug:slug>/callback/", oidc.callback, name="callback"),
    path("<slug:slug>/acs/", views.acs, name="acs"),
    path("<slug:slug>/logout/", views.sign_out, name="logout"),
    path("<slug:slug>/metadata/", views.metadata, name="metadata"),
]
