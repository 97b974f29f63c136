"""What the room stores, by subject."""

from .associations import Antenna, AntennaQuerySet, Association, TeamMember
from .campaigns import Campaign, CampaignArrival, CampaignDay
from .catalogue import CatalogueVersion
from .desk import CalendarFeed, SavedFilter
from .programmes import Intake, Programme, QualityStep, QualityTarget

__all__ = [
    "Antenna",
    "AntennaQuerySet",
    "Association",
    "CalendarFeed",
    "Campaign",
    "CampaignArrival",
    "CampaignDay",
    "CatalogueVersion",
    "Intake",
    "Programme",
    "QualityStep",
    "QualityTarget",
    "SavedFilter",
    "TeamMember",
]
