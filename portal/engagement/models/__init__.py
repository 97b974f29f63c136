"""What the room stores, by subject."""

from .applications import Application, ApplicationQuerySet, ProfileHandover
from .calls import CallRequest
from .departures import Departure
from .erasures import ErasureLeft
from .gates import Charter, CharterAcceptance, Clearance, GateExemption, GateMet, GatePolicy, GateRequirement
from .messages import Mailing, MailingCopy, MessageTemplate
from .training import (
    QuizPassed,
    StaffTraining,
    TrainingAttendance,
    TrainingBooking,
    TrainingModule,
    TrainingQuestion,
    TrainingSession,
)
from .volunteers import Volunteer

__all__ = [
    "Application",
    "ApplicationQuerySet",
    "CallRequest",
    "Charter",
    "CharterAcceptance",
    "Clearance",
    "Departure",
    "ErasureLeft",
    "GateExemption",
    "GateMet",
    "GatePolicy",
    "GateRequirement",
    "Mailing",
    "MailingCopy",
    "MessageTemplate",
    "ProfileHandover",
    "QuizPassed",
    "StaffTraining",
    "TrainingAttendance",
    "TrainingBooking",
    "TrainingModule",
    "TrainingQuestion",
    "TrainingSession",
    "Volunteer",
]
