"""A real city's staff list of 32,812 goes in, in its own headers, read in place; pay is refused."""

from pathlib import Path

import pytest
from django.conf import settings

from integrations.hris.csv_drop import CsvDrop
from integrations.hris.csv_drop.mapping import load
from portal.accounts.actors import SYSTEM
from portal.journeys import workforce
from portal.people import queries
from portal.people.enums import RunState
from portal.people.models import Department, Employee
from tests.factories.workforce_files import AT, DAY
from tests.integrations.hris.conftest import CHICAGO, shared_data

MAPPING = Path(__file__).with_name("chicago.toml")


@pytest.mark.django_db
def test_the_real_list_goes_in_and_a_second_time_changes_nothing() -> None:
    source = CsvDrop(load(MAPPING), shared_data() / CHICAGO)
    run = workforce.apply_sync(snapshot=source.snapshot(as_of=DAY), by=SYSTEM, at=AT)
    assert (run.state, run.rows_read, run.rows_rejected, run.counts) == (RunState.APPLIED, 32812, 0, {"joined": 32812})
    assert {column["name"]: column["why"] for column in run.refused_columns} == {
        "Salary or Hourly": "pay",
        "Typical Hours": "unknown",
        "Annual Salary": "pay",
        "Hourly Rate": "pay",
    }
    assert (Employee.objects.count(), Department.objects.count()) == (32812, 36)
    assert Employee.objects.filter(employment_type="part_time").count() == 1953
    assert len(queries.eligible_members(on=DAY)) == 32812
    again = workforce.apply_sync(snapshot=source.snapshot(as_of=DAY), by=SYSTEM, at=AT)
    assert (again.state, again.counts, [hold["code"] for hold in again.held_for]) == (RunState.HELD, {}, ["identical_file"])


def test_the_list_itself_is_no_part_of_the_project() -> None:
    assert not list(Path(settings.BASE_DIR).glob(f"[!.]*/**/{CHICAGO}"))
