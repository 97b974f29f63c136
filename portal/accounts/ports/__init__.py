"""What accounts ask of the plugs: a second factor, and the doors of companies. The settings (parts/plugs.py) say who fulfils it."""

from .doors import AssociationDoors, CompanyDoor, CompanyDoors, CompanySignOut, DoorProblem, DoorProblems
from .openid import OpenIdAgreement, OpenIdDesk, OpenIdDetails, OpenIdKey, OpenIdPublished, OpenIdSecret
from .saml import DoorAgreement, DoorCertificate, DoorDescription, DoorDesk, DoorDetails
from .signing_in import FailedAttempt, FailedSignIns, LinkedSubjects, SecondFactor

__all__ = [
    "AssociationDoors",
    "CompanyDoor",
    "CompanyDoors",
    "CompanySignOut",
    "DoorAgreement",
    "DoorCertificate",
    "DoorDescription",
    "DoorDesk",
    "DoorDetails",
    "DoorProblem",
    "DoorProblems",
    "FailedAttempt",
    "FailedSignIns",
    "LinkedSubjects",
    "OpenIdAgreement",
    "OpenIdDesk",
    "OpenIdDetails",
    "OpenIdKey",
    "OpenIdPublished",
    "OpenIdSecret",
    "SecondFactor",
]
