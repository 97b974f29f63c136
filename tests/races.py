"""Two browsers at the same moment, each in a process of its own, on the data of a test: on SQLite as on PostgreSQL.

The test commits what it made (`transaction=True`); on SQLite, whose test database lives in memory, the processes get a copy of it
as a file. A script prepares, calls `go()`, which waits until every process is ready, then acts and prints one word.
"""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

PRELUDE = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.config.settings.testing"
import django
from django.conf import settings
settings.CACHES["default"] = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_default"}
django.setup()
from django.core.management import call_command
from django.test import Client
given = json.loads(sys.argv[1])
client = Client()

def go():
    print("ready", flush=True)
    sys.stdin.readline()

def opened():
    return "in" if "_auth_user_id" in client.session else "out"
"""


def database_url(folder: Path) -> str:
    """Return an address of the test's data that other processes can open."""
    if connection.vendor == "sqlite":
        file = folder / "race.sqlite3"
        connection.ensure_connection()
        with sqlite3.connect(file) as copy:
            connection.connection.backup(copy)
        copy.close()
        return f"sqlite:///{file}"
    held = connection.settings_dict
    return f"postgres://{held['USER']}@{held['HOST']}:{held['PORT']}/{held['NAME']}"


def run(script: str, url: str, *given: Mapping[str, Any]) -> list[str]:
    """Run a script once for each of the things given, all at once; return the word that each printed last."""
    environment = os.environ | {"DATABASE_URL": url, "PYTHONWARNINGS": "default"}
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", PRELUDE + script, json.dumps(one)],
            cwd=settings.BASE_DIR,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for one in given
    ]
    for racer in racers:
        assert racer.stdout is not None
        if racer.stdout.readline() != "ready\n":
            raise AssertionError(racer.communicate()[1][-2000:])
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    words = []
    for racer in racers:
        said, wrong = racer.communicate(timeout=60)
        if racer.returncode:
            raise AssertionError(wrong[-2000:])
        words.append(said.split()[-1])
    return words
