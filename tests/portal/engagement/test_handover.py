"""What an association sees: people who handed their profile over to it, only what they handed over, only as long as they want."""

from datetime import timedelta
from uuid import uuid4

import pytest

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core.errors import StepRefused
from portal.engagement import operations, queries
from portal.engagement.enums import NEEDED_FIELDS, ApplicationState, SharedField
from portal.engagement.errors import ApplyRefused, HandoverRefused
from portal.engagement.models import Application, ProfileHandover
from tests.factories.engagement import (
    AT,
    VolunteerFactory,
    a_candidate_waiting,
    a_draft,
    a_programme,
    coordinator,
    in_state,
    person,
)
from tests.factories.programmes import AntennaFactory, AssociationFactory, ProgrammeFactory
from tests.factories.routing import VolunteerProfileFactory

pytestmark = pytest.mark.django_db


def visible_to(application: Application) -> bool:
    association_id = application.programme.association_id
    listed = queries.candidates(association_id=association_id).filter(pk=application.pk).exists()
    opened = queries.candidate(association_id=association_id, application_id=application.id) is not None
    assert listed == opened
    return listed


def test_before_the_hand_over_the_association_sees_nobody() -> None:
    draft = a_draft()
    assert not visible_to(draft)
    assert queries.candidate_counts(association_id=draft.programme.association_id) == {}


@pytest.mark.parametrize("state", [state for state in ApplicationState.values if state != ApplicationState.DRAFT])
def test_after_it_the_association_sees_the_application_in_any_state(state: str) -> None:
    application = in_state(state)
    assert visible_to(application)
    assert queries.candidate_counts(association_id=application.programme.association_id)[state] == 1


def test_the_hand_over_says_which_fields_to_whom_and_when() -> None:
    fields = [*NEEDED_FIELDS, SharedField.CAUSES]
    application = a_candidate_waiting(fields=fields, contact_previous=False)
    handover = queries.handover_in_force(application_id=application.id)
    assert handover is not None
    assert handover.fields == sorted(map(str, fields))
    assert (handover.association_id, handover.handed_at, handover.may_contact_previous) == (
        application.programme.association_id,
        AT,
        False,
    )


def test_a_draft_is_nobodys_even_with_a_hand_over_written_beside_it() -> None:
    """Two walls: nothing was handed over, and a draft is not among what an association may see."""
    draft = a_draft()
    home = draft.programme.association_id
    ProfileHandover.objects.create(application=draft, association_id=home, fields=[], may_contact_previous=False, handed_at=AT)
    assert queries.candidate(association_id=home, application_id=draft.id) is None


def test_only_what_was_handed_over_is_read() -> None:
    volunteer = VolunteerFactory.create()
    VolunteerProfileFactory.create(user=volunteer.user, causes=["orientation"], skills=["cv"], languages=["en"])
    application = a_candidate_waiting(volunteer, fields=[*NEEDED_FIELDS, SharedField.CAUSES])
    profile = queries.shared_profile(application=application)
    assert profile is not None
    assert profile.values == {
        "given_name": volunteer.given_name,
        "family_name": volunteer.family_name,
        "personal_email": volunteer.personal_email,
        "causes": ["orientation"],
    }


def test_without_a_profile_contact_is_all_there_is() -> None:
    profile = queries.shared_profile(application=a_candidate_waiting())
    assert profile is not None
    assert set(profile.values) == {*map(str, NEEDED_FIELDS), "personal_phone"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [((), "needed_fields_missing"), (["given_name"], "needed_fields_missing"), ([*NEEDED_FIELDS, "iban"], "unknown_field")],
)
def test_a_hand_over_that_is_not_whole_sends_nothing(fields: list[str], code: str) -> None:
    draft = a_draft()
    with pytest.raises(ApplyRefused) as refused:
        operations.submit_application(
            application=draft, fields=fields, contact_previous_associations=True, by=person(draft.volunteer), at=AT
        )
    assert refused.value.code == code
    assert not ProfileHandover.objects.exists()
    assert not visible_to(draft)


def test_revoking_withdraws_and_cuts_the_view() -> None:
    application = a_candidate_waiting()
    later = AT + timedelta(days=3)
    operations.revoke_handover(application=application, by=person(application.volunteer), at=later)
    application.refresh_from_db()
    assert application.state == ApplicationState.WITHDRAWN
    assert not visible_to(application)
    assert queries.shared_profile(application=application) is None
    assert ProfileHandover.objects.get(application=application).revoked_at == later


def test_revoking_after_the_end_cuts_the_view_too() -> None:
    application = in_state(ApplicationState.NOT_CONTINUING)
    operations.revoke_handover(application=application, by=person(application.volunteer), at=AT)
    application.refresh_from_db()
    assert application.state == ApplicationState.NOT_CONTINUING
    assert not visible_to(application)


@pytest.mark.parametrize(("state", "code"), [("draft", "nothing_handed_over"), ("paired", "paired")])
def test_what_cannot_be_revoked(state: str, code: str) -> None:
    application = in_state(state)
    with pytest.raises(HandoverRefused) as refused:
        operations.revoke_handover(application=application, by=person(application.volunteer), at=AT)
    assert refused.value.code == code


def test_nobody_revokes_for_somebody_else() -> None:
    application = a_candidate_waiting()
    with pytest.raises(HandoverRefused, match="not_yours"):
        operations.revoke_handover(application=application, by=person(VolunteerFactory.create()), at=AT)
    assert visible_to(application)


def test_an_application_of_another_association_does_not_exist() -> None:
    application = a_candidate_waiting()
    other = AssociationFactory.create()
    assert queries.candidate(association_id=other.id, application_id=application.id) is None
    assert not queries.candidates(association_id=other.id).exists()
    assert queries.candidate_counts(association_id=other.id) == {}


def test_an_antenna_sees_its_own_programmes_only() -> None:
    association = AssociationFactory.create()
    here, there = AntennaFactory.create_batch(2, association=association)
    mine = a_candidate_waiting(programme=a_programme(association=association, antenna=here))
    a_candidate_waiting(programme=a_programme(association=association, antenna=there))
    a_candidate_waiting(programme=a_programme(association=association))
    reach = frozenset({here.id})
    assert list(queries.candidates(association_id=association.id, antenna_ids=reach)) == [mine]
    assert queries.candidates(association_id=association.id).count() == 3


def test_a_coordinator_of_another_association_or_antenna_makes_no_step() -> None:
    association = AssociationFactory.create()
    here, there = AntennaFactory.create_batch(2, association=association)
    application = a_candidate_waiting(programme=a_programme(association=association, antenna=here))
    strangers = [
        coordinator(AssociationFactory.create()),
        Actor(uuid4(), frozenset({Role.COORDINATOR}), association.id, frozenset({there.id})),
        Actor(uuid4(), frozenset({Role.COORDINATOR})),
    ]
    for stranger in strangers:
        with pytest.raises(StepRefused, match="not_yours"):
            operations.invite(application=application, by=stranger, at=AT)
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def test_one_hand_over_at_a_time() -> None:
    application = a_candidate_waiting()
    with pytest.raises(StepRefused, match="wrong_state"):
        operations.submit_application(
            application=application,
            fields=NEEDED_FIELDS,
            contact_previous_associations=True,
            by=person(application.volunteer),
            at=AT,
        )
    assert application.handovers.count() == 1


def test_a_hand_over_to_one_association_shows_nothing_to_the_next() -> None:
    """Two applications of one person: each association sees its own."""
    volunteer = VolunteerFactory.create()
    first = a_candidate_waiting(volunteer)
    second = a_draft(volunteer, ProgrammeFactory.create())
    assert visible_to(first)
    assert not visible_to(second)
