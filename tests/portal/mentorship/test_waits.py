"""A pair that waits is asked about at its deadline and again; whoever is asked is whoever can act; nobody twice a day."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core.models import OutboxMessage
from portal.mentorship import operations, queries, rules
from portal.mentorship.enums import PairState, ReviewNext, ReviewSide
from portal.mentorship.models import Pair
from tests.factories.mentorship import (
    AT,
    a_closed_pair,
    a_pair_to_close,
    a_proposed_pair,
    a_protector,
    an_accepted_pair,
    an_active_pair,
    an_introduced_pair,
    mentor_of,
    staff,
)
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db


def paused() -> Pair:
    pair = an_active_pair()
    return operations.pause_pair(pair=pair, by=mentor_of(pair), at=AT)


def suspended() -> Pair:
    pair = an_active_pair()
    a_protector(pair.programme)
    return operations.suspend_pair(pair=pair, by=SYSTEM, at=AT)


MAKE: dict[str, tuple[Callable[[], Pair], dict[str, int]]] = {
    "proposed": (a_proposed_pair, {"mentorship.pair_waits": 1}),
    "accepted": (an_accepted_pair, {"mentorship.pair_waits": 1}),
    "paused": (paused, {"mentorship.pause_lasts": 1, "mentorship.pair_waits": 1}),
    "suspended": (suspended, {"mentorship.suspension_lasts": 1}),
    "closing": (a_pair_to_close, {"mentorship.review_waits": 1, "mentorship.pair_waits": 1}),
}
KINDS = {kind for _, told in MAKE.values() for kind in told}


def told() -> Counter[str]:
    found = Counter(OutboxMessage.objects.filter(kind__in=KINDS).values_list("kind", flat=True))
    OutboxMessage.objects.all().delete()
    return found


def since(pair: Pair) -> datetime:
    assert pair.state_since is not None
    return pair.state_since


@pytest.mark.parametrize("state", MAKE)
def test_a_state_that_lasts_is_spoken_of_at_its_deadline_and_again(state: str) -> None:
    make, expected = MAKE[state]
    pair, wait = make(), rules.PAIR_WAITS[state]
    assert pair.state == state
    told()
    assert queries.waits_until(pair=pair) == (since(pair) + timedelta(days=wait.days)).date()
    assert operations.remind_of_pairs(by=SYSTEM, at=since(pair) + timedelta(days=wait.days, seconds=-1)) == 0
    at = since(pair) + timedelta(days=wait.days)
    for later in (0, wait.again_days, 2 * wait.again_days):
        assert operations.remind_of_pairs(by=SYSTEM, at=at + timedelta(days=later)) == 1
        assert told() == expected
        for quiet in (0, wait.again_days - 1):
            assert operations.remind_of_pairs(by=SYSTEM, at=at + timedelta(days=later + quiet)) == 0
    assert told() == {}


@pytest.mark.parametrize("make", [an_introduced_pair, an_active_pair, a_closed_pair])
def test_where_sessions_tell_or_all_is_over_nobody_is_asked_by_the_state(make: Callable[[], Pair]) -> None:
    pair = make()
    assert queries.waits_until(pair=pair) is None
    assert operations.remind_of_pairs(by=SYSTEM, at=AT + timedelta(days=900)) == 0


def test_a_step_starts_the_wait_again() -> None:
    pair = a_proposed_pair()
    operations.remind_of_pairs(by=SYSTEM, at=AT + timedelta(days=14))
    operations.accept_pair(pair=pair, by=staff(pair.referent), at=AT + timedelta(days=15))
    pair.refresh_from_db()
    assert (pair.reminded_on, pair.state_since) == (None, AT + timedelta(days=15))
    assert operations.remind_of_pairs(by=SYSTEM, at=AT + timedelta(days=28)) == 0
    assert operations.remind_of_pairs(by=SYSTEM, at=AT + timedelta(days=29)) == 1


def test_a_review_that_is_in_is_not_asked_for_again() -> None:
    pair = a_pair_to_close()
    review = {"satisfaction": 5, "felt_supported": 4, "next_wish": ReviewNext.STOP}
    operations.record_review(pair=pair, side=ReviewSide.MENTOR, by=mentor_of(pair), at=since(pair), **review)  # type: ignore[arg-type]
    told()
    assert operations.remind_of_pairs(by=SYSTEM, at=since(pair) + timedelta(days=14)) == 1
    assert told() == {"mentorship.pair_waits": 1}


def test_without_a_safeguarding_referent_the_head_is_asked() -> None:
    pair = an_active_pair()
    head = TeamMemberFactory.create(association=pair.mentee.association, role=Role.ASSOCIATION_ADMIN)
    operations.suspend_pair(pair=pair, by=SYSTEM, at=AT)
    operations.remind_of_pairs(by=SYSTEM, at=AT + timedelta(days=7))
    kind = "mentorship.suspension_lasts"
    assert list(OutboxMessage.objects.filter(kind=kind).values_list("recipient_id", flat=True)) == [head.id]
    a_protector(pair.programme)
    operations.remind_of_pairs(by=SYSTEM, at=AT + timedelta(days=14))
    assert OutboxMessage.objects.filter(kind=kind, recipient_id=head.id).count() == 1
    assert OutboxMessage.objects.filter(kind=kind).count() == 2


def test_many_are_asked_about_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.mentorship.operations.waits.SLICE", 2)
    for _ in range(5):
        a_proposed_pair()
    assert operations.remind_of_pairs(by=SYSTEM, at=AT + timedelta(days=20)) == 5
    assert told() == {"mentorship.pair_waits": 5}
    assert set(Pair.objects.values_list("state", "reminded_on")) == {(PairState.PROPOSED, (AT + timedelta(days=20)).date())}
