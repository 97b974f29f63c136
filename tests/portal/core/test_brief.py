"""A write that gives up: done, or left undone without harm, and the connection waits afterwards as it did before."""

import sqlite3
import threading
import time
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal.core import brief
from portal.programmes.models import Campaign
from tests.factories.programmes import CampaignFactory

pytestmark = pytest.mark.django_db


def patience() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        return int(cursor.fetchone()[0])


def test_a_write_is_done_and_said_to_be() -> None:
    assert brief.try_briefly(CampaignFactory.create)
    assert Campaign.objects.count() == 1


def test_what_the_database_refuses_is_left_undone() -> None:
    def twice() -> None:
        with transaction.atomic():
            CampaignFactory.create(reference="une")
            CampaignFactory.create(reference="une")

    assert not brief.try_briefly(twice)
    assert not Campaign.objects.exists()


def test_an_error_that_is_not_the_databases_is_not_swallowed() -> None:
    def broken() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        brief.try_briefly(broken)


@pytest.mark.parametrize("error", [None, IntegrityError, LookupError])
def test_the_connection_waits_as_before(error: type[Exception] | None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite is told how long to wait")
    seen = []

    def write() -> None:
        seen.append(patience())
        if error:
            raise error

    usual = int(1000 * connection.settings_dict["OPTIONS"].get("timeout", 5))
    if error is LookupError:
        with pytest.raises(LookupError):
            brief.try_briefly(write)
    else:
        assert brief.try_briefly(write) is (error is None)
    assert (seen, patience()) == ([brief.PATIENCE], usual)


def test_sqlite_gives_up_within_its_patience(tmp_path: Path) -> None:
    """The pragma does what is expected of it: a second writer is told at once, not after the usual twenty seconds."""
    path = tmp_path / "held.sqlite3"
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("CREATE TABLE looks (times INTEGER)")
    holder.execute("BEGIN IMMEDIATE")
    other = sqlite3.connect(path, isolation_level=None, timeout=20)
    other.execute(f"PRAGMA busy_timeout = {brief.PATIENCE}")
    released = threading.Timer(10, holder.rollback)
    released.start()
    began = time.monotonic()
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("INSERT INTO looks VALUES (1)")
    released.cancel()
    assert time.monotonic() - began < 9
    assert issubclass(IntegrityError, DatabaseError)
    holder.close()
    other.close()
