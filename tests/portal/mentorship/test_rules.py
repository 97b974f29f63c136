"""Decisions on pairs without the database: whose business, which agreements, which day, what metadata say."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.actors import ANONYMOUS, SYSTEM, Actor
from portal.accounts.enums import ASSOCIATION_ROLES, COMPANY_ROLES, Role
from portal.mentorship import rules
from portal.mentorship.enums import MINORS, AgeBand, Flag, MenteeGateKind

DAY = date(2026, 3, 2)
OURS, THEIRS, MENTOR = uuid4(), uuid4(), uuid4()
NORTH, SOUTH = uuid4(), uuid4()


def reach(by: Actor, *, association: UUID = OURS, mentor: UUID | None = MENTOR, antennas: tuple[UUID | None, ...] = ()) -> bool:
    return rules.within_reach(by=by, mentor_user_id=mentor, association_id=association, antenna_ids=antennas)


@pytest.mark.parametrize("role", sorted(ASSOCIATION_ROLES | {Role.API_CLIENT}))
def test_an_association_reaches_its_own_pairs(role: Role) -> None:
    by = Actor(uuid4(), frozenset({role}), OURS)
    assert reach(by)
    assert not reach(by, association=THEIRS)


@pytest.mark.parametrize("role", sorted(COMPANY_ROLES | {Role.EMPLOYEE, Role.VOLUNTEER}))
def test_without_an_association_one_reaches_ones_own_pair_only(role: Role) -> None:
    assert reach(Actor(MENTOR, frozenset({role})))
    assert not reach(Actor(uuid4(), frozenset({role})))


def test_a_mentor_who_works_for_an_association_reaches_as_that_association() -> None:
    """One human with two accounts has two users: an association's account is nobody's mentor."""
    assert not reach(Actor(MENTOR, frozenset({Role.COORDINATOR}), THEIRS))


def test_nobody_reaches_a_pair_whose_mentor_has_no_account_by_having_none() -> None:
    assert not reach(ANONYMOUS, mentor=None)
    assert not reach(Actor(None, frozenset({Role.EMPLOYEE})), mentor=None)
    assert reach(SYSTEM, mentor=None)


@pytest.mark.parametrize(
    ("antennas", "reached"),
    [
        ((), True),
        ((None, None), True),
        ((NORTH, None), True),
        ((None, NORTH), True),
        ((NORTH, SOUTH), True),
        ((SOUTH, None), False),
        ((None, SOUTH), False),
        ((SOUTH, SOUTH), False),
    ],
)
def test_who_is_bound_to_an_antenna_reaches_it_and_what_has_none(antennas: tuple[UUID | None, ...], *, reached: bool) -> None:
    bound = Actor(uuid4(), frozenset({Role.COORDINATOR}), OURS, frozenset({NORTH}))
    assert reach(bound, antennas=antennas) is reached
    assert reach(Actor(uuid4(), frozenset({Role.COORDINATOR}), OURS), antennas=antennas)
    assert not reach(bound, association=THEIRS, antennas=antennas)


@pytest.mark.parametrize("band", AgeBand)
def test_a_minor_needs_three_agreements_and_an_adult_none(band: AgeBand) -> None:
    youngest = int(band.value[:2])
    assert (band in MINORS) == (youngest < 18)
    assert rules.required_gates(band) == (frozenset(MenteeGateKind) if youngest < 18 else frozenset())


@given(st.sampled_from(AgeBand), st.sets(st.sampled_from(MenteeGateKind)))
def test_what_is_missing_is_what_is_needed_and_not_there(band: AgeBand, met: set[str]) -> None:
    missing = rules.missing_gates(band, list(met))
    assert missing | (met & rules.required_gates(band)) == rules.required_gates(band)
    assert missing.isdisjoint(met)


@given(st.integers(-400, 400), st.integers(0, 400), st.booleans())
def test_a_day_of_introduction_is_inside_the_clearance_or_refused(offset: int, length: int, whole: bool) -> None:
    on, until = DAY + timedelta(days=offset), DAY + timedelta(days=length)
    missing = frozenset() if whole else frozenset({"family_notice"})
    refusal = rules.introduction_objection(on=on, cleared_on=DAY, valid_until=until, missing_gates=missing)
    assert (refusal is None) == (DAY <= on <= until and whole)
    if offset < 0:
        assert refusal == "clearance_later"
    elif offset > length:
        assert refusal == "clearance_expired"


def test_a_clearance_without_an_end_does_not_end() -> None:
    far = DAY + timedelta(days=5000)
    assert rules.introduction_objection(on=far, cleared_on=DAY, valid_until=None, missing_gates=frozenset()) is None


@given(st.integers(0, 100), st.one_of(st.none(), st.integers(0, 100)), st.integers(0, 4), st.integers(0, 2))
def test_flags_are_one_silence_at_most_and_in_their_order(age: int, quiet: int | None, missed: int, goals: int) -> None:
    on = DAY + timedelta(days=age)
    last = None if quiet is None or quiet > age else on - timedelta(days=quiet)
    flags = rules.health(
        on=on,
        facts=rules.PairFacts(introduced_on=DAY, last_held_on=last, missed_since=missed, goals=goals, last_contact_on=on),
        care=rules.Care(),
    )
    silence = (on - (last or DAY)).days
    assert (Flag.QUIET_30 in flags) == (silence >= 30)
    assert (Flag.QUIET_14 in flags) == (14 <= silence < 30)
    assert (Flag.MISSED_TWICE in flags) == (missed >= 2)
    assert (Flag.NO_GOAL in flags) == (goals == 0 and age > 21)
    assert list(flags) == [flag for flag in Flag if flag in flags]


@pytest.mark.parametrize(("days", "flags"), [(20, ()), (21, ()), (22, (Flag.NO_GOAL,))])
def test_a_goal_is_asked_for_after_three_weeks(days: int, flags: tuple[Flag, ...]) -> None:
    on = DAY + timedelta(days=days)
    assert rules.health(on=on, facts=rules.PairFacts(introduced_on=DAY, last_held_on=on), care=rules.Care()) == flags
