"""A release published while a run ends: whoever comes second looks at what the first showed. Together they give away nobody."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from portal.metrics.models import LedgerTurn
from tests.portal.journeys.test_release_after_a_run import company, publish, run_of

START = "import django; django.setup(); from tests.portal.journeys.test_release_after_a_run import *;"
WORLD = START + "company(33)"
PEOPLE = "people = [one for one in Employee.objects.order_by('external_id') if one.user_id][:60];"
FRESH = (
    "from tests.factories import accounts, programmes as made;"
    "[one.reset_sequence(900, force=True) for one in (made.AssociationFactory, made.AntennaFactory, made.ProgrammeFactory,"
    " made.CampaignFactory, made.TeamMemberFactory, accounts.UserFactory)];"
)
"""Codes that the process which made the world has not used."""
NAMED = "people = sorted(people, key=lambda one: int(one.external_id[1:]));"
HALF_WAY = (
    "\nfrom portal.{room} import {module} as door\nwhole = door.{name}\n"
    "def half_way(*args, **kwargs):\n    print('counted', flush=True); sys.stdin.readline(); return whole(*args, **kwargs)\n"
    "door.{name} = half_way\n"
)
RUN = "print('ran', run_of(people[:30]).released['people'], flush=True)\n"
PUBLISH = "print('published', *signed_in(publish()), flush=True)\n"
STOPS = {RUN: HALF_WAY.format(room="routing", module="operations", name="finish_run"),
         PUBLISH: HALF_WAY.format(room="metrics", module="ledger", name="entries")}  # fmt: skip


@pytest.mark.live
@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        pytest.param(RUN, PUBLISH, ["ran 30", "published hidden None"], id="a run, then a release"),
        pytest.param(PUBLISH, RUN, ["published shown 35", "ran None"], id="a release, then a run"),
    ],
)
def test_the_second_waits_and_shows_nothing_that_the_first_would_give_away(
    own_database: str, first: str, second: str, said: list[str]
) -> None:
    """The first stops between its counts and its end; the second, started then, ends after it and is held against it."""
    environment = {**os.environ, "DATABASE_URL": own_database, "DJANGO_SETTINGS_MODULE": "portal.config.settings.testing"}
    common = {"env": environment, "cwd": settings.BASE_DIR, "text": True}
    subprocess.run([sys.executable, "-c", WORLD], check=True, **common)  # type: ignore[call-overload]

    def begun(work: str, stop: str = "") -> "subprocess.Popen[str]":
        code = f"import sys; {START}{FRESH}{PEOPLE}{NAMED}{stop}\nprint('ready', flush=True); sys.stdin.readline()\n{work}"
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        return subprocess.Popen([sys.executable, "-c", code], **pipes, **common)  # type: ignore[call-overload,no-any-return]

    one, two = begun(first, STOPS[first]), begun(second)
    assert one.stdin and one.stdout and two.stdout
    assert (one.stdout.readline(), two.stdout.readline()) == ("ready\n", "ready\n")
    one.stdin.write("go\n")
    one.stdin.flush()
    assert one.stdout.readline() == "counted\n"
    with pytest.raises(subprocess.TimeoutExpired):
        two.communicate("go\n", timeout=2)  # it waits for the first
    answers = [one.communicate("on\n", timeout=60)[0].strip(), two.communicate(timeout=60)[0].strip()]
    assert answers == said


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
        LedgerTurn.hold()
