"""Who hears of a concern, of a suspension and of an end, when, and with how little."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.accounts.actors import ANONYMOUS, SYSTEM
from portal.core.clock import local_day
from portal.core.models import AuditEntry, OutboxMessage, Transition
from portal.mentorship import operations, queries
from portal.mentorship.enums import ConcernCategory, ConcernOutcome, ConcernState, PairState, RaisedBy, Urgency
from portal.mentorship.errors import ConcernRefused
from portal.mentorship.models import Concern, Pair
from portal.programmes.models import Association, TeamMember
from tests.factories.mentorship import AT, a_protector, an_active_pair, mentor_of, staff
from tests.factories.programmes import AssociationFactory, ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
WORRY: dict[str, Any] = {"raised_by": RaisedBy.SCHOOL, "category": ConcernCategory.ONLINE, "urgency": Urgency.CRITICAL}


def a_team(association: Association) -> dict[str, TeamMember]:
    team = {
        "coordinator": TeamMemberFactory.create(association=association),
        "head": TeamMemberFactory.create(association=association, administrator=True),
        "protector": TeamMemberFactory.create(association=association, safeguarding=True),
        "also": TeamMemberFactory.create(association=association, referent=True, also_safeguarding=True),
        "backup": TeamMemberFactory.create(association=association, referent=True),
        "gone": TeamMemberFactory.create(association=association, safeguarding=True, active=False),
    }
    Association.objects.filter(pk=association.pk).update(safeguarding_backup=team["backup"])
    association.refresh_from_db()
    return team


def told(kind: str, team: dict[str, TeamMember]) -> set[str]:
    names = {member.id: name for name, member in team.items()}
    rows = OutboxMessage.objects.filter(kind=f"mentorship.{kind}")
    assert set(rows.values_list("recipient_kind", flat=True)) <= {"team"}
    return {names[recipient] for recipient in rows.values_list("recipient_id", flat=True)}


def a_worry(association: Association, at: datetime = AT, **of: Any) -> Concern:
    programme = ProgrammeFactory.create(association=association)
    return operations.raise_concern(programme=programme, by=ANONYMOUS, at=at, **{**WORRY, **of})


def test_the_named_referents_hear_of_it_first() -> None:
    association = AssociationFactory.create()
    team = a_team(association)
    a_worry(association)
    assert told("concern_raised", team) == {"protector", "also"}


def test_the_back_up_and_the_head_hear_of_it_when_nobody_took_it_up_in_time() -> None:
    association = AssociationFactory.create()
    team = a_team(association)
    concern = a_worry(association)
    assert operations.escalate_overdue(by=SYSTEM, at=concern.due_at) == 0, "on time is not late"
    assert operations.escalate_overdue(by=SYSTEM, at=concern.due_at + timedelta(seconds=1)) == 1
    assert told("concern_escalated", team) == {"protector", "also", "backup", "head"}
    assert Concern.objects.get().escalated_at == concern.due_at + timedelta(seconds=1)


@pytest.mark.parametrize("backup", [True, False])
def test_where_no_referent_is_named_somebody_hears_of_it_all_the_same(*, backup: bool) -> None:
    association = AssociationFactory.create()
    team = a_team(association)
    TeamMember.objects.filter(pk__in=[team["protector"].pk, team["also"].pk]).update(active=False)
    if not backup:
        Association.objects.filter(pk=association.pk).update(safeguarding_backup=None)
        association.refresh_from_db()
    a_worry(association)
    assert told("concern_raised", team) == ({"backup", "head"} if backup else {"head"})


def test_nobody_of_another_association_hears_of_anything() -> None:
    association, other = AssociationFactory.create(), AssociationFactory.create()
    a_team(association)
    others = {member.id for member in a_team(other).values()}
    operations.escalate_overdue(by=SYSTEM, at=a_worry(association).due_at + timedelta(days=1))
    assert others.isdisjoint(OutboxMessage.objects.values_list("recipient_id", flat=True))


def test_no_message_leads_to_a_person_of_the_company() -> None:
    pair = an_active_pair()
    a_team(pair.programme.association)
    OutboxMessage.objects.all().delete()
    operations.raise_concern(programme=pair.programme, pair=pair, by=mentor_of(pair), at=AT, **WORRY)
    assert set(OutboxMessage.objects.values_list("recipient_kind", flat=True)) == {"team"}
    everyone = TeamMember.objects.filter(association=pair.programme.association).values_list("id", flat=True)
    assert set(OutboxMessage.objects.values_list("recipient_id", flat=True)) <= set(everyone)


@pytest.mark.parametrize(
    ("raised", "urgency", "still_on_time", "late"),
    [
        ("2026-03-02T09:00", "critical", "2026-03-02T11:00", "2026-03-02T11:01"),
        ("2026-03-02T16:30", "critical", "2026-03-03T09:30", "2026-03-03T09:31"),
        ("2026-03-06T16:59", "critical", "2026-03-09T09:58", "2026-03-09T10:00"),
        ("2026-03-07T12:00", "standard", "2026-03-10T08:00", "2026-03-10T08:01"),
        ("2026-05-13T15:00", "standard", "2026-05-15T15:00", "2026-05-15T15:01"),
        ("2026-08-07T09:00", "critical", "2026-08-17T09:00", "2026-08-17T09:01"),
    ],
    ids=["at once", "over the night", "over a weekend", "raised on a Saturday", "over Ascension", "over the summer closure"],
)
def test_the_clock_runs_in_opening_hours(raised: str, urgency: str, still_on_time: str, late: str) -> None:
    association = AssociationFactory.create(safeguarding_closures=[["2026-08-07", "2026-08-14"]])
    a_team(association)
    a_worry(association, at=datetime.fromisoformat(raised).replace(tzinfo=UTC), urgency=urgency)
    assert operations.escalate_overdue(by=SYSTEM, at=datetime.fromisoformat(still_on_time).replace(tzinfo=UTC)) == 0
    assert operations.escalate_overdue(by=SYSTEM, at=datetime.fromisoformat(late).replace(tzinfo=UTC)) == 1


def test_what_is_taken_up_or_closed_is_never_escalated() -> None:
    pair = an_active_pair()
    protector = a_protector(pair.programme)
    concern = operations.raise_concern(programme=pair.programme, pair=pair, by=mentor_of(pair), at=AT, **WORRY)
    operations.acknowledge_concern(concern=concern, by=protector, at=AT)
    much_later = AT + timedelta(days=90)
    assert operations.escalate_overdue(by=SYSTEM, at=much_later) == 0
    operations.close_concern(concern=concern, outcome=ConcernOutcome.SUPPORT, by=protector, at=AT)
    assert operations.escalate_overdue(by=SYSTEM, at=much_later) == 0
    assert [row.step for row in Transition.objects.filter(subject_id=concern.id).order_by("id")] == ["acknowledge", "close"]


@pytest.mark.parametrize("state", [PairState.PAUSED, PairState.CLOSING])
def test_an_allegation_suspends_whatever_the_pair_was_doing(state: PairState) -> None:
    pair = an_active_pair()
    if state == PairState.PAUSED:
        operations.pause_pair(pair=pair, by=mentor_of(pair), at=AT)
    else:
        operations.start_closing(pair=pair, reason="moved", closed_by="family", by=staff(pair.referent), at=AT)
    public: dict[str, Any] = {**WORRY, "category": ConcernCategory.MENTOR_CONDUCT}
    concern = operations.raise_concern(programme=pair.programme, by=ANONYMOUS, at=AT, **public)
    operations.link_concern(concern=concern, pair=pair, by=a_protector(pair.programme), at=AT)
    assert Pair.objects.get(pk=pair.pk).state == PairState.SUSPENDED


def test_another_worry_suspends_nobody() -> None:
    pair = an_active_pair()
    protector = a_protector(pair.programme)
    for category in set(ConcernCategory) - {ConcernCategory.MENTOR_CONDUCT}:
        concern = operations.raise_concern(programme=pair.programme, by=ANONYMOUS, at=AT, **{**WORRY, "category": category})
        operations.link_concern(concern=concern, pair=pair, by=protector, at=AT)
    assert Pair.objects.get(pk=pair.pk).state == PairState.ACTIVE


def test_a_worry_about_a_pair_is_raised_by_who_has_to_do_with_it() -> None:
    pair, other = an_active_pair(), an_active_pair()
    for by in (mentor_of(other), staff(other.referent), ANONYMOUS):
        with pytest.raises(ConcernRefused, match="not_theirs"):
            operations.raise_concern(programme=pair.programme, pair=pair, by=by, at=AT, **WORRY)
    assert not Concern.objects.exists()
    for by in (mentor_of(pair), staff(pair.referent)):
        assert operations.raise_concern(programme=pair.programme, pair=pair, by=by, at=AT, **WORRY).pair == pair


@pytest.mark.parametrize(
    ("door", "fields"),
    [
        (operations.acknowledge_concern, {}),
        (operations.close_concern, {"outcome": ConcernOutcome.ANSWERED}),
    ],
    ids=["acknowledge", "close"],
)
def test_only_a_referent_of_that_association_takes_it_up_or_ends_it(door: Any, fields: dict[str, Any]) -> None:
    pair = an_active_pair()
    team = a_team(pair.programme.association)
    concern = operations.raise_concern(programme=pair.programme, pair=pair, by=mentor_of(pair), at=AT, **WORRY)
    audits = AuditEntry.objects.count()
    for name in ("coordinator", "head", "backup"):
        with pytest.raises(ConcernRefused, match="not_theirs"):
            door(concern=concern, by=staff(team[name]), at=AT, **fields)
    with pytest.raises(ConcernRefused, match="not_theirs"):
        door(concern=concern, by=a_protector(ProgrammeFactory.create()), at=AT, **fields)
    assert (Concern.objects.get().state, AuditEntry.objects.count()) == (ConcernState.RAISED, audits)


def test_the_most_pressing_comes_first_and_what_is_taken_up_after() -> None:
    pair = an_active_pair()
    protector = a_protector(pair.programme)
    standard = a_worry(pair.programme.association, urgency=Urgency.STANDARD)
    critical = a_worry(pair.programme.association)
    taken = a_worry(pair.programme.association)
    operations.acknowledge_concern(concern=taken, by=protector, at=AT)
    assert list(queries.concerns_for(actor=protector)) == [critical, standard, taken]
    taken.refresh_from_db()
    assert taken.asks_at is not None
    again = local_day(taken.asks_at)
    assert list(queries.concerns_due(actor=protector, on=again - timedelta(days=1))) == [critical, standard]
    assert list(queries.concerns_due(actor=protector, on=again)) == [critical, standard, taken]
    operations.close_concern(concern=taken, outcome=ConcernOutcome.ANSWERED, by=protector, at=AT)
    assert list(queries.concerns_open(actor=protector)) == [critical, standard]
