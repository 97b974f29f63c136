"""What every connector to an HRIS keeps to. A new one is a line of FAKES, and all of this holds for it."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from integrations.hris.connectors import CONNECTORS, connector
from integrations.hris.errors import SourceRefused
from integrations.hris.pull import calling
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.journeys import workforce
from portal.people.enums import ColumnRefusal, RunState
from portal.people.models import Employee, SyncRun
from portal.people.ports import Snapshot
from portal.people.rules.record import ALLOWED
from tests.integrations.hris.fake import CANARY, Answer, Contract, people

from .connectors import DAY, FAKES, KINDS, Tried, by_id, dropped, tried

ROOT = Path(__file__).parents[2]
PIECES = ("__init__.py", "capabilities.py", "client.py", "mapping.toml")
PAGED = sorted(set(KINDS) - {"workday"})  # one answer has no second page
SENSITIVE = {"birthDate": ColumnRefusal.PROTECTED, "gender": ColumnRefusal.PROTECTED, "annualSalary": ColumnRefusal.PAY}

pytestmark = pytest.mark.django_db


@pytest.fixture(params=KINDS)
def vendor(request: pytest.FixtureRequest) -> Iterator[Tried]:
    with tried(request.param) as one:
        one.fake.people = people(3)
        yield one


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, without waiting."""
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    return waited


def applied(snapshot: Snapshot) -> SyncRun:
    run = workforce.apply_sync(snapshot=snapshot, by=SYSTEM, at=clock.now())
    assert run.state == RunState.APPLIED, run.held_for
    return run


@pytest.mark.parametrize("kind", KINDS)
def test_a_room_has_its_pieces_a_page_and_a_fake(kind: str) -> None:
    room = ROOT / "integrations/hris" / kind
    assert [piece for piece in PIECES if not (room / piece).is_file()] == []
    assert (ROOT / f"docs/hris/{kind}.md").is_file()
    assert kind in FAKES
    asks = connector(kind).kind.asks
    assert connector(kind).kind.code == kind and CONNECTORS[kind].startswith(f"integrations.hris.{kind}.")
    assert len({ask.name for ask in asks}) == len(asks) and any(ask.secret for ask in asks)


def test_everybody_comes_once_as_the_same_record(vendor: Tried) -> None:
    found = vendor.records()
    assert sorted(found) == ["1", "2", "3"]
    said = found["2"]
    assert (said.employee_number, said.given_name, said.family_name) == ("M2", "Camille", "Exemple 2")
    assert (said.work_email, said.job_title, said.department_code) == ("p2@example.org", "Technicienne", "10")
    assert (said.legal_entity_code, said.site_code, said.manager_external_id) == ("FR01", "LIL", "1")
    assert (said.status, said.start_date, said.end_date, said.employment_type) == ("active", date(2020, 1, 6), None, "permanent")
    assert said.sso


def test_many_pages_are_one_list(vendor: Tried) -> None:
    vendor.fake.people, vendor.fake.page = people(23), 5
    assert len(vendor.records()) == 23


def test_somebody_to_come_and_somebody_gone(vendor: Tried) -> None:
    coming, gone = people(5)[3:]
    vendor.fake.people = [
        *people(3),
        replace(coming, contracts=(Contract("2026-06-01"),)),
        replace(gone, contracts=(Contract("2020-01-06", "2026-02-27"),)),
    ]
    found = vendor.records()
    assert (found["4"].status, found["4"].start_date) == ("pending", date(2026, 6, 1))
    assert (found["5"].status, found["5"].end_date) == ("ended", date(2026, 2, 27))


def test_somebody_who_came_back_is_one_person_on_the_contract_that_counts(vendor: Tried) -> None:
    vendor.fake.people[1] = replace(vendor.fake.people[1], contracts=(Contract("2018-03-01", "2022-08-31"), Contract("2025-01-06")))
    said = vendor.records()["2"]
    assert (said.status, said.start_date, said.end_date) == ("active", date(2025, 1, 6), None)


def test_the_day_asked_for_reaches_a_vendor_that_answers_for_any_day(vendor: Tried) -> None:
    vendor.records(date(2026, 4, 1))
    told = {value for asked in vendor.fake.asked for value in asked.query.values()}
    assert ("2026-04-01" in told) == vendor.source.connect().kind.dated


@pytest.mark.parametrize("status", [429, 503])
def test_a_vendor_that_throttles_is_waited_for_as_long_as_it_asks(vendor: Tried, waits: list[float], status: int) -> None:
    vendor.fake.troubles = [Answer(status, headers={"Retry-After": "7"}), Answer(status, headers={"Retry-After": "3"})]
    assert len(vendor.records()) == 3
    assert waits[:2] == [7, 3]


def test_a_vendor_that_is_merely_down_is_tried_again_with_back_off(vendor: Tried, waits: list[float]) -> None:
    vendor.fake.troubles = [Answer(502), Answer(503), Answer(500)]
    assert len(vendor.records()) == 3
    assert all(0 <= wait <= 30 for wait in waits)


@pytest.mark.parametrize(
    ("troubles", "code"),
    [
        ([Answer(429, headers={"Retry-After": "3600"})], "busy"),
        ([Answer(503)] * 20, "busy"),
        ([Answer(403)], "not_let_in"),
        ([Answer(302, headers={"Location": "http://169.254.169.254/"})], "bad_answer"),
        ([Answer(200, body={"unexpected": []})] * 2, "bad_answer"),
        ([Answer(200, body=b"<html>Sign in</html>")] * 20, "cut_short"),
    ],
    ids=["wait-an-hour", "down", "forbidden", "elsewhere", "another-answer", "no-json"],
)
def test_what_a_vendor_refuses_is_said_and_nothing_is_planned(vendor: Tried, troubles: list[Answer], code: str) -> None:
    vendor.fake.troubles = list(troubles)
    with pytest.raises(SourceRefused, match=code):
        vendor.source.snapshot(as_of=DAY)
    assert not SyncRun.objects.exists()


def test_a_body_that_breaks_off_is_asked_for_again(vendor: Tried) -> None:
    vendor.fake.cuts = 2
    assert len(vendor.records()) == 3


def test_a_body_that_always_breaks_off_gives_nothing(vendor: Tried) -> None:
    vendor.fake.cuts = 100
    with pytest.raises(SourceRefused, match="cut_short"):
        vendor.source.snapshot(as_of=DAY)


def test_a_page_that_changes_meanwhile_begins_the_reading_again(vendor: Tried) -> None:
    served = vendor.fake
    served.people, served.page = people(8), 3

    def somebody_goes() -> None:
        served.after_page = None
        del served.people[0]

    served.after_page = somebody_goes
    expected = {str(n) for n in range(2, 9)}
    assert set(vendor.records()) - {"1"} == expected, "nobody is skipped by the shift"


@pytest.mark.parametrize("vendor", PAGED, indirect=True)
def test_a_list_that_never_stands_still_gives_nothing(vendor: Tried) -> None:
    served = vendor.fake
    served.people, served.page = people(40), 2
    served.after_page = lambda: served.people.clear() if len(served.people) < 3 else served.people.__delitem__(0)
    with pytest.raises(SourceRefused, match="moved_while_read"):
        vendor.source.snapshot(as_of=DAY)


def test_a_token_that_expires_mid_read_is_renewed_where_it_can_be(vendor: Tried) -> None:
    served: Any = vendor.fake
    served.people, served.page = people(8), 3

    def expires() -> None:
        served.after_page = None
        served.expire()

    served.after_page = expires
    if vendor.kind == "lucca":
        with pytest.raises(SourceRefused, match="not_let_in"):
            vendor.source.snapshot(as_of=DAY)
    else:
        assert len(vendor.records()) == 8


def test_columns_that_are_refused_are_named_and_reach_nothing(vendor: Tried, caplog: pytest.LogCaptureFixture) -> None:
    vendor.fake.refused = dict.fromkeys(SENSITIVE, CANARY)
    caplog.set_level(0)
    run = applied(vendor.source.snapshot(as_of=DAY))
    why = {column["name"].rpartition(".")[2]: column["why"] for column in run.refused_columns}
    assert {name: why.get(name) for name in SENSITIVE} == {name: str(reason) for name, reason in SENSITIVE.items()}
    assert CANARY not in caplog.text
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  our own tables
            assert CANARY not in repr(cursor.fetchall()), table


def test_the_same_list_again_changes_nobody(vendor: Tried) -> None:
    applied(vendor.source.snapshot(as_of=DAY))
    before = list(Employee.objects.order_by("external_id").values())
    again = applied(vendor.source.snapshot(as_of=DAY + timedelta(days=1)))
    assert again.counts == {} and list(Employee.objects.order_by("external_id").values()) == before


def test_the_list_of_a_day_has_one_digest(vendor: Tried) -> None:
    first, again = (vendor.source.snapshot(as_of=DAY).file_sha256 for _ in range(2))
    vendor.fake.people[2] = replace(vendor.fake.people[2], title="Cheffe d’atelier")
    assert first == again != vendor.source.snapshot(as_of=DAY).file_sha256


def test_deltas_name_those_who_changed_where_the_vendor_has_them(vendor: Tried) -> None:
    served: Any = vendor.fake
    first = vendor.source.snapshot(as_of=DAY)
    if not vendor.source.connect().kind.deltas:
        assert first.cursor == ""
        with pytest.raises(SourceRefused, match="no_delta"):
            vendor.source.delta(cursor=first.cursor, as_of=DAY)
        return
    applied(first)
    served.people[1] = replace(served.people[1], title="Cheffe d’atelier")
    served.changed = {"2"}
    delta = vendor.source.delta(cursor=first.cursor, as_of=DAY + timedelta(days=1))
    assert delta.partial and delta.since is not None and delta.cursor > first.cursor
    run = applied(delta)
    assert run.counts == {"updated": 1}
    assert not Employee.objects.exclude(missed_snapshots=0).exists()
    served.changed = set()
    assert applied(vendor.source.delta(cursor=delta.cursor, as_of=DAY + timedelta(days=2))).counts == {}


@pytest.mark.parametrize("cursor", ["", "yesterday", "2026-03-02", "2026-03-02T06:00:00"])
def test_a_cursor_that_says_nothing_is_refused(vendor: Tried, cursor: str) -> None:
    with pytest.raises(SourceRefused, match="no_delta"):
        vendor.source.delta(cursor=cursor, as_of=DAY)


def test_an_empty_answer_is_nobodys_departure(vendor: Tried) -> None:
    vendor.fake.people = []
    with pytest.raises(SourceRefused, match="nobody"):
        vendor.source.snapshot(as_of=DAY)


def test_a_trial_tells_what_came_and_keeps_nothing(vendor: Tried) -> None:
    vendor.fake.refused = {"birthDate": CANARY}
    checked = vendor.source.check()
    assert (checked.people, checked.rejected, checked.problem) == (3, 0, "")
    assert {"external_id", "given_name", "start_date"} <= set(checked.fields)
    assert [column.why for column in checked.refused if column.name.endswith("birthDate")] == [ColumnRefusal.PROTECTED]
    assert CANARY not in repr(checked) and "Camille" not in repr(checked)
    assert not Employee.objects.exists() and not SyncRun.objects.exists()


def test_a_trial_that_fails_says_why(vendor: Tried) -> None:
    vendor.fake.troubles = [Answer(403)]
    assert vendor.source.check().problem == "not_let_in"


def test_nothing_of_our_own_network_is_called(vendor: Tried, settings: Settings) -> None:
    settings.IN_PRODUCTION = True
    before = len(vendor.fake.asked)
    with pytest.raises(SourceRefused, match="address_not_allowed"):
        vendor.source.snapshot(as_of=DAY)
    assert len(vendor.fake.asked) == before


def test_an_answer_without_end_is_cut_off(vendor: Tried, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "LARGEST_PAGE", 300)
    monkeypatch.setattr(calling, "LARGEST_REPORT", 300)
    vendor.fake.people = people(30)
    with pytest.raises(SourceRefused, match=r"answer_too_large|not_let_in"):
        vendor.source.snapshot(as_of=DAY)


def test_a_secret_is_in_no_address_no_log_and_no_error(vendor: Tried, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    vendor.fake.troubles = [Answer(200, body={"unexpected": []})]
    with pytest.raises(SourceRefused) as raised:
        vendor.source.snapshot(as_of=DAY)
    vendor.records()
    told = caplog.text + repr(raised.value) + repr(raised.value.facts) + repr(vendor.source.connect())
    told += repr([(asked.path, asked.query) for asked in vendor.fake.asked])
    assert [secret for secret in vendor.fake.secrets.values() if secret in told] == []


def test_a_file_with_the_same_people_ends_in_the_same_records(vendor: Tried, tmp_path: Path) -> None:
    """The file drop keeps to the contract as far as it applies: same people, same fields, same refusals."""
    vendor.fake.refused = dict.fromkeys(SENSITIVE, CANARY)
    pulled = vendor.source.snapshot(as_of=DAY)
    file = dropped(vendor.fake, tmp_path).snapshot(as_of=DAY)
    assert {column.name: column.why for column in file.refused_columns} == SENSITIVE
    fields = [name for name in ALLOWED if name not in {"country", "locale"}]
    one, other = by_id(list(pulled.rows)), by_id(list(file.rows))
    assert {key: [getattr(said, name) for name in fields] for key, said in one.items()} == {
        key: [getattr(said, name) for name in fields] for key, said in other.items()
    }
