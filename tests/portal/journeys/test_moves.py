"""Working at another site: the mentor is asked, once; no pair changes, and the association learns what the mentor says."""

from dataclasses import dataclass
from typing import Any

import pytest

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.models import AuditEntry, OutboxMessage
from portal.engagement.models import Volunteer
from portal.journeys import workforce
from portal.mentorship import operations as mentorship
from portal.mentorship import queries
from portal.mentorship.enums import HelpTopic, PairState, ReviewSide
from portal.mentorship.models import CheckIn, Pair
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee
from tests.factories.accounts import UserFactory
from tests.factories.mentorship import an_active_pair, mentor_of, user_of
from tests.factories.people import EmployeeFactory
from tests.factories.workforce_files import AT, people, record, snapshot

pytestmark = pytest.mark.django_db
KIND = "mentorship.reachable_asked"


@dataclass
class Stage:
    """A mentor whom a list names, and their pair."""

    pair: Pair
    employee: Employee


@pytest.fixture
def stage() -> Stage:
    workforce.apply_sync(snapshot=snapshot(people(30)), by=SYSTEM, at=AT)
    pair, employee = an_active_pair(), Employee.objects.get(external_id="P00001")
    user = pair.volunteer.user or UserFactory.create()
    Employee.objects.filter(pk=employee.pk).update(user=user)
    Volunteer.objects.filter(pk=pair.volunteer_id).update(user=user, employee=employee)
    OutboxMessage.objects.all().delete()
    return Stage(Pair.objects.get(pk=pair.pk), employee)


def file(*, days: int = 1, **said: object) -> None:
    workforce.apply_sync(snapshot=snapshot([record(1, **said), *people(30)[1:]], days=days), by=SYSTEM, at=clock.now())


def asked() -> int:
    return OutboxMessage.objects.filter(kind=KIND).count()


def test_a_mentor_who_moves_is_asked_once_by_a_check_in(stage: Stage) -> None:
    file(site_code="NAN")
    file(site_code="NAN", days=2)
    workforce.pass_day(on=clock.today(), by=SYSTEM, at=clock.now())
    assert asked() == 1
    check_in = CheckIn.objects.get(pair=stage.pair, side=ReviewSide.MENTOR, answered_at=None)
    assert check_in in queries.check_ins_waiting(user_id=user_of(stage.pair), on=clock.today())
    assert Pair.objects.get(pk=stage.pair.pk).state == PairState.ACTIVE


def test_moving_again_asks_again(stage: Stage) -> None:
    file(site_code="NAN")
    file(site_code="LIL", days=2)
    assert asked() == 2


def test_the_association_is_told_when_the_mentor_asks_for_a_hand_and_only_then(stage: Stage) -> None:
    file(site_code="NAN")
    assert set(OutboxMessage.objects.values_list("kind", "recipient_kind")) == {(KIND, "volunteer")}
    check_in = CheckIn.objects.get(answered_at=None)
    at = clock.now()
    mentorship.answer_check_in(check_in=check_in, satisfaction=3, help_topic=HelpTopic.RHYTHM, by=mentor_of(stage.pair), at=at)
    assert OutboxMessage.objects.filter(kind="mentorship.help_asked", recipient_kind="team").count() == 1


def test_a_check_in_that_waits_already_serves(stage: Stage) -> None:
    at = clock.now()
    CheckIn.objects.create(pair=stage.pair, side=ReviewSide.MENTOR, due_on=clock.today(), asked_at=at)
    file(site_code="NAN")
    assert CheckIn.objects.filter(answered_at=None).count() == 1 and asked() == 1


def test_who_answered_today_is_left_alone(stage: Stage) -> None:
    at = clock.now()
    CheckIn.objects.create(
        pair=stage.pair, side=ReviewSide.MENTOR, due_on=clock.today(), asked_at=at, answered_at=at, satisfaction=5
    )
    file(site_code="NAN")
    assert asked() == 0


@pytest.mark.parametrize("said", [{"department_code": "RH"}, {"job_title": "Autre"}, {"manager_external_id": "P00002"}])
def test_another_department_job_or_manager_asks_nothing(stage: Stage, said: dict[str, Any]) -> None:
    file(**said)
    assert asked() == 0 and Employee.objects.get(pk=stage.employee.pk).moved_at is None


def test_a_pair_that_is_paused_is_not_asked(stage: Stage) -> None:
    Pair.objects.filter(pk=stage.pair.pk).update(state=PairState.PAUSED)
    file(site_code="NAN")
    assert asked() == 0 and Employee.objects.get(pk=stage.employee.pk).moved_at is None


def test_who_has_no_account_or_no_site_before_is_not_noted() -> None:
    workforce.apply_sync(snapshot=snapshot([record(1, site_code=""), *people(30)[1:]]), by=SYSTEM, at=AT)
    Employee.objects.filter(external_id="P00001").update(user=UserFactory.create())
    moved = [record(1, site_code="NAN"), record(2, site_code="NAN"), *people(30)[2:]]
    workforce.apply_sync(snapshot=snapshot(moved, days=1), by=SYSTEM, at=AT)
    assert Employee.objects.filter(site__code="NAN").count() == 2 and not Employee.objects.filter(moved_at__isnull=False).exists()


def test_somebody_without_a_pair_is_noted_and_seen_to() -> None:
    employee = EmployeeFactory.create(user=UserFactory.create(), moved_at=AT)
    assert workforce.pass_day(on=clock.today(), by=SYSTEM, at=clock.now())["asked"] == 0
    employee.refresh_from_db()
    assert employee.moved_at is None


def test_leave_asks_nothing_and_the_trail_names_no_site(stage: Stage) -> None:
    file(status=EmployeeStatus.ON_LEAVE)
    assert asked() == 0 and not OutboxMessage.objects.exists()
    file(site_code="NAN", days=2)
    told = AuditEntry.objects.filter(action__in=["mentorship.ask_if_reachable", "people.move_seen_to"]).values_list(
        "facts", flat=True
    )
    assert "NAN" not in repr(list(told)) and len(told) == 2
