"""Reads: health from metadata, isolation, facts for figures, constant queries."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.mentorship import queries
from portal.mentorship.enums import Flag, PairState, TimeBasis
from portal.mentorship.rules import Care, PairFacts, health
from tests.factories.mentorship import (
    AT,
    MenteeFactory,
    a_closed_pair,
    a_pair_that_misses,
    a_proposed_pair,
    a_session,
    an_active_pair,
    mentor_of,
    staff,
)
from tests.factories.programmes import AntennaFactory, ProgrammeFactory, TeamMemberFactory

DAY = AT.date()
HEALTHY: dict[str, Any] = {"introduced_on": DAY, "last_held_on": None, "missed_since": 0, "goals": 1}


@pytest.mark.parametrize(
    ("changed", "flags"),
    [
        ({}, ()),
        ({"on": DAY + timedelta(days=13)}, ()),
        ({"on": DAY + timedelta(days=14)}, (Flag.QUIET_14,)),
        ({"on": DAY + timedelta(days=29)}, (Flag.QUIET_14,)),
        ({"on": DAY + timedelta(days=30)}, (Flag.QUIET_30,)),
        ({"on": DAY + timedelta(days=30), "last_held_on": DAY + timedelta(days=20)}, ()),
        ({"missed_since": 2}, (Flag.MISSED_TWICE,)),
        ({"low_check_in": True, "missed_since": 3}, (Flag.MISSED_TWICE, Flag.CHECK_IN_LOW)),
        ({"help_waits": True, "low_check_in": True}, (Flag.HELP_ASKED, Flag.CHECK_IN_LOW)),
        ({"on": DAY + timedelta(days=31), "last_held_on": DAY + timedelta(days=30)}, ()),
        ({"on": DAY + timedelta(days=32), "last_held_on": DAY + timedelta(days=30)}, (Flag.NO_CONTACT,)),
        (
            {"on": DAY + timedelta(days=32), "last_held_on": DAY + timedelta(days=30), "last_contact_on": DAY + timedelta(days=1)},
            (),
        ),
        ({"goals": 0, "on": DAY + timedelta(days=22), "last_held_on": DAY + timedelta(days=20)}, (Flag.NO_GOAL,)),
    ],
    ids=str,
)
def test_health_is_said_by_metadata(changed: dict[str, Any], flags: tuple[Flag, ...]) -> None:
    on = changed.pop("on", DAY)
    assert health(on=on, facts=PairFacts(**{**HEALTHY, **changed}), care=Care()) == flags


@pytest.mark.django_db
def test_quiet_pairs_come_first_and_missed_ones_too() -> None:
    programme = ProgrammeFactory.create()
    fine, quiet, missing = (
        an_active_pair(programme=programme),
        an_active_pair(programme=programme),
        a_pair_that_misses(programme=programme),
    )
    on = DAY + timedelta(days=33)
    a_session(fine, AT + timedelta(days=30))
    rows = queries.pairs_needing_attention(actor=staff(fine.referent), on=on)
    assert {row.pair.id for row in rows} == {quiet.id, missing.id}
    soon = queries.pairs_needing_attention(actor=staff(fine.referent), on=DAY + timedelta(days=15))
    assert [(row.pair.id, row.flags) for row in soon] == [(missing.id, (Flag.MISSED_TWICE,))]


@pytest.mark.django_db
def test_an_association_reaches_nothing_of_another_and_an_antenna_its_own() -> None:
    pair, foreign = an_active_pair(), an_active_pair()
    us = staff(pair.referent)
    assert list(queries.pairs_seen_by(actor=us)) == [pair]
    assert queries.pair_for(actor=us, pair_id=foreign.id) is None
    assert queries.mentee_for(actor=us, mentee_id=foreign.mentee_id) is None
    assert queries.pair_of_user(user_id=mentor_of(pair).id or foreign.id, pair_id=foreign.id) is None
    assert not queries.pairs_seen_by(actor=mentor_of(pair)).exists()
    association = pair.programme.association
    north, south = AntennaFactory.create(association=association), AntennaFactory.create(association=association)
    there = an_active_pair(programme=ProgrammeFactory.create(association=association, antenna=south))
    of_north = staff(TeamMemberFactory.create(association=association, antenna=north))
    of_south = staff(TeamMemberFactory.create(association=association, antenna=south))
    assert there not in queries.pairs_seen_by(actor=of_north)
    assert there in queries.pairs_seen_by(actor=of_south)
    assert not queries.mentees_without_pair(actor=mentor_of(pair)).exists()
    hidden = MenteeFactory.create(association=association, antenna=south)
    assert hidden not in queries.mentees_without_pair(actor=of_north)


@pytest.mark.django_db
def test_facts_for_figures_carry_ids_and_dates_only() -> None:
    pair = a_closed_pair()
    a_proposed_pair()
    [fact] = queries.pair_rows(until=DAY + timedelta(days=200))
    assert (fact.pair_id, fact.introduced_on, fact.closed_on, fact.state) == (
        pair.id,
        DAY,
        DAY + timedelta(days=100),
        PairState.CLOSED,
    )
    assert queries.pair_rows(until=DAY + timedelta(days=50))[0].closed_on is None
    assert queries.pair_rows(until=DAY - timedelta(days=1)) == []
    [hour] = queries.hour_rows(start=DAY, end=date(2026, 12, 31))
    assert (hour.minutes, hour.time_basis, hour.employee_id) == (60, TimeBasis.PERSONAL_TIME, None)


@pytest.mark.django_db
def test_lists_take_as_many_queries_for_ten_times_the_rows() -> None:
    programme = ProgrammeFactory.create()
    actor = staff(an_active_pair(programme=programme).referent)

    def taken() -> int:
        with CaptureQueriesContext(connection) as seen:
            rows = queries.pair_rows_of(pairs=queries.pairs_seen_by(actor=actor), on=DAY)
            queries.pairs_needing_attention(actor=actor, on=DAY + timedelta(days=60))
            assert [row.names for row in rows]
            assert [load.room for load in queries.referent_loads(actor=actor)]
        return len(seen)

    before = taken()
    for _ in range(9):
        an_active_pair(programme=programme)
    assert taken() == before <= 6
