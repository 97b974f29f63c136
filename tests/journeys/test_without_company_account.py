"""Somebody from the workshop, without a company account and with an empty work e-mail: from the poster and the letter to the
application, then back on the terminal of the hall. Same person, same rights.
"""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from pypdf import PdfReader
from pytest_django import Settings

from portal.accounts.enums import Role
from portal.accounts.models import SignIn
from portal.core import clock
from portal.core.models import AuditEntry, OutboxMessage
from portal.engagement.models import Application
from portal.people.models import Employee
from portal.people.rules.letter_code import read_code
from portal.programmes.models import Campaign, Programme
from tests.factories import engagement, telephone
from tests.factories.letters import worker
from tests.factories.people import CompanyFactory
from tests.factories.personas import client_as
from tests.factories.programmes import CampaignFactory

pytestmark = pytest.mark.django_db
PHONE = "+33612345678"


@dataclass
class Stage:
    """Who is on it."""

    nora: Employee
    programme: Programme
    campaign: Campaign
    hr: Client
    coordinator: Client
    commits: Any


@pytest.fixture
def stage(settings: Settings, django_capture_on_commit_callbacks: Any) -> Stage:
    cache.clear()
    telephone.SENT.clear()
    settings.TEXT_MESSAGES = "tests.factories.telephone.outgoing"
    CompanyFactory.create()
    today = clock.today()
    programme = engagement.a_programme(at=clock.now() - timedelta(days=60), title="Cap sur la seconde")
    return Stage(
        nora=worker(given_name="Nora", family_name="Exemple"),
        programme=programme,
        campaign=CampaignFactory.create(opens_on=today - timedelta(days=5), closes_on=today + timedelta(days=30)),
        hr=client_as(Role.HR),
        coordinator=client_as(Role.COORDINATOR, association=programme.association),
        commits=django_capture_on_commit_callbacks,
    )


def told(client: Client, address: str, given: dict[str, Any] | None = None) -> str:
    """Open an address, or send a form to it, and read the page one ends on."""
    answer = client.get(address, follow=True) if given is None else client.post(address, given, follow=True)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def receives_a_letter(stage: Stage) -> str:
    """Human resources print; the code is read on the paper, where alone it is."""
    paper = PdfReader(BytesIO(stage.hr.post("/fr/company/hris/letters/print/", {"language": "fr"}).content))
    (page,) = [" ".join(page.extract_text().split()) for page in paper.pages]
    assert "Nora Exemple" in page and stage.nora.employee_number not in page
    return next(word for word in page.split() if word.count("-") == 2 and read_code(word))


def comes_by_the_poster(stage: Stage, code: str) -> Client:
    """The square in the hall, the letter, a telephone of one's own."""
    phone = Client()
    page = told(phone, f"/affiche/{stage.campaign.reference}/")
    following = f"/fr/me/programmes/?campaign={stage.campaign.reference}"
    assert "Je n’en ai pas" in page
    told(phone, "/fr/account/own/letter/", {"number": stage.nora.employee_number, "code": code, "next": following})
    with stage.commits(execute=True):
        told(phone, "/fr/account/own/means/", {"phone": PHONE})
    answer = phone.post("/fr/account/own/code/", {"code": telephone.digits()})
    assert answer["Location"] == following
    told(phone, following)
    return phone


def applies(stage: Stage, phone: Client) -> Application:
    """Wishes and the hand-over, as for everybody; the answer goes to the address given for it, never to a work mailbox."""
    given = {"causes": ["orientation"], "slots": ["evening"], "hours_per_month": 4, "months": 9, "remote_ok": "on"}
    assert stage.programme.title in told(phone, "/fr/me/preferences/", given)
    told(phone, "/fr/me/wishes/", {"move": "add", "programme": str(stage.programme.id)})
    form = {"personal_email": "nora@perso.example.org", "shared": ["causes"], "contact_previous": "no"}
    told(phone, f"/fr/me/applications/to/{stage.programme.id}/", form)
    application = Application.objects.get(volunteer__given_name="Nora")
    assert application.campaign == stage.campaign
    assert "Nora" in told(stage.coordinator, "/fr/association/candidates/")
    return application


def comes_back_on_the_terminal(stage: Stage) -> None:
    """Another day, the shared screen: number, code, ten minutes, nothing left."""
    terminal = Client()
    terminal.post("/fr/account/shared-screen/")
    with stage.commits(execute=True):
        terminal.post("/fr/account/own/", {"number": stage.nora.employee_number})
    terminal.post("/fr/account/own/code/", {"code": telephone.digits()})
    assert "Cap sur la seconde" in told(terminal, "/fr/me/")
    assert terminal.post("/fr/account/sign-out/")["Location"] == "/fr/account/shared-screen/over/"
    assert not terminal.session.keys()


def test_from_the_poster_to_the_application_without_a_work_e_mail(stage: Stage) -> None:
    assert stage.nora.work_email == ""
    code = receives_a_letter(stage)
    phone = comes_by_the_poster(stage, code)
    applies(stage, phone)
    comes_back_on_the_terminal(stage)
    assert phone.get("/api/v1/me/").json()["display_name"] == "Nora Exemple"
    assert SignIn.objects.filter(door="own").count() == 2
    assert not EmailAddress.objects.exists()
    written = str(list(AuditEntry.objects.values())) + str(list(OutboxMessage.objects.values()))
    for secret in (code, code.replace("-", ""), PHONE, stage.nora.employee_number, "Exemple"):
        assert secret not in written
    assert "Nora" not in told(stage.hr, "/fr/company/hris/letters/")
