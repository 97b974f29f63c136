"""Who plays whom: company roles at the start, and at the end the people of the persona picker."""

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.journeys.sign_in import VerifiedIdentity, sign_in_employee
from portal.people.models import Employee

from .stage import Stage

# Whose job it would be: the department the company's people come from, by role.
ROLE_DEPARTMENTS = {
    Role.CSR: "Human Resources",
    Role.HR: "Human Resources",
    Role.WORKS_COUNCIL: "Research & Development",
    Role.EDITOR: "Sales",
    Role.PLATFORM_ADMIN: "Research & Development",
    Role.DPO: "Human Resources",
    Role.PAYROLL: "Human Resources",
}


def company_roles(stage: Stage, employees: list[Employee], *, provider: str) -> dict[Role, Employee]:
    """Sign the people with a company role in on the first day; the CSR manager publishes from then on."""
    holders = role_holders(stage, employees)
    for role, employee in holders.items():
        entity = employee.legal_entity
        assert entity is not None  # noqa: S101  the staff list gives everyone one
        identity = VerifiedIdentity(provider, employee.external_id, "", employee.employee_number, {})
        user = sign_in_employee(identity=identity, entity_codes=[entity.code], roles=[role], by=SYSTEM, at=stage.opening).user
        if role == Role.CSR:
            stage.csr = Actor(user.id, frozenset({str(Role.CSR)}))
    return holders


def role_holders(stage: Stage, employees: list[Employee]) -> dict[Role, Employee]:
    """Return who holds each company role: somebody with an account who was there before the demo and stays."""
    stays = [row for row in employees if row.sso and row.end_date is None and row.start_date and row.start_date < stage.start]
    held: dict[Role, Employee] = {}
    for role, department in ROLE_DEPARTMENTS.items():
        there = [row for row in stays if row.department and row.department.name == department] or stays
        held[role] = next(row for row in there if row not in held.values())
    return held
