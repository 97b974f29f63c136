"""Monday morning: one mail a member in whose hands something waits, in numbers, counted when it leaves; nobody is named."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrations.messaging.operations import deliver_due
from portal.accounts.actors import SYSTEM
from portal.core import clock, wanted
from portal.core.models import AuditEntry, OutboxMessage
from portal.core.wanted import Recipient
from portal.journeys.monday import KIND, addition, waiting, write_on_monday
from portal.mentorship.models import Pair
from portal.programmes.models import TeamMember
from tests.factories.accounts import UserFactory
from tests.factories.mentorship import AT, a_pair_to_close, a_referral, an_active_pair
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 4, 13, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _that_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


def a_coordinator(pair: Pair) -> TeamMember:
    user = UserFactory.create(email=f"claire-{pair.id.hex[-8:]}@asso.example.org")
    return TeamMemberFactory.create(association=pair.programme.association, user=user)


def kinds() -> list[str]:
    return list(OutboxMessage.objects.filter(kind=KIND).values_list("recipient_kind", flat=True))


@pytest.mark.parametrize("days", range(1, 7))
def test_on_no_other_day(days: int) -> None:
    TeamMemberFactory.create()
    assert write_on_monday(by=SYSTEM, at=MONDAY + timedelta(days=days)) == 0
    assert kinds() == []


def test_once_on_the_day_however_often_the_portal_looks() -> None:
    TeamMemberFactory.create()
    TeamMemberFactory.create(referent=True)
    assert [write_on_monday(by=SYSTEM, at=MONDAY + timedelta(hours=hours)) for hours in (0, 0, 5)] == [2, 0, 0]
    assert kinds() == ["team", "team"]
    assert write_on_monday(by=SYSTEM, at=MONDAY + timedelta(days=7)) == 2
    assert AuditEntry.objects.filter(action="messaging.write_on_monday").count() == 2


def test_who_left_and_who_only_protects_hear_nothing() -> None:
    TeamMemberFactory.create(active=False)
    TeamMemberFactory.create(safeguarding=True)
    assert write_on_monday(by=SYSTEM, at=MONDAY) == 0


def test_what_waits_is_counted_for_a_coordinator_and_a_referents_own_alone() -> None:
    pair = an_active_pair()
    beside = an_active_pair(programme=pair.programme)
    Pair.objects.filter(pk=beside.pk).update(
        referent=TeamMemberFactory.create(association=pair.programme.association, referent=True)
    )
    a_pair_to_close(programme=pair.programme)
    a_referral(pair)
    everybody, own = waiting(member=a_coordinator(pair), at=MONDAY), waiting(member=pair.referent, at=MONDAY)
    assert (everybody["quiet"], everybody["referrals"], everybody["closing"]) == (2, 1, 1)
    assert own["quiet"] == 1


def test_it_leaves_with_its_numbers_and_no_name() -> None:
    pair = an_active_pair()
    a_pair_to_close(programme=pair.programme)
    coordinator = a_coordinator(pair)
    write_on_monday(by=SYSTEM, at=MONDAY)
    deliver_due(by=SYSTEM, at=MONDAY)
    letter = next(one for one in mail.outbox if one.to == [coordinator.user.email])
    assert letter.subject == "Votre semaine, en quelques lignes"
    assert "– 1 binôme dont prendre des nouvelles" in letter.body
    assert "– 1 bilan à finir" in letter.body
    assert "candidature" not in letter.body
    assert "/fr/association/" in letter.body
    assert "List-Unsubscribe" in letter.extra_headers
    assert pair.mentee.alias not in letter.body
    assert pair.volunteer.given_name not in letter.body


def test_where_nothing_waits_nothing_leaves() -> None:
    TeamMemberFactory.create()
    write_on_monday(by=SYSTEM, at=MONDAY)
    deliver_due(by=SYSTEM, at=MONDAY)
    assert mail.outbox == []
    assert OutboxMessage.objects.get().failure == "pointless"


def test_who_left_over_the_week_end_has_no_numbers() -> None:
    pair = an_active_pair()
    member = a_coordinator(pair)
    assert addition(kind=KIND, subject_id=member.id) is not None
    TeamMember.objects.filter(pk=member.pk).update(active=False, left_at=AT)
    assert addition(kind=KIND, subject_id=member.id) is None


def test_who_stopped_it_hears_nothing() -> None:
    pair = an_active_pair()
    member = a_coordinator(pair)
    wanted.stop_messages(recipient=Recipient("team", member.id), group="digest", by=SYSTEM, at=MONDAY)
    write_on_monday(by=SYSTEM, at=MONDAY)
    deliver_due(by=SYSTEM, at=MONDAY)
    assert member.user.email not in [address for one in mail.outbox for address in one.to]


def test_counting_asks_as_much_for_many_pairs_as_for_one() -> None:
    pair = an_active_pair()
    member, asked = a_coordinator(pair), []
    for more in (0, 6):
        for _ in range(more):
            an_active_pair(programme=pair.programme)
        with CaptureQueriesContext(connection) as seen:
            waiting(member=member, at=MONDAY)
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 20
