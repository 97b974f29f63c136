"""« J’ai une inquiétude »: who reads it, by when, and what an allegation does at once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from portal.accounts.actors import ANONYMOUS, SYSTEM, Actor
from portal.core.errors import StepRefused
from portal.core.models import AuditEntry, OutboxMessage
from portal.mentorship import operations, queries
from portal.mentorship.enums import Authority, ConcernCategory, ConcernOutcome, ConcernState, PairState, RaisedBy, Urgency
from portal.mentorship.errors import ConcernRefused
from portal.mentorship.models import Concern, Pair
from tests.factories.mentorship import AT, a_protector, an_active_pair, mentor_of, staff
from tests.factories.programmes import ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db


def a_worry(pair: Pair | None = None, *, by: Actor | None = None, at: datetime = AT, **of: Any) -> Concern:
    by = by or (mentor_of(pair) if pair else ANONYMOUS)
    programme = of.pop("programme", None) or (pair.programme if pair else ProgrammeFactory.create())
    fields: dict[str, Any] = {"raised_by": RaisedBy.FAMILY, "category": ConcernCategory.DISTRESS, "urgency": Urgency.STANDARD, **of}
    return operations.raise_concern(programme=programme, pair=pair, by=by, at=at, **fields)


def test_a_mentor_raises_a_concern_and_the_referents_are_told_nothing_of_it() -> None:
    pair = an_active_pair()
    protector = a_protector(pair.programme)
    concern = a_worry(pair, by=mentor_of(pair), raised_by=RaisedBy.MENTOR, text="Il ne dort plus")
    told = OutboxMessage.objects.get(kind="mentorship.concern_raised")
    member = TeamMemberFactory._meta.model.objects.get(user_id=protector.id)
    assert (told.recipient_kind, told.recipient_id, told.subject_id) == ("team", member.id, concern.id)
    assert concern.due_at == AT + timedelta(days=1)
    assert pair.state == PairState.ACTIVE
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM mentorship_concern")
        assert "dort" not in cursor.fetchone()[0]


def test_only_a_named_safeguarding_referent_of_the_association_reads_and_each_reading_is_written_down() -> None:
    pair = an_active_pair()
    concern, protector = a_worry(pair, text="Marque au bras"), a_protector(pair.programme)
    elsewhere = a_protector(ProgrammeFactory.create())
    coordinator = staff(TeamMemberFactory.create(association=pair.programme.association))
    for stranger in (coordinator, elsewhere, staff(pair.referent), mentor_of(pair), SYSTEM):
        assert not queries.concerns_for(actor=stranger).exists()
        with pytest.raises(ConcernRefused, match="not_theirs"):
            operations.read_concern(concern_id=concern.id, by=stranger, at=AT)
    assert operations.read_concern(concern_id=concern.id, by=protector, at=AT).text == "Marque au bras"
    operations.read_concern(concern_id=concern.id, by=protector, at=AT)
    assert AuditEntry.objects.filter(action="mentorship.read_concern", actor_id=protector.id, subject_id=concern.id).count() == 2


def test_a_list_never_loads_the_words() -> None:
    pair = an_active_pair()
    a_worry(pair, text="canari")
    listed = queries.concerns_for(actor=a_protector(pair.programme))[0]
    assert {"text", "contact"} <= listed.get_deferred_fields()


def test_an_allegation_suspends_every_pair_of_that_mentor_there_and_none_elsewhere() -> None:
    pair = an_active_pair()
    beside = an_active_pair(volunteer=pair.volunteer, programme=ProgrammeFactory.create(association=pair.programme.association))
    elsewhere, someone_else = an_active_pair(volunteer=pair.volunteer), an_active_pair(programme=pair.programme)
    a_worry(pair, category=ConcernCategory.MENTOR_CONDUCT)
    states = {row.id: row.state for row in Pair.objects.all()}
    assert [states[row.id] for row in (pair, beside, elsewhere, someone_else)] == ["suspended", "suspended", "active", "active"]
    kinds = OutboxMessage.objects.filter(kind="mentorship.pair_suspended").values_list("recipient_kind", flat=True)
    assert set(kinds) == {"team"}, "the mentor is called, not mailed"


def test_a_public_allegation_suspends_once_the_referent_says_whom_it_is_about() -> None:
    pair = an_active_pair()
    protector = a_protector(pair.programme)
    concern = a_worry(programme=pair.programme, category=ConcernCategory.MENTOR_CONDUCT)
    pair.refresh_from_db()
    assert pair.state == PairState.ACTIVE
    with pytest.raises(ConcernRefused, match="not_theirs"):
        operations.link_concern(concern=concern, pair=an_active_pair(), by=protector, at=AT)
    operations.link_concern(concern=concern, pair=pair, by=protector, at=AT)
    pair.refresh_from_db()
    assert pair.state == PairState.SUSPENDED


def test_what_nobody_acknowledges_in_time_goes_to_the_head_of_the_association_once() -> None:
    pair = an_active_pair()
    protector = a_protector(pair.programme)
    head = TeamMemberFactory.create(association=pair.programme.association, administrator=True)
    late, taken = a_worry(pair, urgency=Urgency.CRITICAL), a_worry(pair, urgency=Urgency.CRITICAL)
    operations.acknowledge_concern(concern=taken, by=protector, at=AT)
    assert operations.escalate_overdue(by=SYSTEM, at=AT + timedelta(hours=2)) == 0
    assert operations.escalate_overdue(by=SYSTEM, at=AT + timedelta(hours=2, minutes=1)) == 1
    assert operations.escalate_overdue(by=SYSTEM, at=AT + timedelta(hours=3)) == 0
    told = set(OutboxMessage.objects.filter(kind="mentorship.concern_escalated").values_list("recipient_id", flat=True))
    assert head.id in told
    late.refresh_from_db()
    assert late.state == ConcernState.ESCALATED
    assert operations.acknowledge_concern(concern=late, by=protector, at=AT).state == ConcernState.ACKNOWLEDGED


def test_a_concern_is_closed_by_who_took_it_with_the_day_it_went_to_the_authorities() -> None:
    pair = an_active_pair()
    concern, protector = a_worry(pair), a_protector(pair.programme)
    with pytest.raises(StepRefused, match="wrong_state"):
        operations.close_concern(concern=concern, outcome=ConcernOutcome.ANSWERED, by=protector, at=AT)
    operations.acknowledge_concern(concern=concern, by=protector, at=AT)
    with pytest.raises(ConcernRefused, match="not_transmitted"):
        operations.close_concern(concern=concern, outcome=ConcernOutcome.AUTHORITIES, by=protector, at=AT)
    operations.transmit_concern(concern=concern, authority=Authority.CRIP, sent_on=AT.date(), by=protector, at=AT)
    operations.close_concern(concern=concern, outcome=ConcernOutcome.AUTHORITIES, by=protector, at=AT)
    assert not queries.concerns_open(actor=protector).exists()
    assert queries.concerns_for(actor=protector).count() == queries.concern_count(association_id=concern.association_id) == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"text": "x" * 301}, "text_length"), ({"contact": "x" * 121}, "text_length"), ({"category": "gossip"}, "unknown_code")],
    ids=["text", "contact", "category"],
)
def test_what_a_concern_cannot_be(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(ConcernRefused, match=code):
        a_worry(**fields)
    with pytest.raises(ConcernRefused, match="not_theirs"):
        a_worry(an_active_pair(), programme=ProgrammeFactory.create())


def test_a_worry_on_sunday_waits_for_the_opening() -> None:
    sunday = datetime(2026, 3, 1, 14, tzinfo=UTC)
    assert a_worry(at=sunday, urgency=Urgency.CRITICAL).due_at == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_a_transmission_says_to_whom_which_day_and_by_whom_and_nothing_else() -> None:
    pair = an_active_pair()
    concern, protector = a_worry(pair), a_protector(pair.programme)
    operations.acknowledge_concern(concern=concern, by=protector, at=AT)
    sent = operations.transmit_concern(concern=concern, authority=Authority.CRIP, sent_on=AT.date(), by=protector, at=AT)
    assert (sent.sent_by, sent.sent_on, sent.recorded_at) == (protector.id, AT.date(), AT)
    assert {field.name for field in sent._meta.fields} == {"id", "concern", "authority", "sent_on", "sent_by", "recorded_at"}
    operations.transmit_concern(concern=concern, authority=Authority.PROSECUTOR, sent_on=AT.date(), by=protector, at=AT)
    assert concern.transmissions.count() == 2
    assert AuditEntry.objects.filter(action="mentorship.transmit_concern", actor_id=protector.id).count() == 2


@pytest.mark.parametrize(
    ("taken", "fields", "code"),
    [
        (False, {}, "not_taken"),
        (True, {"authority": "press"}, "unknown_code"),
        (True, {"sent_on": AT.date() + timedelta(days=1)}, "in_future"),
        (True, {"sent_on": AT.date() - timedelta(days=1)}, "before_raised"),
    ],
)
def test_a_transmission_that_cannot_be(taken: bool, fields: dict[str, Any], code: str) -> None:
    pair = an_active_pair()
    concern, protector = a_worry(pair), a_protector(pair.programme)
    if taken:
        operations.acknowledge_concern(concern=concern, by=protector, at=AT)
    given: dict[str, Any] = {"authority": Authority.CRIP, "sent_on": AT.date(), **fields}
    with pytest.raises(ConcernRefused, match=code):
        operations.transmit_concern(concern=concern, by=protector, at=AT, **given)
    assert not concern.transmissions.exists()


def test_a_transmission_is_noted_once_and_by_a_named_referent_of_the_association_alone() -> None:
    pair = an_active_pair()
    concern, protector = a_worry(pair), a_protector(pair.programme)
    operations.acknowledge_concern(concern=concern, by=protector, at=AT)
    given: dict[str, Any] = {"concern": concern, "authority": Authority.CRIP, "sent_on": AT.date(), "at": AT}
    for stranger in (staff(pair.referent), mentor_of(pair), SYSTEM, a_protector(ProgrammeFactory.create())):
        with pytest.raises(ConcernRefused, match="not_theirs"):
            operations.transmit_concern(by=stranger, **given)
    operations.transmit_concern(by=protector, **given)
    with pytest.raises(ConcernRefused, match="already_transmitted"):
        operations.transmit_concern(by=protector, **given)
