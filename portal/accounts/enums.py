"""Roles: what someone may do here."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """One role; a person may hold several, a step names those that may make it."""

    ANONYMOUS = "anonymous", _("Visite")
    EMPLOYEE = "employee", _("Membre du personnel")
    VOLUNTEER = "volunteer", _("Bénévole")
    EDITOR = "editor", _("Communication")
    CSR = "csr", _("RSE et diversité")
    HR = "hr", _("Ressources humaines")
    WORKS_COUNCIL = "works_council", _("CSE")
    PAYROLL = "payroll", _("Paie")
    PLATFORM_ADMIN = "platform_admin", _("Administration de la plateforme")
    DPO = "dpo", _("Protection des données")
    ASSOCIATION_ADMIN = "association_admin", _("Administration de l’association")
    COORDINATOR = "coordinator", _("Coordination")
    REFERENT = "referent", _("Personne référente")
    SAFEGUARDING = "safeguarding", _("Protection des jeunes")
    API_CLIENT = "api_client", _("Système d’une association")
    SYSTEM = "system", _("Le portail")


COMPANY_ROLES = frozenset({Role.EDITOR, Role.CSR, Role.HR, Role.WORKS_COUNCIL, Role.PAYROLL, Role.PLATFORM_ADMIN, Role.DPO})
ASSOCIATION_ROLES = frozenset({Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT, Role.SAFEGUARDING})


class GrantSource(models.TextChoices):
    """Who gave a company role: it goes when its source no longer gives it."""

    IDP = "idp", _("Fournisseur d’identité")
    COMMAND = "command", _("Ligne de commande")


class Door(models.TextChoices):
    """Which way somebody came in."""

    COMPANY = "company", _("Compte de l’entreprise")
    LOCAL = "local", _("Adresse e-mail et mot de passe")
    OWN = "own", _("Votre téléphone ou votre clé d’accès")
    TEAM = "team", _("Compte de l’association")
    PASSKEY = "passkey", _("Clé d’accès")
    RESCUE = "rescue", _("Compte de secours")


class Scope(models.TextChoices):
    """What an association's system may do through the API."""

    CANDIDATES_READ = "candidates:read", _("Lire les candidatures transmises")
    GATES_WRITE = "gates:write", _("Noter qu’une condition d’entrée est remplie")
    PAIRS_READ = "pairs:read", _("Lire les binômes")
    PAIRS_WRITE = "pairs:write", _("Ouvrir un binôme")
    SESSIONS_WRITE = "sessions:write", _("Déclarer des séances")
