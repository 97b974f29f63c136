"""The programme directory and a programme's page."""

from uuid import uuid4

import pytest
from django.test import Client

from cms.models import HomePage
from tests.factories.programmes import IntakeFactory, ProgrammeFactory, QualityStepFactory

DIRECTORY = "/fr/programmes/"


def titles(client: Client, **filters: str) -> list[str]:
    response = client.get(DIRECTORY, filters)
    assert response.status_code == 200
    return [card.programme.title for card in response.context["cards"]]


@pytest.fixture
def programmes(site: HomePage) -> None:
    ProgrammeFactory(title="À Lyon", in_lyon=True, age_min=12, age_max=15)
    ProgrammeFactory(title="À distance", mode="remote", age_min=18, age_max=25)
    ProgrammeFactory(title="En Auvergne", mode="hybrid", departements=["63"], age_min=15, age_max=18)
    ProgrammeFactory(title="Pas encore", in_preparation=True)


@pytest.mark.usefixtures("programmes")
class TestFilters:
    def test_all_that_are_open(self, client: Client) -> None:
        assert titles(client) == ["À distance", "À Lyon", "En Auvergne"]

    def test_a_territory_keeps_remote_ones(self, client: Client) -> None:
        assert titles(client, departement="69") == ["À distance", "À Lyon"]

    def test_an_audience_is_those_whose_ages_touch_it(self, client: Client) -> None:
        assert titles(client, audience="upper_secondary") == ["À Lyon", "En Auvergne"]
        assert titles(client, audience="adult") == ["À distance", "En Auvergne"]

    def test_a_format(self, client: Client) -> None:
        assert titles(client, mode="hybrid") == ["En Auvergne"]

    def test_a_cause(self, client: Client) -> None:
        ProgrammeFactory(title="Au labo", causes=["science"])
        assert titles(client, cause="science") == ["Au labo"]

    def test_a_value_in_no_list_asks_for_nothing(self, client: Client) -> None:
        assert len(titles(client, departement="<script>", audience="x", mode="y")) == 3

    def test_nothing_fits_is_said_with_a_way_on(self, client: Client) -> None:
        assert titles(client, audience="primary") == []
        assert "Aucun programme ne réunit tous ces critères" in client.get(DIRECTORY, {"audience": "primary"}).content.decode()


def test_an_empty_catalogue_says_so(site: HomePage, client: Client) -> None:
    assert "Le catalogue se prépare" in client.get(DIRECTORY).content.decode()


def test_pages_of_twelve_keep_the_filters(site: HomePage, client: Client) -> None:
    ProgrammeFactory.create_batch(13)
    response = client.get(DIRECTORY, {"mode": "remote"})
    assert len(response.context["cards"]) == 12
    assert "?mode=remote&amp;page=2" in response.content.decode()
    assert len(titles(client, mode="remote", page="2")) == 1


def test_a_programme_shows_its_six_steps_and_its_places(site: HomePage, client: Client) -> None:
    programme = ProgrammeFactory.create(title="Premier stage", in_lyon=True)
    IntakeFactory(programme=programme, places_taken=7)
    for step in range(6, 0, -1):
        QualityStepFactory(programme=programme, step=step, text=f"Étape {step}.")
    text = client.get(f"/fr/programmes/{programme.id}/").content.decode()
    assert "Rhône" in text
    assert "1 place<" in text
    assert [text.index(f"Étape {step}.") for step in range(1, 7)] == sorted(text.index(f"Étape {step}.") for step in range(1, 7))


@pytest.mark.django_db
def test_a_programme_that_is_not_open_is_not_found(client: Client) -> None:
    hidden = ProgrammeFactory.create(in_preparation=True)
    assert client.get(f"/fr/programmes/{hidden.id}/").status_code == 404
    assert client.get(f"/fr/programmes/{uuid4()}/").status_code == 404
