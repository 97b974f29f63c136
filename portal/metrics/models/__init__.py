"""What the room stores, by subject: frozen releases, and apart from them the salted ledger of who was behind the figures."""

from .choices import CostInput, ProfileChoice, SmallestGroup
from .engagement_time import EngagementTime
from .memory import LedgerEntry, LedgerTurn, ShownBeside
from .pooled import PooledSkills
from .pushes import Destination
from .releases import Cell, Figure, Release, contents

__all__ = [
    "Cell",
    "CostInput",
    "Destination",
    "EngagementTime",
    "Figure",
    "LedgerEntry",
    "LedgerTurn",
    "PooledSkills",
    "ProfileChoice",
    "Release",
    "ShownBeside",
    "SmallestGroup",
    "contents",
]
