"""A write that gives up rather than make a reader wait: a page counts its visit, and opens while an import runs."""

from collections.abc import Callable

from django.db import DatabaseError, connection

PATIENCE = 200
"""Milliseconds that a reader may wait for a number."""


def try_briefly(write: Callable[[], object]) -> bool:
    """Write, and leave it undone when the database is busy or refuses. Returns whether it was done.

    On SQLite one long import holds the whole database; on PostgreSQL a row is held only by who counts in the same instant.
    """
    try:
        _wait_no_longer_than(PATIENCE)
        write()
    except DatabaseError:
        return False
    finally:
        _wait_no_longer_than(int(1000 * connection.settings_dict["OPTIONS"].get("timeout", 5)))
    return True


def _wait_no_longer_than(milliseconds: int) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
