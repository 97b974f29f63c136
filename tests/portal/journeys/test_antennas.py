"""A branch hands all it holds over to another one: counted before, moved together, closed or not."""

import pytest
from pytest_django import DjangoAssertNumQueries

from portal.accounts.actors import SYSTEM, Actor
from portal.core import clock
from portal.journeys.antennas import Holdings, hand_over, holdings
from portal.mentorship.models import Mentee
from portal.mentorship.queries import pairs_seen_by
from portal.programmes.errors import NotYours, ProgrammeRefused
from portal.programmes.models import Antenna, Programme, TeamMember
from tests.factories.engagement import a_candidate_waiting
from tests.factories.mentorship import MenteeFactory, a_closed_pair, an_active_pair, staff
from tests.factories.programmes import AntennaFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
AT, ON = clock.now(), clock.today()


@pytest.fixture
def lille() -> Antenna:
    """A branch with a live pair, its programme with an intake, a candidate, a young person who waits, and somebody in the team."""
    pair = an_active_pair()
    home = pair.programme.association
    antenna: Antenna = AntennaFactory.create(association=home, name="Lille")
    Programme.objects.filter(pk=pair.programme_id).update(antenna=antenna)
    MenteeFactory.create(association=home, antenna=antenna)
    TeamMemberFactory.create(association=home, antenna=antenna, display_name="Karim")
    TeamMemberFactory.create(association=home, antenna=antenna, display_name="Partie", active=False, left_at=AT)
    return antenna


def admin(antenna: Antenna) -> Actor:
    return staff(TeamMemberFactory.create(association=antenna.association, administrator=True))


def test_what_a_branch_holds_is_counted(lille: Antenna) -> None:
    programme = lille.programmes.get()
    held = holdings(antenna=lille, on=ON)
    assert (held.people, held.programmes) == (("Karim",), (programme.title,))
    assert (held.mentees, held.pairs, held.is_empty) == (1, 1, False)


def test_candidates_under_way_count_and_closed_pairs_do_not(lille: Antenna) -> None:
    before = holdings(antenna=lille, on=ON)
    a_candidate_waiting(programme=lille.programmes.get())
    closed = a_closed_pair()
    Mentee.objects.filter(pk=closed.mentee_id).update(antenna=lille)
    after = holdings(antenna=lille, on=ON)
    assert (after.candidates, after.pairs) == (before.candidates + 1, before.pairs)


def test_an_empty_branch_holds_nothing() -> None:
    assert holdings(antenna=AntennaFactory.create(), on=ON) == Holdings((), (), 0, 0, 0, 0)
    assert holdings(antenna=AntennaFactory.create(), on=ON).is_empty


def test_counting_costs_the_same_for_many(lille: Antenna, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(5):
        TeamMemberFactory.create(association=lille.association, antenna=lille)
        MenteeFactory.create(association=lille.association, antenna=lille)
    with django_assert_max_num_queries(6):
        holdings(antenna=lille, on=ON)


@pytest.mark.parametrize("close", [True, False])
def test_all_of_it_moves_and_the_other_branch_sees_it(close: bool, lille: Antenna) -> None:
    lyon = AntennaFactory.create(association=lille.association, name="Lyon")
    there = staff(TeamMemberFactory.create(association=lille.association, antenna=lyon))
    assert not pairs_seen_by(actor=there).exists()
    hand_over(antenna=lille, to=lyon, close=close, by=admin(lille), at=AT)
    held = holdings(antenna=lyon, on=ON)
    assert "Karim" in held.people and (held.mentees, held.pairs) == (1, 1)
    assert pairs_seen_by(actor=there).count() == 1
    assert Antenna.objects.filter(pk=lille.pk).exists() is not close


def test_to_the_whole_association(lille: Antenna) -> None:
    hand_over(antenna=lille, to=None, close=True, by=admin(lille), at=AT)
    assert not TeamMember.objects.exclude(antenna=None).exists() and not Mentee.objects.exclude(antenna=None).exists()


def test_a_refusal_moves_nothing(lille: Antenna) -> None:
    before = holdings(antenna=lille, on=ON)
    with pytest.raises(ProgrammeRefused):
        hand_over(antenna=lille, to=lille, close=True, by=admin(lille), at=AT)
    with pytest.raises(NotYours):
        hand_over(antenna=lille, to=None, close=True, by=admin(AntennaFactory.create()), at=AT)
    with pytest.raises(NotYours):
        hand_over(antenna=lille, to=AntennaFactory.create(), close=True, by=SYSTEM, at=AT)
    assert holdings(antenna=lille, on=ON) == before


def test_two_moves_at_once_or_something_new_meanwhile_leave_no_orphan(lille: Antenna) -> None:
    """The branch cannot go while something points at it: the database says no, too (PROTECT)."""
    hand_over(antenna=lille, to=None, close=False, by=admin(lille), at=AT)
    MenteeFactory.create(association=lille.association, antenna=lille)
    from portal.programmes.operations import close_antenna

    with pytest.raises(ProgrammeRefused, match="antenna_in_use"):
        close_antenna(antenna=lille, by=SYSTEM, at=AT)
