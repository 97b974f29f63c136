"""The portal's addresses with the demo's, which stand under DEBUG only."""

from django.urls import include, path

from portal.config.urls import handler403, handler404, handler429, handler500
from portal.config.urls import urlpatterns as all_addresses

__all__ = ["handler403", "handler404", "handler429", "handler500", "urlpatterns"]

urlpatterns = [path("demo/", include("portal.demo.urls")), *all_addresses]
