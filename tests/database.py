"""A test database in a second or two: what the migrations make is kept until one of them changes, and each process copies it.

On SQLite, where the database of a run lives in memory, the copy is a file of pytest's cache, which `--cache-clear` forgets. On
PostgreSQL it is a database beside those of the tests. `--create-db` migrates again. Run as a program, it makes the copy in the
folder it is given: pytest begins it, and collects tests meanwhile.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import django
import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from psycopg import sql

PREFIX = "migrated_"
ROOT = Path(__file__).parents[1]
PROGRAM = (sys.executable, "-m", "tests.database")


def begin(folder: Path) -> subprocess.Popen[bytes] | None:
    """Begin to migrate in a process beside this one, unless a copy is there: whoever needs it first waits for it in `migrated`."""
    if (folder / f"{fingerprint()}.sqlite3").exists() and connection.vendor == "sqlite":
        return None
    return subprocess.Popen([*PROGRAM, str(folder)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def migrated(folder: Path, *, afresh: bool) -> Iterator[None]:
    """Have the database there, migrated, before Django sets it up within the block; keep what it migrated, if there was no copy."""
    copies = {"sqlite": _in_memory, "postgresql": _on_server}.get(connection.vendor)
    if copies is None or (connection.vendor == "sqlite" and connection.settings_dict["TEST"]["NAME"]):
        yield
        return
    with alone(folder / "lock"), copies(folder, afresh=afresh):
        yield


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold a lock between processes: the first one migrates, the others wait and copy."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@contextmanager
def another(kept: Path, folder: Path) -> Iterator[str]:
    """Another migrated database with nothing in it, on the same kind of server as the suite's, once that one is set up: a copy of
    what is `kept`, there as long as the block lasts, whoever is still connected at its end. Yields its DATABASE_URL.
    """
    if connection.vendor == "sqlite":
        yield f"sqlite:///{shutil.copy(kept / f'{fingerprint()}.sqlite3', folder / 'own.sqlite3')}"
        return
    said, name = settings.DATABASES["default"], f"own_{uuid4().hex}"
    server = f"postgres://{said['USER']}@{said['HOST']}:{said['PORT']}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as held:
        held.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, PREFIX + fingerprint()))))
        yield f"{server}/{name}"
        held.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def empty(kept: Path, folder: Path) -> Path:
    """A migrated SQLite file with nothing in it, for a program that a test starts: a copy of what is `kept`, migrated first if no
    run did. Unlike `another`, it needs no database of the suite's own.
    """
    source = kept / f"{fingerprint()}.sqlite3"
    if not source.exists():
        usual = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        subprocess.run([*PROGRAM, str(kept)], cwd=ROOT, env=usual, check=True)
    return Path(shutil.copy(source, folder / "own.sqlite3"))


def fingerprint() -> str:
    """A digest of the source of every migration of every application, in order."""
    digest = hashlib.sha256(sqlite3.sqlite_version.encode())
    for config in apps.get_app_configs():
        digest.update(config.name.encode())
        for source in sorted(Path(config.path).glob("migrations/*.py")):
            digest.update(source.name.encode() + source.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _in_memory(folder: Path, *, afresh: bool) -> Iterator[None]:
    kept = folder / f"{fingerprint()}.sqlite3"
    if afresh or not kept.exists():
        yield
        _keep(kept)
        return
    name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
    with closing(sqlite3.connect(name, uri=True)) as memory:  # it lives while somebody is connected: this, then Django
        with closing(sqlite3.connect(kept)) as copy:
            copy.backup(memory)
        yield


def _keep(kept: Path) -> None:
    """Copy this process's database, and drop copies of other migrations."""
    connection.ensure_connection()
    unfinished = kept.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as copy:
        connection.connection.backup(copy)
    for old in kept.parent.glob("*.sqlite3"):
        old.unlink()
    unfinished.rename(kept)


@contextmanager
def _on_server(_folder: Path, *, afresh: bool) -> Iterator[None]:
    kept = PREFIX + fingerprint()
    found = not afresh and kept in _names()
    if found:
        _copy(kept, connection.creation._get_test_db_name())  # type: ignore[attr-defined]
    yield
    if not found:
        connection.close()  # a database that somebody is connected to cannot be copied
        for other in _names():
            _run(f"DROP DATABASE {other}")
        _copy(connection.settings_dict["NAME"], kept)


def _names() -> list[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        return [name for (name,) in cursor.fetchall()]


def _copy(source: str, name: str) -> None:
    _run(f"DROP DATABASE IF EXISTS {name}")
    _run(f"CREATE DATABASE {name} TEMPLATE {source}")


def _run(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


if __name__ == "__main__":
    django.setup()
    with migrated(Path(sys.argv[1]), afresh=False):
        made = setup_databases(verbosity=0, interactive=False, keepdb=True)
    teardown_databases(made, verbosity=0)
