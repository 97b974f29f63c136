"""One employee from the company's file to the screens: shifts and no company account reach availability and the way in, and figures
may be cut by where, for whom and for how long they work, never by who manages them.
"""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from integrations.hris import registry
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core import clock
from portal.journeys import workforce
from portal.people import operations, queries
from portal.people.enums import RunState, StaffCategory, TenureBand, WorkPattern
from portal.people.errors import AccessRefused, LetterRefused
from portal.people.models import Employee, Site
from portal.people.queries.employees import Employment, Member
from portal.programmes.enums import Slot
from portal.routing.models import VolunteerProfile
from portal.web.me.preferences import DEFAULTS_BY_PATTERN
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.letters import a_letter_for
from tests.factories.people import CompanyFactory
from tests.factories.personas import client_as

pytestmark = pytest.mark.django_db
HEADER = "identifiant;EmployeeNumber;prénom;nom;courriel;entité;site;catégorie;rythme;compte SSO;date d'entrée;responsable"


def from_file(folder: Path, pattern: str = "3×8", sso: str = "non", start: str = "06/01/2020") -> Employee:
    """Take a file in which one person works so, and return them."""
    path = folder / "liste.csv"
    path.write_text(f"{HEADER}\nP1;000042;Nora;Exemple;;ORV-IND;VAL;ouvrier;{pattern};{sso};{start};P9\n", encoding="utf-8")
    found = registry.source("demo", file=path).snapshot(as_of=clock.today())
    assert workforce.apply_sync(snapshot=found, by=SYSTEM, at=clock.now()).state == RunState.APPLIED
    return Employee.objects.select_related("site", "legal_entity").get(external_id="P1")


def signed_in(employee: Employee) -> Client:
    user = UserFactory.create()
    operations.link_user(employee=employee, user=user, by=SYSTEM, at=clock.now())
    return sign_in(Client(), user)


@pytest.mark.parametrize(("said", "kept"), [("3×8", "3x8"), ("5×8", "5x8"), ("nuit", "night"), ("journée", "day")])
def test_when_somebody_works_is_what_is_proposed_first(tmp_path: Path, said: str, kept: str) -> None:
    employee = from_file(tmp_path, said)
    assert employee.work_pattern == kept
    page = signed_in(employee).get(reverse("me:preferences"))
    assert page.context["form"].initial["slots"] == DEFAULTS_BY_PATTERN[kept]
    assert "Coché d’après votre rythme de travail" in page.content.decode()


def test_rotating_shifts_are_not_proposed_evenings_nor_turning_weekends_saturdays() -> None:
    assert set(DEFAULTS_BY_PATTERN) == set(WorkPattern.values)
    assert Slot.EVENING not in DEFAULTS_BY_PATTERN[WorkPattern.THREE_SHIFTS]
    assert not {Slot.EVENING, Slot.SATURDAY} & set(DEFAULTS_BY_PATTERN[WorkPattern.FIVE_SHIFTS])


def test_what_the_person_said_is_never_overwritten_by_a_file(tmp_path: Path) -> None:
    client = signed_in(from_file(tmp_path))
    said = {"slots": [Slot.EVENING], "hours_per_month": 4, "months": 9, "declared_at": clock.now()}
    VolunteerProfile.objects.create(user=User.objects.get(), **said)
    page = client.get(reverse("me:preferences"))
    assert page.context["form"].initial["slots"] == [Slot.EVENING] and "Coché d’après" not in page.content.decode()
    assert VolunteerProfile.objects.get().slots == [Slot.EVENING]


def test_no_pattern_proposes_nothing(tmp_path: Path) -> None:
    page = signed_in(from_file(tmp_path, "")).get(reverse("me:preferences"))
    assert "slots" not in page.context["form"].initial


def test_without_a_company_account_the_way_in_is_a_letter(tmp_path: Path) -> None:
    CompanyFactory.create()
    employee = from_file(tmp_path)
    assert not employee.sso and employee.work_email == ""
    assert "1" in client_as(Role.HR).get(reverse("company:hris-letters")).content.decode()
    code = a_letter_for(employee, clock.now())
    taken = operations.try_letter(employee_number="000042", code=code, by=SYSTEM, at=clock.now())
    assert taken.employee == employee


def test_with_a_company_account_no_letter_is_printed_and_none_opens(tmp_path: Path) -> None:
    employee = from_file(tmp_path)
    code = a_letter_for(employee, clock.now())
    from_file(tmp_path, sso="oui")
    with pytest.raises(LetterRefused):
        a_letter_for(Employee.objects.get(pk=employee.pk), clock.now())
    with pytest.raises(AccessRefused):
        operations.try_letter(employee_number="000042", code=code, by=SYSTEM, at=clock.now())


@pytest.mark.parametrize(
    ("start", "band"),
    [
        ("02/03/2026", TenureBand.UNDER_2),
        ("06/01/2023", TenureBand.UNDER_5),
        ("06/01/2018", TenureBand.UNDER_10),
        ("06/01/2001", TenureBand.OVER_10),
    ],
)
def test_figures_are_cut_by_what_the_record_says(tmp_path: Path, start: str, band: str) -> None:
    employee = from_file(tmp_path, start=start)
    (member,) = queries.eligible_members(on=date(2026, 11, 28))
    group = Site.objects.get(code="VAL").group
    assert group and member == Member(employee.id, None, group, "ORV-IND", str(band), str(StaffCategory.WORKER))
    assert next(iter(queries.employment_rows())).staff_category == StaffCategory.WORKER


def test_nobody_is_counted_by_who_manages_them() -> None:
    assert not {name for kind in (Member, Employment) for name in kind.__dataclass_fields__ if "manager" in name}


def test_the_person_reads_all_of_it(tmp_path: Path) -> None:
    text = signed_in(from_file(tmp_path)).get(reverse("me:what-hr-sees")).content.decode()
    assert all(words in text for words in ("3×8", "Ouvrières et ouvriers", "non"))
