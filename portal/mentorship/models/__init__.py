"""What the room keeps: the mentee (a reference only), the pair, its sessions, how it is followed up, its closing, and concerns."""

from .agenda import Agenda
from .agreement import PairAgreement
from .closing import EngagementCertificate, PairClosure
from .concern import Concern, CripTransmission
from .follow_up import CheckIn, FollowUp, FollowUpPolicy
from .mentee import Mentee, MenteeGate
from .network import NetworkContact
from .pair import Goal, Pair
from .referral import SpecialistReferral
from .review import MidTerm, Review, ReviewDraft, ReviewForm
from .session import Session

__all__ = (
    "Agenda",
    "CheckIn",
    "Concern",
    "CripTransmission",
    "EngagementCertificate",
    "FollowUp",
    "FollowUpPolicy",
    "Goal",
    "Mentee",
    "MenteeGate",
    "MidTerm",
    "NetworkContact",
    "Pair",
    "PairAgreement",
    "PairClosure",
    "Review",
    "ReviewDraft",
    "ReviewForm",
    "Session",
    "SpecialistReferral",
)
