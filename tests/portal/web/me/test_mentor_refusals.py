"""A mentor's screens when the answer is no: said kindly, nothing lost, nothing of anybody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.engagement.models import Application
from portal.mentorship import operations
from portal.mentorship.enums import ConcernState, PairState, TimeBasis
from portal.mentorship.errors import ConcernRefused, ReviewRefused
from portal.mentorship.models import Concern, Pair, Review, Session
from portal.programmes.enums import ProgrammeStatus
from portal.programmes.models import Programme
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.engagement import a_draft
from tests.factories.mentorship import (
    AT,
    a_closed_pair,
    a_pair_to_close,
    a_session,
    an_accepted_pair,
    an_active_pair,
    an_introduced_pair,
)
from tests.factories.people import EmployeeFactory

pytestmark = pytest.mark.django_db
NOW = AT + timedelta(days=100)
WHOLE = {"outcome": "held", "on": str(NOW.date()), "minutes": "75", "modality": "video", "time_basis": "work_time"}


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)


def mentor(pair: Pair) -> Client:
    assert pair.volunteer.user is not None
    return sign_in(Client(), pair.volunteer.user, second_factor=False)


def url(name: str, of: Any) -> str:
    return reverse(f"me:{name}", args=[of.id])


@pytest.mark.parametrize(
    ("changes", "said", "field"),
    [
        ({"on": str(NOW.date() + timedelta(days=1))}, "n’est pas encore passé", "on"),
        ({"on": "2026-03-01"}, "avant votre présentation", "on"),
        ({"on": "2026-03-05"}, "déjà notée", "on"),
        ({"minutes": "4"}, "entre 5 minutes et 10 heures", "minutes"),
        ({"minutes": "601"}, "entre 5 minutes et 10 heures", "minutes"),
        ({"minutes": ""}, "entre 5 minutes et 10 heures", "minutes"),
    ],
)
def test_a_session_that_cannot_be_says_which_answer_to_change(changes: dict[str, str], said: str, field: str) -> None:
    pair = an_active_pair()
    page = mentor(pair).post(url("session-log", pair), {**WHOLE, "private_line": "Reparler du stage", **changes})
    assert said in page.content.decode()
    assert "Reparler du stage" in page.content.decode()
    assert page.context["form"].errors.keys() == {field}
    assert Session.objects.count() == 1


@pytest.mark.parametrize("outcome", ["missed_mentee", "missed_mentor", "cancelled"])
def test_what_did_not_take_place_counts_no_minute(outcome: str) -> None:
    pair = an_active_pair()
    assert mentor(pair).post(url("session-log", pair), {**WHOLE, "outcome": outcome}).status_code == 302
    assert Session.objects.get(outcome=outcome).minutes == 0


@pytest.mark.parametrize(("minutes", "basis"), [(5, TimeBasis.WORK_TIME), (600, TimeBasis.PERSONAL_TIME)])
def test_the_shortest_and_the_longest_session_are_taken(minutes: int, basis: str) -> None:
    pair = an_active_pair()
    mentor(pair).post(url("session-log", pair), {**WHOLE, "minutes": str(minutes), "time_basis": basis})
    found = Session.objects.get(on=NOW.date())
    assert (found.minutes, found.time_basis) == (minutes, basis)


@pytest.mark.parametrize("make", [a_pair_to_close, a_closed_pair, an_accepted_pair], ids=["closing", "closed", "not introduced"])
def test_outside_the_life_of_a_pair_no_session_is_logged(make: Any) -> None:
    pair, before = make(), Session.objects.count()
    client = mentor(pair)
    assert "n’est pas ouvert aux séances" in client.post(url("session-log", pair), WHOLE).content.decode()
    assert "n’est pas ouvert aux séances" in client.post(url("session-log", pair), {"tap": "1"}, follow=True).content.decode()
    assert Session.objects.count() == before


def test_a_quarter_of_an_hour_later_a_session_stays() -> None:
    pair = an_active_pair()
    session = a_session(pair, NOW - timedelta(minutes=16))
    page = mentor(pair).post(url("session-undo", session), follow=True)
    assert "pendant un quart d’heure" in page.content.decode()
    assert Session.objects.filter(pk=session.pk).exists()


def test_a_session_that_the_association_logged_is_not_taken_back_by_the_mentor() -> None:
    pair = an_active_pair()
    session = operations.log_session(
        pair=pair, on=NOW.date(), minutes=60, time_basis=TimeBasis.WORK_TIME, by=SYSTEM, at=NOW - timedelta(minutes=1)
    )
    assert "n’est plus possible" in mentor(pair).post(url("session-undo", session), follow=True).content.decode()
    assert Session.objects.filter(pk=session.pk).exists()


@pytest.mark.parametrize("name", ["session-log", "concern", "review", "certificate-pdf", "pair-pause", "pair-resume"])
def test_somebody_elses_pair_does_not_exist_and_nothing_of_it_changes(name: str) -> None:
    pair, mine = a_closed_pair(), an_active_pair()
    client = mentor(mine)
    assert client.post(url(name, pair), {"tap": "1", "category": "other"}).status_code == 404
    if "pair-" not in name:
        assert client.get(url(name, pair)).status_code == 404
    assert Concern.objects.count() == 0


@pytest.mark.parametrize("name", ["pair-pause", "pair-resume"])
def test_a_pause_that_cannot_be_is_said_kindly(name: str) -> None:
    pair = an_introduced_pair()
    page = mentor(pair).post(url(name, pair), follow=True).content.decode()
    assert "Votre personne référente peut vous aider" in page
    assert Pair.objects.get().state == PairState.INTRODUCED
    assert mentor(pair).get(url(name, pair)).status_code == 405


def test_a_worry_that_did_not_leave_keeps_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = an_active_pair()

    def refuse(**_: Any) -> None:
        raise ConcernRefused("text_length")

    monkeypatch.setattr(operations, "raise_concern", refuse)
    answers = {"category": "distress", "urgency": "critical", "call_when": "any", "text": "Il ne mange plus"}
    page = mentor(pair).post(url("concern", pair), answers).content.decode()
    assert "n’est pas parti" in page
    assert "Il ne mange plus" in page


@pytest.mark.parametrize("make", [an_active_pair, a_pair_to_close, a_closed_pair])
def test_a_worry_can_be_said_as_long_as_somebody_is_remembered(make: Any) -> None:
    pair = make()
    answers = {"category": "distress", "urgency": "standard", "call_when": "evening"}
    assert mentor(pair).post(url("concern", pair), answers)["Location"] == reverse("me:home")
    concern = Concern.objects.get()
    assert (concern.pair, concern.state, concern.raised_by) == (pair, ConcernState.RAISED, "mentor")


REVIEW = {"satisfaction": "4", "felt_supported": "3", "next_wish": "stop"}


def whole_review(pair: Pair) -> dict[str, str]:
    return {**REVIEW, **{f"goal_{goal.id}": "partly" for goal in pair.goals.all()}}


@pytest.mark.parametrize(
    ("code", "said"),
    [("not_closing", "n’est pas ouvert"), ("already_recorded", "déjà enregistré"), ("scale", "n’a pas pu être enregistré")],
)
def test_a_review_that_is_refused_says_why(code: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = a_pair_to_close()

    def refuse(**_: Any) -> None:
        raise ReviewRefused(code)

    monkeypatch.setattr(operations, "record_review", refuse)
    page = mentor(pair).post(url("review", pair), whole_review(pair))
    assert page.status_code == 200
    assert said in str(page.context["form"].non_field_errors())
    assert not Review.objects.exists()


def test_a_review_before_its_time_or_twice_is_not_open() -> None:
    pair = an_active_pair()
    assert mentor(pair).get(url("review", pair)).context["open"] is False
    closing = a_pair_to_close()
    client = mentor(closing)
    assert client.get(url("review", closing)).context["open"] is True
    assert client.post(url("review", closing), whole_review(closing))["Location"] == reverse("me:home")
    again = client.get(url("review", closing))
    assert (again.context["open"], again.context["read"] is not None) == (False, True)
    assert set(closing.goals.values_list("result", flat=True)) == {"partly"}


def test_certificates_are_ones_own_and_none_says_so() -> None:
    pair, other = a_closed_pair(), an_active_pair()
    mine = mentor(pair).get(reverse("me:certificate")).content.decode()
    assert str(pair.certificate.code) in mine or url("certificate-pdf", pair) in mine
    theirs = mentor(other).get(reverse("me:certificate"))
    assert list(theirs.context["certificates"]) == []
    assert mentor(other).get(url("certificate-pdf", other)).status_code == 404


def test_a_certificate_is_not_kept_by_anything_between() -> None:
    pair = a_closed_pair()
    answer = mentor(pair).get(url("certificate-pdf", pair))
    assert answer["Cache-Control"] == "private, no-store"
    assert "attestation" in answer["Content-Disposition"]
    for name in (pair.volunteer.family_name, pair.mentee.alias):
        assert name not in answer["Content-Disposition"]


def test_a_draft_of_a_programme_that_closed_is_said_and_can_be_let_go() -> None:
    draft = a_draft()
    assert draft.volunteer.user is not None
    EmployeeFactory.create(user=draft.volunteer.user)
    Programme.objects.filter(pk=draft.programme_id).update(status=ProgrammeStatus.CLOSED)
    client = sign_in(Client(), draft.volunteer.user)
    page = client.get(reverse("me:apply", args=[draft.programme_id]), follow=True)
    assert page.redirect_chain[-1][0] == url("application", draft)
    assert "n’accueille plus de candidatures" in page.content.decode()
    assert client.get(reverse("me:home")).status_code == 200
    client.post(url("application-withdraw", draft))
    assert Application.objects.get().state == "withdrawn"
    stranger = UserFactory.create()
    EmployeeFactory.create(user=stranger)
    assert sign_in(Client(), stranger).get(reverse("me:apply", args=[draft.programme_id])).status_code == 404


@pytest.mark.parametrize("name", ["home", "path", "sessions", "certificate", "training", "what-hr-sees"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_screen_stands_empty_and_full_in_both_languages(name: str, language: str) -> None:
    newcomer, pair = UserFactory.create(), an_active_pair()
    EmployeeFactory.create(user=newcomer)
    address = reverse(f"me:{name}").replace("/fr/", f"/{language}/")
    for client in (sign_in(Client(), newcomer), mentor(pair)):
        page = client.get(address)
        assert page.status_code == 200
        assert f'lang="{language}"' in page.content.decode()
