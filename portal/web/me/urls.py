"""Addresses of this area, a line a module."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "me"
urlpatterns: list[URLPattern | URLResolver] = [
    path("applications/", include("portal.web.me.applications")),
    path("training/", include("portal.web.me.training")),
    path("programmes/", include("portal.web.me.programmes")),
    path("preferences/", include("portal.web.me.preferences")),
    path("preferences/", include("portal.web.me.forgetting")),
    path("wishes/", include("portal.web.me.wishes")),
    path("proposals/", include("portal.web.me.proposals")),
    path("what-hr-sees/", include("portal.web.me.transparency")),
    path("", include("portal.web.me.home")),
    path("sessions/", include("portal.web.me.appointments")),
    path("sessions/", include("portal.web.me.sessions")),
    path("sessions/", include("portal.web.me.payroll")),
    path("pairs/", include("portal.web.me.pairs")),
    path("pairs/", include("portal.web.me.goals")),
    path("check-ins/", include("portal.web.me.check_ins")),
    path("skills/", include("portal.web.me.skills")),
    path("skills/", include("portal.web.me.skills_choices")),
    path("skills/", include("portal.web.me.skills_export")),
    path("concern/", include("portal.web.me.concerns")),
    path("", include("portal.web.me.reviews")),
    path("", include("portal.web.me.certificates")),
]
