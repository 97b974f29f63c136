"""What a pushed user means for the workforce: a record like that of any source, and whether the person may sign in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from scim2_models import Resource, UniquenessException

from integrations.hris.models import ScimResource
from portal.core.actors import Acting
from portal.journeys import workforce
from portal.people.enums import EmploymentType
from portal.people.errors import PushRefused
from portal.people.ports import Pushed
from portal.people.rules.record import LONGEST, PUSHED_SOURCE, EmployeeRecord

from .resources import EnterpriseUser

AMBIGUOUS = "More than one employee has this employeeNumber: send organization (the legal entity's code) as well."
_TYPES = frozenset(EmploymentType.values)


class Workforce:
    """Tells the portal of each user that is pushed, changed or deleted; groups are kept and mean nothing to it."""

    def __init__(self, by: Acting, at: datetime) -> None:
        self.by = by
        self.at = at

    def saved(self, resource: Resource[Any], row: ScimResource) -> UUID | None:
        """Take a user in; return the employee it is. Raises UniquenessException when it cannot be said which one."""
        if row.kind != "User":
            return None
        try:
            return workforce.push(pushed=pushed(resource, row), by=self.by, at=self.at)
        except PushRefused as refusal:
            raise UniquenessException(detail=AMBIGUOUS) from refusal

    def deleted(self, row: ScimResource) -> None:
        """Let a deleted user go."""
        if row.employee_id is not None:
            workforce.withdraw(employee_id=row.employee_id, by=self.by, at=self.at)


def pushed(resource: Resource[Any], row: ScimResource) -> Pushed:
    """Return a user as the portal takes it. Only attributes of the allow-list exist on it; texts are cut to what is kept."""
    user: Any = resource
    more: Any = user[EnterpriseUser] or EnterpriseUser()
    address = _address(user)
    record = EmployeeRecord(
        source=PUSHED_SOURCE,
        external_id=str(row.pk),
        employee_number=_cut("employee_number", more.employee_number),
        work_email=address,
        given_name=_cut("given_name", user.name and user.name.given_name),
        family_name=_cut("family_name", (user.name and user.name.family_name) or user.display_name),
        preferred_name=_cut("preferred_name", user.nick_name),
        employment_type=user.user_type if user.user_type in _TYPES else "",
        job_title=_cut("job_title", user.title),
        department_code=_cut("department_code", more.department),
        legal_entity_code=_cut("legal_entity_code", more.organization),
        locale=_cut("locale", user.locale or user.preferred_language),
        manager_external_id=_cut("manager_external_id", more.manager and more.manager.value),
    )
    return Pushed(record, str(user.external_id or ""), user.active, row.employee_id)


def _address(user: Any) -> str:
    entries = [entry for entry in user.emails or [] if entry.value]
    chosen = sorted(entries, key=lambda entry: (not entry.primary, (entry.type or "").lower() != "work"))
    address = str(chosen[0].value) if chosen else (user.user_name if "@" in (user.user_name or "") else "")
    return address if len(address) <= LONGEST["work_email"] else ""


def _cut(name: str, value: str | None) -> str:
    return " ".join((value or "").split())[: LONGEST[name]]
