"""The rule registry: hard rules and soft criteria, used by the page, the batch and the explanation alike."""

from .features import Offer, Programme, Terms, offer_of, programme_of
from .hard import HARD_RULES, HardRule
from .soft import CRITERIA, WISHES, Criterion, Reason, criterion, reasons_for

__all__ = [
    "CRITERIA",
    "HARD_RULES",
    "WISHES",
    "Criterion",
    "HardRule",
    "Offer",
    "Programme",
    "Reason",
    "Terms",
    "criterion",
    "offer_of",
    "programme_of",
    "reasons_for",
]
