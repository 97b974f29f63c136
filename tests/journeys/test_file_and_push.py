"""One employee, fed by a watched folder and by an identity provider over HTTP, in either order: each keeps what it owns."""

import os
from collections.abc import Callable
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from integrations.hris import watching
from integrations.hris.scim import tokens
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.models import OutboxMessage
from portal.engagement.models import Departure, Volunteer
from portal.journeys import workforce
from portal.people import queries
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee, SyncRun
from tests.factories.accounts import UserFactory
from tests.factories.engagement import VolunteerFactory, a_candidate_waiting, coordinator
from tests.factories.workforce_files import HEADER, line
from tests.integrations.hris.scim.conftest import Provider, user

pytestmark = pytest.mark.django_db
ENTRA = {"employeeNumber": "7", "department": "Du fournisseur"}


class Morning:
    """The folder and the provider of one company."""

    def __init__(self, folder: Path) -> None:
        self.inbox = watching.inboxes(source="demo")["demo"]
        self.provider = Provider(tokens.create(name="entra", by=SYSTEM, at=clock.now()))
        self.folder, self.files, self.pushed = folder, 0, ""

    def file(self, *, without: int = 0, **cells: Any) -> str:
        """Drop a file of thirty people, and take it; return what became of it."""
        self.files += 1
        lines = [line(n, **(cells if n == 7 else {})) for n in range(1, 31) if n != without]
        path = self.inbox.folder / f"liste-{self.files}.csv"
        path.write_bytes(("\n".join([HEADER, *lines]) + "\n").encode("utf-8-sig"))
        at = (clock.now() + timedelta(seconds=self.files)).timestamp()
        os.utime(path, (at, at))
        (self.inbox.folder / f"{path.name}.ready").touch()
        (taken,) = watching.take_whole(self.inbox, source="demo", by=SYSTEM, at=clock.now())
        return taken.outcome

    def push(self, **more: Any) -> None:
        """Push the seventh person: created at first, replaced afterwards."""
        said = {
            "displayName": "Nom du fournisseur",
            "title": "Titre du fournisseur",
            "emails": [{"value": "sept@sso.example.org"}],
            **more,
        }
        body = user("sept@sso.example.org", enterprise=ENTRA, **said)
        answer = self.provider.put(f"/Users/{self.pushed}", body) if self.pushed else self.provider.post("/Users", body)
        assert answer.status in {200, 201}, answer.body
        self.pushed = answer.id

    def active(self, value: bool) -> None:
        """Switch the person on or off, as Entra ID does."""
        said = {"op": "Replace", "path": "active", "value": str(value)}
        assert self.provider.patch(f"/Users/{self.pushed}", said).status in {200, 204}


@pytest.fixture
def morning(tmp_path: Path, settings: Any) -> Morning:
    settings.HRIS_DROP = str(tmp_path)
    return Morning(tmp_path)


def seven() -> Employee:
    return Employee.objects.select_related("department", "site").get(employee_number="7")


def may_sign_in() -> bool:
    return queries.may_sign_in(employee=seven(), on=clock.today())


STEPS: dict[str, Callable[[Morning], object]] = {
    "file": lambda morning: morning.file(),
    "push": lambda morning: morning.push(),
    "changed file": lambda morning: morning.file(nom="Du fichier", Department="Research & Development"),
}


@pytest.mark.parametrize("order", list(permutations(STEPS)), ids=" then ".join)
def test_each_keeps_its_fields_whatever_comes_first(morning: Morning, order: tuple[str, ...]) -> None:
    for step in [*order, "changed file"]:
        STEPS[step](morning)
    one = seven()
    assert Employee.objects.count() == 30
    assert (one.source, one.external_id, one.family_name) == ("demo", "P00007", "Du fichier")
    assert one.department is not None and one.department.code == "R&D"
    assert (one.sign_in_email, one.work_email) == ("sept@sso.example.org", "camille.7@example.org")
    assert one.job_title != "Titre du fournisseur" and one.given_name == "Camille" and may_sign_in()


@pytest.mark.parametrize("file_first", [True, False])
def test_cut_by_the_provider_and_named_by_the_file_stays_cut(morning: Morning, file_first: bool) -> None:
    for step in (morning.file, morning.push) if file_first else (morning.push, morning.file):
        step()
    morning.active(False)
    assert not may_sign_in()
    assert morning.file(nom="Du fichier") == "applied"
    assert not may_sign_in() and seven().status == EmployeeStatus.ACTIVE and seven().family_name == "Du fichier"
    morning.push()
    assert not may_sign_in(), "a replacement that does not speak of it changes nothing"
    morning.active(True)
    assert may_sign_in()


def test_ended_by_the_file_and_active_at_the_provider_stays_out(morning: Morning) -> None:
    morning.file()
    morning.push(active=True)
    yesterday = clock.today() - timedelta(days=1)
    over: dict[str, Any] = {"date de sortie": yesterday.strftime("%d/%m/%Y")}
    morning.file(**over)
    assert not may_sign_in() and seven().status == EmployeeStatus.ENDED
    morning.active(True)
    morning.push(active=True)
    assert not may_sign_in(), "being active at the provider ends no end"


def test_missing_from_one_file_and_active_at_the_provider_goes_on(morning: Morning) -> None:
    morning.file()
    morning.push(active=True)
    assert morning.file(without=7) == "applied"
    assert may_sign_in() and seven().missed_snapshots == 1


def test_deleted_at_the_provider_and_named_by_the_file_is_cut_and_employed(morning: Morning) -> None:
    morning.file()
    morning.push(active=True)
    morning.provider.delete(f"/Users/{morning.pushed}")
    morning.file(nom="Du fichier")
    assert not may_sign_in() and seven().status == EmployeeStatus.ACTIVE and seven().sign_in_email == ""


def test_a_file_writes_nothing_of_what_the_provider_owns_and_the_other_way_round(morning: Morning) -> None:
    morning.file()
    morning.push()
    morning.file(courriel="nouveau@example.org", nom="Nouveau")
    morning.push(title="Autre", name={"familyName": "Autre"})
    run = SyncRun.objects.order_by("created_at").last()
    assert run is not None and set(run.counts) == {"email_changed", "renamed"}
    assert (seven().work_email, seven().sign_in_email, seven().family_name) == (
        "nouveau@example.org",
        "sept@sso.example.org",
        "Nouveau",
    )


@pytest.mark.parametrize(("status", "told"), [(EmployeeStatus.ACTIVE, 1), (EmployeeStatus.ON_LEAVE, 0)])
def test_cut_by_the_provider_alone_the_association_is_told_a_day_later_unless_it_is_leave(
    morning: Morning, status: str, told: int
) -> None:
    morning.file()
    morning.push(active=True)
    account = UserFactory.create()
    Employee.objects.filter(employee_number="7").update(user=account, status=status)
    volunteer: Volunteer = VolunteerFactory.create(user=account, employee=seven())
    coordinator(a_candidate_waiting(volunteer).programme.association)
    OutboxMessage.objects.all().delete()
    morning.active(False)
    workforce.pass_day(on=clock.today(), by=SYSTEM, at=clock.now())
    assert not Departure.objects.exists(), "a day to put a mistake right"
    tomorrow = clock.now() + timedelta(days=1)
    for _ in range(2):
        workforce.pass_day(on=clock.local_day(tomorrow), by=SYSTEM, at=tomorrow)
    assert OutboxMessage.objects.filter(kind="engagement.company_account_over").count() == told == Departure.objects.count()
    morning.active(True)
    workforce.pass_day(on=clock.local_day(tomorrow), by=SYSTEM, at=tomorrow)
    assert not Departure.objects.filter(returned_at=None).exists() and seven().offboarded_at is None
