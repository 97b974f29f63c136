"""Waiting lists: turns run from 1 without a gap whoever leaves, in the order they came, and a delay is never invented."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.programmes.models import Programme
from portal.routing.models import WaitingPlace
from portal.routing.operations.queues import close_up, leave
from tests.factories.allocation import AllocationRunFactory, WaitingPlaceFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)


def a_list(number: int, **values: Any) -> list[WaitingPlace]:
    values.setdefault("programme", ProgrammeFactory.create())
    run = AllocationRunFactory.create(done=True)
    return [WaitingPlaceFactory.create(run=run, position=turn, **values) for turn in range(1, number + 1)]


def turns(programme: Programme | None) -> list[tuple[int | None, Any]]:
    rows = WaitingPlace.objects.filter(programme=programme, left_at=None).order_by("position")
    return list(rows.values_list("position", "pk"))


@given(gone=st.sets(st.integers(0, 5)))
@settings(max_examples=12, deadline=None)
def test_whoever_leaves_the_rest_keep_their_order_and_close_up(gone: set[int]) -> None:
    rows = a_list(6)
    leave(waiting=[rows[index] for index in gone], at=AT)
    stayed = [row.pk for index, row in enumerate(rows) if index not in gone]
    assert turns(rows[0].programme) == list(enumerate(stayed, start=1))
    assert WaitingPlace.objects.filter(programme=rows[0].programme, left_at=AT).count() == len(gone)


def test_another_list_does_not_move() -> None:
    mine, other = a_list(3), a_list(3)
    before = turns(other[0].programme)
    leave(waiting=mine[:1], at=AT)
    assert turns(other[0].programme) == before


def test_nobody_who_leaves_is_no_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        leave(waiting=[], at=AT)


def test_whoever_moves_up_waits_less_and_where_nothing_was_seen_no_delay_is_said() -> None:
    seen = a_list(3, observed=24)
    leave(waiting=seen[:1], at=AT)
    first, second = WaitingPlace.objects.filter(programme=seen[0].programme, left_at=None).order_by("position")
    assert first.likely_days is not None
    assert second.likely_days is not None
    assert first.likely_days <= second.likely_days
    assert second.late_days is not None
    assert second.likely_days <= second.late_days
    unseen = a_list(2, observed=0)
    leave(waiting=unseen[:1], at=AT)
    left = WaitingPlace.objects.get(programme=unseen[0].programme, left_at=None)
    assert (left.likely_days, left.late_days) == (None, None)


def test_a_list_in_order_is_left_alone(django_assert_num_queries: Any) -> None:
    rows = a_list(4)
    listed = rows[0].programme
    assert listed is not None
    with django_assert_num_queries(1):
        close_up(programme_id=listed.id)


@pytest.mark.parametrize("number", [3, 30])
def test_closing_up_costs_the_same_for_few_and_for_many(number: int, django_assert_max_num_queries: Any) -> None:
    rows = a_list(number, observed=12)
    with django_assert_max_num_queries(6):
        leave(waiting=rows[:1], at=AT)
