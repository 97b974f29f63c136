"""Pairs of the number that the nightly round must hold: written in bulk, in a process of its own whose memory is not measured.

`python -m tests.factories.follow_up_bulk build PAIRS DESK` writes them (DESK of them in the first association), and
`… round 2026-03-02` makes the round of that night.
"""

import os
import random
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from django.db.models import Model

    from portal.programmes.models import Programme, TeamMember

BATCH = 5_000
TONIGHT = date(2026, 3, 2)
ASSOCIATIONS = 40


def at_night(day: date) -> datetime:
    """Return the instant of a night's round."""
    return datetime.combine(day, time(2), tzinfo=UTC)


def round_of(at: datetime) -> int:
    """Make every part of the nightly round over pairs, as `run_scheduled` does. Returns how many pairs were spoken of."""
    from portal.accounts.actors import SYSTEM
    from portal.mentorship import operations

    parts: tuple[Callable[..., int], ...] = (
        operations.nudge_quiet_pairs,
        operations.remind_of_pairs,
        operations.remind_of_agreements,
        operations.purge_closed,
        operations.ask_about_sessions,
        operations.ask_check_ins,
        operations.remind_of_check_ins,
        operations.escalate_help,
    )
    return sum(part(by=SYSTEM, at=at) for part in parts)


def build(*, pairs: int, desk: int, seed: int = 7) -> None:
    """Write so many pairs: introduced over two years, a third quiet for weeks, one in twenty paused, one in twenty closing;
    `desk` of them in the association that comes first.
    """
    from portal.mentorship.models import FollowUp, Pair, Session

    draw = random.Random(seed)
    homes = [_home(number) for number in range(ASSOCIATIONS)]
    made = _pairs(draw, homes, pairs, desk)
    while batch := list(islice(made, BATCH)):
        for position in range(5):
            rows = [row[position] for row in batch]
            type(rows[0])._default_manager.bulk_create(rows)
    everyone = list(Pair.objects.order_by("id").values_list("id", "introduced_on"))
    _in_batches(Session, _sessions(draw, everyone))
    contacts = (FollowUp(pair_id=pk, on=TONIGHT - timedelta(days=draw.randint(1, 60)), way="call", with_whom="mentor",
                         recorded_at=at_night(TONIGHT)) for pk, _ in everyone)  # fmt: skip
    _in_batches(FollowUp, contacts)
    sys.stdout.write(f"{len(everyone)} pairs\n")


def _home(number: int) -> "tuple[Programme, TeamMember, UUID]":
    from portal.engagement.models import GatePolicy
    from tests.factories.programmes import AssociationFactory, ProgrammeFactory, TeamMemberFactory

    association = AssociationFactory.create(name=f"Association {number:03d}")
    programme = ProgrammeFactory.create(association=association)
    TeamMemberFactory.create(association=association)
    referent = TeamMemberFactory.create(association=association, referent=True)
    policy = GatePolicy.objects.create(programme=programme, version=1, effective_on=date(2024, 1, 1))
    return programme, referent, policy.id


def _pairs(draw: random.Random, homes: "list[Any]", count: int, desk: int) -> "Iterator[tuple[Model, ...]]":
    """Yield volunteer, application, clearance, mentee and pair, each row before those that need it."""
    from portal.engagement.enums import ApplicationState
    from portal.engagement.models import Application, Clearance, Volunteer
    from portal.mentorship.enums import AgeBand, PairState
    from portal.mentorship.models import Mentee, Pair

    states = [PairState.ACTIVE] * 17 + [PairState.INTRODUCED, PairState.PAUSED, PairState.CLOSING]
    for number in range(count):
        programme, referent, policy_id = homes[0] if number < desk else homes[1 + number % (len(homes) - 1)]
        introduced = TONIGHT - timedelta(days=draw.randint(1, 700))
        at = at_night(introduced)
        name, email = f"Exemple {number}", f"m{number}@perso.example.org"
        volunteer = Volunteer(given_name="Amina", family_name=name, personal_email=email, since=at)
        application = Application(
            volunteer=volunteer, programme=programme, state=ApplicationState.PAIRED, opened_at=at, state_since=at
        )
        clearance = Clearance(
            application=application, policy_id=policy_id, cleared_on=introduced, valid_until=introduced + timedelta(days=365)
        )
        mentee = Mentee(association=programme.association, alias="Yanis", age_band=AgeBand.YOUNG_ADULT, created_at=at)
        yield volunteer, application, clearance, mentee, Pair(
            volunteer=volunteer, programme=programme, mentee=mentee, referent=referent, clearance=clearance, cleared_on=introduced,
            clearance_valid_until=clearance.valid_until, introduced_on=introduced, state=draw.choice(states), proposed_at=at,
            state_since=at,
        )  # fmt: skip


def _sessions(draw: random.Random, pairs: "list[tuple[UUID, date | None]]") -> "Iterator[Model]":
    from portal.mentorship.enums import Modality, SessionOutcome, TimeBasis
    from portal.mentorship.models import Session

    for pair, introduced in pairs:
        last = TONIGHT - timedelta(days=draw.choice((1, 3, 5, 8, 11, 20, 45)))
        for weeks in range(3):
            on = last - timedelta(weeks=weeks)
            if introduced and on >= introduced:
                yield Session(
                    pair_id=pair, on=on, minutes=60, modality=Modality.VIDEO, outcome=SessionOutcome.HELD,
                    time_basis=TimeBasis.PERSONAL_TIME, logged_at=at_night(on),
                )  # fmt: skip


def _in_batches(model: "type[Model]", rows: "Iterator[Model]") -> None:
    while batch := list(islice(rows, BATCH)):
        model._default_manager.bulk_create(batch)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.config.settings.testing"
    import django

    django.setup()
    if sys.argv[1] == "build":
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        build(pairs=int(sys.argv[2]), desk=int(sys.argv[3]))
    else:
        sys.stdout.write(f"{round_of(at_night(date.fromisoformat(sys.argv[2])))}\n")
