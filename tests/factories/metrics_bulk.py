"""A company of the size that figures must hold: written in bulk, in a process of its own so that its memory is not measured."""

import os
import random
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from django.db.models import Model

BATCH = 5_000
FIRST, LAST = date(2020, 1, 1), date(2025, 12, 31)
GROUPS = ("Bourgogne", "Clermont-Ferrand", "Hauts-de-France", "Île-de-France", "Lyon et Rhône")


def build(*, employees: int, mentors: int, sessions: int, seed: int = 11) -> None:
    """Write so many employees of six years, the first of them mentors with a pair each, and the sessions of these pairs."""
    from portal.mentorship.models import Pair, Session
    from tests.factories.metrics import World

    draw, world = random.Random(seed), World()
    for n in range(employees):
        start = FIRST - timedelta(days=draw.randint(1, 4000)) if n % 10 else FIRST + timedelta(days=draw.randint(0, 2000))
        end = start + timedelta(days=draw.randint(400, 6000)) if draw.random() < 0.2 else None
        one = world.employees(1, draw.choice(GROUPS), entity=f"FR{n % 3:02d}", start=start, end=end)[0]
        if n < mentors:
            applied = FIRST + timedelta(days=draw.randint(0, 1700))
            introduced = applied + timedelta(days=60)
            closed = introduced + timedelta(days=draw.randint(100, 900)) if draw.random() < 0.6 else None
            closed = closed if closed is None or closed <= LAST else None
            world.journey(one, applied=applied, ready=applied + timedelta(days=40), introduced=introduced, closed=closed)
    world.save()
    pairs = Pair.objects.values_list("id", "introduced_on").order_by("id")
    written = _in_batches(Session, _sessions(draw, list(pairs), sessions))
    sys.stdout.write(f"{written} sessions\n")


def _sessions(draw: random.Random, pairs: list[tuple[UUID, date | None]], count: int) -> "Iterator[Model]":
    from portal.mentorship.enums import Modality, SessionOutcome, TimeBasis
    from portal.mentorship.models import Session
    from tests.factories.metrics import noon

    for number in range(count):
        pair, introduced = pairs[number % len(pairs)]
        on = (introduced or FIRST) + timedelta(days=1 + 7 * (number // len(pairs)))
        yield Session(
            pair_id=pair, on=on, minutes=draw.choice((45, 60, 90)), modality=Modality.VIDEO, outcome=SessionOutcome.HELD,
            time_basis=TimeBasis.WORK_TIME if number % 3 else TimeBasis.PERSONAL_TIME, logged_at=noon(on),
        )  # fmt: skip


def _in_batches(model: "type[Model]", rows: "Iterator[Model]") -> int:
    create: Callable[[list[Model]], object] = model._default_manager.bulk_create
    written = 0
    while batch := list(islice(rows, BATCH)):
        create(batch)
        written += len(batch)
    return written


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.config.settings.testing"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    build(employees=int(sys.argv[1]), mentors=int(sys.argv[2]), sessions=int(sys.argv[3]))
