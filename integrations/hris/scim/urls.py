"""Addresses of the SCIM service, under /scim/v2/."""

from django.urls import path

from .views import scim

app_name = "scim"
urlpatterns = [path("", scim, name="root"), path("<path:path>", scim, name="any")]
