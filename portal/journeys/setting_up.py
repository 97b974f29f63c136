"""What an association still has to do before its first pair: seven things, half an hour. Reads only."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.accounts.enums import Role
from portal.engagement.enums import TrainingTrack
from portal.engagement.models import Charter, GatePolicy, TrainingModule
from portal.programmes.enums import ProgrammeStatus
from portal.programmes.models import Association, Intake, Programme, TeamMember

MINUTES = {"programme": 0, "team": 5, "worries": 5, "conditions": 5, "charter": 5, "training": 5, "intake": 5}
"""The steps in their order, and how long each takes; a programme comes from the company's catalogue."""


@dataclass(frozen=True)
class Step:
    """One thing to do: its code, whether it is done, how many minutes it takes."""

    code: str
    done: bool
    minutes: int


def steps(*, association_id: UUID, on: date) -> tuple[Step, ...]:
    """Return the steps of setting an association up, in order, as they stand on a day. One SQL query."""
    home = Association.objects.filter(pk=association_id)
    found = home.annotate(**{f"has_{code}": Exists(rows) for code, rows in _facts(on).items()}).first()
    if found is None:
        return ()
    done = {code: getattr(found, f"has_{code}", False) for code in MINUTES}
    done["worries"] = found.safeguarding_ready and done["worries"]
    return tuple(Step(code, done[code], minutes) for code, minutes in MINUTES.items())


def _facts(on: date) -> dict[str, QuerySet[Any]]:
    here = OuterRef("pk")
    team = TeamMember.objects.filter(association=here, active=True)
    programmes = Programme.objects.filter(association=here).exclude(status=ProgrammeStatus.CLOSED)
    modules = TrainingModule.objects.filter(association=here, required=True, track=TrainingTrack.WELCOME)
    return {
        "programme": programmes,
        "team": team.filter(capacity__gt=0),
        "worries": team.filter(Q(role=Role.SAFEGUARDING) | Q(also_safeguarding=True)),
        "conditions": GatePolicy.objects.filter(programme__association=here, effective_on__lte=on),
        "charter": Charter.objects.filter(association=here, effective_on__lte=on),
        "training": modules,
        "intake": Intake.objects.filter(programme__association=here, closes_on__gte=on, places_offered__gt=0),
    }
