"""One act for several: said before, whole or not at all, taken back where no message left."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from portal.accounts.actors import Actor
from portal.core import outbox
from portal.core.models import AuditEntry, OutboxMessage
from portal.engagement import operations
from portal.engagement.enums import ApplicationState, GateKind
from portal.engagement.errors import GateRefused
from portal.engagement.models import Application, GateMet
from portal.journeys.bulk import MOST, BulkRefused, One, Plan, carry_out, preview
from portal.journeys.bulk_undo import UndoRefused, take_back
from portal.mentorship import operations as mentorship
from portal.mentorship.models import Pair
from portal.programmes.models import Programme
from tests.factories.engagement import AT, a_candidate_waiting, a_programme, coordinator
from tests.factories.mentorship import an_active_pair
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)


@pytest.fixture
def programme() -> Programme:
    return a_programme()


def invitations(applications: list[Application], by: Actor) -> list[One]:
    def act(one: Application) -> Callable[[], object]:
        return lambda: operations.invite(application=Application.objects.get(pk=one.pk), by=by, at=LATER)

    return [One(one.id, one.volunteer.given_name, act(one)) for one in applications]


def gates(applications: list[Application], by: Actor) -> list[One]:
    def act(one: Application) -> Callable[[], object]:
        return lambda: (operations.record_gate(application=one, kind=GateKind.INTERVIEW, seen_on=AT.date(), by=by, at=LATER).id,)

    return [One(one.id, one.volunteer.given_name, act(one)) for one in applications]


def done(people: list[One], by: Actor, name: str = "gate") -> Plan:
    return carry_out(name=name, people=people, said="", token=preview(people=people).token(""), by=by, at=LATER)


def test_the_preview_says_what_the_doors_say_and_leaves_nothing(programme: Programme) -> None:
    by = coordinator(programme.association)
    first, second = a_candidate_waiting(programme=programme), a_candidate_waiting(programme=programme)
    operations.do_not_continue(application=second, by=by, at=AT)
    messages, audits = OutboxMessage.objects.count(), AuditEntry.objects.count()
    plan = preview(people=invitations([first, second], by))
    assert [line.id for line in plan.touched] == [first.id]
    assert [(line.id, line.refusal) for line in plan.left] == [(second.id, "wrong_state")]
    assert plan.messages == 1
    first.refresh_from_db()
    assert first.state == ApplicationState.SUBMITTED
    assert (OutboxMessage.objects.count(), AuditEntry.objects.count()) == (messages, audits)


def test_what_was_read_is_done_and_the_audit_counts_without_naming(programme: Programme) -> None:
    by = coordinator(programme.association)
    people = invitations([a_candidate_waiting(programme=programme) for _ in range(3)], by)
    assert len(done(people, by, "interview").touched) == 3
    assert set(Application.objects.values_list("state", flat=True)) == {ApplicationState.INVITED}
    assert AuditEntry.objects.get(action="journeys.bulk").facts == {"act": "interview", "touched": 3, "left": 0}


def test_another_plan_than_the_one_read_is_not_carried_out(programme: Programme) -> None:
    by = coordinator(programme.association)
    first, second = a_candidate_waiting(programme=programme), a_candidate_waiting(programme=programme)
    people = invitations([first, second], by)
    token = preview(people=people).token("")
    operations.do_not_continue(application=second, by=by, at=AT)
    sent = OutboxMessage.objects.count()
    with pytest.raises(BulkRefused) as refused:
        carry_out(name="interview", people=people, said="", token=token, by=by, at=LATER)
    assert refused.value.code == "changed"
    first.refresh_from_db()
    assert (first.state, OutboxMessage.objects.count()) == (ApplicationState.SUBMITTED, sent)
    with pytest.raises(BulkRefused):
        carry_out(name="interview", people=people, said="other answers", token=preview(people=people).token(""), by=by, at=LATER)


def test_a_fault_half_way_leaves_nothing_half_done(programme: Programme) -> None:
    by = coordinator(programme.association)
    people = invitations([a_candidate_waiting(programme=programme)], by)

    def breaks() -> None:
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        done([*people, One(uuid4(), "X", breaks)], by)
    assert Application.objects.get().state == ApplicationState.SUBMITTED


def test_no_more_at_once_than_somebody_can_read() -> None:
    with pytest.raises(BulkRefused, match="too_many"):
        preview(people=[One(uuid4(), "X", lambda: None)] * (MOST + 1))


def made_of(plan: Plan) -> list[tuple[UUID, ...]]:
    return [(line.id, *line.made) for line in plan.touched]


def test_conditions_are_taken_back_all_together_for_a_quarter_of_an_hour(programme: Programme) -> None:
    by = coordinator(programme.association)
    made = made_of(done(gates([a_candidate_waiting(programme=programme) for _ in range(2)], by), by))
    with pytest.raises(UndoRefused, match="undo_too_late"):
        take_back(act="gate", made=made, done_at=LATER, by=by, at=LATER + timedelta(minutes=16))
    assert GateMet.objects.count() == 2
    assert take_back(act="gate", made=made, done_at=LATER, by=by, at=LATER + timedelta(minutes=14)) == 2
    assert not GateMet.objects.exists()
    assert AuditEntry.objects.filter(action="engagement.take_back_gate").count() == 2


def test_a_condition_is_taken_back_by_who_noted_it_alone_and_never_once_relied_upon(programme: Programme) -> None:
    by = coordinator(programme.association)
    application = a_candidate_waiting(programme=programme)
    made = made_of(done(gates([application], by), by))
    colleague = TeamMemberFactory.create(association=programme.association)
    other = Actor(colleague.user_id, by.roles, by.association_id)
    with pytest.raises(GateRefused, match="not_yours"):
        take_back(act="gate", made=made, done_at=LATER, by=other, at=LATER)
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.READY, state_since=LATER)
    with pytest.raises(GateRefused, match="relied_on"):
        take_back(act="gate", made=made, done_at=LATER, by=by, at=LATER)
    with pytest.raises(UndoRefused, match="unknown_act"):
        take_back(act="interview", made=made, done_at=LATER, by=by, at=LATER)
    assert GateMet.objects.count() == 1


def test_a_condition_noted_again_of_somebody_ready_already_is_taken_back(programme: Programme) -> None:
    by = coordinator(programme.association)
    application = a_candidate_waiting(programme=programme)
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.READY, state_since=LATER - timedelta(days=9))
    application.refresh_from_db()
    made = made_of(done(gates([application], by), by))
    assert take_back(act="gate", made=made, done_at=LATER, by=by, at=LATER) == 1


def test_one_that_cannot_be_taken_back_keeps_all_of_them(programme: Programme) -> None:
    by = coordinator(programme.association)
    first, second = a_candidate_waiting(programme=programme), a_candidate_waiting(programme=programme)
    made = made_of(done(gates([first, second], by), by))
    Application.objects.filter(pk=second.pk).update(state=ApplicationState.PAIRED, state_since=LATER)
    with pytest.raises(GateRefused):
        take_back(act="gate", made=made, done_at=LATER, by=by, at=LATER)
    assert GateMet.objects.count() == 2


def test_a_referent_is_given_back_unless_somebody_chose_another_since() -> None:
    pair = an_active_pair(at=AT - timedelta(days=45))
    before = pair.referent
    home = pair.programme.association
    since, third = (TeamMemberFactory.create(association=home, referent=True) for _ in range(2))
    by = coordinator(home)
    mentorship.change_referent(pair=pair, referent=since, by=by, at=LATER)
    made = [(pair.id, before.id, since.id)]
    assert take_back(act="referent", made=made, done_at=LATER, by=by, at=LATER) == 1
    assert Pair.objects.get().referent == before
    mentorship.change_referent(pair=pair, referent=third, by=by, at=LATER)
    with pytest.raises(UndoRefused, match="moved_on"):
        take_back(act="referent", made=made, done_at=LATER, by=by, at=LATER)


def test_the_last_place_goes_to_one_and_the_other_is_told_why() -> None:
    """The preview runs in the order of the list, as the act does."""
    programme = a_programme(places=1)
    by, at = coordinator(programme.association), AT + timedelta(days=9)
    first, second = (a_candidate_waiting(programme=programme) for _ in range(2))
    for one in (first, second):
        operations.invite(application=one, by=by, at=AT)

    def act(one: Application) -> Callable[[], object]:
        return lambda: operations.accept_candidate(application=Application.objects.get(pk=one.pk), by=by, at=at)

    plan = preview(people=[One(one.id, "X", act(one)) for one in (first, second)])
    assert [line.refusal for line in plan.lines] == ["", "no_place_left"]


def test_only_the_messages_of_the_act_are_counted(programme: Programme) -> None:
    """Others write at the same time, and what a refused act had written leaves with it."""
    by, home = coordinator(programme.association), a_candidate_waiting(programme=programme)

    def busy() -> None:
        OutboxMessage.objects.create(kind="x.y", recipient_kind="team", recipient_id=uuid4(), created_at=AT, not_before=AT)

    def refused() -> None:
        outbox.put("x.y", recipient_kind="team", recipient=uuid4(), at=AT)
        raise BulkRefused("changed")

    people = [*invitations([home], by), One(uuid4(), "X", busy), One(uuid4(), "Y", refused)]
    assert preview(people=people).messages == 1
    assert done(people, by).messages == 1
    with outbox.counted() as outer:
        assert preview(people=invitations([a_candidate_waiting(programme=programme)], by)).messages == 1
    assert outer.messages >= 1
