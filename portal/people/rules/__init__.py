"""Pure rules of the workforce: contracts, the record, the differ, the brakes."""

from .allowance import MOST_HOURS, MOST_TENURE_MONTHS, WorkingTime, begins_on, carried, rule_of
from .contracts import LEAVER_KEPT_MONTHS, is_employed, is_long_gone, status_on, tenure_band

__all__ = [
    "LEAVER_KEPT_MONTHS",
    "MOST_HOURS",
    "MOST_TENURE_MONTHS",
    "WorkingTime",
    "begins_on",
    "carried",
    "is_employed",
    "is_long_gone",
    "rule_of",
    "status_on",
    "tenure_band",
]
