"""The daily round beside people who act meanwhile, and the gates of pairs that end."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from portal.accounts.actors import SYSTEM
from portal.core.errors import StepRefused
from portal.core.models import AuditEntry, OutboxMessage, Transition
from portal.engagement import operations, queries
from portal.engagement.enums import ApplicationState, GateKind
from portal.engagement.models import Application, GateMet
from portal.engagement.operations import deadlines
from portal.engagement.rules import WAITS
from portal.programmes.models import Intake, Programme
from tests.factories.engagement import AT, a_candidate_accepted, a_candidate_waiting, a_programme, in_state
from tests.factories.programmes import AntennaFactory, AssociationFactory

pytestmark = pytest.mark.django_db
S = ApplicationState
TODAY = date(2026, 9, 1)


def past_deadline(application: Application, *, late: bool = True) -> None:
    """Set the clock of an application to yesterday, with its more time used up."""
    yesterday = AT.date() - timedelta(days=1)
    Application.objects.filter(pk=application.pk).update(deadline_on=yesterday, late_since=yesterday if late else None)
    application.refresh_from_db()


def test_one_that_somebody_moves_meanwhile_is_left_to_them_and_the_others_are_dealt_with(monkeypatch: pytest.MonkeyPatch) -> None:
    moved, other = a_candidate_waiting(), a_candidate_waiting()
    for application in (moved, other):
        past_deadline(application)
    deal = deadlines._deal_with

    def as_somebody_acts(row: Application, **given: Any) -> bool:
        if row.pk == moved.pk:
            Application.objects.filter(pk=row.pk).update(state=S.INVITED)
        return deal(row, **given)

    monkeypatch.setattr(deadlines, "_deal_with", as_somebody_acts)
    assert operations.expire_overdue(by=SYSTEM, at=AT) == 1
    assert Application.objects.get(pk=moved.pk).state == S.INVITED
    assert Application.objects.get(pk=other.pk).state == S.EXPIRED


def test_more_time_is_not_given_to_one_that_moved_meanwhile() -> None:
    application = a_candidate_waiting()
    past_deadline(application, late=False)
    Application.objects.filter(pk=application.pk).update(state=S.INVITED)
    OutboxMessage.objects.all().delete()
    assert deadlines._give_more_time(application, by=SYSTEM, at=AT) is False
    assert not OutboxMessage.objects.exists()
    assert not AuditEntry.objects.filter(action="engagement.give_more_time").exists()


def test_a_refusal_that_is_no_race_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    past_deadline(a_candidate_waiting())

    def refuse(*_: object, **__: object) -> None:
        raise StepRefused("not_allowed")

    monkeypatch.setattr(deadlines, "move", refuse)
    with pytest.raises(StepRefused, match="not_allowed"):
        operations.expire_overdue(by=SYSTEM, at=AT)


def test_an_end_is_whole_place_and_all_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    application = a_candidate_accepted()
    past_deadline(application)
    steps = Transition.objects.count()

    def broken(**_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("portal.engagement.steps.places.release_place", broken)
    with pytest.raises(ConnectionError):
        operations.expire_overdue(by=SYSTEM, at=AT)
    assert Application.objects.get().state == S.ACCEPTED
    assert (Intake.objects.get().places_taken, Transition.objects.count()) == (1, steps)


@pytest.mark.parametrize("state", sorted(WAITS))
def test_a_reminder_goes_to_whoever_is_waited_for(state: str) -> None:
    application = in_state(state)
    wait = WAITS[state]
    assert application.deadline_on is not None
    at = datetime.combine(application.deadline_on - timedelta(days=wait.reminder_days), AT.timetz())
    OutboxMessage.objects.all().delete()
    assert operations.remind(by=SYSTEM, at=at - timedelta(days=1)) == 0
    assert operations.remind(by=SYSTEM, at=at) == 1
    recipients = set(OutboxMessage.objects.values_list("recipient_kind", flat=True))
    assert ("volunteer" in recipients) == wait.on_volunteer
    assert ("team" in recipients) == wait.on_association


def test_a_reminder_that_was_missed_is_made_up_for_until_the_day_itself() -> None:
    application = a_candidate_waiting()
    assert application.deadline_on is not None
    on_the_day = datetime.combine(application.deadline_on, AT.timetz())
    assert operations.remind(by=SYSTEM, at=on_the_day + timedelta(days=1)) == 0, "past it, more time is given instead"
    assert operations.remind(by=SYSTEM, at=on_the_day) == 1


def a_paired_gate(until: date, *, kind: str = GateKind.B3_SHOWN, application: Application | None = None) -> GateMet:
    application = application or a_candidate_waiting()
    Application.objects.filter(pk=application.pk).update(state=S.PAIRED, deadline_on=None)
    seen_on = until - timedelta(days=364)
    return GateMet.objects.create(application=application, kind=kind, seen_on=seen_on, seen_by=application.id, valid_until=until)


def ending(application: Application, on: date = TODAY) -> list[GateMet]:
    return list(queries.gates_ending(association_id=application.programme.association_id, on=on))


@pytest.mark.parametrize(("days", "listed"), [(-40, True), (-1, True), (0, True), (30, True), (31, False), (200, False)])
def test_a_gate_of_a_pair_is_listed_a_month_before_it_ends_and_until_it_is_renewed(days: int, *, listed: bool) -> None:
    gate = a_paired_gate(TODAY + timedelta(days=days))
    assert ending(gate.application) == ([gate] if listed else [])


def test_a_renewed_gate_is_listed_by_its_last_end_only() -> None:
    """The certificate of the year before ended long ago; only the present one is to be renewed."""
    old = a_paired_gate(TODAY - timedelta(days=330))
    present = a_paired_gate(TODAY + timedelta(days=20), application=old.application)
    assert ending(old.application) == [present]
    a_paired_gate(TODAY + timedelta(days=385), application=old.application)
    assert ending(old.application) == []


def test_a_gate_met_again_for_good_is_not_listed() -> None:
    gate = a_paired_gate(TODAY + timedelta(days=5))
    application = gate.application
    GateMet.objects.create(application=application, kind=gate.kind, seen_on=TODAY, seen_by=application.id, valid_until=None)
    assert ending(application) == []


def test_another_kind_renewed_changes_nothing() -> None:
    gate = a_paired_gate(TODAY + timedelta(days=5))
    a_paired_gate(TODAY + timedelta(days=400), kind=GateKind.INTERVIEW, application=gate.application)
    assert ending(gate.application) == [gate]


def test_gates_are_listed_for_ones_own_association_and_antenna_in_pairs_only() -> None:
    gate = a_paired_gate(TODAY)
    application = gate.application
    association = application.programme.association
    antenna, other = (AntennaFactory.create(association=association) for _ in range(2))
    assert not queries.gates_ending(association_id=AssociationFactory.create().id, on=TODAY).exists()
    Programme.objects.filter(pk=application.programme_id).update(antenna=antenna)
    seen = {
        one.id: queries.gates_ending(association_id=association.id, antenna_ids=frozenset({one.id}), on=TODAY).count()
        for one in (antenna, other)
    }
    assert seen == {antenna.id: 1, other.id: 0}
    Application.objects.filter(pk=application.pk).update(state=S.WITHDRAWN)
    assert ending(application) == []


def test_the_first_to_end_comes_first() -> None:
    programme = a_programme()
    days = (20, -3, 9)
    gates = [a_paired_gate(TODAY + timedelta(days=n), application=a_candidate_waiting(programme=programme)) for n in days]
    assert ending(gates[0].application) == [gates[1], gates[2], gates[0]]


def test_who_waits_without_a_deadline_comes_last_on_every_database() -> None:
    programme = a_programme()
    paired, urgent, later = (a_candidate_waiting(programme=programme) for _ in range(3))
    Application.objects.filter(pk=paired.pk).update(state=S.PAIRED, deadline_on=None)
    Application.objects.filter(pk=later.pk).update(deadline_on=AT.date() + timedelta(days=90))
    assert list(queries.candidates(association_id=programme.association_id)) == [urgent, later, paired]
