"""Setting up on the screens: what remains, where it is done, and a charter in one page."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.engagement.models import Charter
from portal.journeys.setting_up import MINUTES
from portal.web.association.setting_up import WORDS
from tests.factories.accounts import sign_in
from tests.factories.engagement import a_programme
from tests.factories.programmes import AssociationFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
PAGE, CHARTER = "association:setting-up", "association:charter"


def test_every_step_has_its_words() -> None:
    assert list(WORDS) == list(MINUTES)


def test_a_new_association_is_led_step_by_step_from_its_first_day(client: Client) -> None:
    home = AssociationFactory.create(nobody_answers=True)
    sign_in(client, TeamMemberFactory.create(association=home, administrator=True, capacity=0).user)
    assert reverse(PAGE) in client.get(reverse("association:today")).content.decode()
    text = client.get(reverse(PAGE)).content.decode()
    assert "environ 30 minutes" in text
    for words in WORDS.values():
        assert str(words.title) in text
        assert not words.place or reverse(words.place) in text


def test_each_place_opens_for_who_sets_up(client: Client) -> None:
    home = AssociationFactory.create(nobody_answers=True)
    sign_in(client, TeamMemberFactory.create(association=home, administrator=True).user)
    for words in WORDS.values():
        assert not words.place or client.get(reverse(words.place)).status_code == 200


def test_a_charter_starts_from_words_and_gets_versions(client: Client) -> None:
    home = AssociationFactory.create()
    sign_in(client, TeamMemberFactory.create(association=home).user)
    assert "Je viens quand je l’ai dit" in client.get(reverse(CHARTER)).content.decode()
    assert "au moins 40" in client.post(reverse(CHARTER), {"text": "Trop court"}).content.decode()
    for number in (1, 2):
        client.post(reverse(CHARTER), {"text": f"Je viens quand je l’ai dit, et je préviens sinon. {number}"})
    assert list(Charter.objects.order_by("version").values_list("association", "version")) == [(home.pk, 1), (home.pk, 2)]
    assert "Version 2" in client.get(reverse(CHARTER)).content.decode()


def test_once_all_is_in_place_the_page_says_so_and_the_inbox_no_longer_asks(client: Client) -> None:
    home = a_programme().association
    home.programmes.get().intakes.update(closes_on="2099-01-01", starts_on="2099-01-02")
    TeamMemberFactory.create(association=home, safeguarding=True)
    sign_in(client, TeamMemberFactory.create(association=home, administrator=True).user)
    assert "Tout est en place" in client.get(reverse(PAGE)).content.decode()
    assert reverse(PAGE) not in client.get(reverse("association:today")).content.decode()


def test_a_referent_sets_nothing_up(client: Client) -> None:
    sign_in(client, TeamMemberFactory.create(referent=True).user)
    assert client.get(reverse(PAGE)).status_code == 403
    assert client.get(reverse(CHARTER)).status_code == 403
