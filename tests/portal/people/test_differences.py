"""Lists of differences: whoever is not in one is not missing, and any cut of a stream into lists leads to the same end."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.ids import new_id
from portal.people import operations, queries
from portal.people.enums import EmployeeStatus, HoldReason, RunState
from portal.people.errors import RunRefused
from portal.people.models import Employee, SyncRun
from portal.people.operations import planning
from portal.people.rules.brakes import Hold
from tests.factories.workforce_files import AT, people, record, snapshot

pytestmark = pytest.mark.django_db
HR = Actor(id=new_id(), roles=frozenset({Role.HR}))


def plan(rows: list[Any], *, days: int = 0, whole: bool = True, complaints: Any = ()) -> SyncRun:
    """A file, or the differences since the first one."""
    found = snapshot(rows, days=days, complaints=complaints)
    taken = found if whole else replace(found, partial=True, since=AT, cursor=f"day-{days}")
    return operations.plan_run(snapshot=taken, by=SYSTEM, at=AT)


def load(rows: list[Any], *, days: int = 0, **said: Any) -> SyncRun:
    run = plan(rows, days=days, **said)
    if run.state == RunState.HELD:
        operations.approve_run(run=run, reason="essai", by=HR, at=AT)
    return operations.apply_run(run=run, by=SYSTEM, at=AT)


def state() -> list[tuple[object, ...]]:
    names = ("external_id", "digest", "status", "missed_snapshots", "missing_since", "site__code", "family_name", "end_date")
    return list(Employee.objects.order_by("external_id").values_list(*names))


def test_whoever_is_not_in_a_list_of_differences_is_not_missing() -> None:
    load(people(40))
    run = load([record(1, site_code="NAN"), record(41)], days=1, whole=False)
    assert (run.counts, run.population, run.cursor) == ({"moved_site": 1, "joined": 1}, 41, "day-1")
    assert not Employee.objects.filter(missed_snapshots__gt=0).exists() and Employee.objects.count() == 41


def test_the_population_follows_those_who_start_and_go() -> None:
    load(people(40))
    assert load([record(1, status="ended"), record(2, status="on_leave")], days=1, whole=False).population == 39
    assert load([record(1)], days=2, whole=False).population == 40
    assert load([], days=3, whole=False).population == 40


def test_a_whole_file_is_compared_with_the_last_whole_one() -> None:
    load(people(40))
    load([record(1, site_code="NAN")], days=1, whole=False)
    assert queries.last_whole(source="demo") != queries.last_good(source="demo")
    run = plan(people(10), days=2)
    drop = next(hold for hold in run.held_for if hold["code"] == HoldReason.POPULATION_DROP)
    assert (drop["before"], drop["after"]) == (40, 10)


def test_an_empty_list_of_differences_is_let_through_and_an_empty_file_is_held() -> None:
    load(people(40))
    assert plan([], days=1, whole=False).state == RunState.APPROVED
    assert plan([], days=1).state == RunState.HELD


def test_a_cursor_of_long_ago_is_held_and_says_how_long() -> None:
    load(people(3))
    run = plan([record(1, site_code="NAN")], days=20, whole=False)
    assert run.held_for == [{"code": "cursor_too_old", "days": 20, "most": 7}]
    assert plan([record(1, site_code="NAN")], days=6, whole=False).state == RunState.APPROVED


def test_what_a_source_says_against_its_own_list_holds_it() -> None:
    run = plan([record(1)], whole=False, complaints=[Hold(HoldReason.CURSOR_TOO_OLD, {"days": 90, "most": 60})])
    assert (run.state, run.held_for) == (RunState.HELD, [{"code": "cursor_too_old", "days": 90, "most": 60}])


def test_somebody_missing_for_thirty_days_is_gone_even_at_the_second_file_of_twelve() -> None:
    operations.set_up_company(name="Exemple", by=SYSTEM, at=AT)
    operations.set_brakes(thresholds={"ends_after": 12}, by=SYSTEM, at=AT)
    load(people(3))
    assert load(people(2), days=1).counts == {"absent": 1}
    assert load(people(2), days=20).counts == {"absent": 1}
    assert load(people(2), days=31).counts == {"left": 1}
    gone = Employee.objects.get(external_id="P00003")
    assert (gone.status, str(gone.missing_since)) == (EmployeeStatus.ENDED, "2026-03-03")
    load(people(3), days=32)
    assert Employee.objects.get(external_id="P00003").missing_since is None


def test_a_plan_that_a_newer_one_replaced_stops_at_its_next_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "CHUNK", 2)
    rows = iter(snapshot(people(6)).rows)
    found = snapshot([])

    def interrupted() -> Any:
        for number, row in enumerate(rows):
            if number == 3:
                plan(people(2))
            yield row

    with pytest.raises(RunRefused, match="gave_way"):
        operations.plan_run(snapshot=type(found)(**{**vars(found), "rows": interrupted()}), by=SYSTEM, at=AT)
    newest, older = SyncRun.objects.order_by("-id")
    assert (newest.state, older.state) == (RunState.APPROVED, RunState.ABORTED)
    assert not queries.changes_of(run=older).exists() and queries.changes_of(run=newest).count() == 2


people_changed = st.lists(
    st.builds(
        lambda number, site, name, status: record(number, site_code=site, family_name=name, status=status, work_email=""),
        st.integers(1, 6),
        st.sampled_from(["", "LIL", "NAN"]),
        st.sampled_from(["Exemple", "Autre"]),
        st.sampled_from(EmployeeStatus.values),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda person: person.external_id,
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changed=people_changed, cut=st.integers(0, 6), seed=st.randoms(use_true_random=False))
def test_any_cut_of_the_same_differences_and_any_replay_end_in_the_same_state(changed: list[Any], cut: int, seed: Any) -> None:
    ends = []
    for parts in ([changed], [changed[:cut], changed[cut:]], [seed.sample(changed, len(changed)), changed[:cut], changed]):
        Employee.objects.all().delete()
        SyncRun.objects.all().delete()
        load(people(4, work_email=""))
        for part in parts:
            load(part, days=1, whole=False)
        ends.append(state())
    assert ends[0] == ends[1] == ends[2]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=people_changed, second=people_changed, size=st.integers(1, 5), chunk=st.integers(1, 5))
def test_the_size_of_the_chunks_changes_nothing(first: list[Any], second: list[Any], size: int, chunk: int) -> None:
    ends = []
    with pytest.MonkeyPatch.context() as patch:
        for planned, applied in ((1000, 1000), (size, chunk)):
            patch.setattr("portal.people.operations.planning.CHUNK", planned)
            patch.setattr("portal.people.operations.applying.CHUNK", applied)
            Employee.objects.all().delete()
            SyncRun.objects.all().delete()
            load(first)
            load(second, days=1)
            ends.append(state())
    assert ends[0] == ends[1]
