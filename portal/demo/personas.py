"""Who one can be in the demo: people of the company through single sign-on, people of associations with an account of their own."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db.models import F, Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role
from portal.accounts.models import RoleGrant
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application
from portal.mentorship.enums import PairState, SessionOutcome
from portal.mentorship.models import Pair, Session
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee
from portal.programmes.models import TeamMember

from .associations import second_factor_secret
from .models import World

PERIOD = 30
"""Seconds that a one-time code lasts (RFC 6238)."""
CANDIDATE, WAITING, MENTOR = "candidate", "waiting", "mentor"
SEES: dict[str, str | Promise] = {
    Role.EMPLOYEE: _("Ses programmes avec leurs raisons, sa candidature, son parcours ; jamais les autres"),
    CANDIDATE: _("Sa candidature en cours, les conditions déjà remplies, l’étape qui vient"),
    WAITING: _("Sa candidature en liste d’attente : sa place dans la file, le délai, ce qui vient ensuite"),
    MENTOR: _("Son binôme, ses séances à noter, le bouton « J’ai une inquiétude » ; d’un jeune, un prénom d’emprunt"),
    Role.CSR: _("Le catalogue, les campagnes et les chiffres publiés ; jamais une personne"),
    Role.HR: _("Les fichiers du personnel reçus et les chiffres publiés ; jamais un accompagnement"),
    Role.WORKS_COUNCIL: _("Les chiffres publiés et leurs règles"),
    Role.EDITOR: _("Les pages de campagne et les chiffres publiés"),
    Role.PLATFORM_ADMIN: _("Les réglages et la connexion unique ; rien sur une personne"),
    Role.PAYROLL: _("Les heures sur temps de travail que chaque mentor a choisi d’envoyer ; rien d’autre"),
    Role.DPO: _("Le registre, les publications et le journal ; aucun contenu"),
    Role.ASSOCIATION_ADMIN: _("Son équipe, ses places, ses candidatures, ses binômes ; rien d’une autre association"),
    Role.COORDINATOR: _("Les candidatures transmises à son association, ses places, ses binômes ; rien d’une autre association"),
    Role.REFERENT: _("Les binômes de son association et leurs séances"),
    Role.SAFEGUARDING: _("Les inquiétudes de son association, que personne d’autre ne lit"),
}


@dataclass(frozen=True)
class Persona:
    """Somebody to be. `roles` are codes of Role that the provider's answer gives; `sees` is one sentence."""

    key: str
    display_name: str
    employee_number: str
    roles: tuple[str, ...]
    sees: str | Promise


@dataclass(frozen=True)
class LocalPersona:
    """Somebody of an association, who signs in with an e-mail, a password and a one-time code."""

    key: str
    display_name: str
    email: str
    association: str
    sees: str | Promise

    @property
    def code(self) -> str:
        """The one-time code of this moment."""
        return one_time_code(self.email)


def personas() -> tuple[Persona, ...]:
    """Return the people of the picker: an employee at the start, a candidate, one who waits, a mentor, one of each company role.

    They are those chosen when the world was built, whatever they have done since.
    """
    world = World.objects.first()
    numbers: dict[str, str] = (world.cast if world else {}) or chosen_now()
    found = {employee.employee_number: employee for employee in Employee.objects.filter(employee_number__in=numbers.values())}
    return tuple(
        Persona(key, found[number].name, number, tuple(roles_of(found[number])), SEES[key])
        for key, number in sorted(numbers.items(), key=lambda one: list(SEES).index(one[0]))
        if number in found
    )


def chosen_now() -> dict[str, str]:
    """Return the employee number of everyone one can be, as things stand at this moment."""
    return {key: employee.employee_number for key, employee in _cast()}


def local_personas() -> tuple[LocalPersona, ...]:
    """Return the people of associations who can sign in, by association."""
    members = TeamMember.objects.filter(user__authenticator__isnull=False).select_related("user", "association").distinct()
    return tuple(
        LocalPersona(row.role, row.display_name, row.user.email, row.association.name, SEES[row.role])
        for row in members.order_by("association__name", "role")
        if row.role in SEES
    )


def one_time_code(email: str) -> str:
    """Return the one-time code of a demo account at this moment."""
    return str(format_hotp_value(hotp_value(second_factor_secret(email), int(time.time()) // PERIOD)))


def roles_of(employee: Employee) -> list[str]:
    """Return the company roles that the provider gives an employee: those the demo's world has given."""
    if employee.user_id is None:
        return []
    return sorted(RoleGrant.objects.filter(user_id=employee.user_id).values_list("role", flat=True))


def _cast() -> Iterator[tuple[str, Employee]]:
    grants = RoleGrant.objects.order_by("role", "granted_at", "user__handle").values_list("role", "user_id")
    granted = Employee.objects.filter(user_id__in=[user for _role, user in grants])
    by_user = {employee.user_id: employee for employee in granted if employee.user_id}
    active = Employee.objects.filter(status=EmployeeStatus.ACTIVE, sso=True, end_date=None).exclude(employee_number="")
    others = active.exclude(user_id__in=by_user).order_by("employee_number")
    if newcomer := others.filter(user=None).first() or others.first():
        yield str(Role.EMPLOYEE), newcomer
    for key, found in ((CANDIDATE, _candidate()), (WAITING, _waiting()), (MENTOR, _mentor())):
        if found and (employee := others.filter(pk=found).first()):
            yield key, employee
    holders: dict[str, Employee] = {}
    for role, user in grants:
        if user in by_user:
            holders.setdefault(role, by_user[user])
    yield from ((role, holders[role]) for role in SEES if role in holders)


def _candidate() -> UUID | None:
    """Return the employee whose application has been accepted last, gates still to meet."""
    rows = Application.objects.filter(state=ApplicationState.ACCEPTED, volunteer__employee__end_date=None)
    return rows.order_by("-state_since").values_list("volunteer__employee_id", flat=True).first()


def _waiting() -> UUID | None:
    """Return the employee on a waiting list who was put there last, of those where no place is left if there are any."""
    rows = Application.objects.filter(state=ApplicationState.WAITING_LIST, volunteer__employee__end_date=None)
    left = rows.annotate(left=F("intake__places_offered") - F("intake__places_taken"))
    ordered = left.order_by("left", "-state_since", "volunteer__employee__employee_number")
    return ordered.values_list("volunteer__employee_id", flat=True).first()


def _mentor() -> UUID | None:
    """Return the employee with a pair that meets and whose last session is the longest ago, but not too long: one is due."""
    held = Session.objects.filter(outcome=SessionOutcome.HELD, pair__state=PairState.ACTIVE)
    latest = held.aggregate(day=Max("on"))["day"]
    rows = Pair.objects.filter(state=PairState.ACTIVE, volunteer__employee__end_date=None, volunteer__employee__isnull=False)
    seen = rows.filter(sessions__outcome=SessionOutcome.HELD).annotate(last=Max("sessions__on")).order_by("last", "proposed_at")
    due = [(last, employee) for last, employee in seen.values_list("last", "volunteer__employee_id") if (latest - last).days <= 12]
    return due[0][1] if due else None
