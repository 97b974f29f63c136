"""Who one can be in the demo: people of the company, by employee number, with what each of them sees."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role
from portal.accounts.models import RoleGrant
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee

SEES: dict[str, str | Promise] = {
    Role.EMPLOYEE: _("Ses programmes avec leurs raisons, sa candidature, son parcours ; jamais les autres"),
    Role.CSR: _("Le catalogue, les campagnes et les chiffres publiés ; jamais une personne"),
    Role.HR: _("Les fichiers du personnel reçus et les chiffres publiés ; jamais un accompagnement"),
    Role.WORKS_COUNCIL: _("Les chiffres publiés et leurs règles"),
    Role.EDITOR: _("Les pages de campagne et les chiffres publiés"),
    Role.PLATFORM_ADMIN: _("Les réglages et la connexion unique ; rien sur une personne"),
    Role.DPO: _("Le registre, les publications et le journal ; aucun contenu"),
}


@dataclass(frozen=True)
class Persona:
    """Somebody to be. `roles` are codes of Role that the provider's answer gives; `sees` is one sentence."""

    key: str
    display_name: str
    employee_number: str
    roles: tuple[str, ...]
    sees: str | Promise


def personas() -> tuple[Persona, ...]:
    """Return the people of the picker: one holder of each company role, and an employee without any."""
    grants = RoleGrant.objects.order_by("role", "granted_at", "id").values_list("role", "user_id")
    linked = Employee.objects.filter(user_id__in=[user for _role, user in grants])
    by_user = {employee.user_id: employee for employee in linked if employee.user_id}
    holders: dict[str, Employee] = {}
    for role, user in grants:
        if user in by_user:
            holders.setdefault(role, by_user[user])
    plain = Employee.objects.filter(status=EmployeeStatus.ACTIVE, sso=True).exclude(employee_number="").exclude(user_id__in=by_user)
    found = [(str(Role.EMPLOYEE), employee) for employee in plain.order_by("employee_number")[:1]]
    found += [(role, holders[role]) for role in SEES if role in holders]
    return tuple(
        Persona(role, employee.name, employee.employee_number, tuple(roles_of(employee)), SEES[role]) for role, employee in found
    )


def roles_of(employee: Employee) -> list[str]:
    """Return the company roles that the provider gives an employee: those the demo's world has given."""
    if employee.user_id is None:
        return []
    return sorted(RoleGrant.objects.filter(user_id=employee.user_id).values_list("role", flat=True))
