"""Proposals at the desk: own programmes and antennas only, never a name; confirmed, overridden for a reason, questions answered."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.models import OutboxMessage
from portal.programmes.models import TeamMember
from portal.routing.enums import OverrideReason, ProposalState
from portal.routing.models import Contest, Proposal, RoutingPolicy, WaitingPlace
from portal.ui.dates import date_format
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.allocation import ContestFactory, ProposalFactory
from tests.factories.people import EmployeeFactory
from tests.factories.personas import client_as
from tests.factories.programmes import AntennaFactory, ProgrammeFactory, TeamMemberFactory
from tests.factories.routing import VolunteerProfileFactory

pytestmark = pytest.mark.django_db
CANARY = "Zoé-Canari Introuvable"


@pytest.fixture
def claire() -> TeamMember:
    return TeamMemberFactory.create()


@pytest.fixture
def desk(client: Client, claire: TeamMember) -> Client:
    return sign_in(client, claire.user)


def proposed(member: TeamMember, **values: Any) -> Proposal:
    values.setdefault("programme", ProgrammeFactory.create(association=member.association))
    made: Proposal = ProposalFactory.create(**values)
    return made


def text(client: Client, name: str, *args: Any, **query: Any) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_own_proposals_are_listed_under_their_pseudonym_and_no_others(desk: Client, claire: TeamMember) -> None:
    mine, theirs = proposed(claire), ProposalFactory.create()
    shown = text(desk, "association:proposals")
    assert mine.pseudonym in shown
    assert theirs.pseudonym not in shown
    assert "Son vœu 1" in shown
    assert "en soirée · 4\u00a0h par mois · jusqu’à 9 mois" in shown
    assert "Surtout\u00a0: les causes, les savoir-faire" in shown


def test_the_list_speaks_of_the_person_never_to_them(desk: Client, claire: TeamMember) -> None:
    wished = [{"code": "wishes", "share": 100, "points": 60}, {"code": "need", "share": 80, "points": 16}]
    proposed(claire, reasons=wished)
    proposed(claire, reasons=wished[:1])
    shown = text(desk, "association:proposals")
    assert shown.count("Surtout") == 1
    assert "Surtout\u00a0: le besoin du programme" in shown
    assert "Votre premier vœu" not in shown


def test_a_coordinator_of_an_antenna_sees_its_programmes_only(client: Client) -> None:
    antenna = AntennaFactory.create()
    member = TeamMemberFactory.create(association=antenna.association, antenna=antenna)
    here = proposed(member, programme=ProgrammeFactory.create(association=antenna.association, antenna=antenna))
    elsewhere = proposed(member)
    desk = sign_in(client, member.user)
    shown = text(desk, "association:proposals")
    assert here.pseudonym in shown
    assert elsewhere.pseudonym not in shown
    assert desk.get(reverse("association:proposal", args=[elsewhere.pk])).status_code == 404


@pytest.mark.parametrize("stage", [{}, {"reviewed": True}, {"declined": True}, {"lapsed": True}])
def test_no_name_number_or_site_is_on_any_of_the_pages(desk: Client, claire: TeamMember, stage: dict[str, Any]) -> None:
    user = UserFactory.create(display_name=CANARY, email="canari@entreprise.example")
    employee = EmployeeFactory.create(user=user, family_name="Introuvable", employee_number="M-31415", given_name="Zoé-Canari")
    one = proposed(claire, profile=VolunteerProfileFactory.create(user=user), **stage)
    contest = ContestFactory.create(profile=one.profile, association=claire.association, proposal=one)
    pages = [text(desk, "association:proposals", tab=tab) for tab in ("review", "person", "welcome", "over")]
    pages += [text(desk, "association:proposal", one.pk), text(desk, "association:proposal-question", contest.pk)]
    pages += [desk.post(reverse("association:proposals-confirm"), {"proposal": str(one.pk)}, follow=True).content.decode()]
    secrets = [CANARY, "Introuvable", "M-31415", "canari@", str(user.pk), str(one.profile_id)]
    secrets += [employee.site.name] if employee.site else []
    assert [secret for secret in secrets for page in pages if secret in page] == []
    assert one.pseudonym in "".join(pages)


def test_the_page_of_one_gives_reasons_and_what_was_declared(desk: Client, claire: TeamMember) -> None:
    one = proposed(claire, kept=True)
    shown = text(desk, "association:proposal", one.pk)
    for words in ("74 points sur 100", "+ 30 points", "Rhône, à distance", "garde sa place", "sans le nom de votre association"):
        assert words in shown


def test_confirming_is_shown_before_it_is_done_and_writes_to_each_person(desk: Client, claire: TeamMember) -> None:
    ones = [proposed(claire) for _ in range(2)]
    asked = {"proposal": [str(one.pk) for one in ones]}
    preview = desk.post(reverse("association:proposals-confirm"), asked).content.decode()
    assert "Confirmer 2 propositions\u202f?" in preview
    assert not OutboxMessage.objects.exists()
    done = desk.post(reverse("association:proposals-confirm"), asked | {"sure": "1"}, follow=True).content.decode()
    assert "2 personnes reçoivent un message et décident." in done
    assert {one.state for one in Proposal.objects.all()} == {ProposalState.REVIEWED}
    told = OutboxMessage.objects.filter(kind="routing.place_proposed")
    assert {message.recipient_id for message in told} == {one.profile.user_id for one in ones}


@pytest.mark.parametrize(("days", "words"), [(1, "1 jour pour répondre"), (21, "21 jours pour répondre")])
def test_the_time_to_answer_is_that_of_the_campaign(desk: Client, claire: TeamMember, days: int, words: str) -> None:
    one = proposed(claire)
    RoutingPolicy.objects.create(campaign=one.run.campaign, consent_days=days)
    assert f"Elle a {words}" in text(desk, "association:proposal", one.pk)
    shown = desk.post(reverse("association:proposals-confirm"), {"proposal": [str(one.pk)]}).content.decode()
    assert f"Chacune a {words}" in shown


def test_somebody_elses_proposal_is_neither_confirmed_nor_counted(desk: Client, claire: TeamMember) -> None:
    mine, theirs = proposed(claire), ProposalFactory.create()
    asked = {"proposal": [str(mine.pk), str(theirs.pk), "x"], "sure": "1"}
    assert "1 personne reçoit" in desk.post(reverse("association:proposals-confirm"), asked, follow=True).content.decode()
    theirs.refresh_from_db()
    assert theirs.state == ProposalState.PROPOSED


@pytest.mark.parametrize("asked", [{}, {"proposal": "x"}, {"proposal": "0190d2a0-0000-7000-8000-000000000000", "sure": "1"}])
def test_nothing_chosen_is_said(desk: Client, asked: dict[str, str]) -> None:
    shown = desk.post(reverse("association:proposals-confirm"), asked, follow=True).content.decode()
    assert "Choisissez au moins une proposition" in shown


@pytest.mark.parametrize("reason", OverrideReason.values)
def test_something_else_is_proposed_for_a_reason_and_nobody_is_turned_away(desk: Client, claire: TeamMember, reason: str) -> None:
    one = proposed(claire)
    shown = desk.post(reverse("association:proposal-override", args=[one.pk]), {"reason": reason}, follow=True).content.decode()
    assert "La personne attend son vœu suivant" in shown
    one.refresh_from_db()
    assert (one.state, one.override_reason) == (ProposalState.OVERRIDDEN, reason)
    assert WaitingPlace.objects.filter(profile=one.profile, left_at=None).count() == 1


@pytest.mark.parametrize("reason", ["", "not_my_kind", "health"])
def test_without_a_reason_of_the_list_nothing_changes(desk: Client, claire: TeamMember, reason: str) -> None:
    one = proposed(claire)
    response = desk.post(reverse("association:proposal-override", args=[one.pk]), {"reason": reason})
    assert response.status_code == 400
    assert 'class="error"' in response.content.decode()
    one.refresh_from_db()
    assert one.state == ProposalState.PROPOSED


@pytest.mark.parametrize("stage", [{"consented": True}, {"declined": True}])
def test_what_has_moved_on_is_not_overridden(desk: Client, claire: TeamMember, stage: dict[str, Any]) -> None:
    one = proposed(claire, **stage)
    reason = {"reason": OverrideReason.NEED_CHANGED.value}
    shown = desk.post(reverse("association:proposal-override", args=[one.pk]), reason, follow=True).content.decode()
    assert "a changé entre-temps" in shown
    assert "Proposer autre chose</button>" not in text(desk, "association:proposal", one.pk)


def test_each_stage_has_its_shelf_with_a_count(desk: Client, claire: TeamMember) -> None:
    stages = {"review": {}, "person": {"reviewed": True}, "welcome": {"consented": True}, "over": {"declined": True}}
    made = {tab: proposed(claire, **stage).pseudonym for tab, stage in stages.items()}
    for tab, pseudonym in made.items():
        shown = text(desk, "association:proposals", tab=tab)
        assert pseudonym in shown
        assert shown.count("(1)") == 4
        assert [other for other in made.values() if other != pseudonym and other in shown] == []


def test_an_empty_shelf_says_what_will_come(desk: Client) -> None:
    assert "Rien à relire" in text(desk, "association:proposals")
    assert "Personne ici pour l’instant" in text(desk, "association:proposals", tab="over")


def test_a_question_is_answered_by_a_person_and_the_person_is_told(desk: Client, claire: TeamMember) -> None:
    one = proposed(claire)
    contest = ContestFactory.create(
        profile=one.profile, association=claire.association, proposal=one, question="Pourquoi si loin\u202f?"
    )
    assert "1 question attend une réponse" in text(desk, "association:proposals")
    assert reverse("association:proposal-question", args=[contest.pk]) in text(desk, "association:proposal-questions")
    address = reverse("association:proposal-question", args=[contest.pk])
    assert "Pourquoi si loin" in desk.get(address).content.decode()
    assert 'aria-invalid="true"' in desk.post(address, {"answer": " "}).content.decode()
    assert desk.post(address, {"answer": "Le lieu a changé, c’est à Villeurbanne."}).status_code == 302
    contest.refresh_from_db()
    assert (contest.answer, contest.answered_by) == ("Le lieu a changé, c’est à Villeurbanne.", claire.user_id)
    assert OutboxMessage.objects.get(kind="routing.question_answered").recipient_id == one.profile.user_id
    assert "Aucune question n’attend" in text(desk, "association:proposal-questions")
    assert desk.get(address).status_code == 404


def test_a_question_to_another_association_does_not_exist(desk: Client) -> None:
    contest: Contest = ContestFactory.create()
    assert desk.get(reverse("association:proposal-question", args=[contest.pk])).status_code == 404


def test_priorities_are_kept_in_order_and_twice_the_same_is_refused(desk: Client, claire: TeamMember) -> None:
    address = reverse("association:proposal-priorities")
    assert desk.post(address, {"rank_1": "waited", "rank_2": "first_wish", "rank_3": ""}).status_code == 302
    assert [one.criterion for one in claire.association.priority_classes.all()] == ["waited", "first_wish"]
    assert "deux fois la même chose" in desk.post(address, {"rank_1": "waited", "rank_2": "waited"}).content.decode()
    assert desk.post(address, {"rank_1": "age"}).status_code == 200
    assert claire.association.priority_classes.count() == 2
    assert 'value="waited" selected' in desk.get(address).content.decode()


@pytest.mark.parametrize(
    "role", [Role.REFERENT, Role.SAFEGUARDING, Role.CSR, Role.HR, Role.EMPLOYEE, Role.DPO, Role.PLATFORM_ADMIN]
)
def test_nobody_else_opens_them(role: str) -> None:
    person = client_as(role)
    one = ProposalFactory.create()
    for address in (reverse("association:proposals"), reverse("association:proposal", args=[one.pk])):
        assert person.get(address).status_code == 403


@pytest.mark.parametrize("number", [2, 25])
def test_queries_stay_the_same_however_many_there_are(
    desk: Client, claire: TeamMember, number: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(number):
        proposed(claire)
    desk.get(reverse("association:proposals"))
    with django_assert_max_num_queries(12):
        desk.get(reverse("association:proposals"))


@pytest.mark.parametrize(
    ("days", "words"), [(3, "avant le"), (0, "avant le"), (-1, "attendu depuis le"), (-28, "attendu depuis le")]
)
def test_a_deadline_is_never_told_in_the_past(days: int, words: str, desk: Client, claire: TeamMember) -> None:
    day = clock.today() + timedelta(days=days)
    mine = proposed(claire, deadline_on=day)
    for name, *args in (("association:proposals",), ("association:proposal", mine.id)):
        assert f"{words} {date_format(day, 'j F')}" in text(desk, name, *args), name
    said = text(desk, "association:today")
    assert ("La plus ancienne attend depuis le" in said) == (days < 0)
    assert ("À relire avant le" in said) == (days >= 0)
