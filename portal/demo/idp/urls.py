"""Addresses of the provider; they exist under DEBUG only (portal.config.urls)."""

from django.urls import path

from . import views

urlpatterns = [
    path("metadata/", views.metadata, name="demo-idp-metadata"),
    path("sign-in/", views.sign_in, name="demo-idp-sign-in"),
]
