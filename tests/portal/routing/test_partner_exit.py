"""An association leaves: places it was proposed for, and turns on its lists, lead to the next wish, and nobody is left untold."""

from datetime import UTC, datetime
from typing import Any

import pytest

from portal.accounts.actors import SYSTEM
from portal.core.models import AuditEntry, OutboxMessage, Transition
from portal.programmes.enums import ProgrammeStatus
from portal.programmes.models import Programme
from portal.routing.enums import FULL, ProposalState
from portal.routing.models import Proposal, VolunteerProfile, WaitingPlace
from portal.routing.operations import leave_programmes
from tests.factories.allocation import AllocationRunFactory, ProposalFactory, WaitingPlaceFactory
from tests.factories.programmes import ProgrammeFactory
from tests.factories.routing import VolunteerProfileFactory, WishFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 20, 9, tzinfo=UTC)
NEWS = "routing.news_of_wishes"


@pytest.fixture
def gone() -> Programme:
    return ProgrammeFactory.create(status=ProgrammeStatus.CLOSED)


def a_person(*wishes: Programme) -> VolunteerProfile:
    profile: VolunteerProfile = VolunteerProfileFactory.create()
    for rank, programme in enumerate(wishes, start=1):
        WishFactory.create(profile=profile, programme=programme, rank=rank)
    return profile


def waits_for(profile: VolunteerProfile) -> list[tuple[Any, Any]]:
    rows = WaitingPlace.objects.filter(profile=profile, left_at=None)
    return list(rows.values_list("programme", "position"))


def told() -> list[Any]:
    return list(OutboxMessage.objects.filter(kind=NEWS).values_list("recipient_kind", "recipient_id"))


def leave(*programmes: Programme) -> int:
    return leave_programmes(programme_ids={one.id for one in programmes}, by=SYSTEM, at=AT)


@pytest.mark.parametrize("stage", ["to review", "reviewed"])
def test_a_place_that_was_proposed_leads_to_the_next_wish(stage: str, gone: Programme) -> None:
    further = ProgrammeFactory.create()
    profile = a_person(gone, further)
    proposal = ProposalFactory.create(profile=profile, programme=gone, reviewed=stage == "reviewed")
    assert leave(gone) == 1
    proposal.refresh_from_db()
    assert (proposal.state, proposal.deadline_on) == (ProposalState.LAPSED, None)
    assert waits_for(profile) == [(further.id, 1)]
    assert told() == [("employee", profile.user_id)]
    assert Transition.objects.get(subject_id=proposal.id).step == "step_aside"
    assert AuditEntry.objects.filter(action="routing.leave_programmes").count() == 1


def test_one_agreed_to_follows_its_application(gone: Programme) -> None:
    proposal = ProposalFactory.create(profile=a_person(gone, ProgrammeFactory.create()), programme=gone, consented=True)
    assert leave(gone) == 0
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.CONSENTED
    assert not told()


def test_whoever_waited_takes_the_last_turn_of_the_next_list_in_the_order_they_came(gone: Programme) -> None:
    further, run = ProgrammeFactory.create(), AllocationRunFactory.create(done=True)
    before = WaitingPlaceFactory.create(programme=further, run=run, position=1)
    first, second = a_person(gone, further), a_person(gone, further)
    for turn, profile in enumerate((first, second), start=1):
        WaitingPlaceFactory.create(programme=gone, profile=profile, run=run, position=turn)
    assert leave(gone) == 2
    assert waits_for(before.profile) == [(further.id, 1)]
    assert [waits_for(first), waits_for(second)] == [[(further.id, 2)], [(further.id, 3)]]
    assert sorted(told()) == sorted(("employee", profile.user_id) for profile in (first, second))
    assert not WaitingPlace.objects.filter(programme=gone, left_at=None).exists()


WISHES = {
    "none after it": ("open", "gone"),
    "none at all": ("gone",),
    "the next is closed": ("gone", "closed", "open"),
    "all of them go": ("gone", "closed"),
}


@pytest.mark.parametrize("case", WISHES)
def test_the_next_wish_is_one_that_is_open(case: str, gone: Programme) -> None:
    offered = {"gone": gone, "open": ProgrammeFactory.create(), "closed": ProgrammeFactory.create(status=ProgrammeStatus.CLOSED)}
    profile = a_person(*(offered[name] for name in WISHES[case]))
    WaitingPlaceFactory.create(programme=gone, profile=profile, position=1)
    leave(gone)
    expected = (offered["open"].id, 1) if "open" in WISHES[case] else (None, None)
    assert waits_for(profile) == [expected], "somebody with no wish left waits for what comes, and is told"
    assert WaitingPlace.objects.get(profile=profile, left_at=None).binding == FULL
    assert told() == [("employee", profile.user_id)]


def test_whom_another_place_is_proposed_to_waits_for_nothing_else(gone: Programme) -> None:
    further = ProgrammeFactory.create()
    proposed, waiting = a_person(gone, further), a_person(gone, further)
    ProposalFactory.create(profile=proposed, programme=further)
    WaitingPlaceFactory.create(programme=gone, profile=proposed, position=1)
    ProposalFactory.create(profile=waiting, programme=gone)
    WaitingPlaceFactory.create(programme=further, profile=waiting, position=1)
    assert leave(gone) == 2
    assert not waits_for(proposed)
    assert waits_for(waiting) == [(further.id, 1)]
    assert not told(), "what they know stays true"


def test_other_programmes_and_what_is_over_stay_as_they_are(gone: Programme) -> None:
    other = ProposalFactory.create()
    over = ProposalFactory.create(programme=gone, declined=True)
    assert leave(gone) == 0
    assert set(Proposal.objects.values_list("id", "state")) == {(other.id, other.state), (over.id, ProposalState.DECLINED)}


def test_a_long_list_costs_what_a_short_one_does(gone: Programme, django_assert_max_num_queries: Any) -> None:
    further, run = ProgrammeFactory.create(), AllocationRunFactory.create(done=True)
    for turn in range(1, 21):
        WaitingPlaceFactory.create(programme=gone, profile=a_person(gone, further), run=run, position=turn)
    with django_assert_max_num_queries(18):
        assert leave(gone) == 20
    turns = WaitingPlace.objects.filter(programme=further, left_at=None).order_by("position").values_list("position", flat=True)
    assert list(turns) == list(range(1, 21))
