"""The form of a guide."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EMPLOYEE_NUMBER = _("Matricule du SIRH")
ROLES = _("Rôles dans Binôme")
SECOND_FACTOR = _("Second facteur (associations)")


@dataclass(frozen=True)
class Attribute:
    """Something the provider must send: what for, under which name, and where it has it."""

    purpose: Promise
    name: str
    source: str


@dataclass(frozen=True)
class Guide:
    """What to do on the screens of one provider."""

    provider: str
    steps: tuple[Promise, ...]
    attributes: tuple[Attribute, ...]
