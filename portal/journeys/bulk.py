"""One act for several at once: said for each before it is done, done whole or not at all.

The preview is the act itself, undone: what it says is what the doors of the rooms answer, in the same order (the last place of a
session goes to the same person), with no second copy of their rules.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit, outbox
from portal.core.errors import Refusal

MOST = 100
"""How many at once: as many as somebody can read before saying yes."""


@dataclass(frozen=True)
class One:
    """Whom an act is about, with the name to show, what does it (a door that raises Refusal), and a code to show beside it."""

    id: UUID
    name: str
    act: Callable[[], Any]
    note: str = ""


@dataclass(frozen=True)
class Line:
    """What the act comes to for one: done (`made`: what the door returned), or left alone for a reason (its code, its facts)."""

    id: UUID
    name: str
    made: Any = None
    refusal: str = ""
    facts: tuple[str, ...] = ()
    messages: int = 0
    note: str = ""


Together = Callable[[Sequence[Line]], Any]
"""What is done once for all those whom the act was done for."""


@dataclass(frozen=True)
class Plan:
    """What an act comes to for each; `whole`: what was made for all of them together, with how many messages."""

    lines: tuple[Line, ...]
    whole: Any = None
    messages_together: int = 0

    @property
    def touched(self) -> tuple[Line, ...]:
        """Those it is done for."""
        return tuple(line for line in self.lines if not line.refusal)

    @property
    def messages(self) -> int:
        """How many messages leave with it."""
        return self.messages_together + sum(line.messages for line in self.lines)

    @property
    def left(self) -> tuple[Line, ...]:
        """Those who stay as they are."""
        return tuple(line for line in self.lines if line.refusal)

    def token(self, said: str) -> str:
        """Return a text that changes with what was said and with whom it touches: what is confirmed is what was read."""
        parts = [said, *(f"{line.id}:{line.name}:{line.refusal}:{line.note}" for line in self.lines), str(self.messages)]
        return sha256("\n".join(parts).encode()).hexdigest()[:32]


class BulkRefused(Refusal):
    """An act for several that is not done: "too_many", or "changed" (the plan is another one than what was read)."""

    code = "changed"


def preview(*, people: Sequence[One], most: int = MOST, together: Together | None = None) -> Plan:
    """Return what an act would come to for each; nothing of it stays. Raises BulkRefused "too_many"."""
    with transaction.atomic():
        plan = _run(people, most, together)
        transaction.set_rollback(True)
    return plan


@transaction.atomic
def carry_out(
    *,
    name: str,
    people: Sequence[One],
    said: str,
    token: str,
    by: Actor,
    at: datetime,
    most: int = MOST,
    together: Together | None = None,
) -> Plan:
    """Do an act for those it can be done for, as the preview said (`token` of that plan and of what was `said`). What is done
    `together` writes its own audit row, the only one.

    Raises BulkRefused "too_many", or "changed" with nothing done.
    """
    plan = _run(people, most, together)
    if plan.token(said) != token:
        raise BulkRefused("changed")
    if plan.whole is None:
        done, left = len(plan.touched), len(plan.left)
        audit.record("journeys.bulk", by=by, at=at, association=by.association_id, act=name, touched=done, left=left)
    return plan


def _run(people: Sequence[One], most: int, together: Together | None) -> Plan:
    if len(people) > most:
        raise BulkRefused("too_many", most=most)
    plan = Plan(tuple(_line(one) for one in people))
    if together is None or not plan.touched:
        return plan
    with outbox.counted() as written:
        whole = together(plan.touched)
    return Plan(plan.lines, whole, written.messages)


def _line(one: One) -> Line:
    try:
        with transaction.atomic(), outbox.counted() as written:
            made = one.act()
        return Line(one.id, one.name, made=made, messages=written.messages, note=one.note)
    except Refusal as refused:
        return Line(one.id, one.name, refusal=refused.code, facts=tuple(map(str, refused.facts.get("missing", ()))))
