"""Addresses of this area, a line a module."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "association"
urlpatterns: list[URLPattern | URLResolver] = [
    path("candidates/", include("portal.web.association.candidates")),
    path("proposals/", include("portal.web.association.proposals")),
    path("proposals/", include("portal.web.association.proposal_priorities")),
    path("proposals/", include("portal.web.association.proposal_capacity")),
    path("policies/", include("portal.web.association.policies")),
    path("training/", include("portal.web.association.training")),
    path("departures/", include("portal.web.association.departures")),
    path("intakes/", include("portal.web.association.intakes")),
    path("team/", include("portal.web.association.team")),
    path("team/", include("portal.web.association.team_member")),
    path("antennas/", include("portal.web.association.antennas")),
    path("systems/", include("portal.web.association.systems")),
    path("", include("portal.web.association.today")),
    path("pairs/", include("portal.web.association.pairs")),
    path("pairs/", include("portal.web.association.pairing")),
    path("pairs/", include("portal.web.association.pair_new")),
    path("pairs/", include("portal.web.association.pair")),
    path("pairs/", include("portal.web.association.pair_goals")),
    path("pairs/", include("portal.web.association.pair_dates")),
    path("pairs/", include("portal.web.association.pair_network")),
    path("search/", include("portal.web.association.search")),
    path("filters/", include("portal.web.association.filters")),
    path("follow-up/", include("portal.web.association.follow_up")),
    path("figures/", include("portal.web.association.figures")),
    path("skills/", include("portal.web.association.skills")),
    path("referrals/", include("portal.web.association.referrals")),
    path("concerns/", include("portal.web.association.concerns")),
]
