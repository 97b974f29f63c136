"""The company's rows, by subject."""

from .allowance import TimeAllowance
from .company import Company, Department, LegalEntity, Site
from .employee import Employee
from .letters import ActivationCode, LetterBatch
from .own_means import OwnMeans, PhoneCode
from .sync import SyncChange, SyncRejection, SyncRun

__all__ = [
    "ActivationCode",
    "Company",
    "Department",
    "Employee",
    "LegalEntity",
    "LetterBatch",
    "OwnMeans",
    "PhoneCode",
    "Site",
    "SyncChange",
    "SyncRejection",
    "SyncRun",
    "TimeAllowance",
]
