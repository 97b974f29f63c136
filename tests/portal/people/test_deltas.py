"""A delta names those who changed: whoever it does not name is as before, and whole files are compared with whole files."""

from dataclasses import replace

import pytest

from portal.accounts.actors import SYSTEM
from portal.journeys import workforce
from portal.people import queries
from portal.people.enums import HoldReason, RunState
from portal.people.models import Employee, SyncRun
from portal.people.ports import Snapshot
from tests.factories.workforce_files import AT, people, snapshot

pytestmark = pytest.mark.django_db


def _applied(taken: Snapshot) -> SyncRun:
    run = workforce.apply_sync(snapshot=taken, by=SYSTEM, at=AT)
    assert run.state == RunState.APPLIED, run.held_for
    return run


def _delta(number: int, *, days: int = 1) -> Snapshot:
    """A delta in which one person has another post."""
    changed = replace(people(number)[-1], job_title="Responsable d’équipe")
    return replace(snapshot([changed], days=days), partial=True, since=AT, cursor=f"day-{days}")


def test_whoever_a_delta_does_not_name_is_as_before() -> None:
    _applied(snapshot(people(30)))
    run = _applied(_delta(7))
    assert run.counts == {"updated": 1}
    assert not Employee.objects.exclude(missed_snapshots=0).exists()
    assert Employee.objects.get(external_id="P00007").job_title == "Responsable d’équipe"


def test_a_small_delta_is_no_drop_of_the_population_and_sets_no_mark_for_the_next_file() -> None:
    _applied(snapshot(people(60)))
    _applied(_delta(7, days=1))
    shrunk = workforce.apply_sync(snapshot=snapshot(people(20), days=2), by=SYSTEM, at=AT)
    assert HoldReason.POPULATION_DROP in {hold["code"] for hold in shrunk.held_for}


def test_the_next_delta_begins_where_the_last_applied_run_says() -> None:
    assert queries.last_cursor(source="demo") == ""
    _applied(replace(snapshot(people(3)), cursor="day-0"))
    assert queries.last_cursor(source="demo") == "day-0"
    _applied(_delta(2, days=1))
    _applied(snapshot(people(3), days=2))
    assert queries.last_cursor(source="demo") == "day-1"
