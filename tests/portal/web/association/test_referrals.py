"""Referrals on the association's screens: proposed from the pair, moved in two gestures, listed by what comes first."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.enums import Role
from portal.core import clock
from portal.mentorship.models import Pair, SpecialistReferral
from portal.programmes.models import Programme
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.mentorship import AT, a_closed_pair, a_referral, a_referral_to_its_end, an_accepted_pair, an_active_pair
from tests.factories.programmes import ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
LIST = "association:referrals"


@pytest.fixture(autouse=True)
def _that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def pair() -> Pair:
    return an_active_pair()


@pytest.fixture
def referent(pair: Pair) -> Client:
    return sign_in(Client(), pair.referent.user)


def screen(client: Client, pair: Pair) -> str:
    return client.get(reverse("association:pair", args=[pair.id])).content.decode()


def propose(client: Client, pair: Pair, **given: str) -> str:
    answers = {"kind": "school", "meanwhile": "goes_on", "professional": "", **given}
    url = reverse("association:referral-propose", args=[pair.id])
    return client.post(url, answers, follow=True).content.decode()


def move(client: Client, referral: SpecialistReferral, step: str, **given: str) -> str:
    url = reverse("association:referral-move", args=[referral.id, step])
    return client.post(url, given, follow=True).content.decode()


def test_the_page_of_a_pair_says_what_a_referral_is_before_there_is_one(referent: Client, pair: Pair) -> None:
    text = screen(referent, pair)
    assert "une ou un professionnel prend le relais" in text
    assert "Envisager un relais" in text


def test_a_referral_goes_its_way_from_the_page_of_the_pair(referent: Client, pair: Pair) -> None:
    assert "Parlez-en avec le ou la jeune" in propose(referent, pair, professional="CIO de Lyon")
    referral = SpecialistReferral.objects.get()
    text = screen(referent, pair)
    assert "École, orientation · CIO de Lyon" in text
    assert "prochaine étape avant le 9 mars" in text
    day = str(AT.date())
    for step, label in (
        ("agree", "Noter la transmission au professionnel"),
        ("transmit", "Noter la réponse du professionnel"),
        ("acknowledge", "Terminer"),
    ):
        assert "La prochaine étape a sa date" in move(referent, referral, step, on=day)
        assert label in screen(referent, pair)
    assert "Ce relais est terminé" in move(referent, referral, "close", end="supported")
    assert "Une ou un professionnel accompagne, 2 mars 2026" in screen(referent, pair)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "astrology"}, "Choisissez dans les listes"),
        ({"professional": "x" * 81}, "80 caractères au plus"),
        ({"meanwhile": ""}, "Choisissez dans les listes"),
    ],
)
def test_what_is_not_in_the_lists_is_said_and_nothing_is_kept(
    given: dict[str, str], said: str, referent: Client, pair: Pair
) -> None:
    assert said in propose(referent, pair, **given)
    assert not SpecialistReferral.objects.exists()


def test_two_of_one_kind_at_once_are_said(referent: Client, pair: Pair) -> None:
    propose(referent, pair)
    assert "déjà en cours pour ce binôme" in propose(referent, pair)
    assert SpecialistReferral.objects.count() == 1


@pytest.mark.parametrize(
    ("step", "given", "said"),
    [
        ("agree", {"on": "2100-01-01"}, "Ce jour n’est pas encore passé"),
        ("agree", {"on": "2026-02-01"}, "avant l’étape précédente"),
        ("agree", {}, "Dites quel jour"),
        ("close", {"end": "miracle"}, "Dites quel jour"),
        ("transmit", {"on": "2026-03-02"}, "a déjà avancé"),
    ],
)
def test_a_step_that_cannot_be_is_said_and_changes_nothing(
    step: str, given: dict[str, str], said: str, referent: Client, pair: Pair
) -> None:
    referral = a_referral(pair)
    assert said in move(referent, referral, step, **given)
    referral.refresh_from_db()
    assert referral.state == "proposed"


def test_an_unknown_step_is_no_page(referent: Client, pair: Pair) -> None:
    url = reverse("association:referral-move", args=[a_referral(pair).id, "fly"])
    assert referent.post(url, {"on": str(AT.date())}).status_code == 404


def test_nothing_is_proposed_before_people_met_or_after_the_end() -> None:
    for pair in (an_accepted_pair(), a_closed_pair()):
        client = sign_in(Client(), pair.referent.user)
        assert "Envisager un relais" not in screen(client, pair)
        assert "Ce binôme n’est pas ouvert" in propose(client, pair)


def test_another_association_finds_nothing(pair: Pair) -> None:
    referral = a_referral(pair)
    stranger = sign_in(Client(), TeamMemberFactory.create().user)
    assert stranger.post(reverse("association:referral-propose", args=[pair.id]), {"kind": "legal"}).status_code == 404
    assert stranger.post(reverse("association:referral-move", args=[referral.id, "agree"]), {"on": "2026-03-02"}).status_code == 404
    assert pair.mentee.alias not in stranger.get(reverse(LIST)).content.decode()


@pytest.mark.parametrize("role", [Role.CSR, Role.HR, Role.DPO, Role.PLATFORM_ADMIN, Role.EMPLOYEE, Role.VOLUNTEER])
def test_nobody_of_the_company_and_no_mentor_opens_the_list(role: Role) -> None:
    assert sign_in(Client(), grant(UserFactory.create(), role)).get(reverse(LIST)).status_code == 403


def test_the_list_is_empty_then_says_what_comes_first_and_how_soon_professionals_answer(referent: Client, pair: Pair) -> None:
    assert "Aucun relais en cours" in referent.get(reverse(LIST)).content.decode()
    a_referral(pair)
    a_referral_to_its_end(pair.programme, at=AT - timedelta(days=90))
    text = referent.get(reverse(LIST)).content.decode()
    assert "à faire : Noter l’accord du jeune et de sa famille, avant le 9 mars" in text
    assert "Réponse dans les deux jours ouvrés, depuis un an : 1 sur 1" in text


def test_what_a_professional_has_asks_for_news_in_a_month(referent: Client, pair: Pair) -> None:
    a_referral(pair, until="acknowledge")
    assert "prendre des nouvelles avant le 1 avril" in referent.get(reverse(LIST)).content.decode().replace("1er", "1")


def _ask(client: Client, name: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(reverse(name)).status_code == 200
    return len(seen)


def _several(programme: Programme, count: int) -> None:
    for _ in range(count):
        a_referral(an_active_pair(programme=programme, at=AT - timedelta(days=9)), at=AT - timedelta(days=9))


@pytest.mark.parametrize("name", [LIST, "association:today"])
def test_the_list_and_the_inbox_ask_as_much_for_ten_as_for_one(name: str) -> None:
    programme = ProgrammeFactory.create()
    client = sign_in(Client(), TeamMemberFactory.create(association=programme.association).user)
    _several(programme, 1)
    one = _ask(client, name)
    _several(programme, 9)
    assert _ask(client, name) == one <= 15


def test_the_inbox_shows_a_referral_on_its_day(referent: Client, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    a_referral(pair)
    assert "un relais à faire avancer" not in referent.get(reverse("association:today")).content.decode()
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=7))
    text = sign_in(Client(), pair.referent.user).get(reverse("association:today")).content.decode()
    assert "un relais à faire avancer" in text
    assert "Prévu pour le 9 mars" in text


def test_a_step_that_waits_too_long_is_awaited_since_its_day(monkeypatch: pytest.MonkeyPatch, pair: Pair) -> None:
    a_referral(pair)
    a_referral(pair, until="acknowledge", kind="health")
    later = AT + timedelta(days=40)
    monkeypatch.setattr(clock, "now", lambda: later)
    referent = sign_in(Client(), pair.referent.user)
    listed, text = referent.get(reverse(LIST)).content.decode(), screen(referent, pair)
    assert "Noter l’accord du jeune et de sa famille, depuis le 9 mars" in listed
    assert "des nouvelles à prendre depuis le 1" in listed
    assert "prochaine étape attendue depuis le 9 mars" in text
    assert "avant le 9 mars" not in listed + text
