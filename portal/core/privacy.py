"""The privacy register: each model says, field by field, what is personal, why, who sees it, how long, and what erasing does.

A test fails on a field that no declaration names, and on a retention by time that no job carries out; the register page is built
from it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeVar

from django.db import models

ModelT = TypeVar("ModelT", bound=type[models.Model])


class Basis(Enum):
    """Legal basis (GDPR art. 6.1)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTEREST = "vital_interest"
    LEGITIMATE_INTEREST = "legitimate_interest"


class Erase(Enum):
    """What becomes of the row once its time is over, or once its person asks and nothing else needs it."""

    DELETE = "delete"
    ANONYMISE = "anonymise"
    KEEP = "keep"


class Controller(Enum):
    """Who answers for the data."""

    COMPANY = "company"
    ASSOCIATION = "association"


@dataclass(frozen=True)
class Declaration:
    """What the register knows of one model."""

    model: type[models.Model]
    subject: str = ""
    purpose: str = ""
    basis: Basis | None = None
    controller: Controller | None = None
    seen_by: tuple[str, ...] = ()
    retention: str = ""
    erase: Erase | None = None
    personal: frozenset[str] = field(default_factory=frozenset)
    not_personal: frozenset[str] = field(default_factory=frozenset)


_register: dict[type[models.Model], Declaration] = {}


def personal_data(  # noqa: PLR0913  the columns of a record of processing (GDPR art. 30)
    *,
    subject: str,
    purpose: str,
    basis: Basis,
    controller: Controller,
    seen_by: tuple[str, ...],
    retention: str,
    erase: Erase,
    personal: tuple[str, ...],
    not_personal: tuple[str, ...] = (),
) -> Callable[[ModelT], ModelT]:
    """Declare a model that holds personal data; `personal` and `not_personal` together name every field but the id."""

    def declare(model: ModelT) -> ModelT:
        _register[model] = Declaration(
            model, subject, purpose, basis, controller, seen_by, retention, erase, frozenset(personal), frozenset(not_personal)
        )
        return model

    return declare


def no_personal_data(model: ModelT) -> ModelT:
    """Declare a model that says nothing about a natural person."""
    names = frozenset(f.name for f in model._meta.concrete_fields if not f.primary_key)
    _register[model] = Declaration(model, not_personal=names)
    return model


def register() -> dict[type[models.Model], Declaration]:
    """Return every declaration, by model."""
    return dict(_register)


def undeclared_fields(model: type[models.Model]) -> list[str]:
    """Return the concrete fields of a model that its declaration does not name."""
    names = {f.name for f in model._meta.concrete_fields if not f.primary_key}
    known = _register.get(model)
    return sorted(names - (known.personal | known.not_personal if known else frozenset()))
