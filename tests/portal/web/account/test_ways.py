"""Where a poster's square leads: both ways in, with the campaign's reference along."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from portal.core import clock
from tests.factories.programmes import CampaignFactory

pytestmark = pytest.mark.django_db


def page(client: Client, opens: int, closes: int) -> str:
    today = clock.today()
    campaign = CampaignFactory.create(opens_on=today + timedelta(days=opens), closes_on=today + timedelta(days=closes))
    answer = client.get(f"/affiche/{campaign.reference}/", follow=True)
    assert answer.status_code == 200
    assert quote(f"/fr/me/programmes/?campaign={campaign.reference}", safe="") in answer.content.decode()
    return answer.content.decode()


@pytest.mark.parametrize(
    ("opens", "closes", "said"), [(-5, 5, "Quelques heures par mois"), (5, 9, "commence le"), (-9, -5, "est terminée")]
)
def test_both_ways_whenever_one_comes(opens: int, closes: int, said: str, client: Client) -> None:
    found = page(client, opens, closes)
    assert said in found
    assert "J’ai un compte professionnel" in found and "J’ai ma lettre" in found
    assert "/fr/account/own/letter/?next=" in found


def test_a_poster_of_nothing(client: Client) -> None:
    assert client.get("/affiche/rien/", follow=True).status_code == 404


def test_in_the_reader_s_language(client: Client) -> None:
    campaign = CampaignFactory.create()
    answer = client.get(f"/affiche/{campaign.reference}/", headers={"Accept-Language": "en"}, follow=True)
    assert "I have my letter" in answer.content.decode()
