"""Screens with nothing on them yet, and screens that are not one's own: an association of this morning, an employee of today, a
visitor, somebody of another association.
"""

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.engagement.models import Application
from portal.mentorship.models import Pair
from portal.programmes.models import Association
from tests.factories.accounts import UserFactory
from tests.factories.people import EmployeeFactory
from tests.factories.programmes import AssociationFactory

from .guide import Guide
from .home import Home, a_team

OF_A_TEAM = {
    "association:today": Role.COORDINATOR, "association:candidates": Role.COORDINATOR, "association:pairs": Role.COORDINATOR,
    "association:proposals": Role.COORDINATOR, "association:proposal-questions": Role.COORDINATOR,
    "association:pair-proposals": Role.COORDINATOR,
    "association:follow-up": Role.REFERENT, "association:referrals": Role.REFERENT, "association:concerns": Role.SAFEGUARDING,
    "association:training": Role.COORDINATOR, "association:policies": Role.COORDINATOR, "association:intakes": Role.COORDINATOR,
    "association:departures": Role.COORDINATOR, "association:calls": Role.COORDINATOR, "association:agendas": Role.COORDINATOR,
    "association:review-forms": Role.COORDINATOR, "association:sheets": Role.COORDINATOR, "association:figures": Role.COORDINATOR,
    "association:funder-sheets": Role.COORDINATOR, "association:skills": Role.COORDINATOR,
    "association:calendar": Role.COORDINATOR, "association:templates": Role.COORDINATOR,
    "association:messages-sent": Role.COORDINATOR, "association:more": Role.COORDINATOR,
    "association:search": Role.COORDINATOR, "association:setting-up": Role.ASSOCIATION_ADMIN,
    "association:charter": Role.ASSOCIATION_ADMIN, "association:team": Role.ASSOCIATION_ADMIN,
    "association:antennas": Role.ASSOCIATION_ADMIN, "association:systems": Role.ASSOCIATION_ADMIN,
    "association:pooled-skills": Role.COORDINATOR, "association:mentees-file": Role.COORDINATOR,
    "association:candidates-file": Role.COORDINATOR,
}  # fmt: skip
OF_A_PERSON = {
    "me:home": "Commencer", "me:path": "étapes", "me:programmes": "", "me:directory": "", "me:wishes": "", "me:preferences": "",
    "me:proposals": "", "me:training": "Rien à suivre pour le moment", "me:sessions": "Aucune séance", "me:payroll": "",
    "me:skills": "", "me:certificate": "Pas encore d’attestation", "me:what-hr-sees": "",
}  # fmt: skip


def build(home: Home, guide: Guide) -> None:
    """Write who has nothing, and send them to their own screens and to those of others."""
    newborn: Association = AssociationFactory.create(code="aube", name="L’Aube", nobody_answers=True)
    team = a_team(newborn)
    for screen, role in OF_A_TEAM.items():
        guide.see(team[role].user, screen, name=f"{screen}, with nothing")
    person = an_employee("Camille Fontaine")
    for screen, says in OF_A_PERSON.items():
        guide.see(person, screen, says, name=f"{screen}, with nothing")
    _not_theirs(home, guide, stranger=team[Role.COORDINATOR].user, person=person)


def an_employee(name: str) -> User:
    """Return the account of an employee who did nothing here yet."""
    given, _, family = name.partition(" ")
    user: User = UserFactory.create(display_name=name)
    EmployeeFactory.create(user=user, given_name=given, family_name=family)
    return user


def _not_theirs(home: Home, guide: Guide, *, stranger: User, person: User) -> None:
    """Somebody else's page is a page that does not exist; a screen of another role says that it is not for this account."""
    pair, application = Pair.objects.earliest("proposed_at"), Application.objects.earliest("opened_at")
    for screen, found in (("association:pair", pair), ("association:candidate", application)):
        guide.see(stranger, screen, "Il n’y a rien à cette adresse", args=[found.pk], status=404, name=f"{screen} of others")
        guide.see(None, screen, "Se connecter", args=[found.pk], name=f"{screen}, to a visitor")
        guide.see(person, screen, args=[found.pk], status=403, name=f"{screen}, to an employee")
    for screen in ("me:review", "me:goals", "me:session-log", "me:session-plan", "me:concern"):
        guide.see(person, screen, "Il n’y a rien à cette adresse", args=[pair.pk], status=404, name=f"{screen} of others")
    guide.see(home.user(Role.REFERENT), "association:team", status=403, name="the team, to a referent")
    guide.see(home.user(Role.COORDINATOR), "me:home", status=403, name="a path, to a coordinator")
    guide.see(None, "me:home", "Se connecter", name="a path, to a visitor")
