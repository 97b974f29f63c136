"""The engine, on a machine of one lamp: users stand in for the subject, their language for the state."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, models, transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core.errors import Refusal, StepRefused
from portal.core.models import OutboxMessage, Transition
from portal.core.outbox import put
from portal.core.transitions import NO_MAIL, Machine, Step, history

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEEPER = Actor(id=uuid4(), roles=frozenset({Role.COORDINATOR}))
VISITOR = Actor(id=uuid4(), roles=frozenset({Role.EMPLOYEE}))


class Lamp(models.TextChoices):
    OFF = "off", "éteinte"
    ON = "on", "allumée"
    BROKEN = "broken", "cassée"


def has_power(subject: Any, facts: Any) -> str | None:
    return None if facts.get("power", True) else "no_power"


def announce(subject: Any, step: Step, at: datetime) -> None:
    for kind in step.mails:
        put(kind, recipient_kind="user", recipient=subject.id, at=at)


@pytest.fixture(scope="module")
def machine() -> Machine:
    return Machine(
        name="test-lamp",
        states=Lamp,
        state_field="language",
        announce=f"{__name__}.announce",
        steps=(
            Step("light", (Lamp.OFF,), Lamp.ON, (Role.COORDINATOR,), "Allumer", ("lamp_lit",), (has_power,)),
            Step("quench", (Lamp.ON,), Lamp.OFF, (Role.COORDINATOR, Role.EMPLOYEE), "Éteindre", NO_MAIL),
        ),
    )


@pytest.fixture
def lamp() -> User:
    return User.objects.create(handle=f"local:{uuid4()}", language=Lamp.OFF, created_at=AT)


@pytest.mark.django_db
def test_a_step_moves_the_state_logs_and_announces(machine: Machine, lamp: User) -> None:
    row = machine.run(lamp, "light", by=KEEPER, at=AT, reason="evening", changes={"display_name": "L"})
    lamp.refresh_from_db()
    assert (lamp.language, lamp.display_name) == ("on", "L")
    assert (row.from_state, row.to_state, row.actor_role, row.reason, row.at) == ("off", "on", "coordinator", "evening", AT)
    assert list(history(lamp.id)) == [row]
    assert OutboxMessage.objects.get().kind == "lamp_lit"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "by", "facts", "code"),
    [
        ("quench", KEEPER, {}, "wrong_state"),
        ("light", VISITOR, {}, "not_allowed"),
        ("light", KEEPER, {"power": False}, "no_power"),
    ],
)
def test_a_refused_step_changes_nothing(
    machine: Machine, lamp: User, step: str, by: Actor, facts: dict[str, Any], code: str
) -> None:
    assert machine.preview(lamp, step, by=by, **facts).refusal == code
    with pytest.raises(StepRefused) as refused:
        machine.run(lamp, step, by=by, at=AT, **facts)
    lamp.refresh_from_db()
    assert refused.value.code == code
    assert (lamp.language, Transition.objects.count(), OutboxMessage.objects.count()) == ("off", 0, 0)


@pytest.mark.django_db
def test_of_two_who_act_at_once_one_wins_and_the_other_is_told(machine: Machine, lamp: User) -> None:
    stale = User.objects.get(pk=lamp.pk)
    machine.run(lamp, "light", by=KEEPER, at=AT)
    with pytest.raises(StepRefused, match="state_moved"):
        machine.run(stale, "light", by=KEEPER, at=AT)
    assert Transition.objects.count() == 1


@pytest.mark.django_db
def test_open_steps_are_those_this_person_could_make_now(machine: Machine, lamp: User) -> None:
    assert [step.name for step in machine.open_steps(lamp, by=KEEPER)] == ["light"]
    assert machine.open_steps(lamp, by=VISITOR) == []


def test_two_steps_of_a_machine_cannot_share_a_name() -> None:
    step = Step("light", (Lamp.OFF,), Lamp.ON, (Role.SYSTEM,), "Allumer", NO_MAIL)
    with pytest.raises(ValueError, match="share a name"):
        Machine(name="test-double", states=Lamp, steps=(step, step))


@pytest.mark.django_db
def test_the_logs_refuse_changes_in_python_and_in_the_database(machine: Machine, lamp: User) -> None:
    row = machine.run(lamp, "light", by=KEEPER, at=AT)
    for change in (row.save, row.delete, lambda: Transition.objects.update(reason="x"), Transition.objects.all().delete):
        with pytest.raises(Refusal, match="append_only"):
            change()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE core_transition SET reason = 'x'")
    assert Transition.objects.purge() == 1
