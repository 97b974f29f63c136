"""An association erases one of its own people by one act: what is said to go is gone, what stays is nobody's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core import clock
from portal.core.models import AuditEntry, OutboxMessage, Transition
from portal.engagement import operations as engagement
from portal.engagement import queries
from portal.engagement.enums import ApplicationState, TrainingMode, TrainingTrack
from portal.engagement.models import (
    Application,
    CallRequest,
    CharterAcceptance,
    Clearance,
    ErasureLeft,
    GateExemption,
    GateMet,
    MailingCopy,
    ProfileHandover,
    QuizPassed,
    TrainingAttendance,
    TrainingBooking,
    TrainingModule,
    Volunteer,
)
from portal.journeys.applying import Handed, apply_to
from portal.journeys.own_erasing import erase_own, finish_erasures
from portal.journeys.own_erasure import OwnErasureRefused, own_erasure_of
from portal.mentorship import operations as mentorship
from portal.mentorship import queries as pairs_of
from portal.mentorship.enums import PairState
from portal.mentorship.models import CheckIn, EngagementCertificate, Pair, Review, Session
from portal.programmes.models import Programme
from portal.skills.models import Share
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.engagement import (
    ALL_FIELDS,
    a_candidate_accepted,
    a_candidate_waiting,
    a_draft,
    a_programme,
    coordinator,
    person,
)
from tests.factories.erasing import AT, EMAIL, FAMILY, NAME, PHONE, WORDS, a_full_life, everything, holding, somebody
from tests.factories.mentorship import AT as START
from tests.factories.mentorship import (
    MenteeFactory,
    a_protector,
    a_referent,
    an_active_pair,
    mentor_of,
    staff,
)
from tests.factories.people import EmployeeFactory
from tests.factories.programmes import AntennaFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db


def admin_of(programme: Programme) -> Actor:
    return staff(TeamMemberFactory.create(association=programme.association, role=Role.ASSOCIATION_ADMIN))


def erase(volunteer: Volunteer, by: Actor) -> Any:
    return erase_own(volunteer_id=volunteer.id, by=by, at=AT)


@pytest.fixture
def programme() -> Programme:
    return a_programme()


@pytest.fixture
def admin(programme: Programme) -> Actor:
    return admin_of(programme)


def a_date(programme: Programme, *, days: int = 10) -> Any:
    home = programme.association
    module = TrainingModule.objects.filter(association=home, track=TrainingTrack.WELCOME).first()
    assert module is not None
    starts = AT + timedelta(days=days)
    return engagement.plan_session(module=module, starts_at=starts, mode=TrainingMode.REMOTE, by=coordinator(home), at=START)


class TestWhatGoes:
    """What is said to go is gone, from every table; what stays is nobody's."""

    def test_nothing_of_a_full_life_is_left_once_the_last_message_left(self, programme: Programme, admin: Actor) -> None:
        volunteer = somebody()
        a_full_life(programme, volunteer)
        assert {"engagement.Volunteer"} <= holding(FAMILY), "what is looked for is really there before"
        assert {"mentorship.Review"} <= holding(WORDS)
        erase(volunteer, admin)
        assert holding(WORDS) == set()
        OutboxMessage.objects.filter(recipient_id=volunteer.id).update(sent_at=AT)
        assert finish_erasures(by=SYSTEM, at=AT + timedelta(hours=1)) == 1
        assert holding(NAME, FAMILY, EMAIL, PHONE) == set()

    def test_each_thing_that_the_association_noted_goes(self, programme: Programme, admin: Actor) -> None:
        volunteer = somebody()
        a_full_life(programme, volunteer)
        noted = (
            GateMet,
            GateExemption,
            TrainingAttendance,
            CharterAcceptance,
            QuizPassed,
            MailingCopy,
            Share,
            EngagementCertificate,
        )
        assert GateMet.objects.exists()
        assert EngagementCertificate.objects.exists()
        erase(volunteer, admin)
        for model in (*noted, EngagementCertificate):
            assert not model._default_manager.exists(), model
        assert not ProfileHandover.objects.filter(revoked_at=None).exists()
        assert (
            queries.candidates(
                association_id=programme.association_id, antenna_ids=frozenset(), states=frozenset(ApplicationState)
            ).count()
            == 0
        )

    def test_a_pair_keeps_dates_and_numbers_without_a_name(self, programme: Programme, admin: Actor) -> None:
        volunteer = somebody()
        pair = a_full_life(programme, volunteer)
        before = Pair.objects.values_list("introduced_on", "closed_on", "cleared_on", "state").get(pk=pair.pk)
        sessions = Session.objects.filter(pair=pair).values_list("on", "minutes").get()
        done = erase(volunteer, admin)
        assert done.over == 1
        kept = Pair.objects.select_related("volunteer", "clearance__application").get(pk=pair.pk)
        assert (kept.introduced_on, kept.closed_on, kept.cleared_on, kept.state) == before
        assert Session.objects.filter(pair=pair).values_list("on", "minutes").get() == sessions
        nobody = kept.volunteer
        assert (nobody.given_name, nobody.family_name, nobody.personal_email) == ("—", "", "")
        assert (nobody.user_id, nobody.employee_id) == (None, None)
        assert kept.clearance
        assert kept.closed_on
        proof = kept.clearance.application
        assert (proof.volunteer, proof.state, proof.submitted_at) == (nobody, ApplicationState.COMPLETED, None)
        assert proof.state_since == clock.start_of_day(kept.closed_on), "no hour that leads back to the person's own application"
        written = (
            Session.objects.filter(pair=pair).values_list("logged_by", flat=True),
            CheckIn.objects.filter(pair=pair, side="mentor").values_list("answered_by", flat=True),
            Review.objects.filter(pair=pair, side="mentor").values_list("recorded_by", flat=True),
        )
        assert {one for rows in written for one in rows} == {None}
        [row] = pairs_of.pair_rows_of(pairs=[kept], on=AT.date())
        assert row.names == f"— · {kept.mentee.alias}"

    def test_what_waits_stops_in_the_words_of_any_other(self, programme: Programme, admin: Actor) -> None:
        volunteer = somebody()
        application = a_candidate_waiting(volunteer=volunteer, programme=programme)
        other = a_candidate_waiting(programme=programme)
        engagement.do_not_continue(application=other, by=admin, at=AT)
        erase(volunteer, admin)
        application.refresh_from_db()
        other.refresh_from_db()
        assert (application.state, application.deadline_on, application.state_since) == (
            other.state, other.deadline_on, other.state_since,
        )  # fmt: skip
        last = [Transition.objects.filter(subject_id=one.id).latest("at") for one in (application, other)]
        assert {(row.step, row.to_state, row.actor_role) for row in last} == {
            ("do_not_continue", ApplicationState.NOT_CONTINUING, "association_admin")
        }

    def test_places_at_dates_are_free_and_stay_until_the_calendar_was_told(self, programme: Programme, admin: Actor) -> None:
        first, second = somebody(), a_candidate_accepted(programme=programme)
        other = a_programme(association=programme.association)
        for one in (programme, other):
            a_candidate_accepted(volunteer=first, programme=one)
        date = a_date(programme)
        for volunteer in (first, second.volunteer):
            engagement.book_session(session=date, volunteer=volunteer, by=person(volunteer), at=AT)
        assert own_erasure_of(volunteer_id=first.id, by=admin, at=AT).dates == 1
        erase(first, admin)
        assert [one.volunteer_id for one in TrainingBooking.objects.filter(cancelled_at=None)] == [second.volunteer_id]
        place = TrainingBooking.objects.get(volunteer=first)
        assert OutboxMessage.objects.get(kind="engagement.training_place_freed").subject_id == place.id
        assert finish_erasures(by=SYSTEM, at=AT) == 0, "messages wait"
        assert TrainingBooking.objects.filter(pk=place.pk).exists()
        OutboxMessage.objects.update(sent_at=AT)
        finish_erasures(by=SYSTEM, at=AT)
        assert not TrainingBooking.objects.filter(pk=place.pk).exists()
        assert not ErasureLeft.objects.exists()

    def test_a_message_that_never_leaves_holds_nothing_back_for_more_than_a_week(self, programme: Programme, admin: Actor) -> None:
        volunteer = somebody()
        a_candidate_waiting(volunteer=volunteer, programme=programme)
        erase(volunteer, admin)
        assert finish_erasures(by=SYSTEM, at=AT + timedelta(days=6)) == 0
        assert finish_erasures(by=SYSTEM, at=AT + timedelta(days=7)) == 1
        volunteer.refresh_from_db()
        assert (volunteer.given_name, volunteer.personal_email) == ("", "")

    def test_a_proposed_pair_comes_to_nothing_and_leaves_nothing(self, programme: Programme, admin: Actor) -> None:
        volunteer = somebody()
        a_candidate_accepted(volunteer=volunteer, programme=programme)
        mentee = MenteeFactory.create(association=programme.association)
        by, referent = coordinator(programme.association), a_referent(programme)
        mentorship.propose_pair(volunteer=volunteer, programme=programme, mentee=mentee, referent=referent, by=by, at=AT)
        assert own_erasure_of(volunteer_id=volunteer.id, by=admin, at=AT).proposals == 1
        erase(volunteer, admin)
        assert not Pair.objects.exists()
        assert not Clearance.objects.exists()


class TestWhatStays:
    """By law, or because it is not the association's to erase."""

    def test_a_concern_keeps_whom_it_is_about_for_its_referents_alone(
        self, client: Client, programme: Programme, admin: Actor
    ) -> None:
        volunteer = somebody()
        pair = a_full_life(programme, volunteer)
        protector = a_protector(programme)
        concern = mentorship.raise_concern(
            programme=programme, raised_by="mentor", category="distress", urgency="standard", text="Elle dort mal.", pair=pair,
            by=mentor_of(pair), at=AT,
        )  # fmt: skip
        erase(volunteer, admin)
        kept = mentorship.read_concern(concern_id=concern.id, by=protector, at=AT)
        assert (kept.mentor, kept.text) == (f"{NAME} {FAMILY}", "Elle dort mal.")
        OutboxMessage.objects.update(sent_at=AT)
        finish_erasures(by=SYSTEM, at=AT)
        assert holding(FAMILY) == {"mentorship.Concern"}
        user = User.objects.get(pk=str(protector.id))
        read = sign_in(client, user).get(reverse("association:concern", args=[concern.id])).content.decode()
        assert f"{NAME} {FAMILY}" in read

    def test_an_allegation_holds_whoever_asks_to_be_erased_and_comes_back(self, programme: Programme, admin: Actor) -> None:
        volunteer = somebody()
        pair, protector, home = a_full_life(programme, volunteer), a_protector(programme), programme.association_id
        concern = mentorship.raise_concern(
            programme=programme, raised_by="school", category="mentor_conduct", urgency="critical", pair=pair, by=protector, at=AT,
        )  # fmt: skip
        erase(volunteer, admin)
        OutboxMessage.objects.update(sent_at=AT)
        finish_erasures(by=SYSTEM, at=AT)
        assert pairs_of.allegation_holds(volunteer_id=volunteer.id, association_id=home)
        assert not pairs_of.allegation_holds(volunteer_id=volunteer.id, association_id=a_programme().association_id)
        mentorship.acknowledge_concern(concern=concern, by=protector, at=AT)
        mentorship.close_concern(concern=concern, outcome="answered", by=protector, at=AT)
        assert not pairs_of.allegation_holds(volunteer_id=volunteer.id, association_id=home)

    def test_the_person_reads_an_application_that_ended_like_any_other(
        self, client: Client, programme: Programme, admin: Actor
    ) -> None:
        volunteer = somebody()
        a_full_life(programme, volunteer)
        own = Application.objects.get(volunteer=volunteer)
        erase(volunteer, admin)
        own.refresh_from_db()
        assert own.state == ApplicationState.COMPLETED
        assert own.handovers.get().revoked_at == AT, "the proof of what was handed over stays theirs"
        assert volunteer.user
        page = sign_in(client, volunteer.user).get(reverse("me:application", args=[own.id]))
        assert page.status_code == 200
        assert sign_in(client, volunteer.user).get(reverse("me:home")).status_code == 200

    def test_another_association_keeps_everything(self, programme: Programme, admin: Actor) -> None:
        volunteer, elsewhere = somebody(), a_programme()
        other = a_full_life(elsewhere, volunteer)
        a_candidate_waiting(volunteer=volunteer, programme=programme)
        models = (GateMet, TrainingAttendance, CharterAcceptance, QuizPassed, MailingCopy, Share, EngagementCertificate, Clearance)
        before = {model: model._default_manager.count() for model in models}
        erase(volunteer, admin)
        OutboxMessage.objects.update(sent_at=AT)
        assert finish_erasures(by=SYSTEM, at=AT) == 0, "somebody else still has them"
        assert {model: model._default_manager.count() for model in models} == before
        other.refresh_from_db()
        volunteer.refresh_from_db()
        assert (other.volunteer, volunteer.family_name, volunteer.personal_email) == (volunteer, FAMILY, EMAIL)

    def test_an_unsent_draft_stays_the_persons_and_keeps_their_address(self, programme: Programme, admin: Actor) -> None:
        volunteer = somebody()
        a_candidate_waiting(volunteer=volunteer, programme=programme)
        draft = a_draft(volunteer=volunteer, programme=a_programme())
        erase(volunteer, admin)
        finish_erasures(by=SYSTEM, at=AT + timedelta(days=8))
        draft.refresh_from_db()
        volunteer.refresh_from_db()
        assert (draft.state, volunteer.personal_email) == (ApplicationState.DRAFT, EMAIL)

    def test_a_call_asked_of_the_association_is_answered_that_it_cannot(self, programme: Programme, admin: Actor) -> None:
        volunteer = somebody()
        a_full_life(programme, volunteer)
        elsewhere = a_candidate_waiting(volunteer=volunteer)
        engagement.ask_previous(application=elsewhere, by=coordinator(elsewhere.programme.association), at=AT)
        assert CallRequest.objects.get().answer == ""
        erase(volunteer, admin)
        request = CallRequest.objects.get()
        assert (request.answer, request.due_on, request.application) == ("cannot", None, elsewhere)
        assert not queries.calls_asked_of(actor=admin).exists()


class TestTheTrail:
    """One row, no name; the company reads nothing from it."""

    def test_there_is_one_row_and_it_names_nobody(self, programme: Programme, admin: Actor) -> None:
        volunteer = somebody()
        a_full_life(programme, volunteer)
        before = AuditEntry.objects.count()
        done = erase(volunteer, admin)
        [row] = AuditEntry.objects.order_by("-at", "-id")[: AuditEntry.objects.count() - before]
        assert (row.action, row.subject_id, row.association_id, row.facts) == (
            "journeys.erase_own", done.reference, programme.association_id, {},
        )  # fmt: skip

    def test_the_person_alone_is_told(self, programme: Programme, admin: Actor) -> None:
        volunteer = somebody(employee=EmployeeFactory.create())
        a_candidate_waiting(volunteer=volunteer, programme=programme)
        OutboxMessage.objects.all().delete()
        erase(volunteer, admin)
        told = OutboxMessage.objects.all()
        assert {(row.recipient_kind, row.recipient_id) for row in told} == {("volunteer", volunteer.id)}
        assert {row.kind for row in told} == {"engagement.application_stopped", "engagement.erased"}

    def test_an_account_that_the_association_opened_closes_with_it(self, programme: Programme, admin: Actor) -> None:
        local, company = (somebody(user=UserFactory.create(handle=handle)) for handle in ("local:a", "sso:idp:b"))
        for volunteer in (local, company):
            a_candidate_waiting(volunteer=volunteer, programme=programme)
            erase(volunteer, admin)
        OutboxMessage.objects.update(sent_at=AT)
        assert finish_erasures(by=SYSTEM, at=AT) == 2
        assert [User.objects.get(volunteer=one).is_active for one in (local, company)] == [False, True]


UNDER_WAY = (PairState.INTRODUCED, PairState.ACTIVE, PairState.PAUSED, PairState.SUSPENDED, PairState.CLOSING)


@pytest.mark.parametrize("state", UNDER_WAY)
def test_a_pair_under_way_is_closed_first(state: PairState, client: Client, programme: Programme, admin: Actor) -> None:
    pair = an_active_pair(programme=programme)
    Pair.objects.filter(pk=pair.pk).update(state=state)
    before = dict(everything())
    with pytest.raises(OwnErasureRefused, match="pair_under_way"):
        erase(pair.volunteer, admin)
    assert dict(everything()) == before, "nothing is half erased"
    sign_in(client, User.objects.get(pk=str(admin.id)))
    url = reverse("association:own-erasing", args=[pair.volunteer_id])
    page = client.get(url).content.decode()
    assert "Un binôme est encore en cours" in page
    assert reverse("association:pair", args=[pair.id]) in page
    assert 'name="asked"' not in page
    assert client.post(url, {"asked": "yes"}).status_code == 409


REFUSED: dict[str, Callable[[Programme], Actor]] = {
    "a coordinator": lambda row: coordinator(row.association),
    "a referent": lambda row: staff(TeamMemberFactory.create(association=row.association, role=Role.REFERENT)),
    "safeguarding": a_protector,
    "one antenna's head": lambda row: staff(
        TeamMemberFactory.create(
            association=row.association, antenna=AntennaFactory.create(association=row.association), administrator=True
        )
    ),
    "the company's officer": lambda _: Actor(None, frozenset({Role.DPO})),
    "the portal": lambda _: SYSTEM,
}


@pytest.mark.parametrize("who", REFUSED)
def test_nobody_else_may(who: str, programme: Programme) -> None:
    volunteer = somebody()
    a_candidate_waiting(volunteer=volunteer, programme=programme)
    by = REFUSED[who](programme)
    for act in (own_erasure_of, erase_own):
        with pytest.raises(OwnErasureRefused, match="not_allowed"):
            act(volunteer_id=volunteer.id, by=by, at=AT)
    assert ProfileHandover.objects.filter(revoked_at=None).exists()


@pytest.mark.parametrize("whose", ["another association's", "never handed over", "done already", "nobody"])
def test_whoever_is_not_theirs_is_unknown(whose: str, client: Client, programme: Programme, admin: Actor) -> None:
    volunteer = somebody()
    if whose == "another association's":
        a_candidate_waiting(volunteer=volunteer)
    if whose == "never handed over":
        a_draft(volunteer=volunteer, programme=programme)
    if whose == "done already":
        a_candidate_waiting(volunteer=volunteer, programme=programme)
        erase(volunteer, admin)
    with pytest.raises(OwnErasureRefused, match="unknown"):
        erase(volunteer, admin)
    sign_in(client, User.objects.get(pk=str(admin.id)))
    url = reverse("association:own-erasing", args=[volunteer.id])
    assert client.get(url).status_code == client.post(url, {"asked": "yes"}).status_code == 404


def test_whoever_comes_back_has_a_name_again(programme: Programme, admin: Actor) -> None:
    employee = EmployeeFactory.create(given_name="Zoé", family_name="Martin", work_email="zoe@entreprise.example.org")
    volunteer = somebody(employee=employee)
    a_candidate_waiting(volunteer=volunteer, programme=programme)
    erase(volunteer, admin)
    OutboxMessage.objects.update(sent_at=AT)
    finish_erasures(by=SYSTEM, at=AT)
    handed = Handed(ALL_FIELDS, "zoe@perso.example.org", "", contact_previous_associations=False)
    again = apply_to(programme=a_programme(), handed=handed, by=person(volunteer), at=AT + timedelta(days=1))
    again.volunteer.refresh_from_db()
    assert again.volunteer == volunteer
    assert (again.volunteer.given_name, again.volunteer.family_name) == ("Zoé", "Martin")
