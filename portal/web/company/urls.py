"""Addresses of this area, a line a module."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "company"
urlpatterns: list[URLPattern | URLResolver] = [
    path("catalogue/", include("portal.web.company.catalogue")),
    path("campaigns/", include("portal.web.company.campaigns")),
    path("campaigns/", include("portal.web.company.campaign_rules")),
    path("campaigns/", include("portal.web.company.routing_runs")),
    path("idps/", include("portal.web.company.sign_in_help.failures")),
    path("idps/", include("portal.web.company.sign_in_help.guides")),
    path("idps/", include("portal.web.company.idp_settings")),
    path("idps/", include("portal.web.company.openid_settings")),
    path("idps/", include("portal.web.company.idps")),
    path("figures/protection/", include("portal.web.company.figures_protection")),
    path("figures/", include("portal.web.company.figures")),
    path("figures/", include("portal.web.company.figure_files")),
    path("figures/", include("portal.web.company.figures_method")),
    path("figures/", include("portal.web.company.figures_costs")),
    path("payroll/", include("portal.web.company.payroll")),
    path("register/", include("portal.web.company.register")),
    path("erasing/", include("portal.web.company.erasing")),
    path("audit/", include("portal.web.company.audit")),
    path("hris/letters/", include("portal.web.company.letters")),
    path("hris/", include("portal.web.company.hris_mappings")),
    path("hris/", include("portal.web.company.hris_upload")),
    path("hris/", include("portal.web.company.hris")),
    path("sources/tokens/", include("portal.web.company.push_tokens")),
    path("sources/", include("portal.web.company.sources")),
    path("settings/pushes/", include("portal.web.company.figure_pushes")),
    path("settings/mails/", include("portal.web.company.mails")),
    path("settings/time/", include("portal.web.company.working_time")),
    path("settings/", include("portal.web.company.settings")),
]
