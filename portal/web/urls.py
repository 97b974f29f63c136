"""The screens. Each module of an area holds its views and, below them, its own addresses."""

from django.urls import include, path

urlpatterns = [
    path("me/", include("portal.web.me.urls")),
    path("association/", include("portal.web.association.urls")),
    path("company/", include("portal.web.company.urls")),
    path("account/", include("portal.web.account.urls")),
    path("account/", include("portal.web.account.names_of_allauth")),
    path("", include("portal.web.public.urls")),
]
