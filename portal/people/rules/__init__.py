"""Pure rules of the workforce: contracts, the record, the differ, the brakes."""

from .allowance import MOST_HOURS, MOST_TENURE_MONTHS, WorkingTime, begins_on, carried, rule_of
from .contracts import is_employed, status_on, tenure_band

__all__ = [
    "MOST_HOURS",
    "MOST_TENURE_MONTHS",
    "WorkingTime",
    "begins_on",
    "carried",
    "is_employed",
    "rule_of",
    "status_on",
    "tenure_band",
]
