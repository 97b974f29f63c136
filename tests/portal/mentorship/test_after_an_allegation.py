"""After an allegation: who goes on with a suspended pair, where it goes back to, and whom its mentor may not meet meanwhile."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.errors import StepRefused
from portal.core.models import AuditEntry, OutboxMessage
from portal.journeys import pairing
from portal.mentorship import operations, queries
from portal.mentorship.enums import ConcernCategory, ConcernOutcome, ConcernState, PairState, RaisedBy, Urgency
from portal.mentorship.errors import PairRefused
from portal.mentorship.models import Concern, Pair
from tests.factories.mentorship import (
    AT,
    DAY,
    MenteeFactory,
    a_clearance,
    a_closed_pair,
    a_pair_to_close,
    a_protector,
    an_accepted_pair,
    an_active_pair,
    an_introduced_pair,
    mentor_of,
    staff,
)
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=120)
ENDING: dict[str, Any] = {"reason": "moved", "closed_by": "mentor"}


def paused() -> Pair:
    pair = an_active_pair()
    return operations.pause_pair(pair=pair, by=mentor_of(pair), at=AT)


WAS: dict[str, Callable[[], Pair]] = {
    PairState.INTRODUCED: an_introduced_pair,
    PairState.ACTIVE: an_active_pair,
    PairState.PAUSED: paused,
    PairState.CLOSING: a_pair_to_close,
}


def allege(pair: Pair) -> Concern:
    """Somebody says something about what the mentor does."""
    return operations.raise_concern(
        programme=pair.programme, raised_by=RaisedBy.STAFF, category=ConcernCategory.MENTOR_CONDUCT, urgency=Urgency.CRITICAL,
        by=a_protector(pair.programme), at=LATER, pair=pair,
    )  # fmt: skip


def end(concern: Concern) -> None:
    by = a_protector(concern.programme)
    operations.acknowledge_concern(concern=concern, by=by, at=LATER)
    operations.close_concern(concern=concern, outcome=ConcernOutcome.ANSWERED, by=by, at=LATER)


class TestWhereItGoesBack:
    @pytest.mark.parametrize("state", WAS)
    def test_to_where_it_was(self, state: str) -> None:
        pair = WAS[state]()
        operations.suspend_pair(pair=pair, by=SYSTEM, at=LATER)
        back = operations.reinstate_pair(pair=pair, by=a_protector(pair.programme), at=LATER + timedelta(days=5))
        pair.refresh_from_db()
        assert pair.state == back.state == state
        assert pair.state_since == LATER + timedelta(days=5), "its own deadline begins again"
        assert AuditEntry.objects.filter(action="mentorship.reinstate_pair", subject_id=pair.id).exists()

    def test_to_where_it_was_the_last_time(self) -> None:
        pair, by = an_introduced_pair(), SYSTEM
        operations.suspend_pair(pair=pair, by=by, at=LATER)
        operations.reinstate_pair(pair=pair, by=by, at=LATER + timedelta(days=1))
        operations.activate_pair(pair=pair, by=by, at=LATER + timedelta(days=2))
        operations.suspend_pair(pair=pair, by=by, at=LATER + timedelta(days=3))
        assert queries.state_before_suspension(pair=pair) == PairState.ACTIVE
        assert operations.reinstate_pair(pair=pair, by=by, at=LATER + timedelta(days=4)).state == PairState.ACTIVE

    def test_a_pause_stays_the_mentors(self) -> None:
        """Lifting a suspension is no word of the mentor's: nobody is asked why they do not meet (product.md, rule 11)."""
        pair = paused()
        operations.suspend_pair(pair=pair, by=SYSTEM, at=LATER)
        operations.reinstate_pair(pair=pair, by=SYSTEM, at=LATER)
        assert Pair.objects.get(pk=pair.pk).back_on is None
        assert operations.nudge_quiet_pairs(by=SYSTEM, at=LATER + timedelta(days=30)) == 0


class TestWhoEndsIt:
    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.REFERENT, Role.ASSOCIATION_ADMIN, Role.API_CLIENT])
    def test_nobody_but_a_safeguarding_referent(self, role: Role) -> None:
        pair = an_active_pair()
        operations.suspend_pair(pair=pair, by=SYSTEM, at=LATER)
        by = Actor(pair.referent.user_id, frozenset({role}), pair.mentee.association_id)
        with pytest.raises(StepRefused, match="not_allowed"):
            operations.start_closing(pair=pair, by=by, at=LATER, **ENDING)
        assert Pair.objects.get(pk=pair.pk).state == PairState.SUSPENDED

    def test_the_mentor_has_no_mail_of_it(self) -> None:
        pair = an_active_pair()
        operations.suspend_pair(pair=pair, by=SYSTEM, at=LATER)
        before = set(OutboxMessage.objects.values_list("pk", flat=True))
        operations.start_closing(pair=pair, by=a_protector(pair.programme), at=LATER, **ENDING)
        assert set(OutboxMessage.objects.values_list("pk", flat=True)) == before
        assert Pair.objects.get(pk=pair.pk).state == PairState.CLOSING

    def test_nor_a_reminder_of_a_review_that_whoever_follows_the_pair_has(self) -> None:
        pair, other = an_active_pair(), a_pair_to_close()
        operations.suspend_pair(pair=pair, by=SYSTEM, at=AT + timedelta(days=90))
        operations.start_closing(pair=pair, by=a_protector(pair.programme), at=AT + timedelta(days=90), **ENDING)
        OutboxMessage.objects.all().delete()
        assert operations.remind_of_pairs(by=SYSTEM, at=LATER) == 2
        assert list(OutboxMessage.objects.filter(kind="mentorship.review_waits").values_list("subject_id")) == [(other.id,)]
        assert OutboxMessage.objects.filter(kind="mentorship.pair_waits").count() == 2

    def test_the_interview_of_an_end_that_was_stopped_is_not_that_of_the_next(self) -> None:
        pair = a_pair_to_close()
        protector = a_protector(pair.programme)
        operations.record_interview(pair=pair, on=DAY + timedelta(days=95), by=staff(pair.referent), at=LATER)
        operations.suspend_pair(pair=pair, by=SYSTEM, at=LATER)
        closure = operations.start_closing(pair=pair, by=protector, at=LATER, **ENDING)
        assert (closure.interviewed_on, closure.interviewed_by) == (None, None)


class TestWhomTheMentorMayNotMeet:
    """An allegation is about a person, in whatever pair it was made and whatever became of that pair (product.md, rule 4)."""

    def waiting(self, pair: Pair) -> dict[str, Any]:
        """What introduces the same mentor to somebody else in the association."""
        elsewhere = ProgrammeFactory.create(association=pair.programme.association)
        new = an_accepted_pair(programme=elsewhere, volunteer=pair.volunteer)
        clearance = a_clearance(new.volunteer, elsewhere)
        return {"pair": new, "clearance": clearance, "on": DAY, "by": staff(new.referent), "at": AT}

    def test_while_the_concern_about_an_ended_pair_is_open(self) -> None:
        pair = a_closed_pair()
        pair.closure.interviewed_on = DAY
        pair.closure.save()
        introduce, concern = self.waiting(pair), allege(pair)
        with pytest.raises(PairRefused, match="mentor_suspended"):
            operations.introduce_pair(**introduce)
        end(concern)
        assert operations.introduce_pair(**introduce).state == PairState.INTRODUCED

    def test_while_a_suspended_pair_comes_to_its_end(self) -> None:
        pair = an_active_pair()
        introduce = self.waiting(pair)
        concern = allege(pair)
        pair.refresh_from_db()
        operations.start_closing(pair=pair, by=a_protector(pair.programme), at=LATER, **ENDING)
        with pytest.raises(PairRefused, match="mentor_suspended"):
            operations.introduce_pair(**introduce)
        end(concern)
        assert concern.state == ConcernState.CLOSED
        assert operations.introduce_pair(**introduce).state == PairState.INTRODUCED

    def test_nor_whom_they_were_about_to_meet(self) -> None:
        pair = an_accepted_pair()
        allege(pair)
        clearance = a_clearance(pair.volunteer, pair.programme)
        with pytest.raises(PairRefused, match="mentor_suspended"):
            operations.introduce_pair(pair=pair, clearance=clearance, on=DAY, by=staff(pair.referent), at=AT)

    def test_another_worry_and_another_association_hold_nothing(self) -> None:
        pair = an_active_pair()
        introduce = self.waiting(pair)
        operations.raise_concern(
            programme=pair.programme, raised_by=RaisedBy.MENTOR, category=ConcernCategory.SCHOOL, urgency=Urgency.STANDARD,
            by=mentor_of(pair), at=LATER, pair=pair,
        )  # fmt: skip
        elsewhere = an_active_pair(volunteer=pair.volunteer)
        allege(elsewhere)
        assert operations.introduce_pair(**introduce).state == PairState.INTRODUCED

    def test_the_preview_says_so_before(self) -> None:
        pair = an_active_pair()
        assert pair.clearance is not None
        application, mentee = pair.clearance.application, MenteeFactory.create(association=pair.programme.association)
        assert not pairing.preview_opening(application=application, mentee=mentee, on=DAY).mentor_suspended
        allege(pair)
        preview = pairing.preview_opening(application=application, mentee=mentee, on=DAY)
        assert preview.mentor_suspended
        assert not preview.allowed
