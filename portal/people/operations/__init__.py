"""Writes on people, by subject: the organisation, employees, runs."""

from .employees import link_user, reevaluate_dates
from .organisation import import_entities, import_sites, set_up_company

__all__ = ["import_entities", "import_sites", "link_user", "reevaluate_dates", "set_up_company"]
