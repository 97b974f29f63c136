"""What every room writes to: the audit, the outbox, rows that are written once; and cells that leave for a spreadsheet."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.actors import ANONYMOUS, SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core import audit, outbox
from portal.core.errors import Refusal
from portal.core.ids import new_id
from portal.core.models import AuditEntry, OutboxMessage, Transition
from portal.core.spreadsheets import STARTS, neutral, plain
from portal.core.transitions import forget_steps

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEXTS = st.text(max_size=30)


def a_step() -> Transition:
    return Transition.objects.create(
        machine="pair", step="accept", subject_id=new_id(), from_state="proposed", to_state="accepted", actor_role="mentor", at=AT
    )


@pytest.fixture(params=["audit", "transition"])
def written(request: Any, db: None) -> AuditEntry | Transition:
    return audit.record("room.did_something", by=SYSTEM, at=AT) if request.param == "audit" else a_step()


def test_a_row_of_a_journal_is_written_once(written: AuditEntry | Transition) -> None:
    written.at = AT + timedelta(days=1)
    for change in (written.save, written.delete):
        with pytest.raises(Refusal) as refused:
            change()
        assert refused.value.code == "append_only"
    assert type(written).objects.get().at == AT


def test_a_set_of_rows_is_neither_changed_nor_deleted(written: AuditEntry | Transition) -> None:
    rows = type(written).objects.filter(pk=written.pk)
    for change in (lambda: rows.update(at=AT), rows.delete):
        with pytest.raises(Refusal):
            change()
    assert rows.exists()


def test_the_database_itself_refuses_a_change(written: AuditEntry | Transition) -> None:
    table = written._meta.db_table
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET actor_role = 'dpo'")  # noqa: S608  a table of ours
    written.refresh_from_db()
    assert written.actor_role != "dpo"


def test_only_retention_takes_rows_away(written: AuditEntry | Transition) -> None:
    assert type(written).objects.filter(at__lt=AT).purge() == 0
    assert type(written).objects.filter(at=AT).purge() == 1
    assert not type(written).objects.exists()


@pytest.mark.django_db
def test_the_audit_keeps_who_what_and_about_what_and_its_facts() -> None:
    who, subject, association = Actor(new_id(), frozenset({str(Role.COORDINATOR)})), new_id(), new_id()
    entry = audit.record(
        "room.did_something", by=who, at=AT, subject=subject, association=association, count=3, codes=["a"], done=True, left=None
    )
    entry.refresh_from_db()
    assert (entry.actor_id, entry.actor_role, entry.subject_id, entry.association_id) == (
        who.id,
        "coordinator",
        subject,
        association,
    )
    assert entry.facts == {"count": 3, "codes": ["a"], "done": True, "left": None}
    assert audit.record("room.seen", by=ANONYMOUS, at=AT).actor_id is None


@pytest.mark.django_db
def test_the_trail_is_the_newest_first_and_of_one_room() -> None:
    for minutes, action in enumerate(("people.sync", "peoples.other", "people.link", "metrics.publish")):
        audit.record(action, by=SYSTEM, at=AT + timedelta(minutes=minutes))
    assert [row.action for row in audit.trail()] == ["metrics.publish", "people.link", "peoples.other", "people.sync"]
    assert [row.action for row in audit.trail(room="people")] == ["people.link", "people.sync"]
    assert not audit.trail(room="nothing").exists()


@pytest.mark.django_db
def test_a_message_leaves_now_or_not_before() -> None:
    later = AT + timedelta(hours=2)
    now, then = (
        outbox.put("room.kind", recipient_kind="user", recipient=new_id(), at=AT, not_before=moment) for moment in (None, later)
    )
    assert (now.not_before, then.not_before) == (AT, later)
    assert {row.sent_at for row in OutboxMessage.objects.all()} == {None}
    assert {row.attempts for row in OutboxMessage.objects.all()} == {0}


@pytest.mark.django_db
def test_a_message_goes_with_the_change_it_speaks_of() -> None:
    with pytest.raises(LookupError), transaction.atomic():
        outbox.put("room.kind", recipient_kind="user", recipient=new_id(), at=AT)
        raise LookupError
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 1, 2_500])
def test_many_messages_are_written_in_sets(number: int, django_assert_max_num_queries: Any) -> None:
    pairs = [(new_id(), new_id()) for _ in range(number)]
    with django_assert_max_num_queries(30):
        assert outbox.put_many("room.kind", recipient_kind="volunteer", recipients=iter(pairs), at=AT) == number
    assert OutboxMessage.objects.count() == number
    assert {(row.recipient_id, row.subject_id) for row in OutboxMessage.objects.all()} == set(pairs)


@given(TEXTS)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not neutral(text).startswith(STARTS)


@given(TEXTS)
def test_a_cell_comes_back_as_it_was(text: str) -> None:
    if not (text.startswith("'") and text[1:].startswith(STARTS)):
        assert plain(neutral(text)) == text


@pytest.mark.parametrize(
    ("cell", "text"), [(None, ""), (0, "0"), (-3, "'-3"), ("=1+1", "'=1+1"), ("\t=1", "'\t=1"), ("a=1", "a=1"), (True, "True")]
)
def test_a_cell_as_text(cell: object, text: str) -> None:
    assert neutral(cell) == text


def test_the_audit_goes_after_three_years_in_slices_and_says_so(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "SLICE", 2)
    for days in (0, 1, 2, 3, 4):
        audit.record("room.did_something", by=SYSTEM, at=AT + timedelta(days=days))
    after = AT.replace(year=2029)
    assert audit.purge(by=SYSTEM, at=after) == 0, "the day itself is kept"
    assert audit.purge(by=SYSTEM, at=after + timedelta(days=3)) == 3
    assert [entry.at for entry in audit.trail(room="room")] == [AT + timedelta(days=4), AT + timedelta(days=3)]
    assert audit.trail(room="core").get().facts == {"rows": 3}


def test_the_steps_of_a_subject_that_goes_go_with_it_and_no_others(db: None) -> None:
    gone, other, stays = a_step(), a_step(), a_step()
    Transition.objects.create(
        machine="run", step="accept", subject_id=gone.subject_id, from_state="a", to_state="b", actor_role="x", at=AT
    )
    assert forget_steps(machine="training", subjects=[gone.subject_id]) == 0
    assert forget_steps(machine="pair", subjects=[gone.subject_id, other.subject_id]) == 2
    kept = {(gone.subject_id, "run"), (stays.subject_id, "pair")}
    assert set(Transition.objects.values_list("subject_id", "machine")) == kept
