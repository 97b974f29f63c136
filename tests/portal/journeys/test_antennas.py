"""A branch hands all it holds over to another one: counted before, moved together, closed or not."""

from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from portal.accounts.actors import SYSTEM, Actor
from portal.core import clock
from portal.engagement.models import Application, TrainingModule, TrainingSession
from portal.engagement.queries import candidates
from portal.journeys.antennas import Holdings, hand_over, holdings
from portal.mentorship.models import Mentee, Pair
from portal.mentorship.queries import pairs_seen_by
from portal.programmes.errors import NotYours, ProgrammeRefused
from portal.programmes.models import Antenna, Intake, Programme, TeamMember
from portal.programmes.operations import close_antenna, reopen_antenna
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
    assert holdings(antenna=AntennaFactory.create(), on=ON) == Holdings((), (), 0, 0, 0, 0, 0)
    assert holdings(antenna=AntennaFactory.create(), on=ON).is_empty


def test_counting_costs_the_same_for_many(lille: Antenna, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(5):
        TeamMemberFactory.create(association=lille.association, antenna=lille)
        MenteeFactory.create(association=lille.association, antenna=lille)
    with django_assert_max_num_queries(7):
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
    assert Antenna.objects.open().filter(pk=lille.pk).exists() is not close
    assert Antenna.objects.get(pk=lille.pk).closed_into == (lyon if close else None)


def test_what_is_over_stays_within_reach_of_whoever_takes_over(lille: Antenna) -> None:
    """A closed pair, a candidate whose application ended and an intake of last year have no branch of their own to lose."""
    lyon = AntennaFactory.create(association=lille.association, name="Lyon")
    there = staff(TeamMemberFactory.create(association=lille.association, antenna=lyon))
    over = a_closed_pair(
        programme=lille.programmes.get(), mentee=MenteeFactory.create(association=lille.association, antenna=lille)
    )
    waiting = a_candidate_waiting(programme=lille.programmes.get())
    intakes = list(Intake.objects.filter(programme__antenna=lille).values_list("pk", flat=True))
    rows = [model._default_manager.count() for model in (Pair, Application, Intake, Mentee, TeamMember, Antenna)]
    hand_over(antenna=lille, to=lyon, close=True, by=SYSTEM, at=AT)
    assert [model._default_manager.count() for model in (Pair, Application, Intake, Mentee, TeamMember, Antenna)] == rows
    assert pairs_seen_by(actor=there).filter(pk=over.pk).exists()
    seen = candidates(association_id=lille.association_id, antenna_ids=frozenset({lyon.pk}))
    assert seen.filter(pk=waiting.pk).exists()
    assert list(Intake.objects.filter(programme__antenna=lyon).values_list("pk", flat=True)) == intakes


def test_what_is_closed_takes_nothing_back_before_it_is_open_again(lille: Antenna) -> None:
    lyon = AntennaFactory.create(association=lille.association, name="Lyon")
    hand_over(antenna=lille, to=lyon, close=True, by=SYSTEM, at=AT)
    with pytest.raises(ProgrammeRefused, match="antenna_closed"):
        hand_over(antenna=lyon, to=lille, close=False, by=SYSTEM, at=AT)
    assert holdings(antenna=lille, on=ON).is_empty
    reopen_antenna(antenna=lille, by=SYSTEM, at=AT)
    hand_over(antenna=lyon, to=lille, close=True, by=SYSTEM, at=AT)
    assert (holdings(antenna=lille, on=ON).pairs, holdings(antenna=lyon, on=ON).is_empty) == (1, True)


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
    with pytest.raises(ProgrammeRefused, match="antenna_in_use"):
        close_antenna(antenna=lille, by=SYSTEM, at=AT)


def a_date(antenna: Antenna, **of: datetime) -> TrainingSession:
    home = antenna.association
    module, _ = TrainingModule.objects.get_or_create(association=home, title="À l’écoute", minutes=60, required=False)
    return TrainingSession.objects.create(module=module, starts_at=AT, mode="remote", antenna=antenna, **of)


@pytest.mark.parametrize("kept", [True, False])
def test_dates_of_training_go_with_the_rest(kept: bool, lille: Antenna) -> None:
    rows = {"to come": {}, "noted": {"recorded_at": AT}, "called off": {"called_off_at": AT}}
    made = {name: a_date(lille, **of) for name, of in rows.items()}
    assert holdings(antenna=lille, on=ON).dates == 1
    to = AntennaFactory.create(association=lille.association) if kept else None
    hand_over(antenna=lille, to=to, close=True, by=admin(lille), at=AT)
    now = {name: TrainingSession.objects.get(pk=row.pk).antenna for name, row in made.items()}
    assert now == {"to come": to, "noted": lille, "called off": lille}, "None: open to all of them"
    assert holdings(antenna=lille, on=ON).is_empty


def test_a_date_alone_is_something_to_hand_over() -> None:
    antenna: Antenna = AntennaFactory.create()
    a_date(antenna)
    assert not holdings(antenna=antenna, on=ON).is_empty
