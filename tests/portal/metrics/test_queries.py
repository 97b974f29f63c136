"""Reads: how many questions they ask, and what a preview tells."""

from datetime import timedelta
from typing import Any

import pytest

from portal.accounts.actors import SYSTEM
from portal.metrics import operations, queries
from portal.metrics.enums import CellState
from portal.metrics.models import LedgerTurn, Release
from tests.factories.metrics import Q1, Q2, a_small_company, noon

pytestmark = pytest.mark.django_db
STATES = (CellState.SHOWN, CellState.NOT_UPDATED, CellState.BANDED, CellState.HIDDEN)


def test_a_release_is_read_in_three_queries(django_assert_num_queries: Any) -> None:
    assert queries.latest_release() is None
    a_small_company().save()
    for quarter in (Q1, Q2):
        operations.publish_release(period=quarter, by=SYSTEM, at=noon(quarter.end + timedelta(days=5)))
    with django_assert_num_queries(3):
        found = queries.latest_release()
        assert found is not None
        assert [len(figure.cells.all()) for figure in found.figures.all()] == [4, 7, 2, 1, 2, 3, 7, 1, 3, 1, 1, 4, 5, 0, 0]
    assert [release.number for release in queries.releases()] == [2, 1]
    assert queries.release(release_id=found.id) == found
    with pytest.raises(Release.DoesNotExist):
        queries.release(release_id=Release().id)


def test_facts_are_read_in_a_fixed_number_of_queries(django_assert_max_num_queries: Any) -> None:
    world = a_small_company()
    world.save()
    LedgerTurn.objects.get_or_create(pk=1)  # as after the first release of all
    with django_assert_max_num_queries(42):  # one of them waits for the turn at the ledger
        operations.publish_release(period=Q1, by=SYSTEM, at=noon(Q1.end + timedelta(days=5)))


def test_a_preview_says_what_would_be_hidden_and_no_value() -> None:
    a_small_company().save()
    at = noon(Q1.end + timedelta(days=5))
    assert queries.quarter_to_publish(at=at) == Q1
    preview = {row.code: tuple(map(row.count, STATES)) for row in queries.preview(quarter=Q1)}
    assert preview == {
        "participation": (2, 0, 2, 0),
        "funnel": (4, 0, 0, 3),
        "pairs_active": (2, 0, 0, 0),
        "pairs_opened": (1, 0, 0, 0),
        "hours": (1, 0, 0, 1),
        "duration": (0, 0, 0, 3),
        "training_hours": (0, 0, 0, 7),
        "satisfaction": (0, 0, 0, 1),
        "satisfaction_bands": (0, 0, 0, 3),
        "programme_pairs": (1, 0, 0, 0),
        "programme_hours": (1, 0, 0, 0),
        "offer": (4, 0, 0, 0),
        "actions": (5, 0, 0, 0),
        "programme_places": (0, 0, 0, 0),
        "costs": (0, 0, 0, 0),
    }
    assert not Release.objects.exists()
    operations.publish_release(period=Q1, by=SYSTEM, at=at)
    assert queries.quarter_to_publish(at=at) is None
    assert queries.quarter_to_publish(at=noon(Q2.end + timedelta(days=1))) == Q2
