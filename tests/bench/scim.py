"""What an identity provider waits for at 125,000 users: one user by name, id or e-mail, and a page however deep, on both databases.

Beside it, in the same run on the same database: the filter as a walk in Python over each resource (scim2-models' own `match`), and
the page as the database's OFFSET. Milliseconds are CPU of the whole service in process, token and answer included: the median of
many requests, each for somebody else; the wait, which others on the machine share, is told beside it. Each database has a process
of its own; the server of PostgreSQL is in the wait alone.
"""

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from typing import Any

from tests import servers

from .rows import Row, main

FULL, SMALL = 125_000, 2_000
WALKED, WALKED_SMALL = 2_000, 200
A_PAGE, DEEP = 100, 1_000
TIMES, SMALL_TIMES = 200, 20
MOST_MILLISECONDS = 10
MOST_TIMES_THE_FIRST = 1.5
FILTERS = {
    "userName": 'userName eq "P{n}@Example.org"',
    "externalId": 'externalId eq "E{n}"',
    "e-mail": 'emails.value eq "p{n}@example.org"',
    "e-mail, as Entra ID writes it": 'emails[type eq "work"].value eq "p{n}@example.org"',
}


@dataclass(frozen=True)
class Measured:
    """CPU milliseconds by filter, of the walk, of the first and of the deep page, and of the database's own OFFSET.

    `waited` is the wall time of a filter by e-mail.
    """

    filters: dict[str, float]
    walk: float
    walked: int
    first: float
    deep: float
    offset: float
    waited: float


def rows(*, small: bool) -> list[Row]:
    """Measure each database."""
    with tempfile.TemporaryDirectory() as folder:
        found = _told("SQLite", _apart(f"sqlite:///{folder}/bench.sqlite3", small), small)
    if servers.postgres_binaries() is not None:
        with servers.postgres() as url:
            found += _told("PostgreSQL", _apart(url, small), small)
    return found


def _told(database: str, said: Measured, small: bool) -> list[Row]:
    size, walk = SMALL if small else FULL, f"match in Python, {said.walked:,} users"
    found = []
    for name, value in said.filters.items():
        figure = f"{database}: {name}, {size:,} users"
        found.append(Row(figure, value, "CPU ms p50", walk, value / said.walk, "≤ 10 ms", value <= MOST_MILLISECONDS))
    deep, by_offset = said.deep / said.first, said.offset / said.first
    bar, holds = f"≤ {MOST_TIMES_THE_FIRST} ×", deep <= MOST_TIMES_THE_FIRST
    return [
        *found,
        Row(f"{database}: an e-mail is waited for", said.waited, "ms p50", "", None, "told, no bar", True),
        Row(f"{database}: first page of {A_PAGE}", said.first, "CPU ms p50", "", None, "told, no bar", True),
        Row(f"{database}: page at depth {_depth(size):,}", said.deep, "CPU ms p50", "the first page", deep, bar, holds),
        Row(f"{database}: its rows by OFFSET", said.offset, "CPU ms p50", "the first page", by_offset, "told, no bar", True),
    ]


def _depth(size: int) -> int:
    return min(DEEP, size // A_PAGE)


def _apart(url: str, small: bool) -> Measured:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, url, small).result()


def measure(url: str, small: bool) -> Measured:
    """Fill a database with users and ask."""
    os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "portal.config.settings.testing"}
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    size, times = (SMALL, SMALL_TIMES) if small else (FULL, TIMES)
    try:
        _fill(size)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        return _measured(size, times, WALKED_SMALL if small else WALKED)
    finally:
        connection.close()


def _measured(size: int, times: int, walked: int) -> Measured:
    ask, chance = _caller(), random.Random(7)
    numbers = [chance.randrange(size) for _ in range(times)]
    start = (_depth(size) - 1) * A_PAGE + 1
    pages = range(max(times // 5, 5))
    return Measured(
        filters={name: _median(lambda n, text=text: _one(ask(filter=text.format(n=n))), numbers) for name, text in FILTERS.items()},
        walk=_median(lambda n: _walk(n, walked), range(3)),
        walked=walked,
        first=_median(lambda _: _page(ask(startIndex="1", count=str(A_PAGE))), pages),
        deep=_median(lambda _: _page(ask(startIndex=str(start), count=str(A_PAGE))), pages),
        offset=_median(lambda _: _offset(start - 1), pages),
        waited=_median(lambda n: _one(ask(filter=FILTERS["e-mail"].format(n=n))), numbers, clock=time.perf_counter),
    )


def _median(work: Callable[..., object], numbers: Sequence[int], clock: Callable[[], float] = time.process_time) -> float:
    """Return the milliseconds of one piece of work, in the middle of many."""
    taken = []
    for number in numbers:
        began = clock()
        work(number)
        taken.append((clock() - began) * 1000)
    return statistics.median(taken)


def _caller() -> Callable[..., Any]:
    """Return what asks the service for users, as a request with a token."""
    import json

    from django.test import RequestFactory

    from integrations.hris.scim import tokens
    from integrations.hris.scim.server import answer
    from portal.accounts.actors import SYSTEM
    from portal.core import clock

    header = f"Bearer {tokens.create(name='bench', by=SYSTEM, at=clock.now())}"
    return lambda **query: json.loads(
        answer(RequestFactory().get("/scim/v2/Users", query, headers={"Authorization": header}), "Users").content
    )


def _one(body: dict[str, Any]) -> None:
    if body.get("totalResults") != 1:
        raise SystemExit(f"{body.get('totalResults')} found, not one: {body.get('detail')}")


def _page(body: dict[str, Any]) -> None:
    if len(body["Resources"]) != A_PAGE:
        raise SystemExit("a page that is not full")


def _walk(number: int, walked: int) -> None:
    """Ask each resource in Python whether it matches, as a storage without an index does."""
    from scim2_models import ScimFilter

    from integrations.hris.models import ScimResource
    from integrations.hris.scim.resources import EnterpriseUser, User

    model = User[EnterpriseUser]
    asked = ScimFilter[model](FILTERS["e-mail"].format(n=number))
    found = [row for row in ScimResource.objects.order_by("seq")[:walked] if asked.match(model.model_validate(row.document))]
    if len(found) != 1:
        raise SystemExit("the walk found another")


def _offset(start: int) -> None:
    from integrations.hris.models import ScimResource

    list(ScimResource.objects.filter(kind="User", deleted_at=None).order_by("created_at", "id")[start : start + A_PAGE])


def _fill(size: int) -> None:
    """Write users with their index as the storage writes them, in sets."""
    from django.db import transaction

    from integrations.hris.models import ScimResource, ScimValue
    from integrations.hris.scim import index
    from integrations.hris.scim.resources import EnterpriseUser, User
    from portal.core import clock

    model, at = User[EnterpriseUser], clock.now()
    numbers = iter(range(size))
    while batch := list(islice(numbers, 5_000)):
        rows, values = [], []
        for n in batch:
            resource = model.model_validate(_user(n))
            row = ScimResource(
                kind="User",
                seq=n + 1,
                document={name: value for name, value in resource.model_dump().items() if name not in {"id", "meta"}},
                unique_key=index.unique_key(resource) or "",
                created_at=at,
                modified_at=at,
            )
            rows.append(row)
            values += [ScimValue(resource=row, **value._asdict()) for value in index.values(resource)]
        with transaction.atomic():
            ScimResource.objects.bulk_create(rows, batch_size=1000)
            ScimValue.objects.bulk_create(values, batch_size=5000)


def _user(n: int) -> dict[str, Any]:
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
        "userName": f"p{n}@example.org",
        "externalId": f"E{n}",
        "active": True,
        "name": {"givenName": "Camille", "familyName": f"Exemple {n}"},
        "emails": [{"type": "work", "primary": True, "value": f"p{n}@example.org"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"employeeNumber": str(n), "department": f"D{n % 60}"},
    }


if __name__ == "__main__":
    main(rows)
