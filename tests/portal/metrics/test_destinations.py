"""Where releases are pushed: who may say it, what is refused, once unless asked again, and what the command says."""

from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import ASSOCIATION_ROLES, COMPANY_ROLES, Role
from portal.core.models import AuditEntry, OutboxMessage
from portal.metrics import operations, queries
from portal.metrics.enums import DESTINATION, PUSH, FileKind, Way
from portal.metrics.errors import DestinationRefused
from portal.metrics.models import Destination, Release
from tests.factories.metrics import Q1, noon
from tests.factories.releases import a_full_release

pytestmark = pytest.mark.django_db
AT = noon(Q1.end + timedelta(days=5))
ADMIN = Actor(uuid4(), frozenset({Role.PLATFORM_ADMIN}))
FOLDER: dict[str, Any] = {"name": "sirh", "way": Way.FOLDER, "file_kind": FileKind.CSV, "address": ""}
POST: dict[str, Any] = {"name": "api", "way": Way.POST, "file_kind": FileKind.JSON, "address": "https://hris.example.org/figures"}


def add(by: Actor = ADMIN, **said: Any) -> Destination:
    return operations.add_destination(**said, by=by, at=AT)


def test_a_folder_has_no_secret_and_an_address_has_its_own() -> None:
    folder, first = add(**FOLDER), add(**POST)
    second = add(**{**POST, "name": "api-2"})
    assert (folder.secret, len(first.secret)) == ("", 43)
    assert first.secret != second.secret
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM metrics_destination")
        stored = " ".join(row[0] or "" for row in cursor.fetchall())
    assert first.secret not in stored, "encrypted where it is kept"
    assert first.secret not in str(list(AuditEntry.objects.values_list("facts", flat=True)))
    assert [str(one) for one in queries.destinations()] == ["api", "api-2", "sirh"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({**FOLDER, "name": "../../etc"}, "bad_name"),
        ({**FOLDER, "name": "-rf"}, "bad_name"),
        ({**FOLDER, "name": "SIRH"}, "bad_name"),
        ({**FOLDER, "name": ""}, "bad_name"),
        ({**FOLDER, "name": "a" * 41}, "bad_name"),
        ({**FOLDER, "name": "sirh\n"}, "bad_name"),
        ({**FOLDER, "way": "pigeon"}, "unknown_kind"),
        ({**FOLDER, "file_kind": "pdf"}, "unknown_kind"),
        ({**FOLDER, "address": "https://hris.example.org/"}, "bad_address"),
        ({**POST, "address": ""}, "bad_address"),
        ({**POST, "address": "ftp://hris.example.org/"}, "bad_address"),
        ({**POST, "address": "https://user:word@hris.example.org/"}, "bad_address"),
        ({**POST, "address": "https://hris.example.org/#part"}, "bad_address"),
    ],
    ids=str,
)
def test_what_makes_no_place_is_refused_and_nothing_is_kept(said: dict[str, Any], code: str) -> None:
    with pytest.raises(DestinationRefused) as refused:
        add(**said)
    assert refused.value.code == code
    assert not Destination.objects.exists()


def test_a_name_is_taken_once() -> None:
    add(**FOLDER)
    with pytest.raises(DestinationRefused) as refused:
        add(**{**POST, "name": "sirh"})
    assert refused.value.code == "name_taken"


@pytest.mark.parametrize("role", sorted({*COMPANY_ROLES, *ASSOCIATION_ROLES, Role.EMPLOYEE} - {Role.PLATFORM_ADMIN}))
def test_the_platform_administration_alone_says_where(role: Role) -> None:
    by, place, release = Actor(uuid4(), frozenset({role})), add(**FOLDER), a_full_release()
    attempts: list[Any] = [
        lambda: add(by, **POST),
        lambda: operations.remove_destination(destination=place, by=by, at=AT),
        lambda: operations.push_release(release=release, destination=place, again=True, by=by, at=AT),
    ]
    for attempt in attempts:
        with pytest.raises(DestinationRefused) as refused:
            attempt()
        assert refused.value.code == "not_allowed"
    assert queries.destinations() == [place]
    assert not OutboxMessage.objects.exists()


def test_a_release_is_put_once_until_it_left_and_again_only_when_asked() -> None:
    release, place = a_full_release(), add(**FOLDER)

    def push(*, again: bool) -> str:
        try:
            operations.push_release(release=release, destination=place, again=again, by=ADMIN, at=AT)
        except DestinationRefused as refused:
            return refused.code
        return "put"

    assert [push(again=False), push(again=False), push(again=True)] == ["put", "under_way", "under_way"]
    OutboxMessage.objects.update(sent_at=AT)
    assert [push(again=False), push(again=True)] == ["pushed_already", "put"]
    row = OutboxMessage.objects.filter(sent_at=None).get()
    assert (row.kind, row.recipient_kind, row.recipient_id, row.subject_id) == (PUSH, DESTINATION, place.id, release.id)


def test_what_was_given_up_can_be_pushed_again() -> None:
    release, place = a_full_release(), add(**FOLDER)
    operations.push_release(release=release, destination=place, again=False, by=ADMIN, at=AT)
    OutboxMessage.objects.update(attempts=7, failure="status_500")
    operations.push_release(release=release, destination=place, again=False, by=ADMIN, at=AT)
    assert OutboxMessage.objects.count() == 2


def test_pushes_are_listed_the_newest_first_in_two_queries() -> None:
    release, place = a_full_release(), add(**FOLDER)
    for day in range(3):
        operations.push_release(release=release, destination=place, again=True, by=SYSTEM, at=AT + timedelta(days=day))
        OutboxMessage.objects.update(sent_at=AT)
    with CaptureQueriesContext(connection) as asked:
        found = queries.pushes()
    assert len(asked) == 2
    assert [one.put_at for one in found[place.id]] == [AT + timedelta(days=day) for day in (2, 1, 0)]
    assert {one.release.id for one in found[place.id]} == {release.id}


def said(*words: str) -> str:
    out = StringIO()
    call_command("metrics", "push", *words, stdout=out)
    return out.getvalue()


def test_the_command_puts_the_newest_release_everywhere_and_says_what_is_there_already() -> None:
    release: Release = a_full_release()
    add(**FOLDER)
    add(**POST)
    assert said().count(f"release {release.number} is in the outbox") == 2
    assert said("--to", "sirh") == "sirh: it is on its way already.\n"
    OutboxMessage.objects.update(sent_at=AT)
    assert "--again" in said("--to", "sirh")
    assert "is in the outbox" in said("--to", "sirh", "--again", "--release", str(release.number))
    assert OutboxMessage.objects.count() == 3


@pytest.mark.parametrize("words", [(), ("--to", "nowhere"), ("--release", "99")], ids=str)
def test_the_command_says_that_there_is_nothing_to_push(words: tuple[str, ...]) -> None:
    a_full_release()
    with pytest.raises(CommandError, match="nothing was put in the outbox"):
        said(*words)
    assert not OutboxMessage.objects.exists()
