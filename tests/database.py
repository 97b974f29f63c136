"""A test database in a second or two: what the migrations make is kept in pytest's cache until one of them changes.

SQLite only, where the database of a run lives in memory and every process of it would run every migration again. `--create-db` and
`--cache-clear` forget what was kept.
"""

import fcntl
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.apps import apps
from django.db import connection


def fingerprint() -> str:
    """A digest of the source of every migration of every application, in order."""
    digest = hashlib.sha256(sqlite3.sqlite_version.encode())
    for config in apps.get_app_configs():
        digest.update(config.name.encode())
        for source in sorted(Path(config.path).glob("migrations/*.py")):
            digest.update(source.name.encode() + source.read_bytes())
    return digest.hexdigest()[:16]


def in_memory() -> bool:
    """Whether this run's database lives in the memory of its process."""
    return connection.vendor == "sqlite" and not connection.settings_dict["TEST"]["NAME"]


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold a lock between processes: the first one migrates, the others wait and copy."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def load(kept: Path) -> sqlite3.Connection | None:
    """Fill this process's database from the copy, if there is one; it lives while the answer (or Django) is connected."""
    if not kept.exists():
        return None
    name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
    memory = sqlite3.connect(name, uri=True)
    with closing(sqlite3.connect(kept)) as copy:
        copy.backup(memory)
    return memory


def keep(kept: Path) -> None:
    """Copy this process's database, and drop copies of other migrations."""
    connection.ensure_connection()
    unfinished = kept.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as copy:
        connection.connection.backup(copy)
    for old in kept.parent.glob("*.sqlite3"):
        old.unlink()
    unfinished.rename(kept)
