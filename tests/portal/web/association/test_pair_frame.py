"""The frame of a pair on the screen: agreement, network, interview, goals that evolve; each refusal said, nothing of another's."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.core import clock
from portal.mentorship import operations
from portal.mentorship.enums import GoalCode, GoalResult
from portal.mentorship.models import NetworkContact, Pair, PairAgreement
from portal.programmes.models import Programme
from tests.factories.accounts import sign_in
from tests.factories.engagement import a_programme, a_volunteer_cleared
from tests.factories.mentorship import (
    AT,
    MenteeFactory,
    a_closed_pair,
    a_pair_to_close,
    a_proposed_pair,
    a_referent,
    an_accepted_pair,
    an_active_pair,
    staff,
)
from tests.factories.programmes import ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
NOW = AT + timedelta(days=120)
DAY = NOW.date().isoformat()


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)


def desk_of(programme: Programme, **of: Any) -> Client:
    return sign_in(Client(), TeamMemberFactory.create(association=programme.association, **of).user)


def url(pair: Pair, name: str = "pair", *more: Any) -> str:
    return reverse(f"association:{name}", args=[pair.id, *more])


def posted(desk: Client, address: str, **given: str) -> str:
    return desk.post(address, given, follow=True).content.decode()


def opened(desk: Client, address: str, **given: str) -> str:
    """Read first what opening does, then open."""
    return posted(desk, address, **given, read=desk.post(address, given).context["read"], open="1")


def protected() -> Pair:
    return an_accepted_pair(programme=ProgrammeFactory.create(child_protection=True))


def test_the_agreement_is_noted_then_reviewed_and_its_next_date_shown() -> None:
    pair = protected()
    desk = desk_of(pair.programme)
    assert "elle se signe avant la présentation" in desk.get(url(pair)).content.decode()
    assert "Indiquez une date" in posted(desk, url(pair, "pair-agreement"), on="hier")
    assert "pas encore passée" in posted(desk, url(pair, "pair-agreement"), on="2030-01-01")
    assert "la convention individuelle se signe" in posted(desk, url(pair, "pair-agreement-review"), on=DAY)
    page = posted(desk, url(pair, "pair-agreement"), on="2025-05-01")
    assert "Signée le 1" in page
    assert "relecture attendue" in page
    page = posted(desk, url(pair, "pair-agreement-review"), on=DAY)
    assert "La relecture est notée" in page
    assert "relecture attendue" not in page
    assert "Une relecture vient après" in posted(desk, url(pair, "pair-agreement-review"), on="2025-04-01")
    assert PairAgreement.objects.get().reviewed_on == NOW.date()


def test_outside_child_protection_there_is_no_agreement_to_speak_of() -> None:
    pair = an_active_pair()
    assert "Convention individuelle" not in desk_of(pair.programme).get(url(pair)).content.decode()


def test_the_network_is_added_to_and_taken_from() -> None:
    pair = an_active_pair()
    desk = desk_of(pair.programme)
    assert "Personne n’est noté" in desk.get(url(pair)).content.decode()
    assert "80 caractères au plus" in posted(desk, url(pair, "pair-network"), role="school", structure="x" * 81)
    assert "Collège Jean-Moulin" in posted(desk, url(pair, "pair-network"), role="school", structure="Collège Jean-Moulin")
    contact = NetworkContact.objects.get()
    other = an_active_pair(programme=pair.programme)
    assert desk.post(url(other, "pair-network-remove", contact.id)).status_code == 404
    assert "C’est retiré" in posted(desk, url(pair, "pair-network-remove", contact.id))
    assert not NetworkContact.objects.exists()


def test_a_closing_interview_is_noted_once_by_its_day() -> None:
    pair = a_pair_to_close()
    desk = desk_of(pair.programme)
    assert "Entretien de clôture" in desk.get(url(pair)).content.decode()
    assert "après l’ouverture du bilan" in posted(desk, url(pair, "pair-interview"), on="2026-03-01")
    assert "est noté" in posted(desk, url(pair, "pair-interview"), on=DAY)
    assert "Entretien de clôture" not in desk.get(url(pair)).content.decode()


def test_a_new_match_shows_the_interview_that_is_missing() -> None:
    programme = a_programme(at=AT)
    programme.intakes.update(closes_on=NOW.date())
    former = a_closed_pair(programme=programme)
    clearance = a_volunteer_cleared(programme=programme)
    referent = a_referent(programme)
    desk = desk_of(programme)
    address = f"{reverse('association:pair-new')}?application={clearance.application_id}"
    given = {"mentee": str(former.mentee_id), "referent": str(referent.id), "on": DAY}
    page = posted(desk, address, **given, preview="1")
    assert "L’entretien de clôture de" in page
    assert url(former) in page
    assert "n’a pas eu son entretien" in opened(desk, address, **given)
    operations.record_interview(pair=former, on=NOW.date(), by=staff(former.referent), at=NOW)
    assert "ouvert" in opened(desk, address, **given)


def test_in_child_protection_opening_asks_for_the_day_of_the_agreement() -> None:
    programme = a_programme("child_protection", at=AT)
    clearance = a_volunteer_cleared(programme=programme)
    mentee, referent, desk = MenteeFactory.create(association=programme.association), a_referent(programme), desk_of(programme)
    address = f"{reverse('association:pair-new')}?application={clearance.application_id}"
    given = {"mentee": str(mentee.id), "referent": str(referent.id), "on": DAY}
    assert "Convention individuelle signée le" in desk.get(address).content.decode()
    assert "se signe avant la présentation" in opened(desk, address, **given)
    assert not Pair.objects.exists()
    assert "ouvert" in opened(desk, address, **given, agreement_on=DAY)
    assert PairAgreement.objects.get().pair == Pair.objects.get()


def test_a_goal_evolves_and_is_settled_from_the_desk() -> None:
    pair = an_active_pair()
    goal, desk = pair.goals.get(), desk_of(pair.programme)
    assert "Choisissez un objectif" in posted(desk, url(pair, "pair-goal-revise", goal.id), code="riches")
    page = posted(desk, url(pair, "pair-goal-revise", goal.id), code=GoalCode.CULTURE, detail="le musée")
    assert "L’objectif a évolué" in page
    assert "Objectifs d’avant" in page
    assert desk.post(url(pair, "pair-goal-revise", goal.id), {"code": GoalCode.CULTURE}).status_code == 404
    now = pair.goals.current().get()
    assert "Choisissez" in posted(desk, url(pair, "pair-goal-result", now.id), result="won")
    assert "Atteint en partie" in posted(desk, url(pair, "pair-goal-result", now.id), result=GoalResult.PARTLY)


def test_nothing_of_another_associations_pair_can_be_touched() -> None:
    pair = an_active_pair()
    stranger = sign_in(Client(), TeamMemberFactory.create().user)
    for name, more in (
        ("pair-agreement", ()), ("pair-agreement-review", ()), ("pair-interview", ()), ("pair-network", ()),
        ("pair-goal-revise", (pair.goals.get().id,)), ("pair-goal-result", (pair.goals.get().id,)),
    ):  # fmt: skip
        assert stranger.post(url(pair, name, *more), {"on": DAY}).status_code == 404


def test_a_safeguarding_referent_reads_the_frame_and_leaves_it() -> None:
    pair = an_active_pair()
    protector = desk_of(pair.programme, role=Role.SAFEGUARDING)
    assert protector.get(url(pair)).status_code == 200
    assert protector.post(url(pair, "pair-network"), {"role": "school", "structure": "X"}).status_code == 403


def test_in_child_protection_the_page_says_what_is_missing_before_it_offers_to_open() -> None:
    programme = ProgrammeFactory.create(child_protection=True)
    pair = a_proposed_pair(programme, mentee=MenteeFactory.create(association=programme.association))
    client = desk_of(programme)
    text = client.get(url(pair)).content.decode()
    assert "Il manque la convention individuelle" in text
    assert "Tout le monde est d’accord" not in text
    client.post(url(pair, "pair-agreement"), {"on": DAY})
    text = client.get(url(pair)).content.decode()
    assert "Il manque la convention individuelle" not in text
    assert "Tout le monde est d’accord" in text
