"""An association leaves the portal in two acts: all of it shown before, settled together, and nobody left without a next step."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from portal.accounts.actors import ANONYMOUS, SYSTEM, Actor
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core.models import AuditEntry, OutboxMessage
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application, ProfileHandover
from portal.engagement.operations import book_session
from portal.engagement.queries import candidates
from portal.journeys.partner_exit import Exit, ExitRefused, exit_of, go, say_goodbye
from portal.mentorship import operations as mentorship
from portal.mentorship.enums import CloseReason, PairState
from portal.mentorship.models import EngagementCertificate, Pair, PairClosure
from portal.programmes.enums import ProgrammeStatus
from portal.programmes.errors import NotYours, OpeningRefused, ProgrammeRefused
from portal.programmes.models import Association, Programme, TeamMember
from portal.programmes.operations import open_programme
from portal.routing.models import WaitingPlace
from tests.factories.accounts import sign_in
from tests.factories.allocation import WaitingPlaceFactory
from tests.factories.engagement import (
    a_candidate_accepted,
    a_candidate_waiting,
    a_draft,
    a_programme,
    a_session_held,
    a_volunteer_cleared,
    person,
)
from tests.factories.mentorship import AT as START
from tests.factories.mentorship import a_protector, a_referral, an_accepted_pair, an_active_pair, staff
from tests.factories.programmes import AntennaFactory, TeamMemberFactory
from tests.factories.routing import VolunteerProfileFactory, WishFactory

pytestmark = pytest.mark.django_db
AT = START + timedelta(days=40)


@pytest.fixture
def programme() -> Programme:
    return a_programme()


@pytest.fixture
def admin(programme: Programme) -> Actor:
    return staff(TeamMemberFactory.create(association=programme.association, administrator=True))


def the_user(by: Actor) -> User:
    assert by.id is not None
    return User.objects.get(pk=by.id)


def kinds() -> set[str]:
    return set(OutboxMessage.objects.values_list("kind", flat=True))


def test_what_leaving_settles_is_counted_and_nothing_else(programme: Programme) -> None:
    an_active_pair(programme=programme)
    an_accepted_pair(programme=programme)
    a_candidate_waiting(programme=programme)
    a_draft(programme=programme)
    an_active_pair()
    found = exit_of(association=programme.association, at=AT)
    assert (found.programmes, found.candidates) == ((programme.title,), 1), "a draft is its person's alone"
    assert (found.not_begun, found.meeting, found.at_review, found.referrals, found.protection) == (1, 1, 0, 0, False)


def test_the_preview_costs_the_same_for_many(programme: Programme, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(4):
        a_candidate_waiting(programme=programme)
    with django_assert_max_num_queries(10):
        exit_of(association=programme.association, at=AT)


@pytest.mark.parametrize("state", ["draft", "waiting", "accepted", "ready"])
def test_whoever_waits_is_told_and_led_on(state: str, programme: Programme, admin: Actor) -> None:
    application = {
        "draft": lambda: a_draft(programme=programme),
        "waiting": lambda: a_candidate_waiting(programme=programme),
        "accepted": lambda: a_candidate_accepted(programme=programme),
        "ready": lambda: a_volunteer_cleared(programme=programme).application,
    }[state]()
    OutboxMessage.objects.all().delete()
    say_goodbye(association=programme.association, by=admin, at=AT)
    application.refresh_from_db()
    expected = ApplicationState.EXPIRED if state == "draft" else ApplicationState.NOT_CONTINUING
    assert (application.state, application.deadline_on) == (expected, None)
    told = OutboxMessage.objects.filter(recipient_kind="volunteer", recipient_id=application.volunteer_id)
    assert told.count() == (0 if state == "draft" else 1)
    assert not Application.objects.waiting().exists()


def test_pairs_come_to_their_end_and_mentors_to_their_review(programme: Programme, admin: Actor) -> None:
    active, accepted, elsewhere = an_active_pair(programme=programme), an_accepted_pair(programme=programme), an_active_pair()
    OutboxMessage.objects.all().delete()
    found = say_goodbye(association=programme.association, by=admin, at=AT)
    states = dict(Pair.objects.values_list("id", "state"))
    assert states == {active.id: PairState.CLOSING, accepted.id: PairState.DECLINED, elsewhere.id: PairState.ACTIVE}
    assert PairClosure.objects.get(pair=active).reason == CloseReason.PARTNER_LEAVES
    assert "mentorship.review_asked" in kinds()
    assert (found.at_review, found.meeting, found.may_go) == (1, 0, True)


def test_its_programmes_leave_the_catalogue_and_none_opens_again(programme: Programme, admin: Actor) -> None:
    say_goodbye(association=programme.association, by=admin, at=AT)
    programme = Programme.objects.get(pk=programme.pk)
    assert programme.status == ProgrammeStatus.CLOSED
    with pytest.raises(OpeningRefused, match="association_leaving"):
        open_programme(programme=programme, by=SYSTEM, at=AT)
    with pytest.raises(ProgrammeRefused, match="leaving"):
        say_goodbye(association=programme.association, by=admin, at=AT)


def test_nobody_goes_before_saying_so(programme: Programme, admin: Actor) -> None:
    with pytest.raises(ProgrammeRefused, match="not_leaving"):
        go(association=programme.association, by=admin, at=AT)
    assert TeamMember.objects.filter(association=programme.association, active=True).exists()
    assert not AuditEntry.objects.filter(action="programmes.end_association").exists()


@pytest.mark.parametrize("what", ["a referral", "a concern", "a suspended pair"])
def test_what_protects_a_young_person_is_settled_first(what: str, programme: Programme, admin: Actor) -> None:
    pair = an_active_pair(programme=programme)
    protector = a_protector(programme)
    if what == "a referral":
        a_referral(pair)
    elif what == "a suspended pair":
        mentorship.suspend_pair(pair=pair, by=protector, at=AT)
    else:
        mentorship.raise_concern(
            programme=programme, raised_by="family", category="school", urgency="standard", by=ANONYMOUS, at=AT
        )
    found = say_goodbye(association=programme.association, by=admin, at=AT)
    assert not found.may_go
    assert (found.referrals, found.protection) == ((1, False) if what == "a referral" else (0, True))
    with pytest.raises(ExitRefused, match="still_open"):
        go(association=programme.association, by=admin, at=AT)
    assert Association.objects.get(pk=programme.association_id).left_on is None
    assert TeamMember.objects.get(user=the_user(admin)).active


def test_once_gone_nobody_of_it_reads_anything_and_mentors_keep_their_certificate(programme: Programme, admin: Actor) -> None:
    pair = an_active_pair(programme=programme)
    a_candidate_waiting(programme=programme)
    both = TeamMemberFactory.create(association=programme.association)
    TeamMemberFactory.create(user=both.user)
    say_goodbye(association=programme.association, by=admin, at=AT)
    places = TeamMember.objects.filter(association=programme.association, left_at=None).count()
    assert go(association=programme.association, by=admin, at=AT + timedelta(days=30)) == places
    pair.refresh_from_db()
    assert pair.state == PairState.CLOSED
    assert EngagementCertificate.objects.filter(pair=pair).exists()
    assert not ProfileHandover.objects.filter(association=programme.association, revoked_at=None).exists()
    assert not candidates(association_id=programme.association_id).exists()
    assert not TeamMember.objects.filter(association=programme.association, active=True).exists()
    assert not the_user(admin).is_active
    assert User.objects.get(pk=both.user_id).is_active, "still of another team"
    with pytest.raises(ProgrammeRefused, match="not_leaving"):
        go(association=programme.association, by=SYSTEM, at=AT + timedelta(days=31))


def test_only_whoever_acts_for_all_of_it(programme: Programme) -> None:
    branch = AntennaFactory.create(association=programme.association)
    local = TeamMemberFactory.create(association=programme.association, antenna=branch, administrator=True)
    for by in (staff(local), staff(TeamMemberFactory.create(administrator=True))):
        with pytest.raises(NotYours):
            say_goodbye(association=programme.association, by=by, at=AT)
    assert Programme.objects.get(pk=programme.pk).status == ProgrammeStatus.OPEN


def test_an_association_with_nothing_may_go_the_same_day() -> None:
    member = TeamMemberFactory.create(administrator=True)
    found = say_goodbye(association=member.association, by=staff(member), at=AT)
    assert found == Exit(found.leaving_since, (), 0, 0, 0, 0, 0, False, 1, 0)
    assert go(association=member.association, by=staff(member), at=AT) == 1


class TestScreen:
    url = "association:leave-portal"

    def test_it_shows_what_changes_before_it_does(self, client: Client, programme: Programme, admin: Actor) -> None:
        an_active_pair(programme=programme)
        sign_in(client, the_user(admin))
        page = client.get(reverse(self.url)).content.decode()
        assert programme.title in page
        assert "Annoncer le départ" in page
        assert "Emportez ce qui est à vous" in page
        wrong = client.post(reverse(self.url), {"name": "Autre"})
        assert wrong.status_code == 400
        assert "Ce n’est pas ce nom" in wrong.content.decode()
        assert Association.objects.get(pk=programme.association_id).leaving_since is None

    def test_from_the_announcement_to_the_last_step(self, client: Client, programme: Programme, admin: Actor) -> None:
        sign_in(client, the_user(admin))
        name = {"name": programme.association.name.upper()}
        assert client.post(reverse(self.url), {**name, "go": "1"}).status_code == 400
        page = client.post(reverse(self.url), name, follow=True).content.decode()
        assert "Le départ est annoncé" in page
        assert "Le dernier pas" in page
        assert client.post(reverse(self.url), {**name, "go": "1"}).status_code == 302
        assert client.get(reverse(self.url)).status_code in {302, 403}
        assert Association.objects.get(pk=programme.association_id).left_on is not None

    def test_what_is_open_stands_before_the_last_step(self, client: Client, programme: Programme, admin: Actor) -> None:
        a_referral(an_active_pair(programme=programme))
        say_goodbye(association=programme.association, by=admin, at=AT)
        page = sign_in(client, the_user(admin)).get(reverse(self.url)).content.decode()
        assert "Terminez d’abord les relais en cours" in page
        assert "Le dernier pas" not in page

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.REFERENT, Role.SAFEGUARDING])
    def test_it_is_not_for_the_others_of_the_team(self, role: Role, client: Client, programme: Programme) -> None:
        member = TeamMemberFactory.create(association=programme.association, role=role)
        assert sign_in(client, member.user).get(reverse(self.url)).status_code == 403


class TestWhatItLeadsTo:
    """Candidates, waiting lists and dates of training at the announcement."""

    @pytest.mark.parametrize("state", ["waiting", "accepted", "ready"])
    def test_a_further_wish_is_a_draft_that_only_its_person_sends(self, state: str, programme: Programme, admin: Actor) -> None:
        application = {
            "waiting": lambda: a_candidate_waiting(programme=programme),
            "accepted": lambda: a_candidate_accepted(programme=programme),
            "ready": lambda: a_volunteer_cleared(programme=programme).application,
        }[state]()
        sibling, further = a_programme(association=programme.association), a_programme()
        profile = VolunteerProfileFactory.create(user=application.volunteer.user)
        for rank, wished in enumerate((programme, sibling, further), start=1):
            WishFactory.create(profile=profile, programme=wished, rank=rank)
        OutboxMessage.objects.all().delete()
        say_goodbye(association=programme.association, by=admin, at=AT)
        application.refresh_from_db()
        assert application.state == ApplicationState.REDIRECTED
        draft = Application.objects.waiting().get()
        assert (draft.programme_id, draft.state, draft.rank) == (further.id, ApplicationState.DRAFT, 3)
        assert draft.deadline_on is not None
        assert not ProfileHandover.objects.filter(application=draft).exists(), "a new hand-over is theirs to give"
        assert not candidates(association_id=further.association_id).exists()
        told = OutboxMessage.objects.filter(recipient_kind="volunteer", recipient_id=application.volunteer_id)
        assert list(told.values_list("kind", flat=True)) == ["engagement.application_redirected"]
        if application.intake is not None and state != "waiting":
            application.intake.refresh_from_db()
            assert application.intake.places_taken == 0

    def test_a_waiting_list_goes_on_elsewhere_and_says_so(self, programme: Programme, admin: Actor) -> None:
        further = a_programme()
        profile = VolunteerProfileFactory.create()
        for rank, wished in enumerate((programme, further), start=1):
            WishFactory.create(profile=profile, programme=wished, rank=rank)
        WaitingPlaceFactory.create(profile=profile, programme=programme, position=1)
        say_goodbye(association=programme.association, by=admin, at=AT)
        assert WaitingPlace.objects.get(profile=profile, left_at=None).programme_id == further.id
        assert OutboxMessage.objects.get(recipient_id=profile.user_id).kind == "routing.news_of_wishes"

    def test_its_dates_of_training_are_called_off_and_each_person_told_once(self, programme: Programme, admin: Actor) -> None:
        date = a_session_held(programme.association, at=AT + timedelta(days=5))
        for volunteer in (a_candidate_accepted(programme=programme).volunteer, an_active_pair(programme=programme).volunteer):
            book_session(session=date, volunteer=volunteer, by=person(volunteer), at=AT - timedelta(days=1))
        assert exit_of(association=programme.association, at=AT).dates == 1
        found = say_goodbye(association=programme.association, by=admin, at=AT)
        assert found.dates == 0
        over = OutboxMessage.objects.filter(kind__in=("engagement.training_called_off", "engagement.training_place_freed"))
        assert set(over.values_list("kind", flat=True)) == {"engagement.training_called_off", "engagement.training_place_freed"}
        assert over.count() == over.values("recipient_id").distinct().count() == 2
