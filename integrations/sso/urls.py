"""Addresses of single sign-on; outside the languages, since providers store them."""

from django.urls import path

from . import views

app_name = "sso"
urlpatterns = [
    path("<slug:slug>/login/", views.sign_in, name="login"),
    path("<slug:slug>/acs/", views.acs, name="acs"),
    path("<slug:slug>/logout/", views.sign_out, name="logout"),
    path("<slug:slug>/metadata/", views.metadata, name="metadata"),
]
