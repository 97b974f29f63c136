"""Volunteers and their applications, as situations. They go through the doors, so that no state is one the rules would refuse."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from factory.declarations import LazyAttribute, SubFactory
from factory.declarations import Sequence as Numbered
from factory.django import DjangoModelFactory

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core import clock
from portal.engagement import operations, queries
from portal.engagement.enums import DESK_KINDS, ApplicationState, GateKind, SharedField, TrainingMode
from portal.engagement.models import Application, Clearance, TrainingModule, TrainingSession, Volunteer
from portal.programmes.models import Association, Programme

from .accounts import UserFactory
from .programmes import IntakeFactory, ProgrammeFactory, TeamMemberFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ALL_FIELDS = tuple(SharedField.values)


class VolunteerFactory(DjangoModelFactory[Volunteer]):
    """Somebody who volunteers, with an account and no link to an employee."""

    class Meta:
        model = Volunteer

    user = SubFactory(UserFactory)
    given_name = "Amina"
    family_name = Numbered(lambda n: f"Exemple {n}")
    personal_email = LazyAttribute(lambda o: f"{o.family_name.replace(' ', '').lower()}@perso.example.org")
    personal_phone = "0600000000"
    since = AT


def person(volunteer: Volunteer) -> Actor:
    """The volunteer, as who acts."""
    return Actor(volunteer.user_id, frozenset({Role.EMPLOYEE, Role.VOLUNTEER}))


def coordinator(association: Association, **of: object) -> Actor:
    """A coordinator of an association (the first there is, or a new one), as who acts."""
    member = association.team.filter(role=Role.COORDINATOR, **of).first() or TeamMemberFactory.create(association=association, **of)
    antennas = frozenset({member.antenna_id} if member.antenna_id else ())
    return Actor(member.user_id, frozenset({Role.COORDINATOR}), association.id, antennas)


def a_programme(*traits: str, places: int = 8, at: datetime = AT, **fields: object) -> Programme:
    """An open programme with its gates, a charter, a required module, an open intake and a coordinator."""
    programme = ProgrammeFactory.create(**dict.fromkeys(traits, True), **fields)
    by = coordinator(programme.association)
    IntakeFactory.create(programme=programme, places_offered=places)
    operations.default_policy(programme=programme, by=by, at=at)
    if queries.charter_in_force(association_id=programme.association_id, on=clock.local_day(at)) is None:
        operations.publish_charter(
            association=programme.association, text="Je viens quand je l’ai dit.", effective_on=clock.local_day(at), by=by, at=at
        )
        operations.add_module(association=programme.association, title="Posture et rôle", minutes=150, required=True, by=by, at=at)
    return programme


def a_draft(volunteer: Volunteer | None = None, programme: Programme | None = None, at: datetime = AT) -> Application:
    """An application that only the person sees."""
    volunteer = volunteer or VolunteerFactory.create()
    return operations.open_application(volunteer=volunteer, programme=programme or a_programme(), by=person(volunteer), at=at)


def a_candidate_waiting(
    volunteer: Volunteer | None = None,
    programme: Programme | None = None,
    at: datetime = AT,
    fields: Sequence[str] = ALL_FIELDS,
    contact_previous: bool = True,
) -> Application:
    """Somebody who handed their profile over and waits for an answer."""
    application = a_draft(volunteer, programme, at)
    by = person(application.volunteer)
    operations.submit_application(
        application=application, fields=fields, contact_previous_associations=contact_previous, by=by, at=at
    )
    return application


def a_candidate_accepted(volunteer: Volunteer | None = None, programme: Programme | None = None, at: datetime = AT) -> Application:
    """Somebody with a place, whose gates are still to be met."""
    application = a_candidate_waiting(volunteer, programme, at)
    by = coordinator(application.programme.association)
    operations.invite(application=application, by=by, at=at + timedelta(days=2))
    operations.accept_candidate(application=application, by=by, at=at + timedelta(days=9))
    return application


def a_session_held(association: Association, at: datetime = AT) -> TrainingSession:
    """A training session of the association's first required module."""
    module = TrainingModule.objects.filter(association=association, required=True).earliest("id")
    by = coordinator(association)
    return operations.plan_session(module=module, starts_at=at, mode=TrainingMode.REMOTE, by=by, at=at)


def meet_gates(application: Application, at: datetime, *, but: Sequence[str] = ()) -> None:
    """Meet every gate of the application, except some kinds."""
    by, day = coordinator(application.programme.association), clock.local_day(at)
    for gate in queries.gate_statuses(application=application, on=day):
        if gate.kind in but or gate.met:
            continue
        if gate.kind == GateKind.CHARTER:
            operations.accept_charter(application=application, by=person(application.volunteer), at=at)
        elif gate.kind == GateKind.TRAINING:
            session = a_session_held(application.programme.association, at)
            operations.record_attendance(session=session, volunteer_ids=[application.volunteer_id], by=by, at=at)
        elif gate.kind in DESK_KINDS:
            for _ in range(gate.needed - gate.done):
                operations.record_gate(application=application, kind=gate.kind, seen_on=day, by=by, at=at)


def a_volunteer_cleared(volunteer: Volunteer | None = None, programme: Programme | None = None, at: datetime = AT) -> Clearance:
    """Somebody whose gates are all met: ready for a pair from a month after `at` on."""
    application = a_candidate_accepted(volunteer, programme, at)
    later = at + timedelta(days=30)
    meet_gates(application, later)
    return operations.clear(application=application, by=coordinator(application.programme.association), at=later)


def in_state(state: str) -> Application:
    """An application that came to a state by the steps that lead there."""
    if state == ApplicationState.DRAFT:
        return a_draft()
    if state in {ApplicationState.READY, ApplicationState.PAIRED, ApplicationState.COMPLETED}:
        application = a_volunteer_cleared().application
        if state != ApplicationState.READY:
            by = coordinator(application.programme.association)
            operations.mark_paired(application=application, by=by, at=AT + timedelta(days=31))
        if state == ApplicationState.COMPLETED:
            operations.complete(application=application, by=SYSTEM, at=AT + timedelta(days=200))
        return application
    if state == ApplicationState.ACCEPTED:
        return a_candidate_accepted()
    application = a_candidate_waiting()
    desk = {
        ApplicationState.UNDER_REVIEW: operations.start_review,
        ApplicationState.INVITED: operations.invite,
        ApplicationState.WAITING_LIST: operations.put_on_waiting_list,
        ApplicationState.REDIRECTED: operations.redirect,
        ApplicationState.NOT_CONTINUING: operations.do_not_continue,
    }
    if state in desk:
        desk[ApplicationState(state)](application=application, by=coordinator(application.programme.association), at=AT)
    if state == ApplicationState.WITHDRAWN:
        operations.withdraw(application=application, by=person(application.volunteer), at=AT)
    if state == ApplicationState.EXPIRED:
        for days in (11, 22):
            operations.expire_overdue(by=SYSTEM, at=AT + timedelta(days=days))
        application.refresh_from_db()
    return application
