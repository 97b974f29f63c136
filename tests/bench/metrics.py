"""The disclosure control under attack and what it costs; the facts and indicators of six years of a large company.

Beside them, in the same run: what everyone else does, which is to hide cells under k and publish the rest; and model instances,
loop by loop. The company is written to SQLite in a folder of its own, or to the empty database that DATABASE_URL names
(PostgreSQL: DATABASE_URL=postgres://… python -m tests.bench.metrics).
"""

import os
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from .rows import Row, cpu_seconds, main, peak_mebibytes

if TYPE_CHECKING:
    from django.test import Client

    from portal.metrics.disclosure.candidates import Candidate
    from portal.metrics.disclosure.control import Ruling
    from portal.metrics.disclosure.families import PersonSet
    from portal.metrics.periods import Quarter

K = 10
FAMILIES, FEW_FAMILIES = 1_000, 45
COMPANY = (100_000, 20_000, 1_000_000)
SAMPLE = 0.02
PERSONS, RELEASES = 2_000, 8
WHO_IS_THERE = (
    '"django_session"', '"accounts_user"', '"accounts_signin"', '"engagement_volunteer"', '"programmes_teammember"',
    '"access_cut_at"', "BEGIN", "COMMIT",
)  # fmt: skip
SCREEN, ROUNDS, MOST_QUERIES, MOST_MS = "/fr/company/figures/", 20, 6, 50.0


def rows(*, small: bool) -> list[Row]:
    """Attack, then measure."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.config.settings.testing"
        size = 50 if small else 1
        command = [sys.executable, "-m", "tests.factories.metrics_bulk", *(str(count // size) for count in COMPANY)]
        subprocess.run(command, check=True, capture_output=True)
        import django

        django.setup()
        from django.db import connection

        try:
            return [*_facts(1 / size), *_attacked(FEW_FAMILIES if small else FAMILIES), _control(), *_screen()]
        finally:
            connection.close()


def _facts(share: float) -> Iterator[Row]:
    """Every quarter's facts and the persons behind every cell of every figure; then the same by loops over a sample."""
    plain = cpu_seconds(partial(_loops, SAMPLE)) / SAMPLE
    seconds = cpu_seconds(_indicators)
    memory = peak_mebibytes()
    against = "instances with select_related, scaled"
    names = ("employees", "mentors", "sessions")
    size = ", ".join(f"{round(count * share):,} {name}" for count, name in zip(COMPANY, names, strict=True))
    holds = seconds <= 20 * share + 3 and (share < 1 or plain >= 10 * seconds)
    yield Row(f"facts and indicators of 24 quarters: {size}", seconds, "CPU s", against, seconds / plain, "≤ 20 s, ≤ 1/10", holds)
    yield Row("memory at its peak", memory, "MiB", "", None, "≤ 1024 MiB", memory <= 1024)


def _screen() -> Iterator[Row]:
    """The dashboard of CSR on the newest of three quarters published from this company; beside it the same figures counted live.

    Its queries are those of its own, the note of the reading (R16) among them: who is there is asked once on every screen.
    """
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext, override_settings
    from django.utils import translation

    from portal.accounts.actors import SYSTEM
    from portal.accounts.enums import Role
    from portal.core import clock
    from portal.metrics import operations
    from tests.factories.personas import client_as

    quarters = _six_years()[-3:]
    for quarter in quarters:
        operations.publish_release(period=quarter, by=SYSTEM, at=clock.now())
    shared = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with translation.override("fr"), override_settings(CACHES=shared):
        client = client_as(Role.CSR)
        ask = partial(_asked_for, client, SCREEN)
        ask()
        reset_queries()
        with CaptureQueriesContext(connection) as captured:
            ask()
        asked = sum(not any(table in one["sql"] for table in WHO_IS_THERE) for one in captured)
        took = 1000 * min(cpu_seconds(ask) for _ in range(ROUNDS))
        live = 1000 * cpu_seconds(lambda: _counted_live(quarters[-1]))
    yield Row("a published screen: SQL queries of its own", asked, "", "", None, f"≤ {MOST_QUERIES}", asked <= MOST_QUERIES)
    yield Row(
        "a published screen: CPU", took, "ms", "the same figures counted live", took / live, f"≤ {MOST_MS:.0f} ms", took <= MOST_MS
    )


def _asked_for(client: "Client", address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200 or b"<main" not in answer.content:
        raise SystemExit(f"{address}: {answer.status_code}")


def _counted_live(quarter: "Quarter") -> None:
    """What a dashboard without releases does at each look: facts and indicators of one quarter, no control."""
    from portal.metrics.catalogue import definitions
    from portal.metrics.facts import facts_of

    facts = facts_of(quarter=quarter)
    for definition in definitions(facts):
        definition.behind(facts)


def _indicators() -> None:
    from portal.metrics.catalogue import definitions
    from portal.metrics.facts import facts_over

    for facts in facts_over(quarters=_six_years()):
        for definition in definitions(facts):
            behind = definition.behind(facts)
            for key, _ in definition.keys(facts):
                behind[behind["key"] == key]


def _loops(part: float) -> None:
    """The plain way: a row an object, a quarter a loop, on a part of the rows."""
    from portal.mentorship.models import Pair, Session
    from portal.people.models import Employee

    quarters, found = _six_years(), defaultdict[tuple[object, ...], int](int)
    few = int(Employee.objects.count() * part)
    for quarter in quarters:
        for employee in Employee.objects.select_related("site", "legal_entity").order_by("id")[:few]:
            if (employee.start_date or quarter.end) <= quarter.end and (employee.end_date or quarter.end) >= quarter.end:
                found[quarter, employee.site and employee.site.group, employee.legal_entity and employee.legal_entity.code] += 1
        pairs = Pair.objects.select_related("volunteer__employee", "clearance__application__campaign").order_by("id")
        for pair in pairs[: int(pairs.count() * part)]:
            found[quarter, "open"] += pair.introduced_on is not None and pair.introduced_on <= quarter.end
        sessions = Session.objects.select_related("pair__volunteer__employee__site", "pair__programme").order_by("id")
        sample = int(Session.objects.count() * part / len(quarters))
        for session in sessions.filter(on__range=(quarter.start, quarter.end))[:sample]:
            found[quarter, session.pair.volunteer.employee_id, session.time_basis] += session.minutes


def _six_years() -> "list[Quarter]":
    from portal.metrics.periods import Quarter

    return [Quarter(year, number) for year in range(2020, 2026) for number in range(1, 5)]


def _attacked(count: int) -> Iterator[Row]:
    """Every group of 1 to k−1 persons of every family is written down and sought in the span of what was published."""
    from portal.metrics.attack_files import Question, answer
    from portal.metrics.disclosure.families import PersonSet, people
    from tests.portal.metrics.attacked import families
    from tests.portal.metrics.span_oracle import leaking_group

    def gives_away(ledger: dict[str, list[int]]) -> bool:
        return leaking_group([PersonSet(name, people(ids)) for name, ids in ledger.items()], K) is not None

    leaks, plain, kept, large, seconds = 0, 0, 0, 0, 0.0
    for family in families(count):
        ledger: dict[str, list[int]] = {}
        naive: dict[str, list[int]] = {}
        for number, release in enumerate(family.releases):
            new = {f"{number} {name}": ids for name, ids in release.items()}
            found: list[str] = []
            question = Question(K, dict(ledger), {}, dict(new))  # type: ignore[arg-type]  # whole numbers alone
            seconds += cpu_seconds(lambda asked=question, into=found: into.extend(answer(asked, seconds=600).kept))  # type: ignore[misc]
            ledger |= {name: new[name] for name in found}
            naive |= {name: ids for name, ids in new.items() if len(ids) >= K}
        leaks, plain = leaks + gives_away(ledger), plain + gives_away(naive)
        if family.kind == "hierarchy":
            kept, large = kept + len(ledger), large + len(naive)
    against = "hiding cells under k alone"
    share = kept / large
    yield Row(f"leaks in {count:,} families", leaks, "leaks", against, leaks / max(1, plain), "0", leaks == 0)
    yield Row("leaks of the same when cells under k are hidden alone", plain, "leaks", against, 1.0, "", plain > 0)
    yield Row("cells of k or more kept in the hierarchies", 100 * share, "%", against, share, "≥ 70 %", share >= 0.7)
    yield Row("a family", 1000 * seconds / count, "CPU ms", "", None, "", holds=True)


def _control() -> Row:
    """A company of 2,000 over eight quarters: 120 sets that overlap, beside the headcounts of its site groups and entities."""
    from portal.metrics.disclosure.families import PersonSet
    from portal.metrics.enums import CellState

    ledger: list[PersonSet] = []
    seconds, asked, shown = 0.0, 0, 0
    for quarter, (candidates, known) in enumerate(_quarters(random.Random(3))):
        rulings: dict[str, Ruling] = {}
        seconds += cpu_seconds(partial(_ruled, rulings, candidates, list(ledger), known))
        good = [one.set for one in candidates if rulings[one.code].state is CellState.SHOWN]
        asked, shown = asked + len(candidates), shown + len(good)
        ledger += [PersonSet(f"{quarter}/{one.code}", one.members, one.known) for one in [*good, *known]]
    figure = f"control of {asked} sets over {RELEASES} releases ({shown} shown)"
    return Row(figure, seconds, "CPU s", "", None, "≤ 10 s", seconds <= 10)


def _ruled(
    into: "dict[str, Ruling]", new: "Sequence[Candidate]", ledger: "Sequence[PersonSet]", known: "Sequence[PersonSet]"
) -> None:
    from portal.metrics.disclosure.control import control

    into.update(control(new, ledger, K, known=known))


def _quarters(draw: random.Random) -> "Iterator[tuple[list[Candidate], list[PersonSet]]]":
    """Yield the candidates and the headcounts of each quarter; two in a hundred leave, some mentors stop, more begin."""
    from portal.metrics.disclosure.candidates import Candidate
    from portal.metrics.disclosure.families import PersonSet, people
    from portal.metrics.enums import Nature

    here, mentors = set(range(PERSONS)), set(draw.sample(range(PERSONS), 300))
    groups, entities = {p: draw.randrange(5) for p in range(2 * PERSONS)}, {p: draw.randrange(3) for p in range(2 * PERSONS)}
    for quarter in range(RELEASES):
        here -= set(draw.sample(sorted(here), 40))
        here |= set(range(PERSONS + 45 * quarter, PERSONS + 45 * quarter + 45))
        mentors &= here
        mentors -= set(draw.sample(sorted(mentors), 30))
        mentors |= set(draw.sample(sorted(here - mentors), 45))
        active = {p for p in mentors if p % 3}
        cells = [("participation", "", mentors)]
        cells += [("participation", str(g), {p for p in mentors if groups[p] == g}) for g in range(5)]
        cells += [("active", "", active)] + [("active", str(e), {p for p in active if entities[p] == e}) for e in range(3)]
        cells += [
            ("funnel", str(n), {p for p in mentors if p * 7919 % 1000 < share}) for n, share in enumerate((900, 700, 500, 400, 300))
        ]
        known = [PersonSet("headcount:", people(here), known=True)]
        known += [PersonSet(f"group:{g}", people(p for p in here if groups[p] == g), known=True) for g in range(5)]
        known += [PersonSet(f"entity:{e}", people(p for p in here if entities[p] == e), known=True) for e in range(3)]
        yield [Candidate(figure, key, Nature.FLOW, people(members)) for figure, key, members in cells], known


if __name__ == "__main__":
    main(rows)
