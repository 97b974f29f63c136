"""Applying in one go: an employee becomes a volunteer, opens, hands over and sends."""

from typing import Any

import pytest

from portal.accounts.actors import ANONYMOUS, Actor
from portal.accounts.enums import Role
from portal.engagement import operations, queries
from portal.engagement.enums import NEEDED_FIELDS, ApplicationState
from portal.engagement.errors import ApplyRefused, ContactRefused
from portal.engagement.models import Application, Volunteer
from portal.journeys import applying
from portal.people.models import Employee
from tests.factories.accounts import UserFactory
from tests.factories.engagement import AT, a_programme, coordinator
from tests.factories.people import EmployeeFactory
from tests.factories.programmes import CampaignFactory
from tests.factories.routing import VolunteerProfileFactory, WishFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def employee() -> Employee:
    return EmployeeFactory.create(
        user=UserFactory.create(), given_name="Aminata", preferred_name="Amina", work_email="amina@entreprise.example.org"
    )


def acting(employee: Employee) -> Actor:
    return Actor(employee.user_id, frozenset({Role.EMPLOYEE}))


def handed(**changes: Any) -> applying.Handed:
    values: dict[str, Any] = {
        "fields": tuple(NEEDED_FIELDS),
        "personal_email": "amina@perso.example.org",
        "personal_phone": "",
        "contact_previous_associations": True,
    }
    return applying.Handed(**(values | changes))


def test_a_first_application_makes_a_volunteer_and_sends(employee: Employee) -> None:
    programme, campaign = a_programme(), CampaignFactory.create()
    application = applying.apply_to(
        programme=programme, handed=handed(), by=acting(employee), at=AT, campaign_reference=campaign.reference
    )
    assert application.state == ApplicationState.SUBMITTED
    assert application.campaign == campaign
    volunteer = application.volunteer
    assert (volunteer.given_name, volunteer.family_name, volunteer.employee) == ("Amina", employee.family_name, employee)


def test_a_second_one_keeps_the_volunteer_and_takes_the_new_contact(employee: Employee) -> None:
    by = acting(employee)
    applying.apply_to(programme=a_programme(), handed=handed(), by=by, at=AT)
    applying.apply_to(programme=a_programme(), handed=handed(personal_phone="0611111111"), by=by, at=AT)
    assert Volunteer.objects.get().personal_phone == "0611111111"
    assert Application.objects.count() == 2


def test_the_rank_is_that_of_the_wish(employee: Employee) -> None:
    programme = a_programme()
    WishFactory.create(profile=VolunteerProfileFactory.create(user=employee.user), programme=programme, rank=3)
    assert applying.apply_to(programme=programme, handed=handed(), by=acting(employee), at=AT).rank == 3


def test_a_draft_that_waits_is_taken_up(employee: Employee) -> None:
    first, second = a_programme(), a_programme()
    profile = VolunteerProfileFactory.create(user=employee.user)
    WishFactory.create(profile=profile, programme=first, rank=1)
    WishFactory.create(profile=profile, programme=second, rank=2)
    application = applying.apply_to(programme=first, handed=handed(), by=acting(employee), at=AT)
    draft = operations.redirect(application=application, by=coordinator(first.association), at=AT)
    sent = applying.apply_to(programme=second, handed=handed(), by=acting(employee), at=AT)
    assert sent == draft
    assert sent.state == ApplicationState.SUBMITTED


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"personal_email": "amina@entreprise.example.org"}, ContactRefused),
        ({"fields": ("given_name",)}, ApplyRefused),
        ({"fields": (*NEEDED_FIELDS, "iban")}, ApplyRefused),
    ],
)
def test_a_refusal_leaves_nothing_behind(employee: Employee, changes: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        applying.apply_to(programme=a_programme(), handed=handed(**changes), by=acting(employee), at=AT)
    assert not Volunteer.objects.exists()
    assert not Application.objects.exists()


def test_sending_twice_is_refused(employee: Employee) -> None:
    programme = a_programme()
    applying.apply_to(programme=programme, handed=handed(), by=acting(employee), at=AT)
    with pytest.raises(ApplyRefused, match="already_applied"):
        applying.apply_to(programme=programme, handed=handed(), by=acting(employee), at=AT)
    assert queries.candidate_counts(association_id=programme.association_id) == {"submitted": 1}


def test_only_what_was_declared_is_offered_for_the_hand_over(employee: Employee) -> None:
    assert applying.preferred_fields(by=acting(employee)) == ()
    VolunteerProfileFactory.create(user=employee.user, skills=[], languages=[])
    assert applying.preferred_fields(by=acting(employee)) == ("causes", "slots", "territory")
    assert applying.preferred_fields(by=ANONYMOUS) == ()


def test_nobody_is_known_who_is_not_signed_in() -> None:
    known = applying.starting(by=ANONYMOUS, programme=a_programme())
    assert (known.volunteer, known.employee, known.application, known.names) == (None, None, None, ("", ""))
