"""The rule registry: hard rules and soft criteria, used by the page, the explanation and (later) the batch alike."""

from .features import Offer, Programme, offer_of, programme_of
from .hard import HARD_RULES, HardRule
from .soft import CRITERIA, Criterion, Reason, reasons_for

__all__ = [
    "CRITERIA",
    "HARD_RULES",
    "Criterion",
    "HardRule",
    "Offer",
    "Programme",
    "Reason",
    "offer_of",
    "programme_of",
    "reasons_for",
]
