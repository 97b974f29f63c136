"""What people ask of the plugs: sources of the workforce, which only read, and text messages."""

from .called import Ask, Checked, SourceDesk, SourceKind, SourceSetup
from .drop_desk import DropDesk
from .dropped import Choices, DropSetup, FieldChoice, MappingMade, StaffSample, Trial, TriedRow
from .snapshots import Pushed, RefusedColumn, Rejected, Snapshot, Source, Units
from .texts import TextMessages, TextNotSent
from .tokens import PushToken, TokenDesk

__all__ = [
    "Ask",
    "Checked",
    "Choices",
    "DropDesk",
    "DropSetup",
    "FieldChoice",
    "MappingMade",
    "PushToken",
    "Pushed",
    "RefusedColumn",
    "Rejected",
    "Snapshot",
    "Source",
    "SourceDesk",
    "SourceKind",
    "SourceSetup",
    "StaffSample",
    "TextMessages",
    "TextNotSent",
    "TokenDesk",
    "Trial",
    "TriedRow",
    "Units",
]
