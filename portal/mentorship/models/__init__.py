"""What the room keeps: the mentee (a reference only), the pair, its sessions, its closing, and concerns."""

from .closing import EngagementCertificate, PairClosure, Review
from .concern import Concern
from .mentee import Mentee, MenteeGate
from .pair import Goal, Pair
from .session import Session

__all__ = ("Concern", "EngagementCertificate", "Goal", "Mentee", "MenteeGate", "Pair", "PairClosure", "Review", "Session")
