"""Erasing somebody on their request (GDPR art. 17), as the data-protection officer: what goes at once, what stays and why.

What the officer reads is the same whoever asks: neither the preview, nor the answer, nor the trail says whether the person ever
wrote to an association (product.md, rule 1). Those that hold something are told, and answer for it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit
from portal.core.errors import Refusal
from portal.core.ids import new_id
from portal.engagement import operations as engagement
from portal.engagement.queries import volunteer_of
from portal.people import operations as people
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee
from portal.routing import operations as routing
from portal.skills import operations as skills


class ErasureRefused(Refusal):
    """Nobody is erased: "not_allowed" (the officer alone does it)."""

    code = "not_allowed"


class Goes(StrEnum):
    """What goes at once."""

    PROFILE = "profile"
    SKILLS = "skills"
    RECORD = "record"


class Stays(StrEnum):
    """What stays, each for a reason of its own."""

    RECORD = "record"
    ACCOUNT = "account"
    PAYROLL = "payroll"
    TRAIL = "trail"
    FIGURES = "figures"
    ASSOCIATIONS = "associations"


@dataclass(frozen=True)
class Erasure:
    """What erasing somebody comes to; `reference`: of the certificate, once it is done."""

    goes: tuple[Goes, ...]
    stays: tuple[Stays, ...]
    reference: UUID | None = None


def erasure_of(*, employee: Employee) -> Erasure:
    """Return what erasing somebody would come to. It depends on one thing: whether their contract is over."""
    left = employee.status == EmployeeStatus.ENDED
    goes = (Goes.PROFILE, Goes.SKILLS, *((Goes.RECORD,) if left else ()))
    stays = (*(() if left else (Stays.RECORD,)), Stays.ACCOUNT, Stays.PAYROLL, Stays.TRAIL, Stays.FIGURES, Stays.ASSOCIATIONS)
    return Erasure(goes, stays)


@transaction.atomic
def erase_person(*, employee: Employee, by: Actor, at: datetime) -> Erasure:
    """Erase what the company keeps of somebody who asked, and tell the associations that keep something. Again: the same answer.

    Raises ErasureRefused "not_allowed".
    """
    if not by.has(Role.DPO):
        raise ErasureRefused("not_allowed")
    done = erasure_of(employee=employee)
    if employee.user_id is not None:
        routing.erase_profile(user_id=employee.user_id, by=by, at=at)
        volunteer = volunteer_of(user_id=employee.user_id)
        if volunteer is not None:
            skills.erase_unread(volunteer=volunteer, by=by, at=at)
            engagement.tell_of_erasure(volunteer=volunteer, by=by, at=at)
    people.erase_leaver(employee=employee, by=by, at=at)
    reference = new_id()
    audit.record("journeys.erase_person", by=by, at=at, subject=reference)
    return Erasure(done.goes, done.stays, reference)
