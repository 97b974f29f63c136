"""Every door of the room refused: by whom, with which code, and nothing written."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db.models import Model

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import COMPANY_ROLES, Role
from portal.core.errors import Refusal, StepRefused
from portal.core.models import AuditEntry, OutboxMessage, Transition
from portal.engagement import operations, queries
from portal.engagement.enums import ApplicationState, GateKind, TrainingMode
from portal.engagement.errors import ApplyRefused, ContactRefused, HandoverRefused, TrainingRefused
from portal.engagement.models import Application, TrainingModule, Volunteer
from portal.programmes.enums import ProgrammeStatus
from portal.programmes.models import Intake, Programme
from portal.routing import operations as routing
from tests.factories.engagement import (
    ALL_FIELDS,
    AT,
    VolunteerFactory,
    a_candidate_accepted,
    a_candidate_waiting,
    a_draft,
    a_programme,
    a_session_held,
    coordinator,
    in_state,
    person,
)
from tests.factories.people import EmployeeFactory
from tests.factories.programmes import AntennaFactory, AssociationFactory, ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
S = ApplicationState
DOORS: dict[str, tuple[str, Callable[..., Any]]] = {
    "start_review": (S.SUBMITTED, operations.start_review),
    "invite": (S.SUBMITTED, operations.invite),
    "wait": (S.SUBMITTED, operations.put_on_waiting_list),
    "accept": (S.UNDER_REVIEW, operations.accept_candidate),
    "clear": (S.ACCEPTED, operations.clear),
    "pair": (S.READY, operations.mark_paired),
    "redirect": (S.SUBMITTED, operations.redirect),
    "do_not_continue": (S.SUBMITTED, operations.do_not_continue),
    "withdraw": (S.SUBMITTED, operations.withdraw),
    "revoke": (S.SUBMITTED, operations.revoke_handover),
}


def everything() -> dict[str, list[Any]]:
    models: list[type[Model]] = [*apps.get_app_config("engagement").get_models(), Intake, AuditEntry, OutboxMessage, Transition]
    return {model.__name__: sorted(map(str, model._default_manager.order_by().values_list())) for model in models}


def strangers() -> list[Actor]:
    elsewhere = AssociationFactory.create()
    return [
        coordinator(elsewhere),
        Actor(uuid4(), frozenset({Role.API_CLIENT}), elsewhere.id),
        Actor(uuid4(), frozenset({*COMPANY_ROLES, Role.EMPLOYEE, Role.VOLUNTEER, Role.COORDINATOR})),
        Actor(None, frozenset({Role.ANONYMOUS})),
    ]


@pytest.mark.parametrize("name", DOORS)
def test_a_stranger_makes_no_step_and_leaves_no_trace(name: str) -> None:
    state, door = DOORS[name]
    application = in_state(state)
    for by in strangers():
        before = everything()
        with pytest.raises(Refusal) as refused:
            door(application=application, by=by, at=AT + timedelta(days=31))
        assert refused.value.code in {"not_yours", "not_allowed", "gates_missing"}
        assert everything() == before
        assert Application.objects.get(pk=application.pk).state == state


@pytest.mark.parametrize("name", sorted(set(DOORS) - {"withdraw", "revoke"}))
def test_the_person_does_not_decide_for_the_association(name: str) -> None:
    state, door = DOORS[name]
    application = in_state(state)
    before = everything()
    with pytest.raises(StepRefused):
        door(application=application, by=person(application.volunteer), at=AT + timedelta(days=31))
    assert everything() == before


@pytest.mark.parametrize("name", ["withdraw", "revoke"])
def test_the_association_does_not_speak_for_the_person(name: str) -> None:
    state, door = DOORS[name]
    application = in_state(state)
    before = everything()
    with pytest.raises(Refusal):
        door(application=application, by=coordinator(application.programme.association), at=AT)
    assert everything() == before


@pytest.mark.parametrize("state", [S.WITHDRAWN, S.NOT_CONTINUING, S.EXPIRED, S.REDIRECTED])
def test_nobody_but_the_person_takes_a_hand_over_back_after_the_end(state: str) -> None:
    application = in_state(state)
    before = everything()
    for by in [*strangers(), coordinator(application.programme.association), SYSTEM]:
        with pytest.raises(HandoverRefused, match="not_yours"):
            operations.revoke_handover(application=application, by=by, at=AT)
    assert everything() == before
    operations.revoke_handover(application=application, by=person(application.volunteer), at=AT + timedelta(days=40))
    assert queries.handover_in_force(application_id=application.id) is None


def close(programme: Programme) -> None:
    Programme.objects.filter(pk=programme.pk).update(status=ProgrammeStatus.CLOSED)
    programme.refresh_from_db()


@pytest.mark.parametrize("status", [ProgrammeStatus.CLOSED, ProgrammeStatus.DRAFT])
def test_a_programme_that_is_not_open_takes_no_application(status: str) -> None:
    programme, volunteer = ProgrammeFactory.create(status=status), VolunteerFactory.create()
    with pytest.raises(ApplyRefused, match="programme_closed"):
        operations.open_application(volunteer=volunteer, programme=programme, by=person(volunteer), at=AT)
    assert not Application.objects.exists()


def test_a_draft_of_a_programme_that_closed_is_not_sent_and_nothing_is_handed_over() -> None:
    draft = a_draft()
    close(draft.programme)
    before = everything()
    with pytest.raises(ApplyRefused, match="programme_closed"):
        operations.submit_application(
            application=draft, fields=ALL_FIELDS, contact_previous_associations=True, by=person(draft.volunteer), at=AT
        )
    assert everything() == before
    operations.withdraw(application=draft, by=person(draft.volunteer), at=AT)
    assert draft.state == S.WITHDRAWN


def test_redirecting_skips_a_wish_whose_programme_closed() -> None:
    first, closed, third = a_programme(), ProgrammeFactory.create(), ProgrammeFactory.create()
    application = a_candidate_waiting(programme=first)
    user_id = application.volunteer.user_id
    assert user_id is not None
    by = person(application.volunteer)
    declared: dict[str, Any] = {"causes": ["school"], "skills": [], "slots": ["evening"], "departements": [], "languages": []}
    profile = routing.declare_profile(user_id=user_id, **declared, hours_per_month=4, months=9, remote_ok=True, by=by, at=AT)
    routing.set_wishes(profile=profile, programme_ids=[first.id, closed.id, third.id], by=by, at=AT)
    close(closed)
    draft = operations.redirect(application=application, by=coordinator(first.association), at=AT)
    assert draft is not None
    assert (draft.programme, draft.rank, draft.state) == (third, 3, S.DRAFT)


def test_two_drafts_opened_at_once_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second look came before the first write: the database says no, and so do we, in words."""
    draft = a_draft()
    live = Application.objects.none()
    monkeypatch.setattr(type(Application.objects), "live", lambda _manager: live)
    with pytest.raises(ApplyRefused, match="already_applied"):
        operations.open_application(volunteer=draft.volunteer, programme=draft.programme, by=person(draft.volunteer), at=AT)
    assert Application.objects.count() == 1


@pytest.mark.parametrize("same", ["user", "employee"])
def test_nobody_becomes_a_volunteer_twice(same: str) -> None:
    employee = EmployeeFactory.create(user=VolunteerFactory.create().user)
    Volunteer.objects.update(employee=employee)
    user_id, who = (employee.user_id, None) if same == "user" else (None, employee)
    names: dict[str, Any] = {"given_name": "Amina", "family_name": "Exemple", "personal_email": "a@perso.example.net"}
    audits = AuditEntry.objects.count()
    with pytest.raises(ContactRefused, match="already_volunteer"):
        operations.become_volunteer(user_id=user_id, employee=who, **names, by=SYSTEM, at=AT)
    assert (Volunteer.objects.count(), AuditEntry.objects.count()) == (1, audits)


def test_a_module_is_added_by_its_own_association_and_its_title_once() -> None:
    programme = a_programme()
    association = programme.association
    module: dict[str, Any] = {"association": association, "title": "Écouter", "minutes": 60, "required": False, "at": AT}
    with pytest.raises(TrainingRefused, match="not_yours"):
        operations.add_module(**module, by=coordinator(AssociationFactory.create()))
    operations.add_module(**module, by=coordinator(association))
    before = everything()
    with pytest.raises(TrainingRefused, match="title_taken"):
        operations.add_module(**{**module, "title": " Écouter "}, by=coordinator(association))
    assert everything() == before
    elsewhere = AssociationFactory.create()
    assert operations.add_module(**{**module, "association": elsewhere}, by=coordinator(elsewhere)).title == "Écouter"


def test_a_session_is_planned_and_recorded_by_its_own_association() -> None:
    application = a_candidate_accepted()
    session = a_session_held(application.programme.association)
    module = TrainingModule.objects.get(pk=session.module_id)
    before = everything()
    for by in strangers():
        with pytest.raises(TrainingRefused, match="not_yours"):
            operations.plan_session(module=module, starts_at=AT, mode=TrainingMode.REMOTE, by=by, at=AT)
        with pytest.raises(TrainingRefused, match="not_yours"):
            operations.record_attendance(session=session, volunteer_ids=[application.volunteer_id], by=by, at=AT)
    assert everything() == before


def test_an_antenna_records_the_attendance_of_its_own_volunteers() -> None:
    application = a_candidate_accepted()
    association = application.programme.association
    north, south = (AntennaFactory.create(association=association) for _ in range(2))
    Programme.objects.filter(pk=application.programme_id).update(antenna=south)
    session = a_session_held(association)
    ours, theirs = (TeamMemberFactory.create(association=association, antenna=one) for one in (south, north))
    came = [application.volunteer_id]
    as_theirs = Actor(theirs.user_id, theirs.roles, association.id, frozenset({north.id}))
    with pytest.raises(TrainingRefused, match="unknown_volunteer"):
        operations.record_attendance(session=session, volunteer_ids=came, by=as_theirs, at=AT)
    as_ours = Actor(ours.user_id, ours.roles, association.id, frozenset({south.id}))
    assert operations.record_attendance(session=session, volunteer_ids=came, by=as_ours, at=AT) == 1


@pytest.mark.parametrize("state", [S.REDIRECTED, S.WITHDRAWN, S.DRAFT])
def test_the_charter_of_an_application_that_is_over_is_not_accepted(state: str) -> None:
    application = in_state(state)
    before = everything()
    with pytest.raises(Refusal, match="application_over"):
        operations.accept_charter(application=application, by=person(application.volunteer), at=AT)
    assert everything() == before


def test_the_charter_is_accepted_by_the_person_alone() -> None:
    application = a_candidate_accepted()
    before = everything()
    for by in [*strangers(), coordinator(application.programme.association), SYSTEM]:
        with pytest.raises(Refusal, match="not_yours"):
            operations.accept_charter(application=application, by=by, at=AT)
    assert everything() == before
    for _ in range(2):
        operations.accept_charter(application=application, by=person(application.volunteer), at=AT)
    assert application.gates_met.filter(kind=GateKind.CHARTER).count() == 1


def test_a_place_that_is_gone_leaves_the_candidate_where_they_were() -> None:
    programme = a_programme(places=1)
    first, second = a_candidate_waiting(programme=programme), a_candidate_waiting(programme=programme)
    by = coordinator(programme.association)
    for application in (first, second):
        operations.invite(application=application, by=by, at=AT)
    operations.accept_candidate(application=first, by=by, at=AT)
    before = everything()
    with pytest.raises(Refusal, match="no_place_left"):
        operations.accept_candidate(application=second, by=by, at=AT)
    assert everything() == before
    assert Application.objects.get(pk=second.pk).state == S.INVITED


def test_of_two_desks_that_act_at_once_one_wins() -> None:
    application = a_candidate_waiting()
    stale = Application.objects.select_related("volunteer", "programme", "intake").get(pk=application.pk)
    by = coordinator(application.programme.association)
    operations.invite(application=application, by=by, at=AT)
    before = everything()
    with pytest.raises(StepRefused, match="state_moved"):
        operations.do_not_continue(application=stale, by=by, at=AT)
    assert everything() == before
