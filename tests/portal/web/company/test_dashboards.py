"""The dashboards: what concerns a reader first, trends and the map from frozen releases alone, the method, what is put in."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core import clock
from portal.metrics import operations
from portal.metrics.cards import CARDS
from portal.metrics.enums import COSTS, DURATION, HOURS, PARTICIPATION, SKILLS, TRAINING
from portal.metrics.models import CostInput, Release
from portal.metrics.periods import Quarter
from portal.ui.figures import Section
from portal.web.company.dashboards import FIRST, _way, ordered, spots, trends
from tests.factories.metrics import Q1, Q2, a_small_company, noon
from tests.factories.personas import client_as
from tests.factories.programmes import IntakeFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).parents[4] / "templates"
TOO_MUCH = re.compile(r"\b(a permis|grâce à|retour sur investissement|ROI|impact|prouve que)\b", re.IGNORECASE)


def publish(*quarters: Quarter) -> list[Release]:
    return [operations.publish_release(period=q, by=SYSTEM, at=noon(q.end + timedelta(days=5))) for q in quarters]


def page(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(f"company:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def sections(*codes: str) -> list[Section]:
    return [Section(code, "", [], None, "", code=code) for code in codes]


@pytest.mark.parametrize(
    ("role", "first"),
    [(Role.HR, TRAINING), (Role.WORKS_COUNCIL, PARTICIPATION), (Role.CSR, PARTICIPATION), (Role.EDITOR, PARTICIPATION)],
)
def test_what_concerns_a_reader_stands_first_and_nothing_is_left_out(role: Role, first: str) -> None:
    everything = [card.code for card in CARDS]
    found = [one.code for one in ordered(sections(*reversed(everything)), Actor(None, frozenset({role})))]
    assert found[0] == first
    assert sorted(found) == sorted(everything)


def test_a_funnel_of_a_campaign_keeps_its_place_among_the_rest() -> None:
    found = [one.code for one in ordered(sections("funnel.janvier", HOURS, COSTS), Actor(None, frozenset({Role.HR})))]
    assert found == [HOURS, "funnel.janvier", COSTS]
    assert all({SKILLS, DURATION} & set(codes) for codes in FIRST.values())


def test_trends_come_with_the_third_quarter_and_correct_themselves() -> None:
    a_small_company().save()
    before = Quarter(2025, 4)
    publish(before, Q1)
    assert trends() == []
    publish(Q2)
    operations.publish_release(period=Q2, by=SYSTEM, at=noon(Q2.end + timedelta(days=6)), note="Corrigé")
    for trend in trends():
        assert (len(trend.table), len(trend.curve.labels)) == (3, 2)
        assert "sur 3 trimestres publiés" in trend.finding


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (("5 %", "5 %", "5 %"), "Toujours 5 %, sur 3 trimestres publiés."),
        (("5 %", "10 %", "15 %"), "De 5 % à 15 % en 3 trimestres publiés."),
        (("5 %", "10 %", "5 %"), "5 %, comme au premier des 3 trimestres publiés ; il y a eu du mouvement entre-temps."),
    ],
)
def test_a_line_that_did_not_move_is_not_said_to_have_moved(shown: tuple[str, ...], words: str) -> None:
    assert _way(shown).replace("\u00a0", " ") == words


def test_the_map_is_of_the_release_and_not_of_today() -> None:
    a_small_company().save()
    programme = ProgrammeFactory.create(departements=["69", "974"])
    IntakeFactory.create(programme=programme, opens_on=Q1.start, closes_on=Q1.end, starts_on=Q1.end)
    (release,) = publish(Q1)
    programme.departements = ["01"]
    programme.save()
    assert [spot.name for spot in spots(release)] == ["Rhône", "La Réunion"]
    text = page(client_as(Role.CSR), "figures")
    assert text.count('class="spot"') == 1, "the overseas one is named beside the map"
    assert "La Réunion" in text


def test_what_is_wholly_withheld_is_named_apart_and_not_drawn() -> None:
    a_small_company().save()
    publish(Q1)
    text = page(client_as(Role.HR), "figures")
    drawn, apart = text.split('id="withheld"')
    assert "Combien de temps durent les binômes" in apart
    assert "Combien de temps durent les binômes" not in drawn


@pytest.mark.parametrize("role", [Role.CSR, Role.HR, Role.WORKS_COUNCIL, Role.EDITOR, Role.DPO])
def test_a_published_screen_costs_few_queries_whatever_it_shows(role: Role) -> None:
    a_small_company().save()
    publish(Q1)
    client = client_as(role)
    page(client, "figures")
    with CaptureQueriesContext(connection) as asked:
        page(client, "figures")
    ours = [one["sql"] for one in asked if "metrics_" in one["sql"] or "core_auditentry" in one["sql"]]
    assert len(ours) <= 6, ours


@pytest.mark.parametrize("role", [Role.CSR, Role.HR, Role.WORKS_COUNCIL, Role.EDITOR, Role.DPO])
def test_the_method_is_made_from_the_catalogue(role: Role) -> None:
    text = page(client_as(role), "figures-method")
    for card in CARDS:
        assert f'id="{card.code}"' in text
        assert str(card.formula).split("«")[0].split("'")[0][:30] in text
    assert "un tirage au sort" in text


@pytest.mark.parametrize("path", sorted((TEMPLATES / "metrics").glob("*.html")), ids=lambda path: path.name)
def test_no_template_of_figures_claims_more_than_was_measured(path: Path) -> None:
    assert not TOO_MUCH.findall(path.read_text(encoding="utf-8"))


def test_csr_says_what_is_put_in(monkeypatch: pytest.MonkeyPatch) -> None:
    now = noon(Q1.end + timedelta(days=3))
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(clock, "today", now.date)
    client, address = client_as(Role.CSR), reverse("company:figures-costs")
    assert "Premier trimestre 2026" in client.get(address).content.decode()
    assert "Deuxième trimestre 2026" in client.get(f"{address}?quarter=next").content.decode()
    response = client.post(address, {"staff": "9500", "tools": ""}, follow=True)
    assert "C’est noté" in response.content.decode()
    assert list(CostInput.objects.values_list("kind", "euros", "period_start")) == [("staff", 9500, Q1.start)]
    client.post(address, {"staff": "9500"})
    assert CostInput.objects.count() == 1, "the same again says nothing new"


@pytest.mark.parametrize("amount", ["-3", "12,50", "beaucoup", "999999999999"])
def test_an_amount_that_cannot_be_is_asked_again(amount: str) -> None:
    response = client_as(Role.CSR).post(reverse("company:figures-costs"), {"staff": amount})
    assert "aria-invalid" in response.content.decode()
    assert not CostInput.objects.exists()


@pytest.mark.parametrize("role", [Role.HR, Role.WORKS_COUNCIL, Role.DPO, Role.EDITOR])
def test_nobody_else_says_amounts(role: Role) -> None:
    assert client_as(role).get(reverse("company:figures-costs")).status_code == 403


def test_what_is_put_in_offers_the_other_quarter_by_its_name() -> None:
    """The page around has a variable of its own called `other`: the language."""
    text = page(client_as(Role.CSR), "figures-costs").split("<main")[1].split("</main>")[0]
    assert "{&#x27;code" not in text
    assert re.search(r"quarter=next\">[A-ZÀ-Ý][^<]+trimestre \d{4}<", text)
