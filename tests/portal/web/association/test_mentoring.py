"""The association's desk: inbox, pairs, opening one, ending one, concerns."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.models import AuditEntry
from portal.mentorship import operations
from portal.mentorship.enums import ConcernState, PairState
from portal.mentorship.models import Concern, Mentee, Pair
from portal.programmes.models import TeamMember
from tests.factories.accounts import sign_in
from tests.factories.engagement import a_candidate_waiting, a_volunteer_cleared
from tests.factories.mentorship import MenteeFactory, a_minor, a_protector, a_referent, an_active_pair, mentor_of
from tests.factories.programmes import ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
SINCE = timedelta(days=45)


def as_member(client: Client, member: TeamMember) -> Client:
    return sign_in(client, member.user)


def a_coordinator_beside(pair: Pair) -> TeamMember:
    return TeamMemberFactory.create(association=pair.programme.association)


def the_protector(pair: Pair) -> TeamMember:
    actor = a_protector(pair.programme)
    assert actor.id is not None
    return TeamMember.objects.get(user_id=actor.id)


def a_worry(pair: Pair, **of: str) -> Concern:
    fields = {"raised_by": "mentor", "category": "distress", "urgency": "standard", "text": "canari", **of}
    return operations.raise_concern(programme=pair.programme, pair=pair, by=mentor_of(pair), at=clock.now(), **fields)


def test_the_inbox_says_what_waits_and_keeps_concerns_for_safeguarding(client: Client) -> None:
    pair = an_active_pair(at=clock.now() - SINCE)
    a_worry(pair)
    a_candidate_waiting(programme=a_volunteer_cleared().application.programme)
    page = as_member(client, a_coordinator_beside(pair)).get(reverse("association:today")).content.decode()
    assert "Pas de séance depuis 30 jours" in page
    assert pair.mentee.alias in page
    assert "Inquiétude" not in page
    protector = the_protector(pair)
    page = as_member(Client(), protector).get(reverse("association:today")).content.decode()
    assert "Quelqu’un vous signale une inquiétude" in page
    assert "canari" not in page


def test_the_inbox_and_the_list_take_at_most_fifteen_queries_however_many_rows(client: Client) -> None:
    programme = ProgrammeFactory.create()
    pair = an_active_pair(programme=programme, at=clock.now() - SINCE)
    as_member(client, a_coordinator_beside(pair))

    def taken(name: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse(name)).status_code == 200
        return len(seen)

    before = [taken(name) for name in ("association:today", "association:pairs")]
    for _ in range(9):
        an_active_pair(programme=programme, at=clock.now() - SINCE)
    after = [taken(name) for name in ("association:today", "association:pairs")]
    assert after == before
    assert max(after) <= 15


def test_the_list_filters_and_leaves_as_a_neutral_csv(client: Client) -> None:
    programme = ProgrammeFactory.create()
    an_active_pair(
        programme=programme, at=clock.now() - SINCE, mentee=MenteeFactory.create(association=programme.association, alias="=1+1")
    )
    pair = an_active_pair(programme=programme, at=clock.now() - SINCE)
    foreign = an_active_pair(at=clock.now() - SINCE)
    as_member(client, a_coordinator_beside(pair))
    url = reverse("association:pairs")
    page = client.get(url).content.decode()
    assert pair.mentee.alias in page
    assert foreign.mentee.alias not in page
    assert pair.mentee.alias in client.get(url, {"programme": str(programme.id), "whose": str(pair.referent_id)}).content.decode()
    assert pair.mentee.alias in client.get(url, {"whose": str(foreign.referent_id)}).content.decode()
    assert "Aucun binôme ne correspond" in client.get(url, {"whose": "mine"}).content.decode()
    assert "Aucun binôme ne correspond" in client.get(url, {"show": "closed"}).content.decode()
    sheet = client.get(url, {"export": "csv"}).content.decode()
    assert "'=1+1" in sheet
    assert foreign.mentee.alias not in sheet


def test_a_pair_of_another_association_does_not_exist(client: Client) -> None:
    mine, foreign = an_active_pair(at=clock.now() - SINCE), an_active_pair(at=clock.now() - SINCE)
    as_member(client, a_coordinator_beside(mine))
    assert client.get(reverse("association:pair", args=[foreign.id])).status_code == 404
    for name in ("pair-step", "pair-goal", "pair-closing", "pair-mid-term", "pair-mid-term-elsewhere", "pair-close"):
        assert client.post(reverse(f"association:{name}", args=[foreign.id]), {"step": "pause"}).status_code == 404
    foreign_application = a_volunteer_cleared().application
    url = f"{reverse('association:pair-new')}?application={foreign_application.id}"
    assert client.get(url).status_code == 404
    assert client.get(reverse("association:pair-new")).status_code == 404


def test_a_pair_is_previewed_then_opened(client: Client) -> None:
    application = a_volunteer_cleared(at=clock.now() - SINCE).application
    programme = application.programme
    member = programme.association.team.filter(role=Role.COORDINATOR).get()
    referent = a_referent(programme)
    minor = a_minor(agreed=False, association=programme.association)
    url = f"{reverse('association:pair-new')}?application={application.id}"
    as_member(client, member)
    answers = {"mentee": str(minor.id), "referent": str(referent.id), "on": str(clock.today())}
    shown = client.post(url, {**answers, "preview": "1"})
    page = shown.content.decode()
    assert "Il manque encore quelque chose" in page
    assert "Autorisation parentale" in page
    refused = {**answers, "read": shown.context["read"], "open": "1"}
    assert "Il manque un accord" in client.post(url, refused).content.decode()
    new = {"alias": "Noé", "age_band": "18-25"}
    client.post(f"{reverse('association:mentee-new')}?application={application.id}", new)
    answers["mentee"] = str(Mentee.objects.get(alias="Noé").id)
    unread = {**answers, "read": shown.context["read"], "open": "1"}
    assert "Un choix a changé" in client.post(url, unread).content.decode(), "what was read was about somebody else"
    assert not Pair.objects.filter(mentee__alias="Noé").exists()
    shown = client.post(url, {**answers, "preview": "1"})
    assert "Ce que l’ouverture fera" in shown.content.decode()
    answer = client.post(url, {**answers, "read": shown.context["read"], "open": "1"})
    pair = Pair.objects.get(mentee__alias="Noé")
    assert answer["Location"] == reverse("association:pair", args=[pair.id])
    assert pair.state == PairState.INTRODUCED


def test_a_pair_shows_when_and_how_but_never_the_mentors_line(client: Client) -> None:
    pair = an_active_pair(at=clock.now() - SINCE)
    pair.sessions.update(private_line="canari jaune")
    as_member(client, a_coordinator_beside(pair))
    page = client.get(reverse("association:pair", args=[pair.id])).content.decode()
    assert "En personne" in page
    assert "canari" not in page


def test_a_pair_is_led_to_its_end_from_the_desk(client: Client) -> None:
    pair = an_active_pair(at=clock.now() - SINCE)
    as_member(client, a_coordinator_beside(pair))

    def post(name: str, **values: str) -> str:
        return client.post(reverse(f"association:{name}", args=[pair.id]), values, follow=True).content.decode()

    assert "Objectif noté" in post("pair-goal", code="culture")
    assert client.post(reverse("association:pair-step", args=[pair.id]), {"step": "pause"}).status_code == 404
    assert "revient à une autre personne" in post("pair-step", step="suspend")
    assert "Le bilan est ouvert" in post("pair-closing", closed_by="term", reason="end_of_term")
    assert "bilan du mentor n’est pas encore là" in post("pair-close")
    given = {"satisfaction": "5", "felt_supported": "4", "next_wish": "stop"}
    given |= {f"goal_{goal.id}": "partly" for goal in pair.goals.all()}
    page = client.post(reverse("association:pair-review", args=[pair.id, "final", "mentee"]), given, follow=True)
    assert "enregistré" in page.content.decode()
    assert "terminé" in post("pair-close", without_review="1")
    pair.refresh_from_db()
    assert pair.state == PairState.CLOSED


def test_concerns_are_for_safeguarding_alone_and_each_opening_is_written_down(client: Client) -> None:
    pair = an_active_pair(at=clock.now() - SINCE)
    concern, protector = a_worry(pair), the_protector(pair)
    urls = [reverse("association:concerns"), reverse("association:concern", args=[concern.id])]
    as_member(client, a_coordinator_beside(pair))
    assert [client.get(url).status_code for url in urls] == [403, 403]
    other = TeamMemberFactory.create(safeguarding=True)
    assert as_member(Client(), other).get(urls[1]).status_code == 404
    as_member(client, protector)
    assert "canari" not in client.get(urls[0]).content.decode()
    assert "canari" in client.get(urls[1]).content.decode()
    assert AuditEntry.objects.filter(action="mentorship.read_concern", actor_id=protector.user_id).count() == 1
    client.post(urls[1], {"acknowledge": "1"})
    assert "quel jour" in client.post(urls[1], {"outcome": "authorities"}).content.decode()
    client.post(urls[1], {"outcome": "answered"})
    concern.refresh_from_db()
    assert concern.state == ConcernState.CLOSED
    assert "Aucune inquiétude en cours" in client.get(urls[0]).content.decode()
