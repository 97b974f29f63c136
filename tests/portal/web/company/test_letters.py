"""Letters, for human resources: printed, called back, counted; never a name on the screen, never a code twice."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import Settings

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import COMPANY_ROLES, Role
from portal.core import clock
from portal.core.models import AuditEntry
from portal.people import operations
from portal.people.models import ActivationCode, Employee, LetterBatch
from portal.people.queries import LetterChoice
from portal.people.rules.letter_code import read_code
from tests.factories.letters import worker
from tests.factories.people import CompanyFactory, LegalEntityFactory, SiteFactory
from tests.factories.personas import client_as

pytestmark = pytest.mark.django_db
PAGE, PRINT, ONE = (f"/fr/company/hris/letters/{page}" for page in ("", "print/", "one/"))


@pytest.fixture
def hr() -> Client:
    CompanyFactory.create()
    return client_as(Role.HR)


def texts(answer: Any) -> list[str]:
    assert answer["Content-Type"] == "application/pdf"
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(answer.content)).pages]


def test_a_batch_of_a_site(hr: Client, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://binome.example.org"
    lyon = SiteFactory.create(code="LYO", name="Lyon")
    here = [worker(site=lyon, family_name=f"Ici {n}") for n in range(2)]
    worker(family_name="Ailleurs")
    assert "<b>2</b> personnes" in hr.get(f"{PAGE}?site=LYO").content.decode()
    answer = hr.post(PRINT, {"site": "LYO", "language": "fr"})
    pages = texts(answer)
    assert len(pages) == 2 and all(one.family_name in page for one, page in zip(here, pages, strict=True))
    assert "https://binome.example.org/lettre/" in pages[0]
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store") and "attachment" in answer["Content-Disposition"]
    assert LetterBatch.objects.get().count == 2
    assert "<b>1</b> personne attend" in hr.get(PAGE).content.decode()


def test_the_codes_are_on_paper_and_nowhere_else(hr: Client) -> None:
    worker()
    (page,) = texts(hr.post(PRINT, {"language": "fr"}))
    code = next(word for word in page.split() if word.count("-") == 2 and read_code(word))
    everything = str(list(ActivationCode.objects.values())) + str(list(AuditEntry.objects.values()))
    assert code not in everything and code.replace("-", "") not in everything
    assert code not in hr.get(PAGE).content.decode()


def test_in_english_when_asked(hr: Client) -> None:
    worker()
    assert "Your access to Binôme" in texts(hr.post(PRINT, {"language": "en"}))[0]


def test_nobody_waits(hr: Client) -> None:
    page = hr.get(PAGE).content.decode()
    assert "Personne n’attend de lettre" in page and "Aucun lot imprimé" in page
    assert "Personne n’attend" in hr.post(PRINT, {}, follow=True).content.decode()
    assert not LetterBatch.objects.exists()


def test_no_screen_names_anybody(hr: Client) -> None:
    person = worker(family_name="Introuvable")
    hr.post(PRINT, {})
    page = hr.get(PAGE).content.decode()
    assert "Introuvable" not in page and person.employee_number not in page
    assert "trop peu de lettres pour dire" in page


def test_use_is_a_range_and_only_from_twenty(hr: Client) -> None:
    for _ in range(20):
        worker()
    operations.print_letters(choice=LetterChoice(), by=SYSTEM, at=clock.now())
    ActivationCode.objects.filter(pk__in=ActivationCode.objects.order_by("id").values("pk")[:7]).update(used_at=clock.now())
    assert "de 5 à 9 ont servi" in hr.get(PAGE).content.decode()


def test_a_batch_called_back(hr: Client) -> None:
    worker()
    hr.post(PRINT, {})
    address = reverse("company:hris-letters-cancel", args=[LetterBatch.objects.get().id])
    page = hr.post(address, follow=True).content.decode()
    assert "est rappelé" in page and "Rappelé" in page
    assert not ActivationCode.objects.open().exists()
    assert "<b>1</b> personne attend" in page
    hr.post(address)
    assert AuditEntry.objects.filter(action="people.cancel_letters").count() == 1
    assert hr.post(reverse("company:hris-letters-cancel", args=["0" * 8 + "-0000-0000-0000-" + "0" * 12])).status_code == 404


def test_letters_past_their_date_can_be_printed_again(hr: Client) -> None:
    worker()
    operations.print_letters(choice=LetterChoice(), by=SYSTEM, at=clock.now() - timedelta(days=40))
    assert "Personne n’attend" in hr.get(PAGE).content.decode()
    page = hr.get(f"{PAGE}?again=on").content.decode()
    assert "<b>1</b> personne attend" in page and "Date passée" in page
    assert len(texts(hr.post(PRINT, {"again": "on"}))) == 1


def test_a_single_letter_replaces_the_former(hr: Client) -> None:
    person = worker()
    for _ in range(2):
        assert len(texts(hr.post(ONE, {"number": person.employee_number, "language": "fr"}))) == 1
    assert (ActivationCode.objects.count(), ActivationCode.objects.open().count()) == (2, 1)


def twins() -> Employee:
    first = worker(employee_number="4711")
    worker(employee_number="4711", legal_entity=LegalEntityFactory.create(code="FR02", name="Exemple Nord"))
    return first


REFUSED: dict[str, tuple[Any, str]] = {
    "nobody": (lambda: None, "Personne ne correspond"),
    "a company account": (lambda: worker(employee_number="4711", sso=True), "a un compte professionnel"),
    "left": (lambda: worker(employee_number="4711", left_last_month=True), "pas en poste"),
    "two of them": (twins, "choisissez aussi l’employeur"),
}


@pytest.mark.parametrize("situation", REFUSED)
def test_a_single_letter_that_is_not_printed_says_why(situation: str, hr: Client) -> None:
    make, said = REFUSED[situation]
    make()
    answer = hr.post(ONE, {"number": "4711"})
    assert (answer.status_code, said in answer.content.decode()) == (400, True)
    assert not ActivationCode.objects.exists()


def test_the_employer_tells_two_apart(hr: Client) -> None:
    twins()
    assert len(texts(hr.post(ONE, {"number": "4711", "employer": "FR02"}))) == 1


@pytest.mark.parametrize("role", sorted(COMPANY_ROLES - {Role.HR}))
def test_human_resources_alone(role: str) -> None:
    assert client_as(role).get(PAGE).status_code == 403


def test_as_many_queries_for_many_batches_as_for_few(hr: Client, django_assert_max_num_queries: Any) -> None:
    for days in range(15):
        worker()
        operations.print_letters(choice=LetterChoice(), by=SYSTEM, at=clock.now() - timedelta(days=days))
    with django_assert_max_num_queries(14):
        hr.get(PAGE)


def test_a_campaign_s_poster(settings: Settings) -> None:
    from tests.factories.programmes import CampaignFactory

    settings.PUBLIC_URL = "https://binome.example.org"
    CompanyFactory.create()
    campaign, csr = CampaignFactory.create(), client_as(Role.CSR)
    (page,) = texts(csr.get(reverse("company:campaign-poster", args=[campaign.id])))
    assert campaign.title in page and f"https://binome.example.org/affiche/{campaign.reference}/" in page
    assert "J’ai un compte professionnel" in page and "Je n’en ai pas" in page
    assert csr.get(reverse("company:campaign-poster", args=["0" * 8 + "-0000-0000-0000-" + "0" * 12])).status_code == 404
