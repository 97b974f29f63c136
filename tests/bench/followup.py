"""The nightly round over pairs, and the desk of an association with thousands of them.

Beside the round, in the same run: what comes to mind first, a loop that looks at each pair and writes its message. The round is
then killed half-way on another night and taken up: messages that anyone would get twice are counted. Pairs are written to SQLite in
a folder of its own, or to the empty database that DATABASE_URL names.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from .rows import Row, cpu_seconds, main, peak_mebibytes

PAIRS, DESK = 100_000, 5_000
SAMPLE = 0.01
MOST_SECONDS, MOST_MEBIBYTES = 60.0, 512.0
MOST_QUERIES, MOST_MS, ROUNDS = 15, 150.0, 5


def rows(*, small: bool) -> list[Row]:
    """Write the pairs, then measure."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.config.settings.testing"
        size = 50 if small else 1
        subprocess.run([*_BULK, "build", str(PAIRS // size), str(DESK // size)], check=True, capture_output=True)
        import django

        django.setup()
        from django.db import connection

        try:
            return [*_round(PAIRS // size, 1 / size), *_killed(), *_desk(DESK // size)]
        finally:
            connection.close()


_BULK = (sys.executable, "-m", "tests.factories.follow_up_bulk")


def _round(pairs: int, share: float) -> Iterator[Row]:
    from portal.core.models import OutboxMessage
    from tests.factories.follow_up_bulk import TONIGHT, at_night, round_of

    at = at_night(TONIGHT)
    part = min(1.0, SAMPLE / share)
    plain = cpu_seconds(partial(_plainly, round(pairs * part), at)) / part
    took = cpu_seconds(partial(round_of, at))
    memory, told = peak_mebibytes(), OutboxMessage.objects.count()
    held = took <= MOST_SECONDS * share + 1
    against = "a loop, a pair at a time, scaled"
    figure = f"nightly round over {pairs:,} pairs, {told:,} messages"
    yield Row(figure, took, "CPU s", against, took / plain, f"≤ {MOST_SECONDS:.0f} s", held)
    yield Row("memory at its peak", memory, "MiB", "", None, f"≤ {MOST_MEBIBYTES:.0f} MiB", memory <= MOST_MEBIBYTES)
    again = round_of(at)
    more = OutboxMessage.objects.count() - told
    yield Row("the same night again: messages more", more, "", "", None, "0", more == 0 and again == 0)


def _plainly(count: int, at: Any) -> None:
    """Look at pairs one after the other, as a first version would, and undo what was written."""
    from django.db import transaction

    from portal.core import outbox
    from portal.core.clock import local_day
    from portal.mentorship import rules
    from portal.mentorship.enums import MEETING, SessionOutcome
    from portal.mentorship.models import CheckIn, Pair

    today = local_day(at)
    with transaction.atomic():
        for pair in Pair.objects.filter(state__in=MEETING).order_by("id")[:count]:
            held = pair.sessions.filter(outcome=SessionOutcome.HELD).order_by("-on").first()
            begun = pair.introduced_on or today
            quiet = (today - (held.on if held else begun)).days
            if quiet >= rules.Care().nudge_days:
                outbox.put(
                    "mentorship.session_nudge", recipient_kind="volunteer", recipient=pair.volunteer_id, subject=pair.id, at=at
                )
                pair.nudged_on = today
                pair.save(update_fields=["nudged_on"])
            due = rules.check_in_due_on(introduced_on=begun, on=today, care=rules.Care())
            if due and not CheckIn.objects.filter(pair=pair, due_on=due).exists():
                for side in ("mentor", "mentee"):
                    CheckIn.objects.create(pair=pair, side=side, due_on=due, asked_at=at)
        transaction.set_rollback(True)


def _killed() -> Iterator[Row]:
    """Kill the round of another night once it wrote something, take it up, and count who would be written to twice."""
    from django.db.models import Count

    from portal.core.models import OutboxMessage
    from tests.factories.follow_up_bulk import TONIGHT, at_night, round_of

    night = TONIGHT + timedelta(days=45)
    at, before = at_night(night), OutboxMessage.objects.count()
    process = subprocess.Popen([*_BULK, "round", night.isoformat()], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 300
    while process.poll() is None and OutboxMessage.objects.count() == before and time.monotonic() < until:
        time.sleep(0.01)
    process.kill()
    process.wait()
    half = OutboxMessage.objects.count() - before
    round_of(at)
    written = OutboxMessage.objects.filter(created_at=at)
    twice = written.values("kind", "recipient_id", "subject_id").order_by().annotate(n=Count("id")).filter(n__gt=1).count()
    whole = written.count()
    figure = f"killed after {half:,} of {whole:,} messages, taken up: twice"
    yield Row(figure, twice, "", "", None, "0", twice == 0 and whole > half)


def _desk(pairs: int) -> Iterator[Row]:
    """Ask for the screens of a coordinator whose association has so many pairs."""
    from django.db import connection, reset_queries
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import translation

    from portal.accounts.enums import Role
    from portal.core import clock
    from portal.programmes.models import TeamMember
    from tests.factories.accounts import sign_in
    from tests.factories.follow_up_bulk import TONIGHT, at_night

    clock.now = lambda: at_night(TONIGHT)
    clock.today = lambda: TONIGHT
    screens = {"inbox": "/fr/association/", "pairs": "/fr/association/pairs/", "follow-up": "/fr/association/follow-up/"}
    found: dict[str, tuple[int, float]] = {}
    for place, name in (("many", "Association 000"), ("few", "Association 001")):
        member = TeamMember.objects.select_related("user").get(association__name=name, role=Role.COORDINATOR)
        with translation.override("fr"):
            client = sign_in(Client(), member.user)
            for screen, address in screens.items():
                answer = client.get(address)
                if answer.status_code != 200:
                    raise SystemExit(f"{address}: {answer.status_code}")
                reset_queries()
                with CaptureQueriesContext(connection) as asked:
                    client.get(address)
                count = len(asked)
                took = 1000 * cpu_seconds(lambda: [client.get(address) for _ in range(ROUNDS)]) / ROUNDS  # noqa: B023  called here
                found[f"{screen}, {place}"] = (count, took)
    for screen in screens:
        count, took = found[f"{screen}, many"]
        fewer, least = found[f"{screen}, few"]
        against = "an association with fewer"
        figure, held = f"{screen} with {pairs:,} pairs", count <= MOST_QUERIES and count == fewer
        yield Row(f"{figure}: SQL queries", count, "", against, count / fewer, f"≤ {MOST_QUERIES}, constant", held)
        yield Row(f"{figure}: CPU", took, "ms", against, took / least, f"≤ {MOST_MS:.0f} ms", took <= MOST_MS)


if __name__ == "__main__":
    main(rows)
