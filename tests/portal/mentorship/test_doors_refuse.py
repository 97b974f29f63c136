"""Every door of the room, asked by who has no business there: refused, and nothing written."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.errors import Refusal, StepRefused
from portal.core.models import AuditEntry, OutboxMessage, Transition
from portal.engagement.models import Clearance
from portal.mentorship import operations
from portal.mentorship.enums import AgeBand, ClosedBy, CloseReason, GoalCode, MenteeGateKind, ReviewNext, ReviewSide, TimeBasis
from portal.mentorship.errors import PairRefused, ReviewRefused, SessionRefused
from portal.mentorship.models import Pair
from tests.factories.accounts import UserFactory
from tests.factories.mentorship import (
    AT,
    MenteeFactory,
    a_clearance,
    a_pair_to_close,
    a_proposed_pair,
    an_accepted_pair,
    an_active_pair,
    an_introduced_pair,
    mentor_of,
    staff,
)
from tests.factories.programmes import AntennaFactory, ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
DAY = AT.date()
REVIEW: dict[str, Any] = {"satisfaction": 4, "felt_supported": 4, "next_wish": ReviewNext.STOP}
Door = Callable[[Pair, Actor], Any]


def everything() -> dict[str, list[Any]]:
    """Every row of the room and of the three logs, as stored."""
    models: list[type[Model]] = [*apps.get_app_config("mentorship").get_models(), AuditEntry, OutboxMessage, Transition]
    return {model.__name__: sorted(map(str, model._default_manager.order_by().values_list())) for model in models}


def step(door: Callable[..., Any]) -> Door:
    return lambda pair, by: door(pair=pair, by=by, at=AT)


def a_cleared_pair() -> Pair:
    pair = an_accepted_pair()
    a_clearance(pair.volunteer, pair.programme)
    return pair


def its_clearance(pair: Pair) -> Clearance:
    return Clearance.objects.get(application__volunteer=pair.volunteer_id)


DOORS: dict[str, tuple[Callable[[], Pair], Door]] = {
    "accept": (a_proposed_pair, step(operations.accept_pair)),
    "decline": (a_proposed_pair, step(operations.decline_pair)),
    "introduce": (
        a_cleared_pair,
        lambda pair, by: operations.introduce_pair(pair=pair, clearance=its_clearance(pair), on=DAY, by=by, at=AT),
    ),
    "activate": (an_introduced_pair, step(operations.activate_pair)),
    "suspend": (an_active_pair, step(operations.suspend_pair)),
    "change_referent": (
        an_active_pair,
        lambda pair, by: operations.change_referent(pair=pair, referent=pair.referent, by=by, at=AT),
    ),
    "set_goal": (an_active_pair, lambda pair, by: operations.set_goal(pair=pair, code=GoalCode.CULTURE, by=by, at=AT)),
    "log_session": (
        an_active_pair,
        lambda pair, by: operations.log_session(
            pair=pair, on=DAY + timedelta(days=5), minutes=60, time_basis=TimeBasis.WORK_TIME, by=by, at=AT + timedelta(days=9)
        ),
    ),
    "start_closing": (
        an_active_pair,
        lambda pair, by: operations.start_closing(
            pair=pair, reason=CloseReason.MOVED, closed_by=ClosedBy.FAMILY, by=by, at=AT + timedelta(days=40)
        ),
    ),
    "record_review": (
        a_pair_to_close,
        lambda pair, by: operations.record_review(pair=pair, side=ReviewSide.MENTOR, by=by, at=AT + timedelta(days=95), **REVIEW),
    ),
    "close": (
        a_pair_to_close,
        lambda pair, by: operations.close_pair(pair=pair, by=by, at=AT + timedelta(days=95), without_review=True),
    ),
    "record_mentee_gate": (
        an_accepted_pair,
        lambda pair, by: operations.record_mentee_gate(
            mentee=pair.mentee, kind=MenteeGateKind.FAMILY_NOTICE, seen_on=DAY, by=by, at=AT
        ),
    ),
}


def strangers(pair: Pair) -> dict[str, Actor]:
    """Those who work elsewhere, and those who have no business with anybody's pair."""
    elsewhere = staff(TeamMemberFactory.create(administrator=True))
    everything_elsewhere = Actor(elsewhere.id, frozenset(Role.values) - {Role.SYSTEM}, elsewhere.association_id)
    company = Actor(UserFactory.create().id, frozenset({Role.HR, Role.CSR, Role.DPO, Role.PLATFORM_ADMIN, Role.EDITOR}))
    another_mentor = Actor(UserFactory.create().id, frozenset({Role.EMPLOYEE, Role.VOLUNTEER}))
    nobody = Actor(None, frozenset({Role.ANONYMOUS}))
    return {"elsewhere": everything_elsewhere, "company": company, "another mentor": another_mentor, "nobody": nobody}


@pytest.mark.parametrize("name", DOORS)
def test_a_stranger_finds_the_door_closed(name: str) -> None:
    make, door = DOORS[name]
    pair = make()
    for who, by in strangers(pair).items():
        before = everything()
        with pytest.raises(Refusal) as refused:
            door(pair, by)
        assert refused.value.code in {"not_theirs", "not_allowed"}, who
        assert everything() == before, f"{who} wrote something"
        assert refused.value.facts.keys() <= {"machine", "step", "state"}, "no person's data in a refusal"


@pytest.mark.parametrize("name", [name for name in DOORS if name not in {"suspend"}])
def test_the_door_opens_for_the_associations_own(name: str) -> None:
    """Otherwise the refusals above mean nothing."""
    make, door = DOORS[name]
    pair = make()
    before = AuditEntry.objects.count()
    door(pair, staff(pair.referent))
    assert AuditEntry.objects.count() > before


OF_THE_ASSOCIATION = ["accept", "decline", "introduce", "change_referent", "start_closing", "close", "record_mentee_gate"]


@pytest.mark.parametrize("name", OF_THE_ASSOCIATION)
def test_the_mentor_does_not_act_for_the_association(name: str) -> None:
    make, door = DOORS[name]
    pair = make()
    before = everything()
    with pytest.raises(Refusal) as refused:
        door(pair, mentor_of(pair))
    assert refused.value.code in {"not_theirs", "not_allowed"}
    assert everything() == before


def test_an_antenna_does_not_move_the_pairs_of_another() -> None:
    programme = ProgrammeFactory.create()
    north, south = (AntennaFactory.create(association=programme.association) for _ in range(2))
    mentee = MenteeFactory.create(association=programme.association, antenna=south)
    pair = an_active_pair(programme=programme, mentee=mentee)
    ours, theirs = (staff(TeamMemberFactory.create(association=programme.association, antenna=one)) for one in (south, north))
    before = everything()
    with pytest.raises(PairRefused, match="not_theirs"):
        operations.start_closing(pair=pair, reason="moved", closed_by="family", by=theirs, at=AT)
    with pytest.raises(SessionRefused, match="not_theirs"):
        operations.log_session(pair=pair, on=DAY, minutes=60, time_basis=TimeBasis.WORK_TIME, by=theirs, at=AT)
    assert everything() == before
    operations.start_closing(pair=pair, reason="moved", closed_by="family", by=ours, at=AT)
    assert pair.state == "closing"


def test_a_mentor_whose_pair_is_suspended_meets_nobody_new_of_the_association() -> None:
    """An allegation is about a person, not about one pair (product.md, rule 4)."""
    pair = an_active_pair()
    elsewhere_in_it = ProgrammeFactory.create(association=pair.programme.association)
    waiting = an_accepted_pair(programme=elsewhere_in_it, volunteer=pair.volunteer)
    another_association = an_accepted_pair(volunteer=pair.volunteer)
    operations.suspend_pair(pair=pair, by=SYSTEM, at=AT)
    clearance = a_clearance(waiting.volunteer, waiting.programme)
    introduce: dict[str, Any] = {"pair": waiting, "clearance": clearance, "on": DAY, "by": staff(waiting.referent), "at": AT}
    before = everything()
    with pytest.raises(PairRefused, match="mentor_suspended"):
        operations.introduce_pair(**introduce)
    assert everything() == before
    theirs = a_clearance(another_association.volunteer, another_association.programme)
    by = staff(another_association.referent)
    operations.introduce_pair(pair=another_association, clearance=theirs, on=DAY, by=by, at=AT)
    operations.reinstate_pair(pair=pair, by=SYSTEM, at=AT)
    assert operations.introduce_pair(**introduce).state == "introduced"


def test_the_mentor_does_not_speak_for_the_young_person() -> None:
    pair = a_pair_to_close()
    before = everything()
    with pytest.raises(ReviewRefused, match="not_theirs"):
        operations.record_review(pair=pair, side=ReviewSide.MENTEE, by=mentor_of(pair), at=AT + timedelta(days=95), **REVIEW)
    assert everything() == before
    operations.record_review(pair=pair, side=ReviewSide.MENTEE, by=staff(pair.referent), at=AT + timedelta(days=95), **REVIEW)
    operations.record_review(pair=pair, side=ReviewSide.MENTOR, by=mentor_of(pair), at=AT + timedelta(days=95), **REVIEW)
    assert sorted(pair.reviews.values_list("side", flat=True)) == ["mentee", "mentor"]


def test_a_mentee_is_added_by_its_own_association() -> None:
    association = ProgrammeFactory.create().association
    before = everything()
    for by in (staff(TeamMemberFactory.create()), Actor(UserFactory.create().id, frozenset({Role.HR}))):
        with pytest.raises(Refusal, match="not_theirs"):
            operations.add_mentee(association_id=association.id, alias="Noor", age_band=AgeBand.TEEN, by=by, at=AT)
    assert everything() == before


def test_of_two_who_move_a_pair_at_once_one_wins_and_the_other_is_told() -> None:
    pair = an_active_pair()
    stale = Pair.objects.select_related("volunteer", "mentee", "programme").get(pk=pair.pk)
    operations.pause_pair(pair=pair, by=mentor_of(pair), at=AT)
    before = everything()
    with pytest.raises(StepRefused) as refused:
        operations.pause_pair(pair=stale, by=mentor_of(pair), at=AT)
    assert refused.value.code == "state_moved"
    assert everything() == before
    assert stale.state == "active", "what was refused left no trace on the object either"
