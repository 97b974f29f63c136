"""After the pair: its application is over, nothing is watched or listed any more, the hand-over can be taken back, and one may
begin again.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actors import SYSTEM
from portal.core.errors import StepRefused
from portal.core.models import OutboxMessage
from portal.engagement import operations, queries
from portal.engagement.enums import LIVE, ApplicationState
from portal.engagement.errors import HandoverRefused
from portal.engagement.models import Application, GateMet
from portal.mentorship import operations as mentorship
from portal.mentorship.enums import ClosedBy, CloseReason
from portal.mentorship.models import Pair
from tests.factories.accounts import sign_in
from tests.factories.engagement import a_draft, a_session_held, a_volunteer_cleared, coordinator, in_state, person
from tests.factories.mentorship import AT, a_proposed_pair, mentor_of, staff

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=31)
END = AT + timedelta(days=200)


@pytest.fixture
def pair() -> Pair:
    clearance = a_volunteer_cleared()
    application = clearance.application
    found = a_proposed_pair(programme=application.programme, volunteer=application.volunteer, at=LATER)
    by = staff(found.referent)
    mentorship.accept_pair(pair=found, by=by, at=LATER)
    mentorship.introduce_pair(pair=found, clearance=clearance, on=LATER.date(), by=by, at=LATER)
    operations.mark_paired(application=application, by=coordinator(application.programme.association), at=LATER)
    return found


def end(pair: Pair) -> Application:
    by = staff(pair.referent)
    mentorship.start_closing(pair=pair, reason=CloseReason.END_OF_TERM, closed_by=ClosedBy.TERM, by=by, at=END)
    mentorship.close_pair(pair=pair, by=by, at=END, without_review=True)
    return Application.objects.select_related("volunteer", "programme__association", "intake").get()


def test_closing_a_pair_ends_its_application_and_keeps_its_place_used(pair: Pair) -> None:
    application = end(pair)
    assert (application.state, application.deadline_on, application.state_since) == (ApplicationState.COMPLETED, None, END)
    assert application.state not in LIVE
    assert application.intake is not None
    assert application.intake.places_taken == 1, "a place of the intake was used, not given back"


def test_only_the_portal_ends_it_and_only_after_a_pair() -> None:
    application = in_state(ApplicationState.PAIRED)
    for by in (coordinator(application.programme.association), person(application.volunteer)):
        with pytest.raises(StepRefused, match="not_allowed"):
            operations.complete(application=application, by=by, at=END)
    with pytest.raises(StepRefused, match="wrong_state"):
        operations.complete(application=in_state(ApplicationState.READY), by=SYSTEM, at=END)


def test_its_gates_are_watched_no_more(pair: Pair) -> None:
    GateMet.objects.update(valid_until=END.date() + timedelta(days=5))
    association_id = pair.programme.association_id
    assert queries.gates_ending(association_id=association_id, on=END.date()).exists()
    end(pair)
    OutboxMessage.objects.all().delete()
    assert not queries.gates_ending(association_id=association_id, on=END.date()).exists()
    assert operations.remind_of_gates(by=SYSTEM, at=END) == 0
    assert not OutboxMessage.objects.exists()


def test_who_ended_is_not_among_those_being_welcomed(pair: Pair) -> None:
    association = pair.programme.association
    session = a_session_held(association, END)
    assert len(queries.trainees(association_id=association.id, session_id=session.id)) == 1
    end(pair)
    assert queries.trainees(association_id=association.id, session_id=session.id) == []
    assert len(queries.training_of(volunteer_id=pair.volunteer_id, at=END)) == 1, "what one followed stays one's own"


def test_the_hand_over_can_be_taken_back_once_the_pair_has_ended(pair: Pair) -> None:
    """Product rule 7: a hand-over is revocable; a pair is closed first."""
    by = mentor_of(pair)
    application = Application.objects.select_related("volunteer", "programme").get()
    with pytest.raises(HandoverRefused, match="paired"):
        operations.revoke_handover(application=application, by=by, at=LATER)
    application = end(pair)
    association_id = pair.programme.association_id
    assert queries.candidate(association_id=association_id, application_id=application.id) is not None
    operations.revoke_handover(application=application, by=by, at=END)
    assert queries.candidate(association_id=association_id, application_id=application.id) is None
    assert Application.objects.get().state == ApplicationState.COMPLETED


def test_one_may_begin_again_in_the_same_programme(pair: Pair) -> None:
    end(pair)
    again = a_draft(volunteer=pair.volunteer, programme=pair.programme, at=END)
    assert again.state == ApplicationState.DRAFT


def test_the_person_and_the_desk_read_that_it_ended(pair: Pair) -> None:
    application = end(pair)
    assert pair.volunteer.user is not None
    page = sign_in(Client(), pair.volunteer.user, second_factor=False).get(reverse("me:application", args=[application.id]))
    assert "Ce binôme est terminé" in page.content.decode()
    assert reverse("me:application-revoke", args=[application.id]) in page.content.decode()
    member = pair.programme.association.team.filter(role="coordinator").first()
    assert member is not None
    desk = sign_in(Client(), member.user)
    assert str(application.id) not in desk.get(reverse("association:candidates"), {"tab": "paired"}).content.decode()
    assert str(application.id) in desk.get(reverse("association:candidates"), {"tab": "past"}).content.decode()
    assert desk.get(reverse("association:candidate", args=[application.id])).status_code == 200
