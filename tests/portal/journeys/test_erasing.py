"""Erasing on request: what goes, what stays, associations told, and nothing on the company's side that says who volunteers."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.models import AuditEntry, OutboxMessage
from portal.engagement.models import Volunteer
from portal.journeys.erasing import ErasureRefused, Goes, Stays, erase_person, erasure_of
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee
from portal.routing.models import Proposal, VolunteerProfile, WaitingPlace, Wish
from tests.factories.accounts import AT, UserFactory
from tests.factories.allocation import WaitingPlaceFactory
from tests.factories.engagement import VolunteerFactory, a_candidate_waiting, a_draft
from tests.factories.people import EmployeeFactory, LegalEntityFactory
from tests.factories.personas import client_as
from tests.factories.routing import VolunteerProfileFactory, WishFactory

pytestmark = pytest.mark.django_db
DPO = Actor(None, frozenset({Role.DPO}))
ASKED = "engagement.erasure_asked"


def somebody(**of: Any) -> Employee:
    """Somebody with an account, a profile, a wish and a turn on a list."""
    user = UserFactory.create(handle=f"sso:idp:{Employee.objects.count()}")
    values = {"given_name": "Zoé-Canari", "family_name": "Introuvable", "employee_number": "C4711", "user": user, **of}
    employee: Employee = EmployeeFactory.create(**values)
    profile = VolunteerProfileFactory.create(user=user)
    WishFactory.create(profile=profile)
    WaitingPlaceFactory.create(profile=profile)
    return employee


def a_leaver(**of: Any) -> Employee:
    return somebody(status=EmployeeStatus.ENDED, end_date=AT.date(), **of)


def who_volunteers(employee: Employee) -> Volunteer:
    volunteer: Volunteer = VolunteerFactory.create(user=employee.user, employee=employee)
    return volunteer


def erase(employee: Employee) -> Any:
    return erase_person(employee=employee, by=DPO, at=AT + timedelta(days=200))


def test_what_somebody_said_to_find_a_programme_goes() -> None:
    employee, other = somebody(), somebody(employee_number="C4712")
    found = erase(employee)
    assert found.goes == (Goes.PROFILE, Goes.SKILLS)
    assert Stays.RECORD in found.stays
    for model in (VolunteerProfile, Wish, WaitingPlace):
        assert model._default_manager.count() == 1, model
    assert VolunteerProfile.objects.get().user_id == other.user_id
    assert not Proposal.objects.exists()
    employee.refresh_from_db()
    assert employee.given_name == "Zoé-Canari", "the HRIS would send it again tonight"


def test_the_record_of_a_leaver_goes_at_once() -> None:
    employee = a_leaver()
    assert Goes.RECORD in erase(employee).goes
    employee.refresh_from_db()
    said = (employee.given_name, employee.family_name, employee.employee_number, employee.work_email, employee.job_title)
    assert said == ("", "", "", "", "")
    assert employee.external_id.replace("-", "") == employee.id.hex
    assert AuditEntry.objects.filter(action="people.erase_leaver", subject_id=employee.id).count() == 1


def test_asked_again_the_answer_is_the_same_and_nothing_breaks() -> None:
    employee = somebody()
    first, second = erase(employee), erase(employee)
    assert (first.goes, first.stays) == (second.goes, second.stays)
    assert first.reference != second.reference


def test_associations_that_hold_something_are_told_once_each_and_keep_it() -> None:
    employee = somebody()
    volunteer = who_volunteers(employee)
    first = a_candidate_waiting(volunteer)
    a_candidate_waiting(volunteer)
    a_draft(volunteer)
    OutboxMessage.objects.all().delete()
    erase(employee)
    told = OutboxMessage.objects.filter(kind=ASKED)
    assert told.count() == 2, "not of a draft: nobody has it"
    assert {row.recipient_kind for row in told} == {"team"}
    first.refresh_from_db()
    volunteer.refresh_from_db()
    assert (first.state, volunteer.given_name) == ("submitted", "Amina"), "the association answers for what it keeps"


def test_neither_the_preview_nor_the_trail_says_who_volunteers() -> None:
    quiet, volunteers = somebody(), somebody(employee_number="C4712")
    a_candidate_waiting(who_volunteers(volunteers))
    assert erasure_of(employee=quiet) == erasure_of(employee=volunteers)
    seen = []
    for one in (quiet, volunteers):
        AuditEntry.objects.all()._raw_delete("default")
        found = erase(one)
        rows = AuditEntry.objects.exclude(action="journeys.erase_person").order_by("action")
        seen.append((found.goes, found.stays, [(row.action, row.facts, row.association_id) for row in rows]))
        entry = AuditEntry.objects.get(action="journeys.erase_person")
        assert (entry.subject_id, entry.facts) == (found.reference, {})
    assert seen[0] == seen[1]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.DPO])
def test_nobody_else_erases(role: Role) -> None:
    employee = somebody()
    by = SYSTEM if role == Role.SYSTEM else Actor(None, frozenset({role}))
    with pytest.raises(ErasureRefused, match="not_allowed"):
        erase_person(employee=employee, by=by, at=AT)
    assert VolunteerProfile.objects.exists()


class TestScreen:
    URL = "company:erasing"

    @pytest.fixture
    def officer(self) -> Client:
        return client_as(Role.DPO)

    def post(self, client: Client, status: int = 200, **given: str) -> str:
        answer = client.post(reverse(self.URL), given)
        assert answer.status_code == status
        return answer.content.decode()

    def test_read_first_then_erased_with_a_certificate_that_names_nobody(self, officer: Client) -> None:
        employee = somebody()
        page = self.post(officer, number="C4711")
        assert "Zoé-Canari Introuvable" in page
        assert "Ce qui reste, et pourquoi" in page
        assert VolunteerProfile.objects.exists(), "reading erases nothing"
        assert "Rien n’a été effacé" in self.post(officer, 400, number="C4711", again="C4712")
        assert VolunteerProfile.objects.exists()
        done = self.post(officer, number="C4711", again=" C4711 ")
        assert "Attestation d’effacement" in done
        assert "Canari" not in done
        assert "C4711" not in done
        assert str(AuditEntry.objects.get(action="journeys.erase_person").subject_id) in done
        assert not VolunteerProfile.objects.filter(user=employee.user).exists()

    def test_the_page_is_the_same_for_whoever_volunteers(self, officer: Client) -> None:
        somebody()
        a_candidate_waiting(who_volunteers(somebody(employee_number="C4712")))

        def read(number: str) -> str:
            page = self.post(officer, number=number).replace(number, "X")
            return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|Introuvable|nonce="[^"]*"', "", page)

        first, second = read("C4711"), read("C4712")
        names = [re.sub(r'<span class="soft small">Matricule.*?</span>', "", page) for page in (first, second)]
        assert names[0] == names[1]

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"number": "inconnu"}, "Personne ne porte ce matricule"),
            ({"number": ""}, 'aria-invalid="true"'),
            ({"number": "C4711"}, "précisez l’entité"),
            ({"number": "C4711", "entity": "nulle-part"}, "Personne ne porte ce matricule"),
        ],
        ids=["nobody", "nothing", "two people", "another entity"],
    )
    def test_who_is_not_found_is_said(self, given: dict[str, str], words: str, officer: Client) -> None:
        somebody()
        somebody()
        assert words in self.post(officer, 400, **given)
        assert VolunteerProfile.objects.count() == 2

    def test_of_two_with_a_number_the_entity_decides(self, officer: Client) -> None:
        first = somebody()
        somebody(legal_entity=LegalEntityFactory.create(code="FR02"))
        assert first.legal_entity is not None
        page = self.post(officer, number="C4711", entity=first.legal_entity.code)
        assert "Ce qui s’efface" in page

    @pytest.mark.parametrize("role", [Role.HR, Role.CSR, Role.PLATFORM_ADMIN, Role.COORDINATOR, Role.EMPLOYEE])
    def test_it_is_the_officers_alone(self, role: Role) -> None:
        client = client_as(role)
        assert client.get(reverse(self.URL)).status_code == 403
        assert client.post(reverse(self.URL), {"number": "C4711"}).status_code == 403

    def test_the_register_leads_there(self, officer: Client) -> None:
        assert reverse(self.URL) in officer.get(reverse("company:register")).content.decode()
        assert officer.get(reverse(self.URL)).status_code == 200
