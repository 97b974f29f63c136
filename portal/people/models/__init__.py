"""The company's rows, by subject."""

from .company import Company, Department, LegalEntity, Site
from .employee import Employee
from .sync import SyncChange, SyncRejection, SyncRun

__all__ = ["Company", "Department", "Employee", "LegalEntity", "Site", "SyncChange", "SyncRejection", "SyncRun"]
