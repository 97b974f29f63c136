"""What a volunteer declares and wishes for, runs of the allocation, and the proposals that people decide on."""

from .policies import PriorityClass, RoutingPolicy
from .profiles import RoutingDecision, VolunteerProfile, Wish
from .proposals import Contest, Proposal, ProposalQuerySet, WaitingPlace
from .runs import AllocationRun, RunInput
from .seasons import SeasonPrices

__all__ = [
    "AllocationRun",
    "Contest",
    "PriorityClass",
    "Proposal",
    "ProposalQuerySet",
    "RoutingDecision",
    "RoutingPolicy",
    "RunInput",
    "SeasonPrices",
    "VolunteerProfile",
    "WaitingPlace",
    "Wish",
]
