"""What remains before a first pair: each step counts once it is really done, in one query."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.core.ids import new_id
from portal.engagement import operations
from portal.journeys.setting_up import MINUTES, steps
from portal.programmes.models import Association
from tests.factories.engagement import AT, a_programme, coordinator
from tests.factories.programmes import AssociationFactory, IntakeFactory, ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
DAY = AT.date()


def done(home: Association) -> set[str]:
    return {step.code for step in steps(association_id=home.pk, on=DAY) if step.done}


def test_a_new_association_has_half_an_hour_before_it() -> None:
    home = AssociationFactory.create(nobody_answers=True)
    listed = steps(association_id=home.pk, on=DAY)
    assert [step.code for step in listed] == list(MINUTES)
    assert not any(step.done for step in listed)
    assert sum(step.minutes for step in listed) <= 30


def test_each_step_is_done_by_what_it_asks_for_and_by_nothing_less() -> None:
    home = AssociationFactory.create(nobody_answers=True)
    TeamMemberFactory.create(association=home, capacity=0)
    assert done(home) == set()
    by = coordinator(home)
    TeamMemberFactory.create(association=home, capacity=4)
    assert done(home) == {"team"}
    TeamMemberFactory.create(association=home, safeguarding=True)
    assert done(home) == {"team"}
    home.safeguarding_hours, home.safeguarding_phone = {"mon": ["09:00", "18:00"]}, "0100000000"
    home.save()
    assert done(home) == {"team", "worries"}
    programme = ProgrammeFactory.create(association=home)
    operations.default_policy(programme=programme, by=by, at=AT)
    assert done(home) == {"team", "worries", "programme", "conditions"}
    operations.publish_charter(association=home, text="Je viens.", effective_on=DAY + timedelta(days=1), by=by, at=AT)
    operations.add_module(association=home, title="Plus tard", minutes=60, required=False, by=by, at=AT)
    assert done(home) == {"team", "worries", "programme", "conditions"}
    operations.publish_charter(association=home, text="Je viens.", effective_on=DAY, by=by, at=AT)
    operations.add_module(association=home, title="Posture", minutes=150, required=True, by=by, at=AT)
    intake = IntakeFactory.create(programme=programme, opens_on=DAY, closes_on=DAY, starts_on=DAY + timedelta(days=30))
    assert done(home) == set(MINUTES)
    assert {step.code for step in steps(association_id=home.pk, on=intake.closes_on + timedelta(days=1)) if not step.done} == {
        "intake"
    }


def test_what_others_have_counts_for_nobody_else_and_one_query_says_it() -> None:
    a_programme()
    home = AssociationFactory.create(nobody_answers=True)
    with CaptureQueriesContext(connection) as seen:
        assert done(home) == set()
    assert len(seen) == 1
    assert steps(association_id=new_id(), on=DAY) == ()
