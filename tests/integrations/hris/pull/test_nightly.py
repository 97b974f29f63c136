"""Sources are read each night once somebody has said so: whole once a day, deltas in between, and what fails waits."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrations.hris.models import CalledSource
from integrations.hris.pull.nightly import pull_due
from portal.accounts.actors import SYSTEM
from portal.people.enums import RunState
from portal.people.models import Employee, SyncRun
from tests.contracts.connectors import Tried, tried
from tests.integrations.hris.fake import Answer, people

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 3, 2, 3, tzinfo=UTC)


@pytest.fixture
def lucca() -> Iterator[Tried]:
    with tried("lucca") as one:
        one.fake.people = people(3)
        one.set_up(reading="nightly")
        yield one


def pulled(hours: float = 0) -> int:
    return pull_due(by=SYSTEM, at=NIGHT + timedelta(hours=hours))


def test_nothing_is_read_before_somebody_says_so(lucca: Tried) -> None:
    lucca.set_up(reading="manual")
    assert pulled() == 0 and not SyncRun.objects.exists() and not lucca.fake.asked


def test_whole_once_a_day_and_changes_in_between(lucca: Tried) -> None:
    served: Any = lucca.fake
    assert (pulled(), pulled(0.5), Employee.objects.count()) == (1, 0, 3)
    served.people[1], served.changed = replace(served.people[1], title="Cheffe"), {"2"}
    assert pulled(2) == 1
    assert Employee.objects.get(external_id="2").job_title == "Cheffe"
    assert list(SyncRun.objects.order_by("created_at").values_list("partial", flat=True)) == [False, True]
    assert pulled(25) == 1
    assert SyncRun.objects.latest("created_at").partial is False


def test_a_source_that_fails_is_noted_and_waits_an_hour(lucca: Tried) -> None:
    lucca.fake.troubles = [Answer(403)]
    assert pulled() == 0
    source = CalledSource.objects.get()
    assert (source.problem, source.facts) == ("not_let_in", {"status": 403})
    assert (pulled(0.5), pulled(1.5)) == (0, 1)


def test_a_plan_that_waits_for_a_person_is_not_replaced(lucca: Tried) -> None:
    lucca.fake.people = people(60)
    assert pulled() == 1
    lucca.fake.people = people(20)
    assert pulled(25) == 1
    held = SyncRun.objects.get(state=RunState.HELD)
    assert pulled(49) == 0
    assert SyncRun.objects.filter(pk=held.pk, state=RunState.HELD).exists()
