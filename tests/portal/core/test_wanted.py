"""What people want to be written about: groups stopped and had again, nights, links that only stop, addresses that are dead."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings as django_settings
from django.core import signing
from pytest_django import Settings

from portal.accounts.actors import SYSTEM
from portal.core import wanted
from portal.core.models import AuditEntry, OutboxMessage, StoppedMessages
from portal.core.outbox import put
from portal.core.wanted import MessagesRefused, Recipient

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ONE, TWO = Recipient("volunteer", UUID(int=1)), Recipient("volunteer", UUID(int=2))
db = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        ("mentorship.session_nudge", "reminders"),
        ("mentorship.check_in_asked", "questions"),
        ("engagement.candidates_waiting", "team_reminders"),
        ("mentorship.concern_raised", ""),
        ("routing.place_proposed", ""),
        ("nobody.knows", ""),
    ],
)
def test_a_kind_is_in_one_group_or_always_leaves(kind: str, group: str) -> None:
    assert wanted.group_of(kind) == group


def test_no_kind_is_in_two_groups_and_what_is_urgent_cannot_be_stopped() -> None:
    grouped = [kind for kinds in django_settings.MESSAGE_GROUPS.values() for kind in kinds]
    assert len(grouped) == len(set(grouped))
    assert not set(grouped) & set(django_settings.URGENT_MESSAGES)


@pytest.mark.parametrize(
    ("hours", "at", "night"),
    [
        ((time(20), time(8)), datetime(2026, 3, 2, 18, 59, tzinfo=UTC), False),
        ((time(20), time(8)), datetime(2026, 3, 2, 19, 0, tzinfo=UTC), True),
        ((time(20), time(8)), datetime(2026, 3, 3, 6, 59, tzinfo=UTC), True),
        ((time(20), time(8)), datetime(2026, 3, 3, 7, 0, tzinfo=UTC), False),
        ((time(20), time(8)), datetime(2026, 7, 2, 18, 0, tzinfo=UTC), True),
        ((time(12), time(14)), datetime(2026, 3, 2, 12, 30, tzinfo=UTC), True),
        ((time(12), time(14)), datetime(2026, 3, 2, 20, 0, tzinfo=UTC), False),
        (None, datetime(2026, 3, 2, 2, 0, tzinfo=UTC), False),
    ],
    ids=["evening", "from eight", "before the morning", "morning", "in summer time", "at noon", "not at noon", "never"],
)
def test_the_night_is_where_the_portal_lives(
    hours: tuple[time, time] | None, at: datetime, night: bool, settings: Settings
) -> None:
    settings.QUIET_HOURS = hours
    assert wanted.is_night(at) is night


@db
def test_a_group_is_stopped_for_its_recipient_alone_and_once() -> None:
    for _ in range(2):
        wanted.stop_messages(recipient=ONE, group="reminders", by=SYSTEM, at=AT)
    assert wanted.stopped_groups(recipients=[ONE, TWO]) == {ONE: frozenset({"reminders"}), TWO: frozenset()}
    assert StoppedMessages.objects.count() == 1
    wanted.resume_messages(recipient=ONE, group="reminders", by=SYSTEM, at=AT)
    wanted.resume_messages(recipient=ONE, group="reminders", by=SYSTEM, at=AT)
    assert wanted.stopped_groups(recipients=[ONE]) == {ONE: frozenset()}
    acts = AuditEntry.objects.order_by("id").values_list("action", "subject_id")
    assert list(acts) == [("messaging.stop", ONE.id)] * 2 + [("messaging.resume", ONE.id)] * 2


@db
def test_the_same_number_of_another_kind_of_recipient_is_somebody_else() -> None:
    team = Recipient("team", ONE.id)
    wanted.stop_messages(recipient=team, group="team_reminders", by=SYSTEM, at=AT)
    assert wanted.stopped_groups(recipients=[ONE, team]) == {ONE: frozenset(), team: frozenset({"team_reminders"})}


@db
@pytest.mark.parametrize("act", [wanted.stop_messages, wanted.resume_messages])
def test_a_group_that_is_none_is_refused(act: object) -> None:
    with pytest.raises(MessagesRefused, match="unknown_group"):
        act(recipient=ONE, group="everything", by=SYSTEM, at=AT)  # type: ignore[operator]
    assert not StoppedMessages.objects.exists()


def test_a_link_says_who_and_what_and_nothing_a_person_could_read() -> None:
    token = wanted.stop_token(recipient=ONE, group="reminders")
    assert wanted.read_stop_token(token) == (ONE, "reminders")
    assert "@" not in token


@pytest.mark.parametrize(
    "token",
    [
        "",
        "nonsense",
        signing.dumps(["volunteer", ONE.id.hex, "reminders"], salt="other"),
        signing.dumps(["volunteer", ONE.id.hex, "everything"], salt=wanted.SALT),
        signing.dumps(["volunteer", "not-an-id", "reminders"], salt=wanted.SALT),
        signing.dumps(["volunteer"], salt=wanted.SALT),
        signing.dumps(7, salt=wanted.SALT),
    ],
    ids=["empty", "nonsense", "another salt", "no such group", "no id", "too short", "a number"],
)
def test_a_link_that_is_not_ours_or_not_whole_is_none(token: str) -> None:
    assert wanted.read_stop_token(token) is None


def a_sent(recipient: Recipient = ONE, *, days: int = 0) -> OutboxMessage:
    row = put("mentorship.session_nudge", recipient_kind=recipient.kind, recipient=recipient.id, at=AT + timedelta(days=days))
    OutboxMessage.objects.filter(pk=row.pk).update(sent_at=AT + timedelta(days=days))
    return row


@db
def test_whose_latest_message_came_back_cannot_be_reached_until_one_arrives() -> None:
    first, other = a_sent(), a_sent(TWO)
    assert wanted.note_bounce(message_id=first.pk, code="5.1.1", by=SYSTEM, at=AT)
    ids = [ONE.id, TWO.id]
    assert wanted.unreachable(recipient_kind="volunteer", recipient_ids=ids) == {ONE.id}
    assert wanted.unreachable(recipient_kind="team", recipient_ids=ids) == frozenset()
    a_sent(days=1)
    assert wanted.unreachable(recipient_kind="volunteer", recipient_ids=ids) == frozenset()
    other.refresh_from_db()
    first.refresh_from_db()
    assert (first.failure, first.bounced_at, other.bounced_at) == ("bounced:5.1.1", AT, None)


@db
def test_a_message_that_never_left_or_never_was_is_no_bounce() -> None:
    waiting = put("mentorship.session_nudge", recipient_kind="volunteer", recipient=ONE.id, at=AT)
    assert not wanted.note_bounce(message_id=waiting.pk, code="5.1.1", by=SYSTEM, at=AT)
    assert not wanted.note_bounce(message_id=uuid4(), code="5.1.1", by=SYSTEM, at=AT)
    assert not AuditEntry.objects.exists()
