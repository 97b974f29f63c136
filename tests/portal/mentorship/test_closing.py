"""How a pair ends: a review on each side, words erased, a certificate that names no mentee."""

from datetime import timedelta
from typing import Any

import pytest

from portal.core.errors import StepRefused
from portal.mentorship import operations, queries
from portal.mentorship.enums import ClosedBy, CloseReason, GoalResult, PairState, ReviewNext, ReviewSide
from portal.mentorship.errors import PairRefused, ReviewRefused
from portal.mentorship.models import EngagementCertificate, Session
from tests.factories.mentorship import AT, a_closed_pair, a_pair_to_close, a_session, an_active_pair, mentor_of, staff, user_of

pytestmark = pytest.mark.django_db
END = AT + timedelta(days=100)
ANSWERS: dict[str, Any] = {"satisfaction": 5, "felt_supported": 4, "next_wish": ReviewNext.STOP}


def test_closing_erases_the_private_lines_and_issues_a_certificate() -> None:
    pair = an_active_pair()
    a_session(pair, AT + timedelta(days=10), minutes=90, private_line="Reparler du stage")
    by = staff(pair.referent)
    operations.start_closing(pair=pair, reason=CloseReason.END_OF_TERM, closed_by=ClosedBy.TERM, by=by, at=END)
    goal = pair.goals.get()
    operations.record_review(
        pair=pair, side=ReviewSide.MENTOR, goal_results={goal.id: GoalResult.PARTLY}, by=mentor_of(pair), at=END, **ANSWERS
    )
    assert queries.lines_to_erase(pair_id=pair.id) == 1
    operations.close_pair(pair=pair, by=by, at=END)
    assert set(Session.objects.values_list("private_line", flat=True)) == {""}
    goal.refresh_from_db()
    assert goal.result == GoalResult.PARTLY
    certificate = EngagementCertificate.objects.get(pair=pair)
    assert (certificate.minutes, certificate.sessions, certificate.closed_on) == (150, 2, END.date())
    assert certificate.code.version == 4
    assert operations.issue_certificate(pair=pair, by=by, at=END) == certificate


def test_a_pair_is_not_closed_without_the_mentors_review_unless_the_association_says_so() -> None:
    pair = a_pair_to_close()
    by = staff(pair.referent)
    with pytest.raises(StepRefused, match="no_review"):
        operations.close_pair(pair=pair, by=by, at=END)
    assert operations.close_pair(pair=pair, by=by, at=END, without_review=True).state == PairState.CLOSED


def test_a_closing_for_protection_issues_no_certificate_by_itself() -> None:
    pair = an_active_pair()
    by = staff(pair.referent)
    operations.start_closing(pair=pair, reason=CloseReason.SAFEGUARDING, closed_by=ClosedBy.ASSOCIATION, by=by, at=END)
    operations.close_pair(pair=pair, by=by, at=END, without_review=True)
    assert not EngagementCertificate.objects.exists()


def test_a_review_is_given_once_on_a_scale_during_the_closing_by_who_is_concerned() -> None:
    pair, running = a_pair_to_close(), an_active_pair()
    give: dict[str, Any] = {"pair": pair, "side": ReviewSide.MENTOR, "by": mentor_of(pair), "at": END, **ANSWERS}
    for change, code in (
        ({"satisfaction": 6}, "scale"),
        ({"next_wish": "promotion"}, "unknown_code"),
        ({"pair": running, "by": mentor_of(running)}, "not_closing"),
    ):
        with pytest.raises(ReviewRefused, match=code):
            operations.record_review(**{**give, **change})
    with pytest.raises(PairRefused, match="not_theirs"):
        operations.record_review(**{**give, "by": mentor_of(running)})
    operations.record_review(**give)
    with pytest.raises(ReviewRefused, match="already_recorded"):
        operations.record_review(**give)
    with pytest.raises(ReviewRefused, match="unknown_code"):
        operations.start_closing(pair=running, reason="boredom", closed_by=ClosedBy.TERM, by=mentor_of(running), at=END)
    with pytest.raises(ReviewRefused, match="not_closed"):
        operations.issue_certificate(pair=running, by=mentor_of(running), at=END)


def test_a_mentor_finds_the_certificate_by_account_and_anyone_by_its_number() -> None:
    pair = a_closed_pair()
    certificate = queries.certificates_of_user(user_id=user_of(pair))[0]
    assert queries.certificate_of_pair(pair_id=pair.id) == queries.certificate_by_code(code=certificate.code) == certificate
    assert queries.certificates_of_user(user_id=user_of(a_closed_pair())) != [certificate]


def test_a_closed_pair_leaves_mentor_and_mentee_free_for_another() -> None:
    pair = a_closed_pair()
    assert pair.mentee in queries.mentees_without_pair(actor=staff(pair.referent))
