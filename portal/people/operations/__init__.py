"""Writes on people, by subject: the organisation, employees, runs."""

from .applying import apply_run
from .decisions import approve_run, record_download, reject_run
from .employees import link_user, reevaluate_dates
from .organisation import change_settings, import_entities, import_sites, set_brakes, set_up_company
from .planning import plan_run

__all__ = [
    "apply_run",
    "approve_run",
    "change_settings",
    "import_entities",
    "import_sites",
    "link_user",
    "plan_run",
    "record_download",
    "reevaluate_dates",
    "reject_run",
    "set_brakes",
    "set_up_company",
]
