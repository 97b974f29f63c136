"""Addresses of this area, a line a module."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("join/", include("portal.web.public.campaign_call")),
    path("start/", include("portal.web.public.start")),
    path("concern/", include("portal.web.public.concerns")),
    path("appointments/", include("portal.web.public.appointments")),
    path("certificate/", include("portal.web.public.certificates")),
    path("messages/", include("portal.web.public.messages")),
    path("offline/", include("portal.web.public.offline")),
    path("language/", include("portal.web.public.language")),
]
if settings.DEBUG:
    urlpatterns += [path("style/", include("portal.web.public.style"))]
