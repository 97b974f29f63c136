"""A concern on the screen of a safeguarding referent: taken up once, tied to a pair, ended; never lost to a race."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.actors import ANONYMOUS
from portal.core import clock
from portal.core.models import AuditEntry
from portal.mentorship import operations, queries
from portal.mentorship.enums import ConcernCategory, ConcernOutcome, ConcernState, PairState, RaisedBy, Urgency
from portal.mentorship.models import Concern, Pair
from portal.programmes.models import Programme, TeamMember
from tests.factories.accounts import sign_in
from tests.factories.engagement import VolunteerFactory
from tests.factories.mentorship import AT, MenteeFactory, a_closed_pair, an_active_pair, staff
from tests.factories.programmes import AntennaFactory, ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_week(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=2))


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory.create()


@pytest.fixture
def protector(programme: Programme) -> TeamMember:
    return TeamMemberFactory.create(association=programme.association, safeguarding=True)


@pytest.fixture
def desk(client: Client, protector: TeamMember) -> Client:
    return sign_in(client, protector.user)


def a_worry(programme: Programme, **of: Any) -> Concern:
    fields: dict[str, Any] = {"raised_by": RaisedBy.FAMILY, "category": ConcernCategory.OTHER, "urgency": Urgency.STANDARD}
    return operations.raise_concern(programme=programme, by=ANONYMOUS, at=AT, **{**fields, "text": "Il pleure", **of})


def url(concern: Concern) -> str:
    return reverse("association:concern", args=[concern.id])


def state(concern: Concern) -> str:
    return Concern.objects.get(pk=concern.pk).state


def test_an_empty_list_says_so(desk: Client) -> None:
    page = desk.get(reverse("association:concerns"))
    assert page.status_code == 200
    assert "Aucune inquiétude en cours" in page.content.decode()


def test_the_list_shows_no_word_and_what_is_over_on_demand(desk: Client, programme: Programme, protector: TeamMember) -> None:
    over, waiting = a_worry(programme, text="canari"), a_worry(programme, text="canari")
    operations.acknowledge_concern(concern=over, by=staff(protector), at=AT)
    operations.close_concern(concern=over, outcome=ConcernOutcome.ANSWERED, by=staff(protector), at=AT)
    page = desk.get(reverse("association:concerns")).content.decode()
    assert url(waiting) in page
    assert url(over) not in page
    everything = desk.get(reverse("association:concerns"), {"show": "all"}).content.decode()
    assert url(over) in everything
    assert "canari" not in everything


def test_the_list_asks_as_much_for_ten_as_for_one(desk: Client, programme: Programme) -> None:
    counts = []
    for more in (1, 9):
        for _ in range(more):
            a_worry(programme)
        with CaptureQueriesContext(connection) as seen:
            desk.get(reverse("association:concerns"))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 15


def test_taken_up_twice_at_once_is_said_and_is_no_failure(desk: Client, programme: Programme) -> None:
    concern = a_worry(programme)
    colleague = TeamMemberFactory.create(association=programme.association, also_safeguarding=True)
    operations.acknowledge_concern(concern=concern, by=staff(colleague), at=AT)
    page = desk.post(url(concern), {"acknowledge": "1"}, follow=True)
    assert page.status_code == 200
    assert "quelqu’un d’autre l’a fait avancer" in page.content.decode()
    assert Concern.objects.get(pk=concern.pk).acknowledged_by == colleague.user_id


def test_an_end_before_it_was_taken_up_is_refused_and_the_answer_kept(desk: Client, programme: Programme) -> None:
    concern = a_worry(programme)
    page = desk.post(url(concern), {"outcome": "support"})
    assert page.status_code == 200
    assert state(concern) == ConcernState.RAISED


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"outcome": "authorities"}, "Notez d’abord à qui et quel jour"),
        ({"authority": "crip", "sent_on": "2100-01-01"}, "n’est pas encore passé"),
        ({"authority": "crip", "sent_on": "2020-01-01"}, "avant celui où l’inquiétude est arrivée"),
        ({"authority": "crip"}, ""),
        ({"authority": "the press", "sent_on": "2026-03-03"}, ""),
        ({"outcome": ""}, ""),
        ({"outcome": "forgotten"}, ""),
    ],
)
def test_an_end_that_is_not_whole_keeps_the_form(
    answers: dict[str, str], said: str, desk: Client, programme: Programme, protector: TeamMember
) -> None:
    concern = a_worry(programme)
    operations.acknowledge_concern(concern=concern, by=staff(protector), at=AT)
    page = desk.post(url(concern), answers)
    assert page.status_code == 200
    assert said in page.content.decode()
    assert state(concern) == ConcernState.ACKNOWLEDGED


def test_the_day_it_went_to_the_authorities_is_kept(desk: Client, programme: Programme) -> None:
    concern = a_worry(programme)
    desk.post(url(concern), {"acknowledge": "1"})
    day = AT.date() + timedelta(days=1)
    assert desk.post(url(concern), {"authority": "crip", "sent_on": str(day)})["Location"] == url(concern)
    assert "CRIP du département, 3 mars 2026" in desk.get(url(concern)).content.decode()
    assert "déjà notée" in desk.post(url(concern), {"authority": "crip", "sent_on": str(day)}).content.decode()
    assert desk.post(url(concern), {"outcome": "authorities"})["Location"] == url(concern)
    found = Concern.objects.get(pk=concern.pk)
    assert (found.state, found.outcome) == (ConcernState.CLOSED, ConcernOutcome.AUTHORITIES)
    assert found.transmissions.get().sent_on == day


def test_nothing_is_handed_on_before_somebody_took_it_up(desk: Client, programme: Programme) -> None:
    concern = a_worry(programme)
    assert "Noter une transmission" not in desk.get(url(concern)).content.decode()
    page = desk.post(url(concern), {"authority": "crip", "sent_on": str(AT.date())}, follow=True)
    assert "Prenez d’abord" in page.content.decode()
    assert not concern.transmissions.exists()


def test_an_allegation_tied_to_a_pair_suspends_it_from_the_screen(desk: Client, programme: Programme) -> None:
    pair = an_active_pair(programme=programme)
    concern = a_worry(programme, category=ConcernCategory.MENTOR_CONDUCT)
    assert pair.mentee.alias in desk.get(url(concern)).content.decode()
    desk.post(url(concern), {"pair": str(pair.id)})
    assert Pair.objects.get(pk=pair.pk).state == PairState.SUSPENDED
    assert Concern.objects.get(pk=concern.pk).pair == pair


def test_among_many_pairs_the_one_it_is_about_is_found_by_its_name(
    desk: Client, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a large programme the pair must be found: nothing is suspended before it is said."""
    oldest = a_closed_pair(programme=programme, volunteer=VolunteerFactory.create(given_name="Éloïse"), at=AT - timedelta(days=300))
    others = [an_active_pair(programme=programme) for _ in range(3)]
    concern = a_worry(programme, category=ConcernCategory.MENTOR_CONDUCT)
    assert 'name="find"' not in desk.get(url(concern)).content.decode()
    monkeypatch.setattr(queries, "LISTED", 3)
    every = queries.pairs_for_concern
    monkeypatch.setattr(queries, "pairs_for_concern", lambda **asked: every(**asked, most=3))
    page = desk.get(url(concern)).content.decode()
    assert "Éloïse" not in page
    assert all(one.mentee.alias in page for one in others)
    assert "Aucun binôme" in desk.post(url(concern), {"find": "Zacharie"}).content.decode()
    found = desk.post(url(concern), {"find": "eloi"})
    assert list(found.context["link"].pairs) == [str(oldest.id)]
    assert Concern.objects.get(pk=concern.pk).pair is None
    desk.post(url(concern), {"pair": str(oldest.id)})
    assert Concern.objects.get(pk=concern.pk).pair == oldest


def test_a_pair_of_every_antenna_may_be_the_one(programme: Programme) -> None:
    """The concern came to the whole association: whoever opens it can say whom it is about."""
    here, there = (AntennaFactory.create(association=programme.association) for _ in range(2))
    pair = an_active_pair(programme=programme, mentee=MenteeFactory.create(association=programme.association, antenna=there))
    concern = a_worry(programme, category=ConcernCategory.MENTOR_CONDUCT)
    bound = TeamMemberFactory.create(association=programme.association, antenna=here, safeguarding=True)
    sign_in(Client(), bound.user).post(url(concern), {"pair": str(pair.id)})
    assert Pair.objects.get(pk=pair.pk).state == PairState.SUSPENDED


@pytest.mark.parametrize("foreign", [True, False])
def test_a_pair_of_elsewhere_or_of_another_programme_cannot_be_chosen(foreign: bool, desk: Client, programme: Programme) -> None:
    concern = a_worry(programme, category=ConcernCategory.MENTOR_CONDUCT)
    beside = ProgrammeFactory.create() if foreign else ProgrammeFactory.create(association=programme.association)
    an_active_pair(programme=programme)
    other = an_active_pair(programme=beside)
    page = desk.post(url(concern), {"pair": str(other.id)})
    assert page.status_code == 200
    assert other.mentee.alias not in page.content.decode()
    assert Concern.objects.get(pk=concern.pk).pair is None
    assert Pair.objects.get(pk=other.pk).state == PairState.ACTIVE


def test_every_opening_is_written_down_a_refused_one_is_not(desk: Client, programme: Programme, protector: TeamMember) -> None:
    concern, foreign = a_worry(programme), a_worry(ProgrammeFactory.create())
    for _ in range(2):
        assert "Il pleure" in desk.get(url(concern)).content.decode()
    assert desk.get(url(foreign)).status_code == 404
    assert desk.post(url(foreign), {"acknowledge": "1"}).status_code == 404
    reads = AuditEntry.objects.filter(action="mentorship.read_concern")
    assert set(reads.values_list("subject_id", "actor_id")) == {(concern.id, protector.user_id)}
    assert state(foreign) == ConcernState.RAISED


def test_a_post_that_asks_for_nothing_changes_nothing(desk: Client, programme: Programme) -> None:
    concern = a_worry(programme)
    assert desk.post(url(concern), {}).status_code == 302
    assert state(concern) == ConcernState.RAISED


def test_the_screens_speak_english(desk: Client, programme: Programme) -> None:
    concern = a_worry(programme)
    for address in (reverse("association:concerns"), url(concern)):
        page = desk.get(address.replace("/fr/", "/en/")).content.decode()
        assert 'lang="en"' in page
        assert "inquiétude" not in page


def test_a_delay_that_passed_is_said_as_passed(desk: Client, programme: Programme) -> None:
    a_worry(programme)
    assert "attendue depuis le 3 mars" in desk.get(reverse("association:concerns")).content.decode()
    operations.raise_concern(
        programme=programme, by=ANONYMOUS, at=clock.now(), raised_by=RaisedBy.FAMILY, category=ConcernCategory.OTHER,
        urgency=Urgency.STANDARD,
    )  # fmt: skip
    assert "à prendre en charge avant le 5 mars" in desk.get(reverse("association:concerns")).content.decode()
