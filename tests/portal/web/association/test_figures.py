"""The association's own figures in its desk: every chart with its sentence and table, filters, what is empty, who may look."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from lxml import html

from portal.accounts.enums import COMPANY_ROLES, Role
from portal.core import clock
from portal.engagement.enums import GateKind, TrainingTrack
from portal.engagement.queries import Trained
from portal.journeys.live_figures import Delay, LiveFigures, Month, Rating
from portal.mentorship.enums import ReviewSide
from portal.metrics.statistics.intervals import Estimate
from portal.ui.figures import CHARTS, Section
from portal.web.association import live_words as words
from tests.factories.accounts import sign_in
from tests.factories.engagement import AT, a_candidate_accepted, a_candidate_waiting, a_programme, a_volunteer_cleared
from tests.factories.mentorship import MenteeFactory, an_active_pair
from tests.factories.personas import client_as
from tests.factories.programmes import AntennaFactory, AssociationFactory, ProgrammeFactory, TeamMemberFactory

NOW = AT + timedelta(days=60)
URL = "association:figures"
NAMES = ("funnel", "delays", "gates", "duration", "sessions", "training", "reviews")


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)


def desk(association: Any, **of: Any) -> Client:
    return sign_in(Client(), TeamMemberFactory.create(association=association, **of).user)


def page(client: Client, status: int = 200, **asked: str) -> str:
    response = client.get(reverse(URL), asked)
    assert response.status_code == status
    return response.content.decode()


def a_life() -> Any:
    """A programme where everything happened once or twice."""
    programme = a_programme()
    for make in (a_candidate_waiting, a_candidate_accepted, a_volunteer_cleared, an_active_pair):
        make(programme=programme)
    return programme


FEW = Rating(ReviewSide.MENTEE, "satisfaction", 2, None)


def some_figures(**other: Any) -> LiveFigures:
    """Figures in which everything can be drawn."""
    day = AT.date()
    fields: dict[str, Any] = {
        "funnel": (("received", 7), ("accepted", 6), ("ready", 5), ("paired", 5), ("going_on", 4)),
        "delays": (
            ("answered", Delay(7, 3, 6, 6)), ("accepted", Delay(6, 10, 13, 14)), ("ready", Delay(1, 1, 1, 1)), ("paired", None),
        ),
        "cohort": 13, "going_on": 4,
        "lasting": ((3, Estimate(1, 1, 1)), (6, Estimate(0.73, 0.37, 0.9)), (9, None)),
        "months": (
            Month(day.replace(day=1, month=1), 10, 600), Month(day.replace(day=1, month=2), 12, 660),
            Month(day.replace(day=1), 1, 60),
        ),
        "held_up": 2, "gates": {GateKind.CHARTER: 2, GateKind.REFERENCES: 1},
        "training": (Trained("welcome", 7, 4, 900), Trained("circle", 2, 1, 120)),
        "closed": 6,
        "ratings": (Rating(ReviewSide.MENTOR, "satisfaction", 6, Estimate(4.1, 2.9, 5.3)), FEW),
        "departements": {"69": 3, "974": 1}, "lines": (),
    }  # fmt: skip
    return LiveFigures(**{**fields, **other})


def drawn(**other: Any) -> dict[str, Section]:
    with translation.override("fr"):
        return {section.code: section for section in words.live_sections(some_figures(**other))}


def test_each_figure_has_its_sentence_and_says_what_it_does_not_prove() -> None:
    found = drawn()
    assert tuple(found) == NAMES
    assert {section.form for section in found.values()} == {"funnel", "dots", "bars", "survival", "line"}
    findings = {code: section.finding.replace("\xa0", " ").replace("\u202f", " ") for code, section in found.items()}
    assert findings == {
        "funnel": "Sur 7 candidatures reçues, 5 ont déjà mené à un binôme.",
        "delays": "La moitié des personnes ont une première réponse en 6 jours ou moins.",
        "gates": "2 personnes acceptées attendent encore une étape ; la plus attendue : charte acceptée.",
        "duration": "Environ 73 % des binômes durent 6 mois ou plus (IC 95 % 37 à 90 %).",
        "sessions": "23 séances tenues, 22 heures passées à deux.",
        "training": "17 heures de formation suivies, en 5 séances.",
        "reviews": "Mentor : 4,1 sur 5",
    }
    assert all(section.caveat and section.title and all(section.columns) for section in found.values())


@pytest.mark.parametrize(
    ("other", "gone"),
    [
        ({"funnel": tuple((name, 0) for name in ("received", "accepted", "ready", "paired", "going_on"))}, "funnel"),
        ({"delays": tuple((name, None) for name in ("answered", "accepted", "ready", "paired"))}, "delays"),
        ({"gates": {}, "held_up": 0}, "gates"),
        ({"lasting": ()}, "duration"),
        ({"months": (Month(AT.date(), 0, 0), Month(AT.date(), 0, 0))}, "sessions"),
        ({"training": ()}, "training"),
        ({"ratings": (Rating(ReviewSide.MENTOR, "satisfaction", 0, None),)}, "reviews"),
    ],
    ids=NAMES,
)
def test_a_figure_without_anything_is_not_drawn(other: dict[str, Any], gone: str) -> None:
    assert set(drawn(**other)) == set(NAMES) - {gone}


def test_what_nobody_did_yet_and_too_few_reviews_are_said_in_words() -> None:
    found = drawn()
    assert [row.text for row in found["delays"].rows if row.hidden] == ["personne encore"]
    mentors, young = found["reviews"].rows
    assert (mentors.hidden, young.hidden, young.text) == (False, True, "2 bilans")
    assert drawn(ratings=(FEW,))["reviews"].finding == "Il faut 5 bilans d’un même côté pour une moyenne."


def test_before_a_pair_ended_no_interval_is_claimed_and_a_month_that_is_not_over_is_not_on_the_line() -> None:
    found = drawn()
    first, second = found["duration"].rows
    assert (first.aside, second.aside.startswith("IC")) == ("", True)
    curve = found["sessions"].curve
    assert curve is not None
    assert len(curve.points) == 2
    assert [text for _x, _label, text in curve.labels] == ["10", "12"]
    assert len(found["sessions"].table) == 3


def test_every_track_and_gate_has_its_name_in_both_languages() -> None:
    for language in ("fr", "en"):
        with translation.override(language):
            gates = words._gates(some_figures(gates=dict.fromkeys(GateKind.values, 1))).rows
            tracks = words._training(some_figures(training=tuple(Trained(t, 1, 1, 60) for t in TrainingTrack.values))).rows
        assert len({row.label for row in gates}) == len(GateKind)
        assert len({row.label for row in tracks}) == len(TrainingTrack)


@pytest.mark.django_db
def test_the_screen_has_every_chart_with_a_name_a_sentence_and_a_table() -> None:
    programme = a_life()
    text = page(desk(programme.association))
    figures = html.fromstring(text).xpath("//figure")
    assert len(figures) >= 6
    for figure in figures:
        assert figure.xpath(".//figcaption")[0].text_content().strip()
        assert figure.xpath(".//details//table | .//details//ul"), "the same in a table or a list"
        for svg in figure.xpath(".//svg"):
            named = svg.xpath("./title") and svg.xpath("./desc")
            assert svg.get("aria-hidden") == "true" or (svg.get("role") == "img" and named[0].text_content().strip())
    assert "ce qui sort de l’association" in text
    assert "style=" not in text.split("<main")[1].split("</main>")[0]


def test_every_kind_of_chart_is_there() -> None:
    assert {"bars", "dots", "line", "funnel", "survival"} <= set(CHARTS)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT])
def test_whoever_follows_pairs_may_look(role: Role) -> None:
    assert "Pas encore de chiffres" in page(desk(AssociationFactory.create(), role=role))


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.SAFEGUARDING, *sorted(COMPANY_ROLES)])
def test_nobody_of_the_company_may_look(role: Role) -> None:
    a_life()
    text = page(client_as(role), status=403)
    assert "Séances tenues" not in text


@pytest.mark.django_db
def test_another_association_finds_nothing_of_it() -> None:
    programme = a_life()
    other = desk(AssociationFactory.create())
    assert programme.title not in page(other)
    assert programme.title not in page(other, status=400, programme=str(programme.id))


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{"period": "7"}, {"period": "x"}, {"programme": "nonsense"}], ids=str)
def test_a_filter_that_makes_no_sense_is_explained_and_shows_no_figure(asked: dict[str, str]) -> None:
    programme = a_life()
    text = page(desk(programme.association), status=400, **asked)
    assert "n’est pas un choix" in text or "Sélectionnez un choix valide" in text
    assert "<figure" not in text


@pytest.mark.django_db
def test_filters_by_antenna_and_programme_and_what_they_leave() -> None:
    association = AssociationFactory.create()
    north, south = (AntennaFactory.create(association=association, name=name) for name in ("Nord", "Sud"))
    ours = a_programme(association=association, antenna=north, title="Au nord")
    a_candidate_waiting(programme=ours)
    an_active_pair(programme=ours, mentee=MenteeFactory.create(association=association, departement="59"))
    quiet = ProgrammeFactory.create(association=association, antenna=south, title="Au sud")
    client = desk(association)
    whole = page(client)
    assert whole.index(">Au nord<") < whole.index("Au sud")
    rows = html.fromstring(whole).xpath("//main//div[@class='scroll']//tbody/tr")
    assert [row.xpath("./th")[0].text for row in rows] == ["Au nord", "Au sud"]
    assert "Rien dans ces filtres" in page(client, antenna=str(south.id))
    assert "Rien dans ces filtres" in page(client, programme=str(quiet.id), antenna=str(north.id))
    assert "Nord" in page(client, antenna=str(north.id), programme=str(ours.id), period="3")
    local = desk(association, antenna=south)
    assert "Au nord" not in page(local)
    assert 'name="antenna"' not in page(local), "one antenna is no choice"


@pytest.mark.django_db
def test_no_person_is_named_nor_ranked() -> None:
    programme = a_life()
    pair = an_active_pair(programme=programme)
    text = page(desk(programme.association)).split("<main")[1]
    for name in (pair.mentee.alias, pair.volunteer.family_name, pair.referent.display_name):
        assert name not in text
    assert not re.search(r"meilleur|palmarès|n° ?1\b", text)


@pytest.mark.django_db
def test_it_costs_as_many_queries_for_many_as_for_few() -> None:
    programme = a_life()
    client, costs = desk(programme.association), []
    page(client)
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            page(client)
        costs.append(len(asked))
        for make in (a_candidate_waiting, a_candidate_accepted, a_volunteer_cleared, an_active_pair):
            make(programme=programme)
    assert costs[0] == costs[1]
    assert costs[0] <= 25


@pytest.mark.django_db
def test_it_speaks_english() -> None:
    programme = a_life()
    client = desk(programme.association)
    with translation.override("en"):
        text = page(client)
    assert "Our figures" in text
    assert "From applications to pairs" in text
