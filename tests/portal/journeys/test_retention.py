"""Three years after the last step nothing is left of an application or a volunteer that no pair stands on."""

from datetime import timedelta

import pytest

from portal.accounts.actors import SYSTEM
from portal.core.models import Transition
from portal.engagement.enums import ApplicationState
from portal.engagement.models import (
    Application,
    Clearance,
    GateMet,
    ProfileHandover,
    StaffTraining,
    TrainingAttendance,
    TrainingModule,
    Volunteer,
)
from portal.journeys.retention import forget_what_is_over
from portal.mentorship.models import EngagementCertificate, Pair
from tests.factories.engagement import AT, VolunteerFactory, a_candidate_waiting, a_volunteer_cleared, in_state
from tests.factories.mentorship import a_closed_pair, an_active_pair
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
YEARS = timedelta(days=3 * 365 + 40)
S = ApplicationState


@pytest.mark.parametrize("state", [S.WITHDRAWN, S.NOT_CONTINUING, S.EXPIRED, S.REDIRECTED])
def test_an_application_that_stopped_goes_with_what_was_handed_over_and_its_volunteer(state: str) -> None:
    application = in_state(state)
    last = Application.objects.get(pk=application.pk).state_since
    forget_what_is_over(by=SYSTEM, at=last + timedelta(days=3 * 365 - 1))
    assert Application.objects.filter(pk=application.pk).exists()
    forget_what_is_over(by=SYSTEM, at=last + YEARS)
    assert not Application.objects.filter(volunteer=application.volunteer_id).exists()
    assert not ProfileHandover.objects.filter(application=application.pk).exists()
    assert not Transition.objects.filter(subject_id=application.pk).exists()
    assert not Volunteer.objects.filter(pk=application.volunteer_id).exists()


def test_who_is_waited_for_or_accompanies_is_never_forgotten() -> None:
    a_candidate_waiting()
    a_volunteer_cleared()
    an_active_pair()
    before = [model._default_manager.count() for model in (Application, Volunteer, Clearance, GateMet, Pair)]
    forget_what_is_over(by=SYSTEM, at=AT + YEARS)
    assert [model._default_manager.count() for model in (Application, Volunteer, Clearance, GateMet, Pair)] == before


def test_under_a_certificate_the_name_and_the_clearance_stay_and_no_way_to_reach_anybody() -> None:
    pair = a_closed_pair()
    Application.objects.update(state=S.COMPLETED)
    forget_what_is_over(by=SYSTEM, at=AT + YEARS + timedelta(days=200))
    volunteer = Volunteer.objects.get(pk=pair.volunteer_id)
    assert (volunteer.given_name, volunteer.personal_email, volunteer.personal_phone) == (pair.volunteer.given_name, "", "")
    assert Clearance.objects.filter(pair=pair).exists()
    assert not TrainingAttendance.objects.filter(volunteer=volunteer).exists()
    assert forget_what_is_over(by=SYSTEM, at=AT + YEARS + timedelta(days=201)) == 0, "nothing twice"


def test_without_a_certificate_everything_goes_from_the_pair_to_the_volunteer() -> None:
    a_closed_pair()
    Application.objects.update(state=S.COMPLETED)
    EngagementCertificate.objects.all().delete()
    forget_what_is_over(by=SYSTEM, at=AT + YEARS + timedelta(days=200))
    for model in (Pair, Clearance, Application, Volunteer):
        assert not model._default_manager.exists(), model


def test_a_volunteer_of_yesterday_without_an_application_stays() -> None:
    old, new = VolunteerFactory.create(), VolunteerFactory.create(since=AT + YEARS)
    forget_what_is_over(by=SYSTEM, at=AT + YEARS)
    assert [row.pk for row in Volunteer.objects.all()] == [new.pk]
    assert old.pk != new.pk


def test_what_somebody_followed_for_a_team_goes_when_they_leave_it() -> None:
    member, gone = TeamMemberFactory.create(), TeamMemberFactory.create(active=False)
    module = TrainingModule.objects.create(
        association=member.association, title="Écoute", minutes=60, required=False, track="staff"
    )
    for one in (member, gone):
        StaffTraining.objects.create(module=module, member=one, done_on=AT.date(), minutes=60)
    forget_what_is_over(by=SYSTEM, at=AT)
    assert [row.member_id for row in StaffTraining.objects.all()] == [member.pk]
