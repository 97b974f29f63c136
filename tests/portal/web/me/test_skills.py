"""A person's skills on the screen: asked, answered, shown, taken along, shared, erased; somebody else's do not exist."""

import json
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from integrations.messaging.rendering import render
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.outbox import Addition, Contact
from portal.skills import operations, queries
from portal.skills.enums import Wave
from portal.skills.models import Questionnaire, Share
from portal.ui.skills import signed
from tests.factories.accounts import sign_in
from tests.factories.engagement import VolunteerFactory
from tests.factories.personas import client_as
from tests.factories.skills import ACCEPTED, a_mentor_at_the_end, all_of, answered, asked_at_the_start, paired, who

pytestmark = pytest.mark.django_db
HERE = "/fr/me/skills/"
LATE = ACCEPTED + timedelta(days=30 + 366)


def set_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(clock, "today", now.date)


@pytest.fixture(autouse=True)
def _at_acceptance(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, ACCEPTED)


def client_of(found: Questionnaire) -> Client:
    assert found.volunteer.user is not None
    return sign_in(Client(), found.volunteer.user, second_factor=False)


def a_stranger() -> Client:
    user = VolunteerFactory.create().user
    assert user is not None
    return sign_in(Client(), user, second_factor=False)


def url(name: str, *args: object) -> str:
    return reverse(f"me:skills-{name}", args=args)


def given(found: Questionnaire, value: str = "4") -> dict[str, str]:
    return dict.fromkeys(all_of(found.instrument.framework, found.wave), value)


def test_without_an_application_the_page_says_when_it_opens() -> None:
    assert "s’ouvre avec votre première candidature" in client_as("employee").get(HERE).content.decode()


def test_before_the_first_questions_nothing_is_shown() -> None:
    text = a_stranger().get(HERE).content.decode()
    assert "Rien à montrer pour l’instant" in text


def test_questions_that_wait_are_answered_and_shown() -> None:
    found = asked_at_the_start()
    client = client_of(found)
    assert url("answer", found.id) in client.get(HERE).content.decode()
    page = client.get(url("answer", found.id)).content.decode()
    assert page.count("<fieldset") == 24
    assert page.index("J’ai laissé l’autre aller") < page.index("J’ai cherché à comprendre") < page.index("questions ouvertes")
    text = client.post(url("answer", found.id), given(found), follow=True).content.decode()
    assert "Vos réponses sont à vous" in text
    assert "4,0" in text
    assert url("answer", found.id) not in text
    assert "Vous avez répondu" in client.get(url("answer", found.id)).content.decode()


def test_a_missing_answer_is_asked_again_and_not_observed_is_one() -> None:
    found = asked_at_the_start()
    client, answers = client_of(found), given(found, "none")
    text = client.post(url("answer", found.id), {**answers, "M4b": ""}).content.decode()
    assert "«\u00a0Pas observé\u00a0» en est une" in text
    assert text.count("checked") == 23
    client.post(url("answer", found.id), answers)
    found.refresh_from_db()
    assert set(found.answers.values()) == {None}
    assert "non observé" in client.get(HERE).content.decode()


@pytest.mark.parametrize("value", ["0", "6", "five"])
def test_an_answer_off_the_scale_is_refused(value: str) -> None:
    found = asked_at_the_start()
    assert client_of(found).post(url("answer", found.id), {**given(found), "M1a": value}).status_code == 200
    found.refresh_from_db()
    assert found.answered_at is None


def test_not_this_time_closes_it_without_reproach() -> None:
    found = asked_at_the_start()
    text = client_of(found).post(url("decline", found.id), follow=True).content.decode()
    assert "Rien n’en dépend" in text
    assert "ne sont plus ouvertes" in client_of(found).get(url("answer", found.id)).content.decode()


def test_a_window_that_is_over_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    found = asked_at_the_start()
    set_clock(monkeypatch, ACCEPTED + timedelta(days=90))
    client = client_of(found)
    assert "ne sont plus ouvertes" in client.get(url("answer", found.id)).content.decode()
    assert "ne sont plus ouvertes" in client.post(url("answer", found.id), given(found)).content.decode()


def test_progress_is_shown_in_words_and_in_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    last = a_mentor_at_the_end(2, 4)
    set_clock(monkeypatch, LATE)
    text = client_of(last).get(HERE).content.decode()
    assert text.count('class="dot-open"') == 8 + 1  # the legend's
    assert "2,0 → 4,0" in text
    assert "+\u202f2,0" in text
    assert "pas une évaluation" in text
    assert "LifeComp" in text
    assert "ESCO" in text


def test_what_was_asked_about_the_third_month_is_shown_again_and_kept_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    first = answered(asked_at_the_start(), 2)
    paired(first, introduced=ACCEPTED)
    late = ACCEPTED + timedelta(days=93)
    operations.ask_waves(by=SYSTEM, at=late)
    early = Questionnaire.objects.select_related("volunteer", "instrument").get(wave=Wave.EARLY)
    operations.answer(questionnaire=early, answers={"M1b": 4, "M6a": 2, "M7b": None}, by=who(early), at=late)
    set_clock(monkeypatch, late)
    client = client_of(first)
    text = client.get(HERE).content.decode()
    assert "pour mieux comprendre. <b>souvent</b>, au départ rarement" in text
    assert "le demandait. <b>rarement</b>, comme au départ" in text
    assert "mon rôle. <b>non observé</b>, au départ rarement" in text
    assert text.count('class="dot-fill"') == 0, "nothing stands for a wave that nobody answered"
    data = json.loads(client.get(url("export", first.application_id, "json")).content)
    assert data["third_month"][0] == {"item": "M1b", "t0": 2, "t1": 4}


def test_looking_back_has_a_screen_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    last = a_mentor_at_the_end()
    set_clock(monkeypatch, LATE)
    client = client_of(last)
    assert client.get(url("look-back")).status_code == 302
    set_clock(monkeypatch, LATE + timedelta(days=20))
    client = client_of(last)  # the first session is over by then
    assert url("look-back") in client.get(HERE).content.decode()
    assert "à ce moment-là" in client.get(url("look-back")).content.decode()
    client.post(url("look-back"), given(last, "1"))
    assert Questionnaire.objects.get(wave=Wave.THEN).answers["M1a"] == 1
    assert url("look-back") not in client.get(HERE).content.decode()


def test_looking_back_twice_from_two_screens_keeps_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    last = a_mentor_at_the_end()
    set_clock(monkeypatch, LATE + timedelta(days=20))
    client = client_of(last)
    client.post(url("look-back"), given(last, "1"))
    monkeypatch.setattr(queries, "look_back_of", lambda **_who: last)  # the second screen was open before the first was sent
    page = client.post(url("look-back"), given(last, "5"), follow=True).content.decode()
    assert "Vous avez déjà répondu" in page
    assert Questionnaire.objects.get(wave=Wave.THEN).answers["M1a"] == 1


def test_the_file_as_data_holds_means_and_notices_and_no_name() -> None:
    last = a_mentor_at_the_end(2, 4)
    answer = client_of(last).get(url("export", last.application_id, "json"))
    data = json.loads(answer.content)
    assert answer["Cache-Control"] == "private, no-store"
    assert data["competences"][0]["t0"] == 2
    assert data["competences"][0]["t2"] == 4
    assert data["competences"][0]["esco"][0].startswith("http://data.europa.eu/esco/skill/")
    assert last.volunteer.family_name not in answer.content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_document_is_tagged_and_says_what_it_does_not_prove(language: str) -> None:
    last = a_mentor_at_the_end(2, 4)
    address = url("export", last.application_id, "pdf").replace("/fr/", f"/{language}/")
    reader = PdfReader(BytesIO(client_of(last).get(address).content))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert reader.metadata is not None
    assert reader.metadata.title == {"fr": "Mes compétences d’accompagnement", "en": "My mentoring skills"}[language]
    text = reader.pages[0].extract_text()
    assert {"fr": "pas une évaluation", "en": "not an assessment"}[language] in text.replace("\n", " ")
    assert last.volunteer.family_name in text


def test_sharing_and_taking_back_by_own_act() -> None:
    found = answered(asked_at_the_start())
    client, association = client_of(found), found.application.programme.association
    assert f"Partager avec {association.name}" in client.get(HERE).content.decode().replace("&#x27;", "'")
    client.post(url("share"), {"association": str(association.id)})
    share = Share.objects.get()
    assert url("take-back", share.id) in client.get(HERE).content.decode()
    client.post(url("take-back", share.id))
    assert not Share.objects.exists()
    assert client.post(url("take-back", share.id)).status_code == 404


@pytest.mark.parametrize("wanted", ["", "not-an-id", "11111111-1111-4111-8111-111111111111"])
def test_an_association_out_of_the_list_gets_nothing(wanted: str) -> None:
    found = answered(asked_at_the_start())
    text = client_of(found).post(url("share"), {"association": wanted}, follow=True).content.decode()
    assert "Rien n’a été transmis" in text
    assert not Share.objects.exists()


def test_peace_and_erasing() -> None:
    found = answered(asked_at_the_start())
    client = client_of(found)
    assert "plus de questions" in client.post(url("peace"), follow=True).content.decode()
    assert queries.is_in_peace(volunteer_id=found.volunteer_id)
    client.post(url("peace"), {"again": "1"})
    assert not queries.is_in_peace(volunteer_id=found.volunteer_id)
    assert "1 questionnaire est effacé" in client.post(url("erase"), follow=True).content.decode()
    assert not Questionnaire.objects.filter(answered_at__isnull=False).exists()


def test_somebody_elses_do_not_exist() -> None:
    found = answered(asked_at_the_start())
    stranger = a_stranger()
    assert stranger.get(url("answer", found.id)).status_code == 404
    assert stranger.post(url("decline", found.id)).status_code == 404
    for kind in ("pdf", "json", "xml"):
        assert stranger.get(url("export", found.application_id, kind)).status_code == 404
    nobody = client_as("employee")
    assert nobody.post(url("erase")).status_code == 404


@pytest.mark.parametrize("role", ["hr", "csr", "works_council", "dpo", "editor", "platform_admin"])
def test_no_company_role_reads_a_persons_skills(role: str) -> None:
    """A company role is also an employee: it opens its own, empty page, and nobody else's anything."""
    found = answered(asked_at_the_start())
    operations.share(volunteer=found.volunteer, association=found.application.programme.association, by=who(found), at=ACCEPTED)
    client = client_as(role)
    for address in (url("answer", found.id), url("export", found.application_id, "json")):
        assert client.get(address).status_code == 404
    for address in ("/fr/association/skills/", f"/fr/association/skills/{Share.objects.get().id}/"):
        assert client.get(address).status_code == 403


def test_the_screen_costs_the_same_with_one_profile_or_two(monkeypatch: pytest.MonkeyPatch) -> None:
    last = a_mentor_at_the_end()
    set_clock(monkeypatch, LATE)
    client = client_of(last)
    client.get(HERE)
    with CaptureQueriesContext(connection) as one:
        client.get(HERE)
    other = asked_at_the_start()
    Questionnaire.objects.filter(pk=answered(other).pk).update(volunteer=last.volunteer)
    with CaptureQueriesContext(connection) as two:
        assert client.get(HERE).content.decode().count("<figure") == 2
    assert len(one) == len(two)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", ["asked", "reminder"])
def test_mails_are_neutral_and_without_pressure(kind: str, language: str) -> None:
    mail = render(f"skills.{kind}", contact=Contact("a@example.org", "Nora", language), addition=Addition("me/skills/"))
    assert f"/{language}/me/skills/" in mail.text
    assert {"fr": "rien n’en dépend", "en": "nothing depends on it"}[language] in mail.text
    for word in ("mentor", "association", "binôme", "pair", "jeune", "young", "compétence", "skill"):
        assert word not in mail.subject.lower()


@pytest.mark.parametrize(("value", "said"), [(0.04, "0"), (-0.25, "−\u202f0,2"), (0.3, "+\u202f0,3"), (2, "+\u202f2,0")], ids=str)
def test_a_change_is_said_with_its_sign(value: float, said: str) -> None:
    assert signed(value) == said
