"""What human resources are written on files: it leads to the very plan, in their language, and not at all once it is decided."""

import pytest
from django.core import mail

from integrations.messaging.operations import deliver_due
from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core.models import OutboxMessage
from portal.core.outbox import POINTLESS
from portal.people import operations
from portal.people.enums import RunState
from portal.people.models import SyncRun
from tests.factories.accounts import UserFactory, grant
from tests.factories.people import EmployeeFactory
from tests.factories.workforce_files import AT, people, snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["fr", "en"])
def reader(request: pytest.FixtureRequest) -> User:
    user = grant(UserFactory.create(language=request.param), Role.HR)
    EmployeeFactory.create(source="other", user=user, given_name="Vincent", work_email="rh@example.org")
    return user


def held() -> SyncRun:
    operations.apply_run(run=operations.plan_run(snapshot=snapshot(people(40)), by=SYSTEM, at=AT), by=SYSTEM, at=AT)
    run = operations.plan_run(snapshot=snapshot(people(4), days=1), by=SYSTEM, at=AT)
    assert run.state == RunState.HELD
    return run


def delivered() -> str:
    deliver_due(by=SYSTEM, at=AT)
    (sent,) = mail.outbox
    return f"{sent.subject}\n{sent.body}"


def test_a_held_plan_is_written_about_with_a_link_to_it(reader: User) -> None:
    run = held()
    text = delivered()
    assert f"/{reader.language}/company/hris/{run.id}/" in text and "Vincent" in text
    said = {
        "fr": ("Un fichier du personnel attend votre avis", "en disant pourquoi"),
        "en": ("is waiting for your opinion", "saying why"),
    }
    assert all(words in text for words in said[reader.language]), text


def test_once_somebody_decided_there_is_nothing_to_write(reader: User) -> None:
    run = held()
    by = Actor(id=reader.id, roles=frozenset({Role.HR}))
    operations.reject_run(run=run, reason="Fichier incomplet.", by=by, at=AT)
    deliver_due(by=SYSTEM, at=AT)
    assert mail.outbox == [] and OutboxMessage.objects.get().failure == POINTLESS


def test_a_file_that_could_not_be_read_is_written_about_with_a_link_to_why(reader: User) -> None:
    operations.note_refused_file(source="demo", code="not_text", by=SYSTEM, at=AT)
    text = delivered()
    assert f"/{reader.language}/company/hris/\n" in text + "\n"
    assert {"fr": "n’a pas pu être lu", "en": "could not be read"}[reader.language] in text
