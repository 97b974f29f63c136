"""The transition engine: a machine is a table of steps kept as data; one function runs every step of every machine.

A room writes its table in `states.py`:

    APPLICATION = Machine(
        name="application", states=ApplicationState, announce="portal.engagement.notifications.announce",
        steps=(
            Step("submit", (S.DRAFT,), S.SUBMITTED, who=(Role.VOLUNTEER,), label=_("Envoyer ma candidature"),
                 mails=("application_received",), guards=(has_handover,)),
            ...
        ),
    )

and its operations call `APPLICATION.run(application, "submit", by=actor, at=at)`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from .actors import Acting
from .errors import StepRefused
from .models import AppendOnlyQuerySet, Transition

NO_MAIL: tuple[str, ...] = ()

Guard = Callable[[Any, Mapping[str, Any]], str | None]
"""A pure function of the subject and the facts of the step: the code of its objection, or None."""


class Stateful(Protocol):
    """What a machine moves: a row with an id and a state."""

    id: UUID


@dataclass(frozen=True)
class Step:
    """One row of the table. `mails` names the kinds of message it sends, or NO_MAIL."""

    name: str
    sources: tuple[str, ...]
    target: str
    who: tuple[str, ...]
    label: str | Promise
    mails: tuple[str, ...]
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What a step would do, before it is confirmed."""

    step: Step
    from_state: str
    to_state: str
    refusal: str | None
    mails: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        """Whether the step would be made."""
        return self.refusal is None


@dataclass(frozen=True)
class Machine:
    """A table of steps over one state field of one model. `announce(subject, step, at)` writes the step's mails to the outbox."""

    name: str
    states: type[models.TextChoices]
    steps: tuple[Step, ...]
    announce: str = ""
    state_field: str = "state"
    _by_name: dict[str, Step] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_name.update({step.name: step for step in self.steps})
        if len(self._by_name) != len(self.steps):
            raise ValueError(f"{self.name}: two steps share a name")
        if not self.announce and any(step.mails for step in self.steps):
            raise ValueError(f"{self.name}: a step sends mails, and nobody announces it")
        _machines[self.name] = self

    def step(self, name: str) -> Step:
        """Return a step by name. Raises KeyError."""
        return self._by_name[name]

    def preview(self, subject: Stateful, name: str, *, by: Acting, **facts: Any) -> Preview:
        """Say what a step would do and whether it would be refused, changing nothing."""
        step, state = self.step(name), str(getattr(subject, self.state_field))
        return Preview(step, state, step.target, self._objection(subject, step, state, by, facts), step.mails)

    def open_steps(self, subject: Stateful, *, by: Acting, **facts: Any) -> list[Step]:
        """Return the steps this actor could make now, in the order of the table."""
        state = str(getattr(subject, self.state_field))
        return [step for step in self.steps if self._objection(subject, step, state, by, facts) is None]

    def run(
        self,
        subject: Any,
        name: str,
        *,
        by: Acting,
        at: datetime,
        reason: str = "",
        changes: Mapping[str, Any] | None = None,
        **facts: Any,
    ) -> Transition:
        """Make a step: state and `changes` in one conditional UPDATE, one Transition row, the mails in the outbox, all or nothing.

        Raises StepRefused with code "wrong_state", "not_allowed", "state_moved" (somebody was faster) or a guard's own.
        """
        step, state = self.step(name), str(getattr(subject, self.state_field))
        objection = self._objection(subject, step, state, by, facts)
        if objection:
            raise StepRefused(objection, machine=self.name, step=name, state=state)
        values = {self.state_field: step.target, **(changes or {})}
        with transaction.atomic():
            moved = type(subject)._default_manager.filter(pk=subject.pk, **{self.state_field: state}).update(**values)
            if not moved:
                raise StepRefused("state_moved", machine=self.name, step=name, state=state)
            row = self._log(subject, step, state, by, at, reason)
            for attribute, value in values.items():
                setattr(subject, attribute, value)
            if step.mails:
                import_string(self.announce)(subject, step, at)
        return row

    def _log(self, subject: Stateful, step: Step, state: str, by: Acting, at: datetime, reason: str) -> Transition:
        return Transition.objects.create(
            machine=self.name,
            step=step.name,
            subject_id=subject.id,
            from_state=state,
            to_state=step.target,
            actor_id=by.id,
            actor_role=by.label,
            reason=reason,
            at=at,
        )

    @staticmethod
    def _objection(subject: Stateful, step: Step, state: str, by: Acting, facts: Mapping[str, Any]) -> str | None:
        if state not in step.sources:
            return "wrong_state"
        if by.roles.isdisjoint(step.who):
            return "not_allowed"
        return next((code for guard in step.guards if (code := guard(subject, facts))), None)


_machines: dict[str, Machine] = {}


def machines() -> Iterable[Machine]:
    """Return every machine whose table has been loaded."""
    return tuple(_machines.values())


def history(subject_id: UUID) -> models.QuerySet[Transition]:
    """Return the steps of a subject, oldest first."""
    return Transition.objects.filter(subject_id=subject_id).order_by("at", "id")


def forget_steps(*, machine: str, subjects: Collection[UUID]) -> int:
    """Delete the steps in a machine (its name) of subjects that go themselves at the end of their retention. Returns how many."""
    return AppendOnlyQuerySet(Transition).filter(machine=machine, subject_id__in=subjects).purge()
