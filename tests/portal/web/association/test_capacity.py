"""What would move if a programme had other places: looked at over the last run, never done, and only for a programme of ours."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.programmes.models import TeamMember
from portal.routing import queries
from portal.routing.queries import Moves
from tests.factories.accounts import sign_in
from tests.factories.allocation import AllocationRunFactory
from tests.factories.programmes import ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
ADDRESS = "association:proposal-capacity"


@pytest.fixture
def claire() -> TeamMember:
    return TeamMemberFactory.create()


@pytest.fixture
def desk(client: Client, claire: TeamMember) -> Client:
    return sign_in(client, claire.user)


def ask(desk: Client, **asked: Any) -> str:
    return desk.get(reverse(ADDRESS), asked).content.decode()


def test_before_the_first_run_there_is_nothing_to_look_at(desk: Client, claire: TeamMember) -> None:
    programme = ProgrammeFactory.create(association=claire.association)
    assert "Pas encore de calcul" in ask(desk)
    assert "Pas encore de calcul" in ask(desk, programme=str(programme.pk), places="3")


def test_what_would_move_is_said_in_four_numbers(desk: Client, claire: TeamMember, monkeypatch: pytest.MonkeyPatch) -> None:
    programme, run = ProgrammeFactory.create(association=claire.association), AllocationRunFactory.create(done=True)
    asked: list[Any] = []

    def moved(**given: Any) -> Moves:
        asked.append(given)
        return Moves(forced=11, voluntary=12, gained=13, lost=14)

    monkeypatch.setattr(queries, "what_moves", moved)
    page = ask(desk, programme=str(programme.pk), places="3")
    assert asked == [{"run": run, "programme_id": programme.pk, "places": 3}]
    for number in ("11", "12", "13", "14"):
        assert f'<dd class="n">{number}</dd>' in page


def test_a_run_whose_input_is_gone_is_said(desk: Client, claire: TeamMember) -> None:
    programme = ProgrammeFactory.create(association=claire.association)
    AllocationRunFactory.create(done=True)
    assert "ses données sont déjà effacées" in ask(desk, programme=str(programme.pk), places="3")


@pytest.mark.parametrize("places", ["", "-1", "beaucoup"])
def test_a_number_that_cannot_be_is_refused(desk: Client, claire: TeamMember, places: str) -> None:
    programme = ProgrammeFactory.create(association=claire.association)
    assert 'aria-invalid="true"' in ask(desk, programme=str(programme.pk), places=places)


def test_a_programme_of_another_association_is_no_choice(desk: Client) -> None:
    foreign = ProgrammeFactory.create(title="Le leur")
    AllocationRunFactory.create(done=True)
    page = ask(desk, programme=str(foreign.pk), places="3")
    assert "Le leur" not in page
    assert 'aria-invalid="true"' in page
