"""What a person reads of their path, and what their forms take: pure, on rows that were never written."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.engagement.enums import NEEDED_FIELDS, STOPPED, ApplicationState, GateKind, GateStage, GateState, SharedField
from portal.engagement.models import Application, Volunteer
from portal.engagement.rules import GateStatus
from portal.journeys.applying import Starting
from portal.mentorship.enums import GoalCode, GoalResult, SessionOutcome
from portal.mentorship.models import Goal
from portal.people.models import Employee
from portal.routing.models import VolunteerProfile
from portal.ui.review_answers import ReviewAnswersForm
from portal.web.me import application_words, programme_words, wishes
from portal.web.me.application_forms import OPTIONAL, ApplyForm
from portal.web.me.concerns import ConcernForm
from portal.web.me.preferences import PreferencesForm, _initial
from portal.web.me.sessions import SessionForm

S = ApplicationState
DAY = date(2026, 3, 2)
IDS = [UUID(int=n) for n in range(1, 5)]


def gate(kind: str = GateKind.INTERVIEW, state: GateState = GateState.MET, done: int = 1, needed: int = 1) -> GateStatus:
    return GateStatus(kind, GateStage.APPROVAL, state, done, needed, DAY, DAY + timedelta(days=90))


@pytest.mark.parametrize("state", ApplicationState)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_state_has_a_title_and_a_sentence(state: ApplicationState, language: str) -> None:
    with translation.override(language):
        title, text = application_words.standing(Application(state=state))
    assert title
    assert text.endswith((".", "?"))
    if language == "fr":
        assert not any(word in (title + text).lower() for word in ("refus", "rejet", "échec", "malheureusement"))


def test_every_stop_reads_the_same_whatever_the_cause() -> None:
    assert len({application_words.standing(Application(state=state)) for state in STOPPED}) == 1


REACHED = {
    S.DRAFT: 0, S.SUBMITTED: 1, S.UNDER_REVIEW: 1, S.WAITING_LIST: 1, S.INVITED: 2, S.ACCEPTED: 3, S.READY: 4, S.PAIRED: 5,
}  # fmt: skip


@pytest.mark.parametrize(("state", "done"), REACHED.items())
def test_the_path_of_an_application_goes_forward(state: str, done: int) -> None:
    found = application_words.milestones(Application(state=state), [gate(), gate(GateKind.CHARTER, GateState.NOT_YET, 0)])
    assert [one.state for one in found] == ["done"] * done + ["now"] * (done < 5) + ["next"] * (4 - done)
    welcome = found[3].detail
    assert welcome == ("1 étapes faites sur 2" if state == S.ACCEPTED else "")


@pytest.mark.parametrize("kind", GateKind)
@pytest.mark.parametrize("state", GateState)
def test_a_gate_says_what_to_bring_until_it_is_met_and_nothing_else_about_anybody(kind: GateKind, state: GateState) -> None:
    (found,) = application_words.gates_in_words([gate(kind, state)])
    assert bool(found.bring) == (state != GateState.MET)
    assert found.tone in {"", "ok", "wait", "brand"}
    assert found.title == str(kind.label)
    assert found.label == str(state.label)
    words = f"{found.title} {found.bring} {found.label}".lower()
    assert not any(word in words for word in ("refus", "négatif", "condamn", "échou"))


@pytest.mark.parametrize("code", [*application_words.REFUSALS, "something nobody foresaw"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_refusal_is_a_sentence(code: str, language: str) -> None:
    with translation.override(language):
        assert application_words.refusal(code).endswith((".", "?"))


def starting(**of: Any) -> Starting:
    return Starting(of.get("volunteer"), of.get("employee"), None)


ANSWERS: dict[str, Any] = {"personal_email": "amina@perso.example.org", "personal_phone": "", "contact_previous": "no"}


def apply_form(data: dict[str, Any] | None = None, *, offered: tuple[str, ...] = (), **of: Any) -> ApplyForm:
    return ApplyForm(data, known=starting(**of), offered=offered)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"personal_email": ""}, {"personal_email"}),
        ({"personal_email": "amina"}, {"personal_email"}),
        ({"personal_email": f"{'a' * 250}@x.fr"}, {"personal_email"}),
        ({"personal_phone": "demain"}, {"personal_phone"}),
        ({"personal_phone": "06 00"}, {"personal_phone"}),
        ({"contact_previous": ""}, {"contact_previous"}),
        ({"contact_previous": "perhaps"}, {"contact_previous"}),
        ({"shared": ["salary"]}, {"shared"}),
        ({"shared": ["skills"]}, {"shared"}),
    ],
    ids=str,
)
def test_what_an_application_form_does_not_take(changes: dict[str, Any], fields: set[str]) -> None:
    assert apply_form({**ANSWERS, **changes}, offered=("causes",)).errors.keys() == fields


@pytest.mark.parametrize("phone", ["0600000000", "06 00 00 00 00", "+33 (0)6-00.00", ""])
def test_numbers_are_written_as_people_write_them(phone: str) -> None:
    form = apply_form({**ANSWERS, "personal_phone": phone})
    assert form.is_valid()
    handed = form.handed()
    assert (SharedField.PERSONAL_PHONE in handed.fields) == bool(phone)


@given(st.sets(st.sampled_from([str(code) for code, _ in OPTIONAL])), st.sets(st.sampled_from([str(code) for code, _ in OPTIONAL])))
def test_what_is_handed_over_is_what_was_ticked_and_what_is_needed(offered: set[str], ticked: set[str]) -> None:
    form = apply_form({**ANSWERS, "shared": sorted(ticked & offered)}, offered=tuple(sorted(offered)))
    assert form.is_valid()
    assert set(form.handed().fields) == NEEDED_FIELDS | (ticked & offered)
    assert ("shared" in form.fields) == bool(offered)


def test_the_question_about_earlier_associations_is_asked_each_time() -> None:
    """Product rule 5: no answer is remembered, nor chosen beforehand."""
    volunteer = Volunteer(given_name="Amina", family_name="Kaci", personal_email="a@perso.example.org", personal_phone="0600000000")
    form = apply_form(volunteer=volunteer)
    assert form.fields["contact_previous"].initial is None
    assert form.fields["personal_email"].initial == "a@perso.example.org"
    assert apply_form({**ANSWERS, "contact_previous": "yes"}).is_valid()


def test_a_person_is_called_as_they_wish() -> None:
    employee = Employee(given_name="Jeanne", preferred_name="Jo", family_name="Martin")
    assert starting(employee=employee).names == ("Jo", "Martin")
    employee.preferred_name = ""
    assert starting(employee=employee).names == ("Jeanne", "Martin")
    assert starting().names == ("", "")
    assert starting(volunteer=Volunteer(given_name="A", family_name="K"), employee=employee).names == ("A", "K")


@pytest.mark.parametrize(
    ("move", "before", "one", "after"),
    [
        ("add", [0, 1], 2, [0, 1, 2]),
        ("remove", [0, 1, 2], 1, [0, 2]),
        ("remove", [0], 3, [0]),
        ("up", [0, 1, 2], 2, [0, 2, 1]),
        ("up", [0, 1, 2], 0, [0, 1, 2]),
        ("up", [0, 1], 3, [0, 1]),
        ("down", [0, 1, 2], 0, [1, 0, 2]),
        ("down", [0, 1, 2], 2, [0, 1, 2]),
        ("down", [], 3, []),
    ],
)
def test_wishes_move(move: str, before: list[int], one: int, after: list[int]) -> None:
    assert wishes.MOVES[move]([IDS[n] for n in before], IDS[one]) == [IDS[n] for n in after]


@given(st.permutations(IDS[:3]), st.sampled_from(IDS[:3]))
def test_up_and_down_lose_no_wish(before: list[UUID], one: UUID) -> None:
    for move in ("up", "down"):
        assert sorted(wishes.MOVES[move](list(before), one)) == sorted(before)
    moved = wishes.MOVES["up"](list(before), one)
    if before[0] != one:
        assert wishes.MOVES["down"](moved, one) == before


@pytest.mark.parametrize(
    ("count", "name", "title"),
    [
        (0, "Amina", "Aucun programme ne réunit encore tout"),
        (1, "", "Un programme vous va bien"),
        (2, "Amina", "Deux programmes vous vont bien, Amina"),
        (7, "", "7 programmes vous vont bien"),
    ],
)
def test_the_headline_of_the_recommendations(count: int, name: str, title: str) -> None:
    assert str(programme_words.Title(count, name)) == title


def test_what_was_declared_is_read_back() -> None:
    profile = VolunteerProfile(causes=["school"], slots=[], departements=["69"], remote_ok=True, months=9)
    assert programme_words.declared_words(profile) == ["réussite scolaire", "Rhône ou à distance", "jusqu’à 9 mois"]


PREFERENCES: dict[str, Any] = {"causes": ["school"], "slots": ["evening"], "hours_per_month": "4", "months": "9", "remote_ok": "on"}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, set()),
        ({"remote_ok": "", "area_2": "69"}, set()),
        ({"remote_ok": ""}, {"area_1"}),
        ({"causes": []}, {"causes"}),
        ({"slots": ["midnight"]}, {"slots"}),
        ({"hours_per_month": "40"}, {"hours_per_month"}),
        ({"months": "7"}, {"months"}),
        ({"area_1": "999"}, {"area_1"}),
        ({"languages": ["tlh"]}, {"languages"}),
    ],
    ids=str,
)
def test_what_can_be_declared(changes: dict[str, Any], fields: set[str]) -> None:
    assert PreferencesForm({**PREFERENCES, **changes}).errors.keys() == fields


def test_what_was_declared_comes_back_into_the_form() -> None:
    form = PreferencesForm({**PREFERENCES, "area_1": "69", "area_3": "42"})
    assert form.is_valid()
    declared = form.declared()
    assert (declared["departements"], declared["hours_per_month"], declared["months"]) == (["69", "42"], 4, 9)
    initial = _initial(VolunteerProfile(**{**declared, "skills": []}))
    assert (initial["area_1"], initial["area_2"], "area_3" in initial) == ("69", "42", False)
    assert _initial(None) == {"months": 9, "hours_per_month": 4, "remote_ok": True}


SESSION = {"outcome": "held", "on": "2026-03-02", "minutes": "60", "modality": "video", "time_basis": "work_time"}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, set()),
        ({"minutes": ""}, set()),
        ({"topics": ["school", "outing"]}, set()),
        ({"outcome": SessionOutcome.PLANNED}, {"outcome"}),
        ({"outcome": ""}, {"outcome"}),
        ({"on": "hier"}, {"on"}),
        ({"minutes": "une heure"}, {"minutes"}),
        ({"modality": "telepathy"}, {"modality"}),
        ({"time_basis": ""}, {"time_basis"}),
        ({"topics": ["gossip"]}, {"topics"}),
        ({"private_line": "x" * 201}, {"private_line"}),
    ],
    ids=str,
)
def test_what_a_session_form_takes(changes: dict[str, Any], fields: set[str]) -> None:
    assert SessionForm({**SESSION, **changes}).errors.keys() == fields


def test_a_mentor_is_not_asked_to_accuse_themselves() -> None:
    form = ConcernForm({"category": "mentor_conduct", "urgency": "standard", "call_when": "any"})
    assert form.errors.keys() == {"category"}
    assert ConcernForm({"category": "distress", "urgency": "critical", "call_when": "never"}).is_valid()


def review_form(answers: dict[str, str], goals: list[Goal]) -> ReviewAnswersForm:
    return ReviewAnswersForm(answers, moment="final", side="mentor", questions=[], goals=goals)


def test_a_review_asks_how_far_each_goal_went_and_open_is_no_answer() -> None:
    goals = [Goal(code=code) for code in (GoalCode.CULTURE, GoalCode.FIRST_JOB)]
    answers = {"satisfaction": "5", "felt_supported": "1", "next_wish": "stop"}
    form = review_form(answers, goals)
    assert form.errors.keys() == {f"goal_{goal.id}" for goal in goals}
    assert list(form.fields)[:2] == [f"goal_{goal.id}" for goal in goals]
    whole = {**answers, f"goal_{goals[0].id}": "reached", f"goal_{goals[1].id}": GoalResult.OPEN}
    assert review_form(whole, goals).errors.keys() == {f"goal_{goals[1].id}"}
    form = review_form({**whole, f"goal_{goals[1].id}": "partly"}, goals)
    assert form.is_valid()
    assert form.answers() == {
        "satisfaction": 5,
        "felt_supported": 1,
        "next_wish": "stop",
        "goal_results": {goals[0].id: "reached", goals[1].id: "partly"},
        "answers": {},
    }
    assert review_form({**answers, "satisfaction": "6"}, []).errors.keys() == {"satisfaction"}
