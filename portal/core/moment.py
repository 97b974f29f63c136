"""Reading several tables as they stood at one moment, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Read in this block what the database held at its first look, and nothing that is written since: no writer waits for it.

    PostgreSQL: a transaction of its own, REPEATABLE READ, read only. SQLite: a deferred one, for ours take the writers' turn
    as they begin (`transaction_mode`). Inside a transaction that runs already, that one's rules hold: a test, or an operation
    that writes.
    """
    if connection.in_atomic_block:
        yield
        return
    with _deferred(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@contextmanager
def _deferred() -> Iterator[None]:
    """Begin transactions in this block without the writers' turn, on SQLite."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()  # it reads its own mode from the settings as it opens
    held = cast("Any", connection)
    mode, held.transaction_mode = held.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        held.transaction_mode = mode
