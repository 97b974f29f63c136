"""A release published while a run ends: whoever comes second looks at what the first showed. Together they give away nobody."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from portal.metrics import operations
from tests.portal.journeys.test_release_after_a_run import company, publish, run_of


@pytest.mark.django_db
@pytest.mark.parametrize("shows", [lambda people: run_of(people[:30]), lambda _people: publish()], ids=["run", "release"])
def test_the_turn_is_taken_before_the_ledger_is_read(shows: Callable[[list[object]], object]) -> None:
    _, people = company(33)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        shows(list(people))
    asked = [one["sql"] for one in captured.captured_queries]
    turn = next(at for at, sql in enumerate(asked) if "metrics_ledgerturn" in sql)
    read = [at for at, sql in enumerate(asked) if "metrics_ledgerentry" in sql or "metrics_shownbeside" in sql]
    assert read
    assert turn < min(read)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time: a transaction is the turn")
def test_the_turn_is_held_only_inside_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        operations.hold_ledger()
