"""The redaction test: a canary in each text of the mentoring life, and where it may and may not be read: on the screens of each
role, in files, mails, the partner API, logs, the audit trail, the search index, a dump of the database.
"""

import logging
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from integrations.messaging.operations import deliver_due
from portal.accounts.actors import SYSTEM
from portal.config.management.commands.run_scheduled import JOBS
from portal.core import clock
from portal.core.models import AuditEntry, OutboxMessage, Transition

from .canaries import (
    CODES,
    IN_MAILS,
    PERSONAS,
    REACH,
    a_life,
    canaries,
    encrypted,
    pages_of,
    plant,
    read_by,
    readers,
)

pytestmark = pytest.mark.django_db


def test_each_text_says_how_far_it_reaches() -> None:
    assert set(REACH) == set(canaries()), "say in tests/journeys/canaries.py who may read a text that is new"
    assert not CODES & set(REACH)
    assert {persona for reach in REACH.values() for persona in reach} <= set(PERSONAS)


def test_the_company_reads_no_text_of_the_mentoring_life() -> None:
    company = {"csr", "hr", "works_council", "platform_admin", "dpo", "editor", "another volunteer", "anybody", "system of B"}
    assert {name for name, reach in REACH.items() if reach & company} == set()


@pytest.mark.live
def test_each_role_reads_what_is_declared_and_nothing_else() -> None:
    """Some two thousand pages: every address that a role may open, for each row of the life it may be about."""
    pair = a_life()
    assert plant() == set(), "a text without a row: write one in a_life()"
    people = readers(pair)
    wrong: dict[str, str] = {}
    for persona in PERSONAS:
        found = read_by(pages_of(persona, people[persona]))
        declared = {name for name, reach in REACH.items() if persona in reach}
        wrong |= {f"{persona}: {name}": found.get(name, "declared, and read nowhere") for name in set(found) ^ declared}
    assert wrong == {}


def everything(tables: list[str]) -> str:
    parts = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  table names come from the database itself
            parts += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(parts)


def found_in(text: str) -> set[str]:
    return {name for name, word in canaries().items() if word in text}


def test_a_dump_holds_none_of_the_texts_that_are_encrypted() -> None:
    a_life()
    plant()
    dump = everything(connection.introspection.table_names())
    assert found_in(dump) == set(canaries()) - encrypted(), "the others are there, so that this test can fail"


def test_mails_logs_audit_and_search_bear_no_word_of_anybody(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    a_life()
    assert plant() == set()
    for job in JOBS.values():
        job(clock.now() + timedelta(days=1))
    for _ in range(5):
        deliver_due(by=SYSTEM, at=clock.now() + timedelta(days=2))
    assert len(mail.outbox) > 10
    words = "\n".join(str(one.message()) + one.body + str(getattr(one, "alternatives", "")) for one in mail.outbox)
    assert found_in(words) | found_in(str([one.to for one in mail.outbox])) == IN_MAILS
    assert found_in(caplog.text) == set()
    trails = [model._meta.db_table for model in (AuditEntry, Transition, OutboxMessage)]
    index = [table for table in connection.introspection.table_names() if table.startswith("wagtailsearch")]
    assert index
    assert found_in(everything([*trails, *index])) == set()
