"""A pair without its clearance is impossible: whatever the way in, the database says no. Holds on SQLite and PostgreSQL."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from portal.mentorship.enums import BEFORE_INTRODUCTION, LIVE, PairState
from portal.mentorship.models import Pair
from tests.factories.engagement import VolunteerFactory
from tests.factories.mentorship import (
    AT,
    MenteeFactory,
    a_clearance,
    a_proposed_pair,
    a_referent,
    an_accepted_pair,
    an_introduced_pair,
)
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
AFTER = sorted(str(state) for state in set(PairState) - set(BEFORE_INTRODUCTION))


def a_row(**fields: Any) -> Pair:
    programme = ProgrammeFactory.create()
    return Pair(
        volunteer=VolunteerFactory.create(),
        programme=programme,
        mentee=MenteeFactory.create(association=programme.association),
        referent=a_referent(programme),
        proposed_at=AT,
        **fields,
    )


def refused(write: Any, constraint: str = "mentorship_no_pair_without_clearance") -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


@pytest.mark.parametrize("state", AFTER)
def test_no_update_introduces_a_pair_without_its_clearance(state: str) -> None:
    pair = an_accepted_pair()
    closed_on = AT.date() if state == PairState.CLOSED else None
    refused(lambda: Pair.objects.filter(pk=pair.pk).update(state=state, introduced_on=AT.date(), closed_on=closed_on))


@pytest.mark.parametrize("state", AFTER)
def test_no_bulk_create_makes_one(state: str) -> None:
    closed_on = AT.date() if state == PairState.CLOSED else None
    row = a_row(state=state, introduced_on=AT.date(), cleared_on=AT.date(), clearance_valid_until=AT.date(), closed_on=closed_on)
    refused(lambda: Pair.objects.bulk_create([row]))


def test_no_raw_sql_makes_one() -> None:
    pair = an_accepted_pair()

    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE mentorship_pair SET state = 'active', introduced_on = '2026-03-02' WHERE state = 'accepted'")

    refused(write)
    pair.refresh_from_db()
    assert pair.state == PairState.ACCEPTED


@pytest.mark.parametrize(
    "broken",
    [
        {"clearance": None},
        {"cleared_on": None},
        {"clearance_valid_until": None},
        {"introduced_on": None},
        {"introduced_on": AT.date() - timedelta(days=1)},
        {"clearance_valid_until": AT.date() - timedelta(days=1)},
        {"cleared_on": AT.date() + timedelta(days=1)},
    ],
    ids=str,
)
def test_no_part_of_the_clearance_can_be_taken_away(broken: dict[str, Any]) -> None:
    pair = an_introduced_pair()
    refused(lambda: Pair.objects.filter(pk=pair.pk).update(**broken))


def test_the_clearance_under_a_pair_cannot_be_deleted() -> None:
    pair = an_introduced_pair()
    assert pair.clearance is not None
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM engagement_clearance")
        connection.check_constraints()


def test_a_clearance_serves_one_pair_only() -> None:
    first, second = an_introduced_pair(), an_accepted_pair()
    values = {"clearance": first.clearance, "cleared_on": AT.date(), "clearance_valid_until": AT.date(), "introduced_on": AT.date()}
    refused(lambda: Pair.objects.filter(pk=second.pk).update(state=PairState.INTRODUCED, **values), "clearance_id")


def in_state(state: str, **of: Any) -> Pair:
    """A pair in any state of its life, written as it stands then."""
    pair = an_introduced_pair(**of)
    Pair.objects.filter(pk=pair.pk).update(state=state)
    return pair


@pytest.mark.parametrize("state", sorted(LIVE))
def test_one_live_pair_per_mentee(state: str) -> None:
    pair = in_state(state)
    other = a_proposed_pair(programme=pair.programme, mentee=pair.mentee)
    refused(lambda: Pair.objects.filter(pk=other.pk).update(state=PairState.ACCEPTED), "mentee")
    elsewhere = a_proposed_pair(programme=ProgrammeFactory.create(association=pair.programme.association), mentee=pair.mentee)
    refused(lambda: Pair.objects.filter(pk=elsewhere.pk).update(state=PairState.ACCEPTED), "mentee")


@pytest.mark.parametrize("state", sorted(LIVE))
def test_one_live_pair_per_mentor_and_programme(state: str) -> None:
    pair = in_state(state)
    other = a_proposed_pair(programme=pair.programme, volunteer=pair.volunteer)
    refused(lambda: Pair.objects.filter(pk=other.pk).update(state=PairState.ACCEPTED), "volunteer|mentor")


def test_a_pair_is_closed_on_a_day_and_no_other_pair_is() -> None:
    pair = an_introduced_pair()
    refused(lambda: Pair.objects.filter(pk=pair.pk).update(state=PairState.CLOSED), "closed_on_when_closed")
    refused(lambda: Pair.objects.filter(pk=pair.pk).update(closed_on=AT.date()), "closed_on_when_closed")


def test_a_state_nobody_knows_is_refused() -> None:
    pair = a_proposed_pair()
    refused(lambda: Pair.objects.filter(pk=pair.pk).update(state="hidden"), "mentorship_")


def test_a_valid_row_is_accepted_so_that_the_refusals_above_mean_something() -> None:
    row = a_row(state=PairState.ACTIVE, introduced_on=AT.date(), cleared_on=AT.date(), clearance_valid_until=AT.date())
    row.clearance = a_clearance(row.volunteer, row.programme)
    assert Pair.objects.bulk_create([row]) == [row]
