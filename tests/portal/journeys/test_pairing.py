"""Opening a pair across engagement and mentorship: all, or nothing."""

from datetime import timedelta

import pytest

from portal.core.errors import Refusal, StepRefused
from portal.core.models import OutboxMessage
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Clearance
from portal.journeys.pairing import open_pair, open_proposed_pair, preview_opening
from portal.mentorship import operations
from portal.mentorship.enums import PairState
from portal.mentorship.errors import PairRefused
from portal.mentorship.models import Pair
from tests.factories.engagement import a_candidate_accepted, a_volunteer_cleared, coordinator, meet_gates
from tests.factories.mentorship import AT as START
from tests.factories.mentorship import MenteeFactory, a_minor, a_proposed_pair, a_referent

pytestmark = pytest.mark.django_db
AT = START + timedelta(days=31)
ON = AT.date()


def test_a_candidate_whose_gates_are_met_is_cleared_and_paired_in_one_go() -> None:
    application = a_candidate_accepted()
    programme = application.programme
    meet_gates(application, AT)
    mentee = MenteeFactory.create(association=programme.association)
    assert preview_opening(application=application, mentee=mentee, on=ON).allowed
    pair = open_pair(
        application=application, mentee=mentee, referent=a_referent(programme), on=ON, by=coordinator(programme.association), at=AT
    )
    pair.refresh_from_db()
    assert (pair.state, pair.introduced_on) == (PairState.INTRODUCED, ON)
    assert pair.clearance == Clearance.objects.get(application=application)
    assert (pair.cleared_on, pair.clearance_valid_until) == (ON, pair.clearance.valid_until)
    application.refresh_from_db()
    assert application.state == ApplicationState.PAIRED
    assert OutboxMessage.objects.filter(kind="mentorship.pair_introduced", recipient_id=pair.volunteer_id).count() == 1


def test_a_missing_gate_on_either_side_changes_nothing_at_all() -> None:
    application = a_candidate_accepted()
    programme = application.programme
    by, referent = coordinator(programme.association), a_referent(programme)
    adult, minor = MenteeFactory.create(association=programme.association), a_minor(agreed=False, association=programme.association)
    preview = preview_opening(application=application, mentee=minor, on=ON)
    assert not preview.allowed
    assert preview.mentor_gates_missing
    assert len(preview.mentee_gates_missing) == 3
    with pytest.raises(StepRefused, match="gates_missing"):
        open_pair(application=application, mentee=adult, referent=referent, on=ON, by=by, at=AT)
    meet_gates(application, AT)
    with pytest.raises(StepRefused, match="mentee_gates"):
        open_pair(application=application, mentee=minor, referent=referent, on=ON, by=by, at=AT)
    application.refresh_from_db()
    assert application.state == ApplicationState.ACCEPTED
    assert not Pair.objects.exists()
    assert not Clearance.objects.exists()


def test_a_proposal_is_carried_through_later() -> None:
    application = a_volunteer_cleared().application
    programme, by = application.programme, coordinator(application.programme.association)
    pair = a_proposed_pair(programme=programme, volunteer=application.volunteer, at=AT)
    operations.accept_pair(pair=pair, by=by, at=AT)
    assert open_proposed_pair(pair=pair, on=ON, by=by, at=AT).state == PairState.INTRODUCED
    with pytest.raises(Refusal):
        open_proposed_pair(pair=pair, on=ON, by=by, at=AT)


def test_a_proposal_without_an_application_stays_one() -> None:
    pair = a_proposed_pair(at=AT)
    with pytest.raises(PairRefused, match="no_application"):
        open_proposed_pair(pair=pair, on=ON, by=coordinator(pair.programme.association), at=AT)
