"""A referral in the demo goes its whole way by the doors, and one that began lately is still under way."""

from datetime import date, timedelta

import pytest

from portal.accounts.actors import SYSTEM
from portal.demo.referral import refer
from portal.demo.stage import Desk, Stage
from portal.engagement.models import TrainingModule
from portal.mentorship.enums import PairState, ReferralState
from portal.mentorship.models import Pair, SpecialistReferral
from tests.factories.mentorship import AT, a_closed_pair, an_active_pair, staff

pytestmark = pytest.mark.django_db


def a_stage(seed: int = 7) -> Stage:
    stage = Stage(seed=seed, start=AT.date(), end=date(2027, 1, 1))
    stage.calendar.now = AT
    return stage


def desk_of(pair: Pair) -> Desk:
    referent = staff(pair.referent)
    return Desk(pair.programme.association, referent, referent, referent, SYSTEM, pair.referent, TrainingModule())


def lived(stage: Stage, days: int) -> SpecialistReferral:
    stage.calendar.live(AT + timedelta(days=days), lambda _: None)
    return SpecialistReferral.objects.get()


@pytest.mark.parametrize("seed", range(5))
def test_it_goes_from_a_thought_to_its_end(seed: int) -> None:
    stage, pair = a_stage(seed), an_active_pair()
    refer(stage, pair, desk_of(pair), at=AT)
    assert stage.counts["referrals"] == 1
    referral = lived(stage, 300)
    assert referral.state == ReferralState.CLOSED
    days = [referral.proposed_on, referral.agreed_on, referral.transmitted_on, referral.acknowledged_on, referral.closed_on]
    assert [day for day in days if day] == sorted(day for day in days if day)
    assert None not in days


def test_on_the_first_evening_it_is_under_way() -> None:
    stage, pair = a_stage(), an_active_pair()
    refer(stage, pair, desk_of(pair), at=AT)
    assert lived(stage, 0).state == ReferralState.PROPOSED


def test_the_end_of_the_pair_ends_it() -> None:
    stage, pair = a_stage(), an_active_pair()
    refer(stage, pair, desk_of(pair), at=AT)
    pair.state = PairState.CLOSED
    referral = lived(stage, 300)
    assert (referral.state, referral.agreed_on) == (ReferralState.CLOSED, None)


def test_a_pair_that_is_over_has_none() -> None:
    stage, pair = a_stage(), a_closed_pair()
    refer(stage, pair, desk_of(pair), at=AT)
    assert "referrals" not in stage.counts
    assert not SpecialistReferral.objects.exists()
