"""The public page: no account, no name, the numbers to call; and the public check of a certificate."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.mentorship.models import Concern
from portal.web.public import concerns
from tests.factories.mentorship import a_closed_pair
from tests.factories.programmes import AssociationFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
ANSWERS = {"raised_by": "family", "category": "violence", "urgency": "critical", "call_when": "any", "text": "Un bleu au bras"}


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


def test_anyone_can_say_a_worry_without_an_account_or_a_name(client: Client) -> None:
    programme = ProgrammeFactory.create()
    url = reverse("concern-public", args=[programme.code])
    page = client.get(url).content.decode()
    for said in ("119", "112", "434-3", "sans nom", programme.association.name):
        assert said in page
    answer = client.post(url, ANSWERS)
    assert answer["Location"] == reverse("concern-sent", args=[programme.code]), "reading the page again sends nothing again"
    assert "Merci de l’avoir dit" in client.get(answer["Location"]).content.decode()
    concern = Concern.objects.get()
    assert (concern.association, concern.pair, concern.contact) == (programme.association, None, "")


def test_outside_opening_hours_the_page_says_so(client: Client) -> None:
    closed = ProgrammeFactory.create(association=AssociationFactory.create(safeguarding_hours={}))
    page = client.get(reverse("concern-public", args=[closed.code])).content.decode()
    assert "n’est pas là en ce moment" in page
    assert "119" in page


def test_after_some_messages_the_numbers_stay_and_the_form_waits(client: Client) -> None:
    url = reverse("concern-public", args=[ProgrammeFactory.create().code])
    for _ in range(concerns.PER_HOUR):
        assert client.post(url, ANSWERS).status_code == 302
    answer = client.post(url, ANSWERS)
    assert answer.status_code == 429
    assert "119" in answer.content.decode()
    assert Concern.objects.count() == concerns.PER_HOUR


def test_a_form_that_lacks_an_answer_loses_nothing(client: Client) -> None:
    url = reverse("concern-public", args=[ProgrammeFactory.create().code])
    answer = client.post(url, {"text": "Un bleu au bras"})
    assert "Un bleu au bras" in answer.content.decode()
    assert not Concern.objects.exists()


def test_the_card_to_print_says_where_and_whom(client: Client) -> None:
    programme = ProgrammeFactory.create()
    page = client.get(reverse("concern-card", args=[programme.code])).content.decode()
    assert f"http://testserver{reverse('concern-public', args=[programme.code])}" in page
    assert "119" in page


def test_a_programme_nobody_knows_or_that_never_opened_has_no_page(client: Client) -> None:
    for code in ("inconnu", ProgrammeFactory.create(in_preparation=True).code):
        assert client.get(reverse("concern-public", args=[code])).status_code == 404


def test_a_certificate_is_checked_by_its_number_and_names_nobody(client: Client) -> None:
    pair = a_closed_pair()
    page = client.get(reverse("certificate-check", args=[pair.certificate.code])).content.decode()
    assert "authentique" in page
    assert "1\u00a0h" in page
    assert pair.programme.association.name in page
    for name in (pair.mentee.alias, pair.volunteer.given_name, pair.volunteer.family_name):
        assert name not in page
    unknown = client.get(reverse("certificate-check", args=[uuid4()]))
    assert unknown.status_code == 404
    assert "Aucune attestation" in unknown.content.decode()
