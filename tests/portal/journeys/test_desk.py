"""What waits for somebody of an association: their own, of their antennas, and concerns for those named alone."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from portal.accounts.actors import ANONYMOUS, SYSTEM, Actor
from portal.accounts.enums import COMPANY_ROLES, Role
from portal.core import clock
from portal.engagement import operations as engagement
from portal.journeys.desk import SHOWN, Desk, desk
from portal.mentorship import operations
from portal.mentorship.enums import ConcernCategory, ConcernOutcome, RaisedBy, Urgency
from portal.mentorship.models import Pair
from tests.factories.engagement import a_candidate_waiting, a_programme, a_volunteer_cleared, coordinator
from tests.factories.mentorship import AT, a_pair_to_close, a_protector, an_active_pair, mentor_of, staff
from tests.factories.programmes import AntennaFactory, AssociationFactory, ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
ON = AT.date() + timedelta(days=40)
WORRY: dict[str, Any] = {"raised_by": RaisedBy.OTHER, "category": ConcernCategory.OTHER, "urgency": Urgency.STANDARD}


@pytest.mark.parametrize("by", [ANONYMOUS, Actor(uuid4(), frozenset({*COMPANY_ROLES, Role.EMPLOYEE}))], ids=["visitor", "company"])
def test_without_an_association_there_is_no_desk(by: Actor) -> None:
    an_active_pair()
    assert desk(actor=by, on=ON) == Desk()


def test_an_association_to_which_nothing_happened_has_an_empty_desk() -> None:
    found = desk(actor=coordinator(AssociationFactory.create()), on=ON)
    assert (found.concerns, found.quiet, found.new_candidates, found.answer_before) == ((), (), 0, None)
    assert (found.gates_ending, found.ready, found.closing) == ((), (), ())
    assert (found.pairs, found.capacity) == (0, 20)


def test_everything_that_waits_is_there() -> None:
    programme = a_programme()
    by = coordinator(programme.association)
    waiting = a_candidate_waiting(programme=programme)
    ready = a_volunteer_cleared(programme=programme).application
    quiet, closing = an_active_pair(programme=programme), a_pair_to_close(programme=programme)
    found = desk(actor=by, on=ON)
    assert (found.new_candidates, found.answer_before) == (1, waiting.deadline_on)
    assert [one.id for one in found.ready] == [ready.id]
    assert [row.pair.id for row in found.quiet] == [quiet.id]
    assert [one.id for one in found.closing] == [closing.id]
    assert found.pairs == 2
    assert found.capacity == sum(load.member.capacity for load in found.loads)
    load = found.load_of(quiet.referent.user_id)
    assert load is not None
    assert (load.pairs, load.room) == (2, 18)
    assert found.load_of(uuid4()) is None
    engagement.start_review(application=waiting, by=by, at=AT)
    assert desk(actor=by, on=ON).new_candidates == 0


def test_a_pair_to_propose_waits_for_those_who_may_propose_it() -> None:
    programme = a_programme()
    a_volunteer_cleared(programme=programme)
    referent = Actor(uuid4(), frozenset({Role.REFERENT}), programme.association_id)
    assert len(desk(actor=coordinator(programme.association), on=ON).ready) == 1
    assert desk(actor=referent, on=ON).ready == ()


def test_concerns_are_for_those_named_and_a_protector_sees_nothing_else() -> None:
    pair = an_active_pair()
    protector = a_protector(pair.programme)
    operations.raise_concern(programme=pair.programme, pair=pair, by=mentor_of(pair), at=AT, **WORRY)
    assert desk(actor=staff(pair.referent), on=ON).concerns == ()
    theirs = desk(actor=protector, on=ON)
    assert len(theirs.concerns) == 1
    assert (theirs.quiet, theirs.loads) == ((), ())
    both = staff(TeamMemberFactory.create(association=pair.programme.association, referent=True, also_safeguarding=True))
    seen = desk(actor=both, on=ON)
    assert (len(seen.concerns), len(seen.quiet)) == (1, 1)


def test_another_association_sees_nothing_of_it() -> None:
    pair = an_active_pair()
    operations.raise_concern(programme=pair.programme, pair=pair, by=mentor_of(pair), at=AT, **WORRY)
    a_candidate_waiting()
    other = AssociationFactory.create()
    member = TeamMemberFactory.create(association=other, also_safeguarding=True)
    found = desk(actor=staff(member), on=ON)
    assert (found.concerns, found.quiet, found.new_candidates, found.pairs) == ((), (), 0, 0)


def test_an_antenna_sees_its_own() -> None:
    association = AssociationFactory.create()
    north, south = (AntennaFactory.create(association=association) for _ in range(2))
    mine = a_candidate_waiting(programme=a_programme(association=association, antenna=north))
    pair = an_active_pair(programme=ProgrammeFactory.create(association=association, antenna=north))
    ours, theirs = (staff(TeamMemberFactory.create(association=association, antenna=one)) for one in (north, south))
    found = desk(actor=ours, on=ON)
    assert (found.new_candidates, found.answer_before) == (1, mine.deadline_on)
    assert [row.pair.id for row in found.quiet] == [pair.id]
    beside = desk(actor=theirs, on=ON)
    assert (beside.new_candidates, beside.quiet) == (0, ())


def test_the_inbox_shows_the_first_few_and_asks_little(django_assert_max_num_queries: Any) -> None:
    programme = ProgrammeFactory.create()
    for _ in range(SHOWN + 2):
        an_active_pair(programme=programme)
    by = staff(TeamMemberFactory.create(association=programme.association, also_safeguarding=True))
    with django_assert_max_num_queries(10):
        found = desk(actor=by, on=ON)
    assert len(found.quiet) == SHOWN
    assert found.pairs == SHOWN + 2


class TestWhatProtectionDecides:
    def suspended(self) -> Pair:
        pair = an_active_pair()
        return operations.suspend_pair(pair=pair, by=SYSTEM, at=AT)

    def test_a_suspended_pair_waits_for_the_safeguarding_referents_alone(self) -> None:
        pair = self.suspended()
        closing = a_pair_to_close(programme=pair.programme)
        assert [one.id for one in desk(actor=a_protector(pair.programme), on=ON).suspended] == [pair.id]
        assert desk(actor=staff(pair.referent), on=ON).suspended == ()
        both = staff(TeamMemberFactory.create(association=pair.programme.association, administrator=True, also_safeguarding=True))
        found = desk(actor=both, on=ON)
        assert ([one.id for one in found.suspended], [one.id for one in found.closing]) == ([pair.id], [closing.id])
        elsewhere = staff(TeamMemberFactory.create(safeguarding=True))
        assert desk(actor=elsewhere, on=ON).suspended == ()

    def test_a_concern_taken_up_comes_back_when_it_is_to_be_asked_about(self) -> None:
        pair = an_active_pair()
        protector = a_protector(pair.programme)
        concern = operations.raise_concern(programme=pair.programme, by=protector, at=AT, **WORRY)
        operations.acknowledge_concern(concern=concern, by=protector, at=AT)
        assert concern.asks_at is not None
        again = clock.local_day(concern.asks_at)
        assert desk(actor=protector, on=again - timedelta(days=1)).concerns == ()
        assert desk(actor=protector, on=again).concerns == (concern,)
        operations.close_concern(concern=concern, outcome=ConcernOutcome.ANSWERED, by=protector, at=AT)
        assert desk(actor=protector, on=again).concerns == ()


def test_who_waits_for_a_next_step_is_there_once_it_presses() -> None:
    programme = a_programme()
    by, candidate = coordinator(programme.association), a_candidate_waiting(programme=programme)
    engagement.start_review(application=candidate, by=by, at=AT)
    assert candidate.deadline_on is not None
    assert desk(actor=by, on=candidate.deadline_on - timedelta(days=6)).move_before is None
    for days in (5, 0, -3):
        assert desk(actor=by, on=candidate.deadline_on - timedelta(days=days)).move_before == candidate.deadline_on
    assert desk(actor=coordinator(AssociationFactory.create()), on=ON).move_before is None
