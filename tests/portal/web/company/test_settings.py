"""The platform administrator sets the company's name and thresholds, and sees how sources fare."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.people import queries
from portal.people.rules.brakes import BOUNDS, Brakes
from portal.ui.brake_words import BRAKES
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.people import CompanyFactory, SyncRunFactory

pytestmark = pytest.mark.django_db
ADDRESS = "company:settings"


@pytest.fixture
def admin(client: Client) -> Client:
    return sign_in(client, grant(UserFactory.create(), Role.PLATFORM_ADMIN))


def said(**changed: object) -> dict[str, object]:
    return {"name": "Ateliers Exemple", **vars(Brakes()), **changed}


def test_each_brake_is_named_explained_and_set_within_its_bounds(admin: Client) -> None:
    assert BRAKES.keys() == BOUNDS.keys()
    text = admin.get(reverse(ADDRESS)).content.decode()
    assert [name for name in BOUNDS if f'name="{name}"' not in text] == []
    low, high = ({name: pair[end] for name, pair in BOUNDS.items()} for end in (0, 1))
    for values in (low, high):
        sent = {name: value for name, value in said(**values).items() if value != 0 or BOUNDS.get(name) != (0, 1)}
        assert admin.post(reverse(ADDRESS), sent).status_code == 302
        assert queries.brakes() == Brakes(**values)


def test_it_starts_from_the_defaults(admin: Client) -> None:
    text = admin.get(reverse(ADDRESS)).content.decode()
    assert 'name="ended_percent" value="5"' in text and "Aucune source n’a encore donné de fichier" in text


def test_name_and_thresholds_are_saved_and_in_force(admin: Client) -> None:
    assert admin.post(reverse(ADDRESS), said(ended_percent=12, name="Autre nom")).status_code == 302
    company = queries.company()
    assert company is not None and company.name == "Autre nom"
    assert queries.brakes() == Brakes(ended_percent=12)


def test_a_threshold_out_of_bounds_is_told_and_nothing_is_lost(admin: Client) -> None:
    CompanyFactory.create()
    answer = admin.post(reverse(ADDRESS), said(ended_percent=101, name="Autre nom"))
    assert answer.status_code == 400 and "Autre nom" in answer.content.decode()
    assert queries.brakes() == Brakes()


def test_sources_are_shown_by_their_health(admin: Client) -> None:
    SyncRunFactory.create()
    SyncRunFactory.create(source="paie", held=True)
    text = admin.get(reverse(ADDRESS)).content.decode()
    assert "Silencieuse" in text and "Plan retenu" in text


def test_human_resources_do_not_set_thresholds(client: Client) -> None:
    sign_in(client, grant(UserFactory.create(), Role.HR))
    assert client.get(reverse(ADDRESS)).status_code == 403
