"""Inviting somebody to a date of the training: whom, once, and never twice within three days."""

from datetime import timedelta

import pytest

from portal.accounts.enums import Role
from portal.core.models import AuditEntry, OutboxMessage
from portal.engagement import operations
from portal.engagement.enums import TrainingMode
from portal.engagement.errors import TrainingRefused
from portal.engagement.models import Application, TrainingModule, TrainingSession
from tests.factories.engagement import AT, a_candidate_accepted, a_candidate_waiting, a_programme, coordinator, person
from tests.factories.programmes import AntennaFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=20)
KIND = "engagement.training_invitation"


def a_session(application: Application, *, days: int = 30, places: int | None = None) -> TrainingSession:
    home = application.programme.association
    module = TrainingModule.objects.get(association=home, required=True)
    starts_at, by = AT + timedelta(days=days), coordinator(home)
    return operations.plan_session(module=module, starts_at=starts_at, mode=TrainingMode.REMOTE, places=places, by=by, at=AT)


def invite(application: Application, session: TrainingSession, *, hours: int = 0) -> None:
    by = coordinator(application.programme.association)
    operations.invite_to_session(application=application, session=session, by=by, at=LATER + timedelta(hours=hours))


def test_a_message_leaves_to_the_volunteer_about_the_date() -> None:
    application = a_candidate_accepted()
    session = a_session(application)
    invite(application, session)
    message = OutboxMessage.objects.get(kind=KIND)
    assert (message.recipient_kind, message.recipient_id, message.subject_id) == (
        "volunteer", application.volunteer_id, session.id,
    )  # fmt: skip
    assert AuditEntry.objects.get(action="engagement.invite_to_session").subject_id == application.id


def test_nobody_is_invited_twice_within_three_days() -> None:
    application = a_candidate_accepted()
    session = a_session(application)
    invite(application, session)
    with pytest.raises(TrainingRefused, match="already_invited"):
        invite(application, session, hours=48)
    invite(application, session, hours=80)
    assert OutboxMessage.objects.filter(kind=KIND).count() == 2


def test_who_has_no_place_yet_a_past_date_and_a_full_one_are_refused() -> None:
    programme = a_programme()
    application, other = a_candidate_accepted(programme=programme), a_candidate_accepted(programme=programme)
    with pytest.raises(TrainingRefused, match="not_welcomed"):
        invite(a_candidate_waiting(programme=programme), a_session(application))
    with pytest.raises(TrainingRefused, match="session_past"):
        invite(application, a_session(application, days=10))
    session = a_session(application, places=1)
    operations.book_session(session=session, volunteer=other.volunteer, by=person(other.volunteer), at=LATER)
    with pytest.raises(TrainingRefused, match="already_booked"):
        invite(other, session)
    with pytest.raises(TrainingRefused, match="session_full"):
        invite(application, session)
    assert not OutboxMessage.objects.filter(kind=KIND).exists()


def test_who_followed_the_module_is_left_in_peace() -> None:
    application = a_candidate_accepted()
    held, by = a_session(application, days=12), coordinator(application.programme.association)
    operations.record_attendance(session=held, volunteer_ids=[application.volunteer_id], by=by, at=LATER)
    with pytest.raises(TrainingRefused, match="already_trained"):
        invite(application, a_session(application))


def test_only_the_association_of_both_and_its_desk() -> None:
    application = a_candidate_accepted()
    foreign = a_session(a_candidate_accepted())
    with pytest.raises(TrainingRefused, match="not_yours"):
        invite(application, foreign)
    home = application.programme.association
    session = a_session(application)
    referent = TeamMemberFactory.create(association=home, referent=True)
    by = coordinator(home, antenna=AntennaFactory.create(association=home))
    with pytest.raises(TrainingRefused, match="not_yours"):
        operations.invite_to_session(application=application, session=session, by=by, at=LATER)
    one = type(by)(referent.user_id, frozenset({Role.REFERENT}), home.id)
    with pytest.raises(TrainingRefused, match="not_allowed"):
        operations.invite_to_session(application=application, session=session, by=one, at=LATER)
