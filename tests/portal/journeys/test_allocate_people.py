"""Who takes part in a run, and who does not: leavers, people in a pair, at a desk, with a place; and a list that moves up."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.engagement import operations as engagement
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application
from portal.journeys import allocate, offboarding
from portal.people import queries as people
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee
from portal.programmes.models import Programme
from portal.routing import operations, queries
from portal.routing.allocation.gathering import KEEP_POINTS
from portal.routing.enums import ProposalState, RunState
from portal.routing.models import AllocationRun, Proposal, VolunteerProfile, WaitingPlace
from portal.routing.queries.instances import gathered
from tests.factories.allocation import AllocationRunFactory
from tests.factories.engagement import VolunteerFactory, a_candidate_accepted, a_programme, coordinator
from tests.factories.people import EmployeeFactory
from tests.factories.programmes import CampaignFactory

from .test_allocate import person, ran, wishing

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def employed(*programmes: Programme, **employee: Any) -> VolunteerProfile:
    profile = wishing(*programmes)
    EmployeeFactory.create(user=profile.user, **employee)
    return profile


def taking_part(at: datetime = AT) -> set[Any]:
    run = operations.drafted_run(campaign=CampaignFactory.create(), on=at.date(), by=SYSTEM, at=at)
    return set(gathered(run=run, around=allocate.around(at=at), at=at).profiles)


GONE: dict[str, dict[str, Any]] = {
    "contract over": {"end_date": (AT - timedelta(days=1)).date()},
    "ended without a date": {"status": EmployeeStatus.ENDED, "end_date": None},
    "access cut": {"access_cut_at": AT},
    "not there yet": {"start_date": (AT + timedelta(days=9)).date()},
}


@pytest.mark.parametrize("how", GONE)
def test_who_is_not_employed_on_the_day_of_a_run_is_not_in_its_input(how: str) -> None:
    programme = a_programme()
    here, gone = employed(programme), employed(programme, **GONE[how])
    assert people.former_user_ids(on=AT.date()) == {gone.user_id}
    assert taking_part() == {here.pk}
    ran()
    assert set(Proposal.objects.values_list("profile_id", flat=True)) == {here.pk}


def test_whose_last_day_is_the_day_of_the_run_still_takes_part_and_so_does_who_has_no_contract_here() -> None:
    programme = a_programme()
    last_day, own_account = employed(programme, end_date=AT.date()), wishing(programme)
    assert taking_part() == {last_day.pk, own_account.pk}


def test_who_left_and_holds_a_place_keeps_it_outside_the_run() -> None:
    """The association decides on its candidate (rule 11): the run neither moves them nor gives their place to anybody."""
    programme = a_programme(places=1)
    gone = accepted(programme)
    waits = wishing(programme)
    EmployeeFactory.create(user=gone.user, **GONE["contract over"])
    ran()
    assert not Proposal.objects.exists()
    assert WaitingPlace.objects.get().profile_id == waits.pk
    assert Application.objects.get().state == ApplicationState.ACCEPTED


def accepted(programme: Programme, *others: Programme) -> VolunteerProfile:
    profile = wishing(programme, *others)
    volunteer = VolunteerFactory.create(user=profile.user)
    a_candidate_accepted(volunteer=volunteer, programme=programme)
    return profile


def test_accepted_and_not_begun_they_take_part_with_their_place_worth_more() -> None:
    programme, other = a_programme(places=1), a_programme(places=3)
    held, fresh = accepted(programme, other), wishing(programme, other)
    run = operations.drafted_run(campaign=CampaignFactory.create(), on=AT.date(), by=SYSTEM, at=AT)
    found = gathered(run=run, around=allocate.around(at=AT), at=AT)
    points = {}
    for row, profile in enumerate(found.profiles):
        for arc in range(found.instance.ptr[row], found.instance.ptr[row + 1]):
            points[profile, found.programmes[found.instance.J[arc]]] = int(found.instance.w[arc])
    assert points[held.pk, programme.pk] == points[fresh.pk, programme.pk] + KEEP_POINTS
    assert points[held.pk, other.pk] == points[fresh.pk, other.pk]
    assert found.instance.cap[found.programmes.index(programme.pk)] == 1  # theirs, counted for the run


def test_they_keep_the_place_against_somebody_it_suits_better() -> None:
    programme = a_programme(places=1, causes=["culture"])
    held = accepted(programme)
    better = wishing(programme, causes=["culture"])
    ran()
    assert not Proposal.objects.exists()
    assert WaitingPlace.objects.get(left_at=None).profile_id == better.pk
    assert not WaitingPlace.objects.filter(profile=held).exists()


@pytest.mark.parametrize("state", [ApplicationState.SUBMITTED, ApplicationState.PAIRED])
def test_in_a_pair_or_at_a_desk_nobody_is_moved_and_their_place_is_no_ones(state: str) -> None:
    programme = a_programme(places=1)
    frozen = accepted(programme)
    Application.objects.update(state=state)
    waits = wishing(programme)
    assert taking_part() == {waits.pk}
    ran()
    assert not Proposal.objects.exists()
    assert frozen.proposals.count() == 0


def _queue(places: int, people: int, **programme: Any) -> tuple[Programme, list[WaitingPlace]]:
    """A run for `people` on `places`; who waits, in their turns. Six places opened there in the last year."""
    made = a_programme(places=places, **programme)
    for _ in range(people):
        wishing(made)
    ran()
    WaitingPlace.objects.update(observed=6)
    return made, list(WaitingPlace.objects.filter(left_at=None).order_by("position"))


def turns() -> list[tuple[int | None, Any]]:
    rows = WaitingPlace.objects.filter(left_at=None).exclude(position=None).order_by("position")
    return list(rows.values_list("position", "profile_id"))


def test_when_somebody_leaves_the_list_everybody_after_them_moves_up_and_waits_less() -> None:
    _, [first, second, third, fourth] = _queue(1, 5)
    operations.set_wishes(profile=second.profile, programme_ids=[], by=SYSTEM, at=AT)
    assert turns() == [(1, first.profile_id), (2, third.profile_id), (3, fourth.profile_id)]
    waits = {row.position: row.likely_days for row in WaitingPlace.objects.filter(left_at=None)}
    assert waits[2] == 103
    assert waits[3] == 163
    own = queries.waiting_place_of(user_id=fourth.profile.user_id)
    assert own is not None
    assert (own.position, own.late_days) == (3, 261)
    assert queries.waiting_place_of(user_id=second.profile.user_id) is None


def test_a_place_passed_on_moves_the_list_up() -> None:
    programme, [first, second] = _queue(1, 3)
    proposal = Proposal.objects.get()
    operations.confirm(proposal=proposal, by=coordinator(programme.association), at=AT)
    operations.override(proposal=proposal, reason="dates_moved", by=coordinator(programme.association), at=AT)
    assert Proposal.objects.get(state=ProposalState.PROPOSED).profile_id == first.profile_id
    assert turns()[0] == (1, second.profile_id)


def test_other_wishes_keep_the_turn_as_long_as_this_one_is_among_them() -> None:
    programme, [first, second] = _queue(1, 3)
    other = a_programme()
    operations.set_wishes(profile=first.profile, programme_ids=[other.pk, programme.pk], by=SYSTEM, at=AT)
    assert turns() == [(1, first.profile_id), (2, second.profile_id)]
    operations.set_wishes(profile=first.profile, programme_ids=[other.pk], by=SYSTEM, at=AT)
    assert turns() == [(1, second.profile_id)]


@pytest.mark.parametrize("stage", ["proposed", "reviewed", "waiting"])
def test_what_was_proposed_to_a_leaver_goes_to_whoever_waits(stage: str) -> None:
    programme = a_programme(places=1)
    for _ in range(3):
        employed(programme)
    ran()
    proposal = Proposal.objects.select_related("profile", "programme", "run__campaign").get()
    if stage == "reviewed":
        operations.confirm(proposal=proposal, by=coordinator(programme.association), at=AT)
    [first, second] = WaitingPlace.objects.filter(left_at=None).order_by("position")
    leaver = first.profile if stage == "waiting" else proposal.profile
    offboarding.offboard_employee(employee=Employee.objects.get(user=leaver.user), by=SYSTEM, at=AT)
    if stage == "waiting":
        assert turns() == [(1, second.profile_id)]
        assert Proposal.objects.get().state == ProposalState.PROPOSED
        return
    proposal.refresh_from_db()
    assert (proposal.state, proposal.deadline_on) == (ProposalState.LAPSED, None)
    assert Proposal.objects.get(state=ProposalState.PROPOSED).profile_id == first.profile_id
    assert operations.step_aside(user_id=leaver.user_id, by=SYSTEM, at=AT) == 0


def test_an_application_of_a_leaver_stays_the_associations() -> None:
    profile = accepted(a_programme())
    EmployeeFactory.create(user=profile.user)
    offboarding.offboard_employee(employee=Employee.objects.get(user=profile.user), by=SYSTEM, at=AT)
    assert Application.objects.get().state == ApplicationState.ACCEPTED


def test_an_interruption_is_logged_by_its_kind_alone(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    wishing(a_programme())

    def broken(**_kwargs: Any) -> None:
        raise ValueError("Zoé Introuvable, zoe@perso.example.org")

    monkeypatch.setattr(operations, "calculate_run", broken)
    with caplog.at_level(logging.DEBUG):
        run = ran()
    assert (run.state, run.failure) == (RunState.FAILED, "interrupted")
    assert [record.message for record in caplog.records if "interrupted" in record.message] == [
        f"run {run.id} was interrupted: ValueError"
    ]
    assert "Zoé" not in caplog.text
    assert not any(record.exc_info for record in caplog.records)


def test_nothing_is_kept_of_a_run_that_stops_while_it_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    wishing(a_programme(places=1))
    wishing(a_programme(slots=["saturday"]))
    monkeypatch.setattr("portal.routing.operations.allocating._wait", lambda *_args: 1 / 0)
    run = ran()
    assert (run.state, run.objective, run.released) == (RunState.FAILED, None, {})
    assert not Proposal.objects.exists()
    assert not WaitingPlace.objects.exists()
    assert queries.verified(run=run) == ["input: the run has none"]


def test_a_run_whose_process_was_killed_is_noted_and_holds_back_no_other() -> None:
    now = clock.now()
    lost = AllocationRunFactory.create(running=True, started_at=now - timedelta(hours=3))
    other = AllocationRunFactory.create(running=True, started_at=now - timedelta(hours=1))
    assert list(queries.lost_runs(at=now)) == [lost]
    assert allocate.run_due(by=SYSTEM, at=now) == 0
    states = dict(AllocationRun.objects.values_list("pk", "state"))
    assert states == {lost.pk: RunState.FAILED, other.pk: RunState.RUNNING}
    wishing(a_programme())
    again = operations.schedule_run(campaign=lost.campaign, on=clock.local_day(now), by=SYSTEM, at=now)
    assert allocate.run_now(run=again, by=SYSTEM, at=now).state == RunState.DONE


def test_an_application_that_ends_frees_its_place_for_the_next_run() -> None:
    programme = a_programme(places=1)
    held, waits = accepted(programme), wishing(programme)
    engagement.withdraw(application=Application.objects.get(), by=person(held), at=AT)
    ran()
    assert Proposal.objects.get().profile_id in {held.pk, waits.pk}  # both take part again, for the one place
    assert WaitingPlace.objects.count() == 1
