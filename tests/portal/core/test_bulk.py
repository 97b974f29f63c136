"""Rows by the thousand land as those that the object-relational mapper would have written."""

from datetime import UTC, date, datetime

import pytest

from portal.core import bulk
from portal.core.ids import new_id
from portal.people.models import Employee, SyncChange
from tests.factories.people import EmployeeFactory, SiteFactory, SyncRunFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 6, tzinfo=UTC)
NAMES = ("id", "source", "external_id", "status", "start_date", "site", "sso", "digest", "sign_in_email", "missed_snapshots",
         "employee_number", "work_email", "given_name", "family_name", "preferred_name", "employment_type", "job_title", "country",
         "locale", "manager_external_id", "staff_category", "work_pattern", "created_at", "changed_at")  # fmt: skip


def row(number: int, **said: object) -> list[object]:
    values = dict.fromkeys(NAMES, "") | {"id": new_id(), "source": "demo", "external_id": f"P{number}", "status": "active"}
    values |= {
        "start_date": date(2020, 2, 29),
        "site": None,
        "sso": False,
        "missed_snapshots": 0,
        "created_at": AT,
        "changed_at": AT,
    }
    return list((values | said).values())


def test_rows_are_inserted_with_days_instants_links_and_truths() -> None:
    site = SiteFactory.create()
    bulk.insert(Employee, NAMES, [row(1, site=site.pk, given_name="Zoé; « d’Artagnan »"), row(2, start_date=None)])
    one, two = Employee.objects.order_by("external_id")
    assert (one.start_date, one.created_at, one.site, one.sso, one.given_name) == (
        date(2020, 2, 29),
        AT,
        site,
        False,
        "Zoé; « d’Artagnan »",
    )
    assert (two.start_date, two.site) == (None, None)


def test_json_goes_in_as_json() -> None:
    run = SyncRunFactory.create()
    after = {"family_name": "Ça", "end_date": None, "sso": True, "missed_snapshots": 2}
    bulk.insert(SyncChange, ("run", "external_id", "event", "before", "after"), [(run.pk, "P1", "renamed", {}, after)])
    found = SyncChange.objects.get()
    assert (found.run, found.before, found.after) == (run, {}, after)


def test_only_the_named_fields_of_the_named_rows_are_set() -> None:
    changed, other = EmployeeFactory.create(job_title="a"), EmployeeFactory.create(job_title="a")
    bulk.update(Employee, ("job_title", "end_date", "site"), [("b", date(2026, 5, 1), None, changed.pk)])
    changed.refresh_from_db()
    assert (changed.job_title, changed.end_date, changed.site_id, changed.family_name != "") == ("b", date(2026, 5, 1), None, True)
    assert Employee.objects.get(pk=other.pk).job_title == "a"


def test_nothing_to_write_asks_nothing(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]  # a fixture
        bulk.insert(Employee, NAMES, [])
        bulk.update(Employee, ("job_title",), [])
