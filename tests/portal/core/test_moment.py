"""Reading at one moment: the level it runs at, whom it makes wait (nobody), and what a transaction that runs already keeps."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import ConnectionHandler
from django.test.utils import CaptureQueriesContext

from portal.core import moment
from portal.core.moment import one_moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """The portal's connection leads to a file in WAL mode, as in production; this is somebody else's to the same file."""
    name = tmp_path / "kept.sqlite3"
    options = {"transaction_mode": "IMMEDIATE", "timeout": 1, "init_command": "PRAGMA journal_mode=WAL"}
    handler = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(name), "OPTIONS": options}})
    held: Any = handler["default"]
    monkeypatch.setattr(moment, "connection", held)
    monkeypatch.setattr(transaction, "get_connection", lambda using=None: held)
    other = sqlite3.connect(name, isolation_level=None, timeout=1)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("CREATE TABLE looks (times INTEGER)")
    yield other
    other.close()
    held.close()


def ours() -> Any:
    return vars(moment)["connection"]


def looks() -> int:
    with ours().cursor() as cursor:
        cursor.execute("SELECT count(*) FROM looks")
        return int(cursor.fetchone()[0])


def test_on_a_file_of_sqlite_nobody_waits_and_nothing_new_is_seen(kept: sqlite3.Connection) -> None:
    with one_moment():
        assert looks() == 0
        kept.execute("INSERT INTO looks VALUES (1)")  # would be "database is locked" if we had taken the writers' turn
        assert looks() == 0, "of the same moment"
    assert looks() == 1


def test_the_next_transaction_takes_the_turn_of_writers_again(kept: sqlite3.Connection) -> None:
    with one_moment():
        looks()
    with transaction.atomic(), pytest.raises(sqlite3.OperationalError, match="locked"):
        kept.execute("INSERT INTO looks VALUES (1)")


@pytest.mark.parametrize("stopped", [ValueError, GeneratorExit])
def test_a_reading_that_breaks_off_leaves_nothing_behind(kept: sqlite3.Connection, stopped: type[BaseException]) -> None:
    with pytest.raises(stopped), one_moment():
        looks()
        raise stopped
    assert not ours().in_atomic_block
    kept.execute("INSERT INTO looks VALUES (1)")
    assert looks() == 1


@pytest.mark.django_db(transaction=True)
def test_on_postgresql_it_says_its_level_and_may_not_write() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has levels")
    with one_moment(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("repeatable read",)
    with pytest.raises(DatabaseError, match="read-only"), one_moment(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE looks (times INTEGER)")


def test_inside_a_transaction_its_own_rules_hold() -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as asked, one_moment():
        pass
    assert [query["sql"] for query in asked] == []
