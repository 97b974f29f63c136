"""How many candidates stand where, and which deadline comes first."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.engagement import queries
from portal.engagement.enums import ApplicationState
from portal.engagement.queries import Waiting
from tests.factories.engagement import a_candidate_waiting, a_draft, a_programme, in_state
from tests.factories.programmes import AntennaFactory

pytestmark = pytest.mark.django_db


def test_each_state_has_its_number_and_its_nearest_deadline() -> None:
    programme = a_programme()
    first, second = a_candidate_waiting(programme=programme), a_candidate_waiting(programme=programme)
    assert first.deadline_on
    second.deadline_on = first.deadline_on - timedelta(days=3)
    second.save()
    found = queries.candidates_waiting(association_id=programme.association_id)
    assert found == {ApplicationState.SUBMITTED: Waiting(2, second.deadline_on)}


def test_a_state_without_deadline_has_none_and_an_empty_one_is_absent() -> None:
    application = in_state(ApplicationState.PAIRED)
    assert application.deadline_on is None
    assert queries.candidates_waiting(association_id=application.programme.association_id) == {
        ApplicationState.PAIRED: Waiting(1, None)
    }


def test_nobody_is_counted_before_the_hand_over_nor_elsewhere() -> None:
    draft = a_draft()
    a_candidate_waiting()
    assert queries.candidates_waiting(association_id=draft.programme.association_id) == {}


def test_an_antenna_counts_its_own() -> None:
    application = a_candidate_waiting()
    association = application.programme.association
    here, there = AntennaFactory.create(association=association), AntennaFactory.create(association=association)
    application.programme.antenna = here
    application.programme.save()
    counted = queries.candidates_waiting(association_id=association.id, antenna_ids=frozenset({here.id}))
    assert counted[ApplicationState.SUBMITTED].number == 1
    assert queries.candidates_waiting(association_id=association.id, antenna_ids=frozenset({there.id})) == {}


def test_it_says_what_the_counts_say_in_one_query() -> None:
    programme = a_programme()
    for _ in range(3):
        a_candidate_waiting(programme=programme)
    with CaptureQueriesContext(connection) as asked:
        found = queries.candidates_waiting(association_id=programme.association_id)
    assert len(asked) == 1
    counts = queries.candidate_counts(association_id=programme.association_id)
    assert {state: one.number for state, one in found.items()} == counts
