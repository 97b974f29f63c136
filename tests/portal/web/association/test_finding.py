"""Searching and kept filters on the screens of the desk."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.core import clock
from portal.programmes.models import SavedFilter
from tests.factories.accounts import sign_in
from tests.factories.engagement import VolunteerFactory, a_candidate_waiting, a_programme
from tests.factories.mentorship import an_active_pair
from tests.factories.programmes import AssociationFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
LISTS = {"candidates": {"tab": "ready"}, "pairs": {"show": "paused"}, "follow_up": {"whose": "all"}}
SCREENS = {"candidates": "association:candidates", "pairs": "association:pairs", "follow_up": "association:follow-up"}


def page(client: Client, name: str, **query: str) -> str:
    answer = client.get(reverse(name), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_somebody_is_found_from_any_list_and_the_name_is_in_no_address(client: Client) -> None:
    programme = a_programme(at=clock.now() - timedelta(days=9))
    application = a_candidate_waiting(VolunteerFactory.create(given_name="Inès"), programme, at=clock.now())
    sign_in(client, TeamMemberFactory.create(association=programme.association).user)
    for name in ("association:today", *SCREENS.values()):
        assert f'action="{reverse("association:search")}"' in page(client, name)
    answer = client.post(reverse("association:search"), {"wanted": "ines"})
    text = answer.content.decode()
    assert "Inès" in text
    assert reverse("association:candidate", args=[application.id]) in text
    assert "no-store" in answer["Cache-Control"]
    assert "Inès" not in client.get(reverse("association:search"), {"wanted": "ines"}).content.decode()


def test_a_search_that_finds_nothing_or_is_too_short_says_so(client: Client) -> None:
    sign_in(client, TeamMemberFactory.create().user)
    url = reverse("association:search")
    assert "Rien ne correspond" in client.post(url, {"wanted": "zzz"}).content.decode()
    assert "Écrivez au moins deux lettres" in client.post(url, {"wanted": "z"}).content.decode()
    assert "Les accents" in client.get(url).content.decode()


def test_a_safeguarding_referent_alone_has_no_search(client: Client) -> None:
    sign_in(client, TeamMemberFactory.create(safeguarding=True).user)
    assert client.post(reverse("association:search"), {"wanted": "ines"}).status_code == 403
    assert reverse("association:search") not in page(client, "association:today")


@pytest.mark.parametrize("of_list", sorted(LISTS))
def test_a_filter_is_kept_opened_and_taken_away(client: Client, of_list: str) -> None:
    sign_in(client, TeamMemberFactory.create().user)
    choices, screen = LISTS[of_list], SCREENS[of_list]
    assert "Garder ce filtre" in page(client, screen, **choices)
    answer = client.post(reverse("association:filter-save", args=[of_list]), {**choices, "name": "Le mien"}, follow=True)
    text = answer.content.decode()
    assert 'aria-current="true">Le mien</a>' in text
    assert "Garder ce filtre" not in text
    assert "Le mien" in page(client, screen)
    found = SavedFilter.objects.get()
    gone = client.post(reverse("association:filter-forget", args=[found.id]), {"list": of_list}, follow=True)
    assert "Le mien" not in gone.content.decode()


def test_a_filter_without_a_name_or_of_no_list_is_refused(client: Client) -> None:
    sign_in(client, TeamMemberFactory.create().user)
    url = reverse("association:filter-save", args=["pairs"])
    assert "Donnez un nom" in client.post(url, {"show": "paused", "name": " "}, follow=True).content.decode()
    assert "ne va pas avec cette liste" in client.post(url, {"q": "ines", "name": "X"}, follow=True).content.decode()
    assert client.post(reverse("association:filter-save", args=["elsewhere"]), {"name": "X"}).status_code == 404
    assert not SavedFilter.objects.exists()


def test_a_colleague_neither_sees_nor_takes_away_a_filter(client: Client) -> None:
    home = AssociationFactory.create()
    sign_in(client, TeamMemberFactory.create(association=home).user)
    client.post(reverse("association:filter-save", args=["pairs"]), {"show": "paused", "name": "Le mien"})
    found = SavedFilter.objects.get()
    other = sign_in(Client(), TeamMemberFactory.create(association=home).user)
    assert "Le mien" not in page(other, "association:pairs")
    assert other.post(reverse("association:filter-forget", args=[found.id])).status_code == 404


def test_lists_take_as_many_queries_whatever_they_hold(client: Client) -> None:
    programme = a_programme(at=clock.now() - timedelta(days=90))
    an_active_pair(programme=programme, at=clock.now() - timedelta(days=45))
    sign_in(client, TeamMemberFactory.create(association=programme.association).user)

    def taken() -> list[int]:
        counts = []
        for name in SCREENS.values():
            with CaptureQueriesContext(connection) as seen:
                page(client, name)
            counts.append(len(seen))
        return counts

    few = taken()
    for number in range(4):
        an_active_pair(programme=programme, at=clock.now() - timedelta(days=45))
        a_candidate_waiting(VolunteerFactory.create(family_name=f"Nom {number}"), programme, at=clock.now())
        client.post(reverse("association:filter-save", args=["pairs"]), {"show": "paused", "name": f"Filtre {number}"})
    many = taken()
    assert many[1:] == few[1:]
    assert max(many) <= 16
