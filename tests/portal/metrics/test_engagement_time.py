"""Working time that a mentor sends to payroll: by their own act, a total, and no published figure gives the others away (R14)."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import COMPANY_ROLES, Role
from portal.core.models import AuditEntry
from portal.engagement.models import Volunteer
from portal.metrics import operations, queries
from portal.metrics.enums import CellState, SetKind
from portal.metrics.errors import EngagementTimeRefused, OnlyPayroll
from portal.metrics.facts import Numbers, facts_of
from portal.metrics.ledger import remember
from portal.metrics.models import Cell, EngagementTime, LedgerEntry, Release
from portal.people.models import Employee
from tests.factories.metrics import PERSONAL, Q1, WORK, World, a_small_company, noon

pytestmark = pytest.mark.django_db
MARCH, FEBRUARY, AT = date(2026, 3, 1), date(2026, 2, 1), noon(date(2026, 4, 6))
PAYROLL = Actor(None, frozenset({str(Role.PAYROLL)}))


@pytest.fixture
def company() -> World:
    """Twenty of Nord meet: an hour in February, an hour in March, all on working time; the release of the quarter is not out."""
    world = a_small_company()
    world.save()
    for place, one in enumerate(world.nord):
        Employee.objects.filter(pk=one.pk).update(
            employee_number=f"N{place:03d}", given_name="Camille", family_name=f"Nord {place}"
        )
    return world


def actor(one: Employee) -> Actor:
    assert one.user is not None
    return Actor(one.user.id, frozenset({str(Role.EMPLOYEE), str(Role.VOLUNTEER)}))


def send(one: Employee, month: date = MARCH, at: datetime = AT) -> EngagementTime:
    return operations.send_engagement_time(month=month, by=actor(one), at=at)


def refused(code: str) -> Any:
    return pytest.raises(EngagementTimeRefused, match=code)


def publish() -> Release:
    return operations.publish_release(period=Q1, by=SYSTEM, at=AT)


def hours(release: Release) -> tuple[str, int | None]:
    cell = Cell.objects.get(figure__release=release, figure__code="hours", key="work_time")
    return cell.state, cell.value


def test_a_month_leaves_as_a_total_under_a_name_and_a_number_and_no_more(company: World) -> None:
    sent = send(company.nord[3])
    assert (sent.minutes, sent.month, sent.name, sent.employee_number) == (60, MARCH, "Camille Nord 3", "N003")
    assert {field.name for field in EngagementTime._meta.fields} == {
        "id", "volunteer", "month", "minutes", "name", "employee_number", "sent_at", "read_at",
    }  # fmt: skip
    entry = AuditEntry.objects.get(action="metrics.send_engagement_time")
    assert (entry.subject_id, entry.facts) == (sent.id, {"month": "2026-03"})


def test_personal_time_never_leaves_by_name() -> None:
    world = World()
    (one,) = world.employees(1, "Nord")
    met = [(date(2026, 3, 2), 60, PERSONAL), (date(2026, 2, 16), 45, WORK)]
    world.journey(one, applied=date(2026, 1, 2), ready=date(2026, 1, 20), introduced=date(2026, 2, 2), sessions=met)
    world.save()
    Employee.objects.filter(pk=one.pk).update(employee_number="1")
    assert one.user is not None
    assert [(m.first, m.minutes) for m in queries.months_to_send(user_id=one.user.id, on=date(2026, 4, 6))] == [(FEBRUARY, 45)]
    with refused("nothing"):
        send(one, MARCH)


@pytest.mark.parametrize(
    ("month", "at", "code"),
    [
        (date(2026, 4, 1), AT, "not_closed"),
        (date(2026, 3, 2), AT, "not_closed"),
        (date(2025, 12, 1), AT, "too_old"),
        (date(2026, 1, 1), AT, "nothing"),
        (MARCH, noon(date(2026, 3, 31)), "not_closed"),
        (MARCH, noon(date(2026, 7, 1)), "too_old"),
    ],
)
def test_which_months_may_be_sent(company: World, month: date, at: datetime, code: str) -> None:
    if code == "too_old" and month == MARCH:
        assert send(company.nord[1], month, noon(date(2026, 6, 30))).minutes == 60
    with refused(code):
        send(company.nord[0], month, at)


def test_who_may_send_and_once(company: World) -> None:
    with refused("not_allowed"):
        send(company.nord[30], at=AT)  # has signed in and never applied
    with refused("not_allowed"):
        operations.send_engagement_time(month=MARCH, by=SYSTEM, at=AT)
    Employee.objects.filter(pk=company.nord[0].pk).update(employee_number="")
    with refused("no_number"):
        send(company.nord[0])
    send(company.nord[1])
    with refused("already_sent"):
        send(company.nord[1])
    row = EngagementTime.objects.get()
    for wrong in ({"minutes": 0}, {"month": date(2026, 3, 2)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EngagementTime.objects.filter(pk=row.pk).update(**wrong)


def test_it_can_be_taken_back_until_payroll_reads_it(company: World) -> None:
    one = company.nord[0]
    with refused("not_sent"):
        operations.take_back_engagement_time(month=MARCH, by=actor(one), at=AT)
    send(one)
    with refused("not_sent"):  # another's is not theirs
        operations.take_back_engagement_time(month=MARCH, by=actor(company.nord[1]), at=AT)
    operations.take_back_engagement_time(month=MARCH, by=actor(one), at=AT)
    assert not EngagementTime.objects.exists()
    send(one)
    operations.read_engagement_time(month=MARCH, as_file=False, by=PAYROLL, at=AT)
    with refused("already_read"):
        operations.take_back_engagement_time(month=MARCH, by=actor(one), at=AT)
    assert EngagementTime.objects.count() == 1


def test_payroll_alone_reads_and_each_reading_is_written_down(company: World) -> None:
    send(company.nord[0])
    for role in [*sorted(COMPANY_ROLES - {Role.PAYROLL}), Role.SYSTEM, Role.COORDINATOR]:
        with pytest.raises(OnlyPayroll):
            operations.read_engagement_time(month=MARCH, as_file=True, by=Actor(None, frozenset({str(role)})), at=AT)
    first = AT + timedelta(hours=1)
    operations.read_engagement_time(month=MARCH, as_file=False, by=PAYROLL, at=first)
    operations.read_engagement_time(month=MARCH, as_file=True, by=PAYROLL, at=first + timedelta(days=1))
    assert EngagementTime.objects.get().read_at == first
    facts = [entry.facts for entry in AuditEntry.objects.filter(action="metrics.read_engagement_time").order_by("at")]
    assert facts == [{"month": "2026-03", "people": 1, "form": form} for form in ("screen", "csv")]


def test_payrolls_copy_goes_after_thirteen_months(company: World) -> None:
    send(company.nord[0])
    assert operations.purge_engagement_time(on=date(2027, 4, 30), by=SYSTEM, at=AT) == 0
    assert operations.purge_engagement_time(on=date(2027, 5, 1), by=SYSTEM, at=AT) == 1
    assert AuditEntry.objects.get(action="metrics.purge_engagement_time").facts == {"person_months": 1}


@pytest.mark.parametrize(("senders", "state"), [(0, "shown"), (10, "shown"), (11, "hidden"), (19, "hidden"), (20, "shown")])
def test_whoever_is_left_beside_those_payroll_can_name_is_nobody_or_k(company: World, senders: int, state: str) -> None:
    for one in company.nord[:senders]:
        send(one, FEBRUARY)
        send(one, MARCH)
    release = publish()
    assert hours(release)[0] == state
    shown = Cell.objects.filter(figure__release=release, figure__code="pairs_opened", state=CellState.SHOWN).exists()
    assert shown == (state == "shown")


def test_of_hours_who_sent_one_month_of_two_is_still_among_the_others(company: World) -> None:
    for one in company.nord[:20]:
        send(one, MARCH)
    assert hours(publish()) == ("shown", 40)  # February is left of all twenty
    for one in company.nord[:12]:
        send_directly(one, 60, month=FEBRUARY)
    again = operations.publish_release(period=Q1, by=SYSTEM, at=AT, note="Corrigé")
    assert hours(again)[0] == "hidden"  # of eight


def test_who_sent_a_part_is_taken_out_whole_to_be_on_the_safe_side(company: World) -> None:
    for one in company.nord[:15]:
        send(one, MARCH)
    assert hours(publish())[0] == "hidden"  # the five who sent nothing would be too few beside the fifteen


def test_the_ledger_keeps_whom_payroll_knew(company: World) -> None:
    for one in company.nord[:4]:
        send(one)
    publish()
    entry = LedgerEntry.objects.get(code="payroll:")
    assert (entry.kind, len(bytes(entry.members))) == (SetKind.KNOWN, 4 * 8)
    EngagementTime.objects.all().delete()
    numbers = Numbers()
    assert set(remember().named.tolist()) == {numbers.of(one.id) for one in company.nord[:4]}
    assert facts_of(quarter=Q1).named.empty


def test_after_a_release_a_month_is_not_sent_where_it_would_leave_few_others(company: World) -> None:
    publish()
    for one in company.nord[:10]:
        send(one)
    with refused("published"):  # nine of the twenty behind the published hours would be left
        send(company.nord[10])
    assert EngagementTime.objects.count() == 10


def test_a_sending_takes_its_turn_before_it_looks_at_what_is_published(company: World) -> None:
    """A release at the same moment waits: else neither would see the other, and whoever is left beside the named could be few."""
    publish()
    with CaptureQueriesContext(connection) as captured:
        send(company.nord[0])
    asked = [one["sql"] for one in captured.captured_queries]
    turn = next(at for at, sql in enumerate(asked) if "metrics_ledgerturn" in sql)
    assert turn < min(at for at, sql in enumerate(asked) if "metrics_ledgerentry" in sql)
    assert turn < next(at for at, sql in enumerate(asked) if sql.startswith('INSERT INTO "metrics_engagementtime"'))


def test_hours_that_one_of_those_left_makes_most_of_are_hidden() -> None:
    world = World()
    there = world.employees(40, "Nord")
    for place, one in enumerate(there[:24]):
        met = [(date(2026, 3, 2), 600 if place == 0 else 30, WORK)]
        if place >= 12:
            met = [(date(2026, 3, day), 300, WORK) for day in (2, 9, 16, 23)]
        world.journey(one, applied=date(2026, 1, 2), ready=date(2026, 1, 20), introduced=date(2026, 2, 2), sessions=met)
    world.save()
    Employee.objects.filter(pk__in=[one.pk for one in there]).update(employee_number="1")
    assert hours(publish())[0] == "shown"
    for one in there[12:24]:
        send_directly(one, 1200)
    again = operations.publish_release(period=Q1, by=SYSTEM, at=AT, note="Corrigé")
    assert hours(again)[0] == "hidden"  # of the twelve others' fifteen hours one made ten


def send_directly(one: Employee, minutes: int, *, month: date = MARCH) -> None:

    volunteer = Volunteer.objects.get(employee=one)
    EngagementTime.objects.create(volunteer=volunteer, month=month, minutes=minutes, name="x", employee_number="1", sent_at=AT)


def test_named_persons_are_taken_out_of_every_set(company: World) -> None:
    for one in company.nord[:5]:
        send(one)
    named = facts_of(quarter=Q1).named
    assert sorted(named["minutes"]) == [60] * 5
    assert named["person"].dtype == np.uint64
