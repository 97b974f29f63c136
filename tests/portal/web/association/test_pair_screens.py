"""One pair at the desk: what each state offers, what each form refuses, and what nobody else sees."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.models import OutboxMessage
from portal.mentorship import operations
from portal.mentorship.enums import ClosedBy, CloseReason, PairState, SessionOutcome
from portal.mentorship.errors import ReviewRefused
from portal.mentorship.models import Goal, Mentee, Pair, PairClosure, Session
from portal.programmes.models import Programme
from tests.factories.accounts import sign_in
from tests.factories.engagement import a_candidate_accepted, a_volunteer_cleared
from tests.factories.mentorship import (
    AT,
    a_closed_pair,
    a_minor,
    a_pair_to_close,
    a_proposed_pair,
    a_referent,
    a_session,
    an_accepted_pair,
    an_active_pair,
    an_introduced_pair,
    mentor_of,
    staff,
)
from tests.factories.programmes import AntennaFactory, ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
NOW = AT + timedelta(days=120)


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)


def desk_of(programme: Programme, **of: Any) -> Client:
    return sign_in(Client(), TeamMemberFactory.create(association=programme.association, **of).user)


def url(pair: Pair, name: str = "pair") -> str:
    return reverse(f"association:{name}", args=[pair.id])


def suspended() -> Pair:
    return operations.suspend_pair(pair=an_active_pair(), by=SYSTEM, at=AT)


def paused() -> Pair:
    pair = an_active_pair()
    return operations.pause_pair(pair=pair, by=mentor_of(pair), at=AT)


SHOWS: dict[str, tuple[Callable[[], Pair], set[str], set[str]]] = {
    "proposed": (a_proposed_pair, {"accept", "decline"}, {"may_open"}),
    "accepted": (an_accepted_pair, {"decline"}, {"may_open"}),
    "introduced": (an_introduced_pair, set(), {"closing_form", "goal_form"}),
    "active": (an_active_pair, set(), {"closing_form", "goal_form"}),
    "paused": (paused, set(), {"closing_form"}),
    "suspended": (suspended, set(), set()),
    "closing": (a_pair_to_close, set(), {"gather_final"}),
    "closed": (a_closed_pair, set(), set()),
}


@pytest.mark.parametrize("state", SHOWS)
def test_each_state_offers_what_can_be_done_then_and_nothing_else(state: str) -> None:
    make, steps, forms = SHOWS[state]
    pair = make()
    page = desk_of(pair.programme).get(url(pair))
    assert page.status_code == 200
    context = page.context
    assert {step.name for step in context["open_steps"]} == steps
    assert {name for name in ("may_open", "closing_form", "goal_form", "gather_final") if context[name]} == forms
    assert pair.mentee.alias in page.content.decode()


def test_a_safeguarding_referent_may_suspend_and_lift() -> None:
    pair = an_active_pair()
    protector = desk_of(pair.programme, safeguarding=True)
    assert [step.name for step in protector.get(url(pair)).context["open_steps"]] == ["suspend"]
    assert "suspendu" in protector.post(url(pair, "pair-step"), {"step": "suspend"}, follow=True).content.decode()
    assert [step.name for step in protector.get(url(pair)).context["open_steps"]] == ["reinstate"]
    assert "levée" in protector.post(url(pair, "pair-step"), {"step": "reinstate"}, follow=True).content.decode()
    assert Pair.objects.get(pk=pair.pk).state == PairState.ACTIVE


def test_a_suspended_pair_is_ended_by_a_safeguarding_referent_alone() -> None:
    pair, ending = suspended(), {"reason": "safeguarding", "closed_by": "association"}
    coordinator, protector = desk_of(pair.programme), desk_of(pair.programme, safeguarding=True)
    assert "La personne chargée de la protection décide de la suite" in coordinator.get(url(pair)).content.decode()
    said = coordinator.post(url(pair, "pair-closing"), ending, follow=True).content.decode()
    assert "Cette étape revient à une autre personne" in said
    assert Pair.objects.get(pk=pair.pk).state == PairState.SUSPENDED
    before = OutboxMessage.objects.count()
    assert "Rien ne part tout seul" in protector.get(url(pair)).content.decode()
    assert "Personne n’a reçu de message" in protector.post(url(pair, "pair-closing"), ending, follow=True).content.decode()
    assert Pair.objects.get(pk=pair.pk).state == PairState.CLOSING
    assert OutboxMessage.objects.count() == before


@pytest.mark.parametrize(
    ("name", "values", "said", "untouched"),
    [
        ("pair-goal", {"code": "riches"}, "Choisissez un objectif", Goal),
        ("pair-goal", {"code": "culture", "detail": "x" * 81}, "80 caractères", Goal),
        ("pair-closing", {"closed_by": "term"}, "Dites qui met fin", PairClosure),
        ("pair-closing", {"closed_by": "nobody", "reason": "moved"}, "Dites qui met fin", PairClosure),
    ],
)
def test_a_form_that_is_not_whole_says_what_it_lacks(name: str, values: dict[str, str], said: str, untouched: Any) -> None:
    pair = an_introduced_pair()
    page = desk_of(pair.programme).post(url(pair, name), values, follow=True)
    assert said in page.content.decode()
    assert not untouched.objects.exists()


def test_a_step_nobody_knows_is_not_found_and_a_step_too_late_is_said() -> None:
    pair = an_active_pair()
    desk = desk_of(pair.programme)
    assert desk.post(url(pair, "pair-step"), {"step": "marry"}).status_code == 404
    assert desk.post(url(pair, "pair-step"), {}).status_code == 404
    assert "n’est plus possible" in desk.post(url(pair, "pair-step"), {"step": "accept"}, follow=True).content.decode()


@pytest.mark.parametrize("name", ["pair-step", "pair-goal", "pair-closing", "pair-mid-term", "pair-close"])
def test_nothing_happens_by_following_a_link(name: str) -> None:
    pair = an_active_pair()
    assert desk_of(pair.programme).get(url(pair, name)).status_code == 405


def test_hours_are_those_of_every_session_however_many_are_listed() -> None:
    pair = an_active_pair()
    start = pair.introduced_on
    assert start is not None
    fields: dict[str, Any] = {"pair": pair, "modality": "video", "time_basis": "work_time", "logged_at": AT}
    days = [start + timedelta(days=day) for day in range(10, 70)]
    Session.objects.bulk_create(Session(on=day, minutes=60, outcome=SessionOutcome.HELD, **fields) for day in days)
    Session.objects.create(on=days[-1], minutes=0, outcome=SessionOutcome.MISSED_MENTEE, **fields)
    context = desk_of(pair.programme).get(url(pair)).context
    assert context["minutes"] == 61 * 60
    assert len(context["sessions"]) == 50


def test_a_pair_asks_as_much_for_sixty_sessions_as_for_one() -> None:
    pair = an_active_pair()
    desk, counts = desk_of(pair.programme), []
    for days in (range(5, 6), range(10, 30)):
        for day in days:
            a_session(pair, AT + timedelta(days=day))
        with CaptureQueriesContext(connection) as seen:
            desk.get(url(pair))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 25


def test_an_antenna_does_not_find_the_pairs_of_another() -> None:
    programme = ProgrammeFactory.create()
    north, south = (AntennaFactory.create(association=programme.association) for _ in range(2))
    Programme.objects.filter(pk=programme.pk).update(antenna=north)
    programme.refresh_from_db()
    pair = an_active_pair(programme=programme)
    assert desk_of(programme, antenna=north).get(url(pair)).status_code == 200
    theirs = desk_of(programme, antenna=south)
    assert theirs.get(url(pair)).status_code == 404
    assert pair.mentee.alias not in theirs.get(reverse("association:pairs")).content.decode()
    assert theirs.post(url(pair, "pair-step"), {"step": "pause"}).status_code == 404


def test_a_proposal_is_opened_once_everything_is_there_and_refused_before() -> None:
    application = a_candidate_accepted()
    programme = application.programme
    mentee = a_minor(association=programme.association)
    pair = a_proposed_pair(programme=programme, volunteer=application.volunteer, mentee=mentee)
    desk = desk_of(programme)
    assert "Il manque encore une condition" in desk.post(url(pair, "pair-step"), {"step": "open"}, follow=True).content.decode()
    assert Pair.objects.get().state == PairState.PROPOSED
    orphan = a_proposed_pair(programme=programme)
    assert "n’a plus de candidature" in desk.post(url(orphan, "pair-step"), {"step": "open"}, follow=True).content.decode()


@pytest.fixture
def cleared() -> Any:
    return a_volunteer_cleared().application


def opening(application: Any, name: str = "pair-new") -> str:
    return f"{reverse(f'association:{name}')}?application={application.id}"


def test_a_pair_is_proposed_without_being_opened(cleared: Any) -> None:
    mentee = a_minor(agreed=False, association=cleared.programme.association)
    referent = a_referent(cleared.programme)
    answers = {"mentee": str(mentee.id), "referent": str(referent.id), "on": str(NOW.date())}
    desk = desk_of(cleared.programme)
    read = desk.post(opening(cleared), answers).context["read"]
    answer = desk.post(opening(cleared), {**answers, "read": read, "propose": "1"}, follow=True)
    assert "Le binôme est proposé" in answer.content.decode()
    pair = Pair.objects.get()
    assert (pair.state, pair.mentee, pair.referent) == (PairState.PROPOSED, mentee, referent)


@pytest.mark.parametrize("address", ["", "?application=", "?application=12", "?application=00000000-0000-0000-0000-000000000000"])
def test_an_address_without_a_candidate_is_not_found(address: str, cleared: Any) -> None:
    desk = desk_of(cleared.programme)
    for name in ("pair-new", "mentee-new"):
        assert desk.get(f"{reverse(f'association:{name}')}{address}").status_code == 404


@pytest.mark.parametrize("role", [{"referent": True}, {"safeguarding": True}])
def test_opening_a_pair_is_for_the_coordination(role: dict[str, bool], cleared: Any) -> None:
    assert desk_of(cleared.programme, **role).get(opening(cleared)).status_code == 403


def test_without_a_young_person_the_screen_leads_to_adding_one(cleared: Any) -> None:
    page = desk_of(cleared.programme).get(opening(cleared))
    assert page.context["has_mentees"] is False
    assert reverse("association:mentee-new") in page.content.decode()


def test_a_young_person_of_elsewhere_cannot_be_chosen(cleared: Any) -> None:
    foreign = a_minor()
    answers = {"mentee": str(foreign.id), "referent": str(a_referent(cleared.programme).id), "on": str(NOW.date()), "open": "1"}
    page = desk_of(cleared.programme).post(opening(cleared), answers)
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"mentee"}
    assert not Pair.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"alias": "", "age_band": "12-15"}, "alias"),
        ({"alias": "x" * 21, "age_band": "12-15"}, "alias"),
        ({"alias": "Noor", "age_band": "12"}, "age_band"),
        ({"alias": "Noor", "age_band": "12-15", "agreements": ["a_feeling"]}, "agreements"),
    ],
)
def test_a_young_person_that_cannot_be_added_loses_nothing_of_the_form(values: dict[str, Any], field: str, cleared: Any) -> None:
    page = desk_of(cleared.programme).post(opening(cleared, "mentee-new"), values)
    assert page.context["form"].errors.keys() == {field}
    assert not Mentee.objects.exists()


def test_a_file_number_taken_is_said_and_nothing_is_half_written(cleared: Any) -> None:
    a_minor(association=cleared.programme.association, reference="A-12")
    values = {"alias": "Noor", "age_band": "12-15", "reference": "A-12", "agreements": ["family_notice"]}
    page = desk_of(cleared.programme).post(opening(cleared, "mentee-new"), values)
    assert "déjà prise" in page.content.decode()
    assert Mentee.objects.count() == 1


def test_a_young_person_comes_with_the_agreements_seen_today(cleared: Any) -> None:
    antenna = AntennaFactory.create(association=cleared.programme.association)
    Programme.objects.filter(pk=cleared.programme_id).update(antenna=antenna)
    values = {"alias": "Noor", "age_band": "12-15", "agreements": ["family_notice", "parental_authorisation"]}
    answer = desk_of(cleared.programme, antenna=antenna).post(opening(cleared, "mentee-new"), values)
    assert answer["Location"] == opening(cleared)
    mentee = Mentee.objects.get()
    assert mentee.antenna == antenna
    assert set(mentee.gates.values_list("seen_on", flat=True)) == {NOW.date()}
    assert mentee.gates.count() == 2


def test_the_screens_of_a_pair_speak_english(cleared: Any) -> None:
    pair = an_active_pair(programme=cleared.programme)
    desk = desk_of(cleared.programme)
    for address in (url(pair), opening(cleared), opening(cleared, "mentee-new"), reverse("association:pairs")):
        page = desk.get(address.replace("/fr/", "/en/"))
        assert page.status_code == 200
        assert 'lang="en"' in page.content.decode()


def test_that_the_association_leaves_is_said_of_no_pair_by_hand(client: Client) -> None:
    pair = an_active_pair()
    desk = sign_in(client, pair.referent.user)
    assert "partner_leaves" not in desk.get(reverse("association:pair", args=[pair.id])).content.decode()
    desk.post(reverse("association:pair-closing", args=[pair.id]), {"closed_by": "association", "reason": "partner_leaves"})
    assert not PairClosure.objects.exists()
    with pytest.raises(ReviewRefused, match="unknown_code"):
        operations.start_closing(pair=pair, reason="partner_leaves", closed_by="association", by=staff(pair.referent), at=AT)


def test_a_suspended_pair_says_who_decides_and_one_not_opened_ends_honestly() -> None:
    pair = suspended()
    text = desk_of(pair.programme).get(url(pair)).content.decode()
    assert "décide de la suite" in text
    assert "Attendu depuis le 9 mars 2026" in text, "the day that was promised is over"
    pair = operations.decline_pair(pair=a_proposed_pair(), by=SYSTEM, at=AT)
    proposals = reverse("association:pair-proposals")
    assert "n’a pas été ouvert" in desk_of(pair.programme).get(url(pair)).content.decode()
    assert proposals in desk_of(pair.programme).get(url(pair)).content.decode()
    assert proposals not in desk_of(pair.programme, referent=True).get(url(pair)).content.decode()


def test_an_appointment_that_is_over_is_not_said_to_be_planned() -> None:
    pair = an_active_pair()
    operations.plan_session(pair=pair, starts_at=AT + timedelta(days=9), minutes=60, by=mentor_of(pair), at=AT)
    text = desk_of(pair.programme).get(url(pair)).content.decode()
    assert "Pas encore notée" in text
    assert "Prévue" not in text


def test_a_pair_that_was_not_opened_or_is_over_promises_nothing() -> None:
    declined = operations.decline_pair(pair=a_proposed_pair(), by=SYSTEM, at=AT)
    text = desk_of(declined.programme).get(url(declined)).content.decode()
    assert "trois premières semaines" not in text
    assert "Aucune séance pour le moment" not in text
    closed = a_closed_pair()
    text = desk_of(closed.programme).get(url(closed)).content.decode()
    assert "Rien n’a été noté" in text
    assert "un mois après la présentation" not in text


@pytest.mark.parametrize(
    ("closed_by", "words"),
    [(ClosedBy.TERM, "La durée prévue est atteinte. Raison"), (ClosedBy.FAMILY, "Fin voulue par\u00a0: La famille")],
)
def test_who_wanted_the_end_is_said_in_a_sentence(closed_by: str, words: str) -> None:
    pair = an_active_pair()
    operations.start_closing(pair=pair, reason=CloseReason.GOALS_REACHED, closed_by=closed_by, by=SYSTEM, at=AT)
    assert words in desk_of(pair.programme).get(url(pair)).content.decode()


@pytest.mark.parametrize(
    ("days", "mentor", "mentee"), [(0, "sans elle le", "avant le"), (60, "n’a pas encore répondu", "attendu depuis")]
)
def test_a_half_way_review_is_awaited_until_a_day_then_since_it(
    monkeypatch: pytest.MonkeyPatch, days: int, mentor: str, mentee: str
) -> None:
    pair = an_active_pair()
    operations.ask_mid_term(pair=pair, by=staff(pair.referent), at=NOW - timedelta(days=days))
    text = desk_of(pair.programme).get(url(pair)).content.decode()
    assert mentor in text
    assert f"le côté du ou de la jeune, {mentee}" in text
